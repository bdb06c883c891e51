package dev.weir.server.insight;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeySetTest {

    @Test
    void itHoldsWhatWasAddedAndNothingElse() {
        SplittableRandom random = new SplittableRandom(3);
        KeySet keys = new KeySet();
        Set<List<Long>> really = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            // Few different halves, 0 among them, so that keys share a half, and often both.
            long high = random.nextLong(300) << 55;
            long low = random.nextLong(300);
            assertThat(keys.contains(high, low)).isEqualTo(really.contains(List.of(high, low)));
            if (random.nextBoolean()) {
                keys.add(high, low);
                really.add(List.of(high, low));
            }
        }
    }
}
