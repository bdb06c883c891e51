package dev.weir.bench;

/**
 * How much the bench of growing tables runs.
 *
 * @param cells in the end
 * @param jobRows of each of the jobs that they come from, one after another
 * @param warmUpRows of a job before them
 */
public record TablesOptions(int cells, int jobRows, int warmUpRows) {

    /** A quarter of an hour, and about 10 GB of disk. */
    public static final TablesOptions DEFAULT = new TablesOptions(5_000_000, 250_000, 200_000);

    public TablesOptions {
        Options.between("cells", cells, 1_000, 100_000_000);
        Options.between("rows of a job", jobRows, 100, 1_000_000);
        Options.between("warm-up rows", warmUpRows, 100, 1_000_000);
        if (cells / jobRows < TablesBench.PARTS) {
            throw new IllegalArgumentException(
                    "there are " + TablesBench.PARTS + " jobs at least: " + cells + " cells from jobs of " + jobRows);
        }
    }

    /** Everything small: shows that all figures come out, not what they are. */
    public static TablesOptions quick() {
        return new TablesOptions(10_000, 2_000, 1_000);
    }

    public TablesOptions withCells(int other) {
        return new TablesOptions(other, Math.min(jobRows, Math.max(100, other / TablesBench.PARTS)), warmUpRows);
    }
}
