package dev.weir.bench;

/**
 * How much the soak runs.
 *
 * @param seconds in all; the first tenth does not count, as it warms the server up
 * @param sampleSeconds between two looks
 * @param perSecond rows that the vendor of the large jobs takes
 * @param jobRows of one of those
 */
public record SoakOptions(int seconds, int sampleSeconds, int perSecond, int jobRows) {

    /** An hour. */
    public static final SoakOptions DEFAULT = new SoakOptions(3_600, 15, 3_000, 20_000);

    private static final int LEAST_SAMPLES = 10;

    public SoakOptions {
        Options.between("seconds", seconds, 10, 7 * 24 * 3_600);
        Options.between("seconds between looks", sampleSeconds, 1, 3_600);
        Options.between("rows a second", perSecond, 1, 100_000);
        Options.between("rows of a job", jobRows, 1, 1_000_000);
        if (seconds / sampleSeconds < LEAST_SAMPLES) {
            throw new IllegalArgumentException(
                    "there are " + LEAST_SAMPLES + " looks at least: one each " + sampleSeconds + " s of " + seconds);
        }
    }

    /** Half a minute: shows that all figures come out, not what they are. */
    public static SoakOptions quick() {
        return new SoakOptions(20, 1, 500, 500);
    }

    public SoakOptions withMinutes(int minutes) {
        return new SoakOptions(minutes * 60, Math.min(sampleSeconds, minutes * 6), perSecond, jobRows);
    }
}
