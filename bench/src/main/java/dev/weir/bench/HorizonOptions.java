package dev.weir.bench;

/**
 * How much the horizon bench runs.
 *
 * @param seconds each cell lasts, and so how long the transaction is held open
 * @param rows of a large job; a small one of a hundredth of that follows each, so that jobs, batches and accounts come and go
 * @param warmUpRows run before the first cell that counts
 * @param repeats of without and with, in turn
 */
public record HorizonOptions(int seconds, int rows, int warmUpRows, int repeats) {

    /** About twelve minutes on two quiet cores. */
    public static final HorizonOptions DEFAULT = new HorizonOptions(180, 20_000, 200_000, 2);

    public HorizonOptions {
        Options.between("seconds", seconds, 1, 3_600);
        Options.between("rows of a job", rows, 100, 1_000_000);
        Options.between("warm-up rows", warmUpRows, 100, 1_000_000);
        Options.between("repeats", repeats, 1, 20);
    }

    /** Everything once and small: shows that all figures come out, not what they are. */
    public static HorizonOptions quick() {
        return new HorizonOptions(3, 2_000, 1_000, 1);
    }

    public HorizonOptions withSeconds(int other) {
        return new HorizonOptions(other, rows, warmUpRows, repeats);
    }

    public HorizonOptions withRepeats(int other) {
        return new HorizonOptions(seconds, rows, warmUpRows, other);
    }
}
