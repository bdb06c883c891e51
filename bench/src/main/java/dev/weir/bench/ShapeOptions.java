package dev.weir.bench;

/**
 * How much the bench of shapes runs.
 *
 * @param rows of each job
 * @param warmUpRows run before the first job that counts, of a shape with several steps and providers; after 50,000 the
 *     compiler still took half of the processor time of the first job
 * @param repeats of all shapes, interleaved
 */
public record ShapeOptions(int rows, int warmUpRows, int repeats) {

    /** Some minutes on two quiet cores. */
    public static final ShapeOptions DEFAULT = new ShapeOptions(50_000, 200_000, 3);

    public ShapeOptions {
        Options.between("rows", rows, 500, 1_000_000);
        Options.between("warm-up rows", warmUpRows, 500, 1_000_000);
        Options.between("repeats", repeats, 1, 20);
    }

    /** Everything once and small: shows that all figures come out, not what they are. */
    public static ShapeOptions quick() {
        return new ShapeOptions(2_000, 1_000, 1);
    }

    public ShapeOptions withRows(int other) {
        return new ShapeOptions(other, warmUpRows, repeats);
    }

    public ShapeOptions withRepeats(int other) {
        return new ShapeOptions(rows, warmUpRows, other);
    }
}
