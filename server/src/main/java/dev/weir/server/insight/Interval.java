package dev.weir.server.insight;

/** A share, as far as it is known: from {@code lo} to {@code hi}, both 0 to 1. */
public record Interval(double lo, double hi) {

    /** Nothing is known. */
    public static final Interval ANY = new Interval(0, 1);

    /** The standard normal distribution's quantile that leaves 2.5 % on either side. */
    static final double Z95 = 1.959963984540054;

    public Interval {
        if (!(lo >= 0 && lo <= hi && hi <= 1)) {
            throw new IllegalArgumentException("a share lies from 0 to 1, not " + lo + " to " + hi);
        }
    }

    /**
     * Wilson's score interval at 95 % (E. B. Wilson, 1927): where the true share lies when {@code hits} of
     * {@code asked} were seen. Nothing seen is {@link #ANY}.
     */
    public static Interval wilson(long hits, long asked) {
        if (hits < 0 || hits > asked) {
            throw new IllegalArgumentException(hits + " of " + asked + " cannot be");
        }
        if (asked == 0) {
            return ANY;
        }
        double n = asked;
        double share = hits / n;
        double zz = Z95 * Z95;
        double middle = (share + zz / (2 * n)) / (1 + zz / n);
        double half = Z95 / (1 + zz / n) * Math.sqrt(share * (1 - share) / n + zz / (4 * n * n));
        // At the ends the interval touches 0 or 1 exactly; arithmetic alone comes within a hair of it.
        return new Interval(hits == 0 ? 0 : Math.max(0, middle - half), hits == asked ? 1 : Math.min(1, middle + half));
    }
}
