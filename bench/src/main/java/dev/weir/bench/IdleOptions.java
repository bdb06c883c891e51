package dev.weir.bench;

/**
 * How much the idle bench runs.
 *
 * @param nodes at once, each of which serves the API and runs jobs
 * @param settleSeconds after their start, which do not count
 * @param seconds that count, each time
 * @param repeats of those
 */
public record IdleOptions(int nodes, int settleSeconds, int seconds, int repeats) {

    /** About four minutes, and about 2 GiB of memory. */
    public static final IdleOptions DEFAULT = new IdleOptions(10, 20, 60, 3);

    public IdleOptions {
        Options.between("nodes", nodes, 1, 50);
        Options.between("seconds to settle", settleSeconds, 0, 600);
        Options.between("seconds", seconds, 1, 3_600);
        Options.between("repeats", repeats, 1, 20);
    }

    /** Everything once and small: shows that all figures come out, not what they are. */
    public static IdleOptions quick() {
        return new IdleOptions(2, 1, 5, 1);
    }

    public IdleOptions withNodes(int other) {
        return new IdleOptions(other, settleSeconds, seconds, repeats);
    }

    public IdleOptions withSeconds(int other) {
        return new IdleOptions(nodes, settleSeconds, other, repeats);
    }
}
