package dev.weir.bench;

import java.time.Duration;

/**
 * How much the bench of the two engines runs.
 *
 * @param rows of each cell but the peer's, 1,000 to 400,000
 * @param peerRows of the cell that has an activity for each call, which is slower by far
 * @param warmUpRows run by both engines before the first cell that counts; none if 0
 * @param peerWarmUpRows run by the peer before that; none if 0
 * @param late how long late answers take at most; they take a third of it at least
 * @param repeats of all cells, interleaved
 */
public record TemporalOptions(int rows, int peerRows, int warmUpRows, int peerWarmUpRows, Duration late, int repeats) {

    /** Some ten minutes on two quiet cores. */
    public static final TemporalOptions DEFAULT =
            new TemporalOptions(200_000, 6_000, 200_000, 2_000, Duration.ofSeconds(3), 3);

    public TemporalOptions {
        Options.between("rows", rows, 100, 400_000);
        Options.between("rows of the peer", peerRows, 10, 1_000_000);
        Options.between("warm-up rows", warmUpRows, 0, 400_000);
        Options.between("warm-up rows of the peer", peerWarmUpRows, 0, 100_000);
        Options.between("repeats", repeats, 1, 20);
    }

    /** Everything once and small: shows that all figures come out, not what they are. */
    public static TemporalOptions quick() {
        return new TemporalOptions(500, 50, 0, 0, Duration.ofMillis(200), 1);
    }

    public TemporalOptions withRows(int other) {
        return new TemporalOptions(other, peerRows, warmUpRows, peerWarmUpRows, late, repeats);
    }

    public TemporalOptions withPeerRows(int other) {
        return new TemporalOptions(rows, other, warmUpRows, peerWarmUpRows, late, repeats);
    }

    public TemporalOptions withRepeats(int other) {
        return new TemporalOptions(rows, peerRows, warmUpRows, peerWarmUpRows, late, other);
    }
}
