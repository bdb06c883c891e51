package dev.weir.acceptance;

import java.time.Duration;

/** When patience ends; counted by this machine's monotonic clock. */
public record Deadline(long atNanos) {

    public static Deadline in(Duration patience) {
        return new Deadline(System.nanoTime() + patience.toNanos());
    }

    /** Never negative. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, atNanos - System.nanoTime()));
    }
}
