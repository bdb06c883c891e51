package dev.weir.bench;

/**
 * How much the HTTP bench runs.
 *
 * @param rows of one cell; each is asked once
 * @param concurrency calls in flight at once, in both cells
 * @param warmUpRows run by both before the first cell that counts
 * @param repeats of both cells, interleaved
 */
public record HttpOptions(int rows, int concurrency, int warmUpRows, int repeats) {

    /** A few minutes on two quiet cores. */
    public static final HttpOptions DEFAULT = new HttpOptions(100_000, 1_000, 100_000, 3);

    public HttpOptions {
        Options.between("rows", rows, 1_000, 1_000_000);
        Options.between("concurrency", concurrency, 1, 10_000);
        Options.between("warm-up rows", warmUpRows, 1_000, 1_000_000);
        Options.between("repeats", repeats, 1, 20);
    }

    /** Everything once and small: shows that all figures come out, not what they are. */
    public static HttpOptions quick() {
        return new HttpOptions(2_000, 100, 1_000, 1);
    }

    public HttpOptions withRows(int other) {
        return new HttpOptions(other, concurrency, warmUpRows, repeats);
    }

    public HttpOptions withConcurrency(int other) {
        return new HttpOptions(rows, other, warmUpRows, repeats);
    }

    public HttpOptions withRepeats(int other) {
        return new HttpOptions(rows, concurrency, warmUpRows, other);
    }
}
