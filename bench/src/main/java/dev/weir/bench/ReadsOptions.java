package dev.weir.bench;

/**
 * How much the bench of reading runs.
 *
 * @param rows of the one job in the database, which has run
 * @param requests of each endpoint that are timed
 * @param seconds after which an endpoint has been asked often enough
 */
public record ReadsOptions(int rows, int requests, int seconds) {

    /** About ten minutes, most of which the job takes. */
    public static final ReadsOptions DEFAULT = new ReadsOptions(1_000_000, 200, 5);

    public ReadsOptions {
        Options.between("rows", rows, 100, 10_000_000);
        Options.between("requests", requests, 1, 100_000);
        Options.between("seconds", seconds, 1, 600);
    }

    /** Everything small: shows that all figures come out, not what they are. */
    public static ReadsOptions quick() {
        return new ReadsOptions(2_000, 5, 1);
    }

    public ReadsOptions withRows(int other) {
        return new ReadsOptions(other, requests, seconds);
    }
}
