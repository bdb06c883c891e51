package dev.weir.server.insight;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IntervalTest {

    /** The values of R's {@code prop.test(x, n, correct = FALSE)}. */
    @ParameterizedTest
    @CsvSource({"0, 10, 0, 0.27753", "10, 10, 0.72247, 1", "5, 10, 0.23659, 0.76341", "81, 263, 0.25525, 0.36621"})
    void wilsonsIntervalIsTheOneOfTheBooks(long hits, long asked, double lo, double hi) {
        Interval interval = Interval.wilson(hits, asked);
        assertThat(interval.lo()).isEqualTo(lo, within(1e-4));
        assertThat(interval.hi()).isEqualTo(hi, within(1e-4));
    }

    @Test
    void nothingSeenIsAnything() {
        assertThat(Interval.wilson(0, 0)).isEqualTo(Interval.ANY);
    }

    @Test
    void whatIsKnownOfARowDecidesWhichMeasurementBoundsIt() {
        Chances.Sample easy = new Chances.Sample(100, 60, 0);
        Chances.Sample hard = new Chances.Sample(100, 20, 0);
        Chances.Measured both = new Chances.Measured(easy, hard);
        assertThat(both.of(Chances.Row.UNTOUCHED)).isEqualTo(Interval.wilson(60, 100));
        assertThat(both.of(Chances.Row.MISSED)).isEqualTo(Interval.wilson(20, 100));
        assertThat(both.of(Chances.Row.FOUND))
                .isEqualTo(new Interval(Interval.wilson(60, 100).lo(), 1));
        Chances.Measured onlyEasy = new Chances.Measured(easy, Chances.Sample.NONE);
        assertThat(onlyEasy.of(Chances.Row.MISSED))
                .isEqualTo(new Interval(0, Interval.wilson(60, 100).hi()));
        Chances.Measured onlyHard = new Chances.Measured(Chances.Sample.NONE, hard);
        assertThat(onlyHard.of(Chances.Row.UNTOUCHED))
                .isEqualTo(new Interval(Interval.wilson(20, 100).lo(), 1));
        assertThat(Chances.Measured.NOTHING.of(Chances.Row.FOUND)).isEqualTo(Interval.ANY);
    }

    @Test
    void eitherWayTakesTheWorseMeanOnBothSides() {
        Outlook hit = Outlook.sure(new double[] {1, 5});
        Outlook miss = Outlook.sure(new double[] {0, 9});
        Outlook either = Outlook.either(new Interval(0.25, 0.5), hit, miss);
        assertThat(new double[] {either.meanLo(0), either.meanHi(0), either.least(0), either.most(0)})
                .containsExactly(0.25, 0.5, 0, 1);
        assertThat(new double[] {either.meanLo(1), either.meanHi(1), either.least(1), either.most(1)})
                .containsExactly(7, 8, 5, 9);
    }
}
