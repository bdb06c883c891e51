package dev.weir.server.insight;

/** From the least to the most; both the same where it is exact. */
public record Range(long lo, long hi) {

    public Range {
        if (lo > hi) {
            throw new IllegalArgumentException("a range goes up: " + lo + " to " + hi);
        }
    }

    public static Range exactly(long value) {
        return new Range(value, value);
    }

    public boolean exact() {
        return lo == hi;
    }

    /** Whether that is in it. */
    public boolean contains(long value) {
        return lo <= value && value <= hi;
    }

    /** Both and what lies between. */
    public Range and(Range other) {
        return new Range(Math.min(lo, other.lo), Math.max(hi, other.hi));
    }

    /** The part that is not above that. */
    Range atMost(long most) {
        return new Range(Math.min(lo, most), Math.min(hi, most));
    }
}
