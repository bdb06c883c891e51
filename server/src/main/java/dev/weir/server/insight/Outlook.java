package dev.weir.server.insight;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * What is to be expected of a row, or of many: for each measure the least and greatest mean, and the least and greatest
 * value at all. All four are one where everything is known.
 */
final class Outlook {

    private final double[] meanLo;
    private final double[] meanHi;
    private final double[] least;
    private final double[] most;

    private Outlook(double[] meanLo, double[] meanHi, double[] least, double[] most) {
        this.meanLo = meanLo;
        this.meanHi = meanHi;
        this.least = least;
        this.most = most;
    }

    static Outlook nothing(int measures) {
        return sure(new double[measures]);
    }

    /** Known for certain. */
    static Outlook sure(double[] values) {
        return new Outlook(values, values, values, values);
    }

    /** Anything from nothing to that. */
    static Outlook upTo(double[] most) {
        return between(new double[most.length], most);
    }

    /** Anything from this to that. */
    static Outlook between(double[] least, double[] most) {
        return new Outlook(least, most, least, most);
    }

    /** One thing and then another. */
    Outlook plus(Outlook other) {
        return new Outlook(
                sum(meanLo, other.meanLo), sum(meanHi, other.meanHi), sum(least, other.least), sum(most, other.most));
    }

    /** Either that, with a probability in the interval, or the other. */
    static Outlook either(Interval chance, Outlook one, Outlook other) {
        int n = one.meanLo.length;
        Outlook all = new Outlook(new double[n], new double[n], new double[n], new double[n]);
        for (int i = 0; i < n; i++) {
            all.meanLo[i] = Math.min(
                    mix(chance.lo(), one.meanLo[i], other.meanLo[i]), mix(chance.hi(), one.meanLo[i], other.meanLo[i]));
            all.meanHi[i] = Math.max(
                    mix(chance.lo(), one.meanHi[i], other.meanHi[i]), mix(chance.hi(), one.meanHi[i], other.meanHi[i]));
            all.least[i] = Math.min(one.least[i], other.least[i]);
            all.most[i] = Math.max(one.most[i], other.most[i]);
        }
        return all;
    }

    /** With one measure never below that. */
    Outlook atLeast(int measure, double bound) {
        return with(measure, value -> Math.max(bound, value));
    }

    /** With one measure never above that. */
    Outlook atMost(int measure, double bound) {
        return with(measure, value -> Math.min(bound, value));
    }

    private Outlook with(int measure, DoubleUnaryOperator change) {
        return new Outlook(
                with(meanLo, measure, change),
                with(meanHi, measure, change),
                with(least, measure, change),
                with(most, measure, change));
    }

    private static double[] with(double[] values, int measure, DoubleUnaryOperator change) {
        double[] changed = values.clone();
        changed[measure] = change.applyAsDouble(changed[measure]);
        return changed;
    }

    double meanLo(int measure) {
        return meanLo[measure];
    }

    double meanHi(int measure) {
        return meanHi[measure];
    }

    double least(int measure) {
        return least[measure];
    }

    double most(int measure) {
        return most[measure];
    }

    private static double mix(double chance, double one, double other) {
        return other + chance * (one - other);
    }

    private static double[] sum(double[] a, double[] b) {
        double[] sum = Arrays.copyOf(a, a.length);
        for (int i = 0; i < sum.length; i++) {
            sum[i] += b[i];
        }
        return sum;
    }
}
