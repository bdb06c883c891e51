package dev.weir.bench;

/**
 * How much the growth bench runs.
 *
 * @param small rows of the small job, run before and after the large one
 * @param large rows of the large job
 * @param warmUpRows run before the first cell that counts, so that what is measured is compiled: after 200,000 on a
 *     busy machine the compiler still took half of the JVM's processor time
 * @param repeats of small, large, small
 */
public record GrowthOptions(int small, int large, int warmUpRows, int repeats) {

    /** A few minutes on two quiet cores. */
    public static final GrowthOptions DEFAULT = new GrowthOptions(50_000, 1_000_000, 400_000, 2);

    public GrowthOptions {
        Options.between("rows of the small job", small, 1_000, 400_000);
        Options.between("rows of the large job", large, 2_000, 10_000_000);
        Options.between("warm-up rows", warmUpRows, 1_000, 1_000_000);
        Options.between("repeats", repeats, 1, 20);
        if (large <= small) {
            throw new IllegalArgumentException("the large job has more rows than the small one: " + large);
        }
    }

    /** Everything once and small: shows that all figures come out, not what they are. */
    public static GrowthOptions quick() {
        return new GrowthOptions(2_000, 10_000, 1_000, 1);
    }
}
