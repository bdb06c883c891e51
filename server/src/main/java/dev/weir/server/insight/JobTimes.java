package dev.weir.server.insight;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * When a job began and ended.
 *
 * @param attendedMillis between the two, the time in which some process was there to work on it; one that was killed counts
 *     for some seconds more
 */
public record JobTimes(@Nullable Instant started, @Nullable Instant completed, long attendedMillis) {

    /** The time in which somebody could work on it; empty while it is not over. */
    public Optional<Duration> took() {
        return started == null || completed == null ? Optional.empty() : Optional.of(Duration.ofMillis(attendedMillis));
    }

    /** What lies between its beginning and its end besides: nobody was at it. */
    public Duration unattended() {
        return started == null || completed == null
                ? Duration.ZERO
                : Duration.between(started, completed).minusMillis(attendedMillis);
    }
}
