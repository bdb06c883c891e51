package dev.weir.server.egress;

import java.util.Arrays;

/**
 * A bucket of tokens, each of which comes back one period after it was taken: in no window of one period, wherever it
 * begins, are more taken than the bucket holds. A bucket that refills evenly would let twice its size through around a
 * moment when it was full.
 *
 * <p>The period is stretched by a twentieth, at most 250 ms, since what leaves evenly does not arrive evenly.
 */
final class Tokens {

    private static final long NEVER = Long.MIN_VALUE / 4;
    private static final long MOST_SLACK_NANOS = 250_000_000;
    private static final int MOST_TOKENS = 20_000;

    private final long periodNanos;
    private final long[] taken;
    private int next;

    /** @param limit tokens per period over all nodes; at least 1 */
    Tokens(int limit, long periodNanos) {
        int tokens = limit;
        long period = periodNanos;
        while (tokens > MOST_TOKENS) { // the same pace in smaller portions, so that memory stays small
            tokens /= 10;
            period /= 10;
        }
        this.periodNanos = period + Math.min(period / 20, MOST_SLACK_NANOS);
        this.taken = new long[tokens];
        Arrays.fill(taken, NEVER);
    }

    /**
     * When the next token is free for the caller with that many others before it; at {@code now} or later.
     *
     * <p>A node may use the limit divided by the live nodes, rounded down. With more nodes than tokens that would be
     * nothing, so each gets one per as many periods as there are nodes to a token: the limit holds on average, and is
     * exceeded for a moment only if nodes happen to send together.
     */
    long freeAt(long now, int ahead, int nodes) {
        int share = taken.length / nodes;
        long period = periodNanos;
        if (share == 0) {
            share = 1;
            period = Math.ceilDiv(periodNanos * nodes, taken.length);
        }
        long first = taken[Math.floorMod(next - share + ahead % share, taken.length)];
        return Math.max(now, first + period) + ahead / share * period;
    }

    void take(long now) {
        taken[next] = now;
        next = (next + 1) % taken.length;
    }
}
