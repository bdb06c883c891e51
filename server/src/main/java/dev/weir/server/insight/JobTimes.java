package dev.weir.server.insight;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** When a job began and ended; pauses count as time. */
public record JobTimes(@Nullable Instant started, @Nullable Instant completed) {

    /** From the first to the last; empty while it is not over. */
    public Optional<Duration> took() {
        return started == null || completed == null
                ? Optional.empty()
                : Optional.of(Duration.between(started, completed));
    }
}
