package dev.weir.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.Questions.Payment;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QuestionsTest {

    private final Questions questions = new Questions();

    @AfterEach
    void close() {
        questions.close();
    }

    @Test
    void triesAndPaymentsAreThoseOfAMapWhateverTheOrder() {
        SplittableRandom random = new SplittableRandom(11);
        Map<Long, Integer> tries = new HashMap<>();
        Map<Long, Boolean> paid = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            // Neighbours, and keys that differ in their highest bits alone, share places.
            long key = random.nextLong(20_000) << (random.nextBoolean() ? 0 : 48);
            assertThat(questions.nextTry(key)).isEqualTo(tries.merge(key, 1, Integer::sum));
            assertThat(questions.isPaid(key)).isEqualTo(paid.containsKey(key));
            if (random.nextInt(3) == 0) {
                assertThat(questions.pay(key, false, () -> true))
                        .isEqualTo(paid.put(key, true) == null ? Payment.FIRST : Payment.AGAIN);
            }
        }
    }

    @Test
    void moreTriesThanAWordHoldsAreStillCountedOneByOne() {
        for (int i = 1; i <= 100; i++) {
            assertThat(questions.nextTry(5)).isEqualTo(i);
            assertThat(questions.nextTry(5L << 48)).isEqualTo(i);
            assertThat(questions.isPaid(5)).isEqualTo(i > 40);
            if (i == 40) {
                questions.pay(5, true, () -> true);
            }
        }
        assertThat(questions.isPaid(5L << 48)).isFalse();
    }

    @Test
    void whatWasPaidBeforeCostsNothingWhereTheVendorSaysSo() {
        questions.nextTry(7);

        assertThat(questions.pay(7, true, () -> true)).isEqualTo(Payment.FIRST);
        assertThat(questions.pay(7, true, () -> false)).isEqualTo(Payment.FREE);
        assertThat(questions.pay(7, false, () -> true)).isEqualTo(Payment.AGAIN);
    }

    @Test
    void aRefusedPaymentLeavesTheQuestionUnpaid() {
        questions.nextTry(0);

        assertThat(questions.pay(0, true, () -> false)).isEqualTo(Payment.REFUSED);
        assertThat(questions.isPaid(0)).isFalse();
    }
}
