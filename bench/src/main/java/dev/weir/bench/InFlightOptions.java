package dev.weir.bench;

import java.time.Duration;

/**
 * How much the in-flight bench runs.
 *
 * @param calls in flight at once
 * @param rows of the job, each one call; more than {@code calls}, so that the vendor's answers make room for others
 * @param latency before the vendor answers; well below the 30 s after which a call is given up
 */
public record InFlightOptions(int calls, int rows, Duration latency) {

    private static final Duration LONGEST = Duration.ofSeconds(25);

    /** About half a minute. */
    public static final InFlightOptions DEFAULT = new InFlightOptions(10_000, 20_000, Duration.ofSeconds(10));

    public InFlightOptions {
        Options.between("calls in flight", calls, 1, 10_000);
        Options.between("rows", rows, calls, 1_000_000);
        if (latency.isNegative() || latency.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a latency is 0 to " + LONGEST.toSeconds() + " s, not " + latency);
        }
    }

    /** Everything small: shows that all figures come out, not what they are. */
    public static InFlightOptions quick() {
        return new InFlightOptions(300, 900, Duration.ofSeconds(1));
    }

    /** That many calls, and rows for each of them twice. */
    public InFlightOptions withCalls(int other) {
        return new InFlightOptions(other, 2 * other, latency);
    }

    public InFlightOptions withLatency(Duration other) {
        return new InFlightOptions(calls, rows, other);
    }
}
