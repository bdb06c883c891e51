package dev.weir.server.webhooks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When a delivery that was not heard is tried again. A wait is never shorter than it says, and up to a tenth longer, so
 * that what failed together does not come back together.
 */
record Schedule(List<Duration> waits) {

    private static final List<Duration> SOON =
            List.of(Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20));

    /** The longest that an endpoint may ask us to stay away. */
    static final Duration LONGEST = Duration.ofHours(24);

    static final Schedule SHORT = new Schedule(SOON);

    static final Schedule LONG = new Schedule(List.of(
            SOON.get(0),
            SOON.get(1),
            SOON.get(2),
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(6),
            Duration.ofHours(12),
            LONGEST));

    /**
     * The wait after so many tries in vain; empty when that was the last.
     *
     * @param tries 1 or more
     * @param retryAfter as the endpoint asked for; null when it did not
     */
    Optional<Duration> after(int tries, @Nullable Duration retryAfter, RandomGenerator random) {
        if (tries > waits.size()) {
            return Optional.empty();
        }
        Duration wait = waits.get(tries - 1);
        if (retryAfter != null && retryAfter.compareTo(wait) > 0) {
            wait = retryAfter.compareTo(LONGEST) > 0 ? LONGEST : retryAfter;
        }
        return Optional.of(wait.plusMillis((long) (wait.toMillis() / 10.0 * random.nextDouble())));
    }
}
