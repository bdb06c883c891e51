package dev.weir.bench;

/**
 * How much the bench of call-backs runs.
 *
 * @param waiting cells that wait
 * @param calls call-backs that are sent, each of another submission, after half as many to warm up
 * @param connections that send at once
 */
public record CallbacksOptions(int waiting, int calls, int connections) {

    /** A few minutes, most of which go into the cells that wait. */
    public static final CallbacksOptions DEFAULT = new CallbacksOptions(1_000_000, 100_000, 64);

    public CallbacksOptions {
        Options.between("waiting cells", waiting, 1, 5_000_000);
        Options.between("call-backs", calls, 1, Math.max(1, waiting * 2 / 3));
        Options.between("connections", connections, 1, 1_000);
    }

    /** Everything small: shows that all figures come out, not what they are. */
    public static CallbacksOptions quick() {
        return new CallbacksOptions(2_000, 1_000, 16);
    }

    /** Sent before the others, so that the server's code is compiled when they come. */
    int warmUp() {
        return calls / 2;
    }

    public CallbacksOptions withWaiting(int other) {
        return new CallbacksOptions(other, Math.min(calls, Math.max(1, other / 2)), connections);
    }

    public CallbacksOptions withCalls(int other) {
        return new CallbacksOptions(waiting, other, connections);
    }
}
