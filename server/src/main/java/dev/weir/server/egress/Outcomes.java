package dev.weir.server.egress;

/**
 * The most recent outcomes, newest in the lowest bit, 1 for a failure.
 *
 * @param size how many bits count, 0 to 62
 */
record Outcomes(long bits, int size) {

    static final Outcomes NONE = new Outcomes(0, 0);

    Outcomes {
        if (size < 0 || size > 62 || bits >>> size != 0) {
            throw new IllegalArgumentException("not " + size + " outcomes: " + bits);
        }
    }

    /** With one more, of which the {@code window} newest are kept. */
    Outcomes and(boolean failed, int window) {
        long shifted = (bits << 1 | (failed ? 1 : 0)) & (1L << window) - 1;
        return new Outcomes(shifted, Math.min(size + 1, window));
    }

    /** With the others, which are newer. */
    Outcomes and(Outcomes newer, int window) {
        Outcomes all = this;
        for (int i = newer.size - 1; i >= 0; i--) {
            all = all.and((newer.bits >> i & 1) == 1, window);
        }
        return all;
    }

    int failures() {
        return Long.bitCount(bits);
    }
}
