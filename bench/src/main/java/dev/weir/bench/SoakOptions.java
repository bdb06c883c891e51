package dev.weir.bench;

import java.time.Duration;

/**
 * How much the soak runs.
 *
 * @param seconds in all; the first tenth does not count, as it warms the server up
 * @param betweenLooks at the server and what it has done
 * @param perSecond rows that the vendor of the large jobs takes
 * @param jobRows of one of those
 */
public record SoakOptions(int seconds, Duration betweenLooks, int perSecond, int jobRows) {

    /** An hour. */
    public static final SoakOptions DEFAULT = new SoakOptions(3_600, Duration.ofSeconds(15), 3_000, 20_000);

    private static final int LEAST_SAMPLES = 10;

    public SoakOptions {
        Options.between("seconds", seconds, 1, 7 * 24 * 3_600);
        Options.between("rows a second", perSecond, 1, 100_000);
        Options.between("rows of a job", jobRows, 1, 1_000_000);
        if (betweenLooks.toMillis() < 1
                || Duration.ofSeconds(seconds).compareTo(betweenLooks.multipliedBy(LEAST_SAMPLES)) < 0) {
            throw new IllegalArgumentException("there are " + LEAST_SAMPLES + " looks at least: " + betweenLooks
                    + " between two of them, in " + seconds + " s");
        }
    }

    /** Half a minute: shows that all figures come out, not what they are. */
    public static SoakOptions quick() {
        return new SoakOptions(20, Duration.ofSeconds(1), 500, 500);
    }

    public SoakOptions withMinutes(int minutes) {
        Duration often = Duration.ofSeconds(6L * minutes);
        return new SoakOptions(
                minutes * 60, betweenLooks.compareTo(often) < 0 ? betweenLooks : often, perSecond, jobRows);
    }
}
