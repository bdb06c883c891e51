package dev.weir.bench;

import org.jspecify.annotations.Nullable;

/**
 * How much the bench of other people's engines runs.
 *
 * @param rows of our own cells and of the fast ones; slow contenders get fewer
 * @param warmUpRows run before the first cell that counts, by us and, in the same proportion, by each contender; none if 0
 * @param repeats of all cells, interleaved
 * @param temporal a Temporal server's frontend as {@code host:port}; null for a test server
 */
public record PeersOptions(
        int rows, int warmUpRows, int repeats, @Nullable String temporal) {

    /** Some ten minutes on two quiet cores. */
    public static final PeersOptions DEFAULT = new PeersOptions(200_000, 100_000, 3, null);

    public PeersOptions {
        Options.between("rows", rows, 100, 400_000);
        Options.between("warm-up rows", warmUpRows, 0, 400_000);
        Options.between("repeats", repeats, 1, 20);
    }

    /** Everything once and small: shows that all figures come out, not what they are. */
    public static PeersOptions quick() {
        return new PeersOptions(2_000, 0, 1, null);
    }

    public PeersOptions withRows(int other) {
        return new PeersOptions(other, Math.min(warmUpRows, other), repeats, temporal);
    }

    public PeersOptions withRepeats(int other) {
        return new PeersOptions(rows, warmUpRows, other, temporal);
    }

    public PeersOptions withTemporal(@Nullable String other) {
        return new PeersOptions(rows, warmUpRows, repeats, other);
    }
}
