package dev.weir.server.waterfall;

import static dev.weir.server.waterfall.SampleOperation.gives;
import static dev.weir.server.waterfall.SampleOperation.step;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec.Charge;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EstimateTest {

    private static final List<String> MAIL = List.of("mail");
    private static final SampleOperation FIRST = gives("p0.a", "mail").costing(1_000, Charge.ACCEPTED);
    private static final SampleOperation SECOND = gives("p1.a", "mail").costing(4_000, Charge.ACCEPTED);
    private static final SampleOperation ANSWERED = gives("p2.a", "mail").costing(500, Charge.ANSWERED);
    private static final SampleOperation FREE = gives("p3.a", "mail").costing(900, Charge.NEVER);

    /** So many that nothing is unsure about the rate. */
    private static HitRate sure(double accepted) {
        long asked = 100_000_000;
        return new HitRate(asked, Math.round(asked * accepted), 0);
    }

    private static Map<OperationId, HitRate> rates(Object... pairs) {
        Map<OperationId, HitRate> rates = new java.util.HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            rates.put(((SampleOperation) pairs[i]).spec().id(), (HitRate) pairs[i + 1]);
        }
        return rates;
    }

    private static Estimate of(Step step, long rows, Map<OperationId, HitRate> rates) {
        return Estimate.of(List.of(new Estimate.Share(step, rows, rates)), OnDoubt.HOLD);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void whatIsExpectedFollowsTheWaterfall(String why, Step step, Map<OperationId, HitRate> rates, long perRow) {
        assertThat(of(step, 10_000, rates).expectedMilli()).isCloseTo(10_000 * perRow, within(10_000L));
    }

    static Stream<Arguments> whatIsExpectedFollowsTheWaterfall() {
        return Stream.of(
                Arguments.of("a find is paid", step(MAIL, FIRST), rates(FIRST, sure(0.6)), 600),
                Arguments.of("an answer is paid, found or not", step(MAIL, ANSWERED), rates(ANSWERED, sure(0.6)), 500),
                Arguments.of("what is free costs nothing", step(MAIL, FREE), rates(FREE, sure(0.6)), 0),
                Arguments.of(
                        "the second is asked for what the first has not",
                        step(MAIL, FIRST, SECOND),
                        rates(FIRST, sure(0.6), SECOND, sure(0.5)),
                        600 + 4 * 200),
                Arguments.of(
                        "an answer that is paid comes on top",
                        step(MAIL, ANSWERED, FIRST),
                        rates(ANSWERED, sure(0.2), FIRST, sure(0.5)),
                        500 + 400),
                Arguments.of(
                        "of who was never asked, what he declares is taken",
                        step(MAIL, FIRST, SECOND),
                        rates(FIRST, sure(0.75)),
                        750 + 4_000 / 4 / 2),
                Arguments.of("nobody was ever asked", step(MAIL, FIRST, SECOND), rates(), 500 + 4_000 / 2 / 2));
    }

    @Test
    void aPartialAnswerIsPaidAndTheNextIsAskedForTheRest() {
        Step two = step(
                List.of("mail", "phone"),
                gives("p0.a", "mail", "phone").costing(1_000, Charge.ACCEPTED),
                gives("p1.a", "mail", "phone").costing(2_000, Charge.ACCEPTED));
        long asked = 100_000_000;
        Map<OperationId, HitRate> rates = Map.of(
                OperationId.parse("p0.a"),
                new HitRate(asked, asked / 2, asked / 4),
                OperationId.parse("p1.a"),
                sure(0.5));
        // 3/4 are paid; all but the complete half go on, of whom half are paid again.
        assertThat(of(two, 10_000, rates).expectedMilli()).isCloseTo(10_000 * (750 + 500), within(10_000L));
    }

    @Test
    void fewMeasurementsMakeTheBoundWiderAndTheMeanLessExtreme() {
        Step step = step(MAIL, FIRST);
        Estimate few = of(step, 10_000, rates(FIRST, new HitRate(3, 3, 0)));
        Estimate many = of(step, 10_000, rates(FIRST, new HitRate(3_000, 3_000, 0)));

        assertThat(few.expectedMilli()).isEqualTo(8_000_000);
        assertThat(many.expectedMilli()).isGreaterThan(9_990_000);
        Estimate half = of(step, 10_000, rates(FIRST, new HitRate(10, 5, 0)));
        Estimate surer = of(step, 10_000, rates(FIRST, new HitRate(1_000, 500, 0)));
        assertThat(half.p90Milli() - half.expectedMilli())
                .isGreaterThan(5 * (surer.p90Milli() - surer.expectedMilli()));
    }

    @Test
    void whatIsDeclaredIsTakenForLittleThatWasMeasured() {
        Step step = step(MAIL, FIRST);
        Estimate declared = of(step, 10_000, rates());
        Estimate measured = of(step, 10_000, rates(FIRST, sure(0.5)));
        assertThat(declared.expectedMilli()).isEqualTo(measured.expectedMilli());
        assertThat(declared.p90Milli() - declared.expectedMilli())
                .isGreaterThan(10 * (measured.p90Milli() - measured.expectedMilli()))
                .isLessThan(declared.expectedMilli());
    }

    @Test
    void itNeverExceedsTheWorstCaseNorACap() {
        Step step = step(MAIL, FIRST, SECOND);
        for (HitRate rate : List.of(new HitRate(1, 1, 0), new HitRate(1, 0, 0), new HitRate(50, 49, 1))) {
            for (long rows : new long[] {0, 1, 7, 100_000}) {
                Estimate estimate = of(step, rows, rates(FIRST, rate, SECOND, rate));
                assertThat(estimate.expectedMilli()).isBetween(0L, estimate.p90Milli());
                assertThat(estimate.p90Milli()).isLessThanOrEqualTo(rows * WorstCase.perCellMilli(step, OnDoubt.HOLD));
            }
        }
        assertThat(of(step, 100, rates(FIRST, sure(0.5))).atMost(1_000)).isEqualTo(new Estimate(1_000, 1_000));
    }

    @Test
    void countsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new HitRate(0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new HitRate(5, 4, 2)).isInstanceOf(IllegalArgumentException.class);
        assertThat(new HitRate(5, 4, 1).plus(new HitRate(5, 1, 0))).isEqualTo(new HitRate(10, 5, 1));
    }

    /** Jobs are played out row by row: nine in ten stay below the bound, and their mean is what was expected. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void jobsThatArePlayedOutKeepToIt(long seed) {
        Random random = new Random(seed);
        double[] finds = {0.2 + 0.6 * random.nextDouble(), 0.2 + 0.6 * random.nextDouble(), random.nextDouble()};
        Step step = step(MAIL, ANSWERED, FIRST, SECOND);
        int rows = 400;
        Estimate estimate =
                of(step, rows, rates(ANSWERED, sure(finds[0]), FIRST, sure(finds[1]), SECOND, sure(finds[2])));
        long[] played = new long[4_000];
        Arrays.setAll(played, _ -> play(random, rows, finds));
        Arrays.sort(played);

        assertThat((double) estimate.expectedMilli())
                .isCloseTo(Arrays.stream(played).average().orElseThrow(), within(rows * 5.0));
        assertThat((double) estimate.p90Milli()).isCloseTo(played[3_600], within(rows * 15.0));
    }

    private static long play(Random random, int rows, double[] finds) {
        long spent = 0;
        for (int row = 0; row < rows; row++) {
            spent += 500;
            if (random.nextDouble() < finds[0]) {
                continue;
            }
            if (random.nextDouble() < finds[1]) {
                spent += 1_000;
            } else if (random.nextDouble() < finds[2]) {
                spent += 4_000;
            }
        }
        return spent;
    }
}
