package dev.weir.server.enrichment;

import dev.weir.server.workspace.DatabaseTime;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** The database's time, asked at most once a second and carried on between by the monotonic clock. */
final class DatabaseClock implements Supplier<Instant> {

    private static final long KEPT_NANOS = Duration.ofSeconds(1).toNanos();

    private record Reading(Instant time, long nanos) {}

    private final DatabaseTime time;
    private final LongSupplier nanos;
    private volatile Reading last;

    DatabaseClock(DatabaseTime time, LongSupplier nanos) {
        this.time = time;
        this.nanos = nanos;
        this.last = new Reading(Instant.EPOCH, nanos.getAsLong() - 2 * KEPT_NANOS);
    }

    @Override
    public Instant get() {
        Reading reading = last;
        long age = nanos.getAsLong() - reading.nanos();
        if (age > KEPT_NANOS) {
            reading = new Reading(time.now(), nanos.getAsLong());
            last = reading;
            age = 0;
        }
        return reading.time().plusNanos(age);
    }
}
