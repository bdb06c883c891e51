package dev.weir.server.insight;

/** Which number of an {@link Outlook} is what: money, calls and time, then one for each step. */
final class Measures {

    /** Charged as in the job itself, refunds taken off: what was remembered from before it stays free. */
    static final int CHARGED = 0;
    /** Charged if nothing had been remembered from before. */
    static final int FRESH = 1;
    /** Held for calls in doubt. */
    static final int HELD = 2;
    /** Calls that leave. */
    static final int CALLS = 3;
    /** What they take together, in milliseconds. */
    static final int MILLIS = 4;
    /** What the cap has no room for any more: charged and held, and in some scenarios what came back too. */
    static final int TAKEN = 5;

    private static final int STEPS = 6;

    private final int count;

    Measures(int steps) {
        this.count = STEPS + steps;
    }

    int count() {
        return count;
    }

    /** Cells of that step that complete. */
    static int step(int index) {
        return STEPS + index;
    }

    double[] zero() {
        return new double[count];
    }
}
