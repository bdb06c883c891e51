package dev.weir.app.enrich;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Says when it is time to tell something again: after a while, and after a tenth of all the time that has passed since it
 * was asked for the first time.
 */
public final class Beat {

    private static final long SLOWEST = Duration.ofMinutes(5).toNanos();
    private static final int PART = 10;

    private final long least;
    private final LongSupplier nanos;
    private boolean begun;
    private long began;
    private long lastAt;

    /**
     * @param least between two
     * @param nanos a clock that never goes back
     */
    public Beat(Duration least, LongSupplier nanos) {
        this.least = least.toNanos();
        this.nanos = nanos;
    }

    public boolean due() {
        long now = nanos.getAsLong();
        if (!begun) {
            begun = true;
            began = now;
            lastAt = now;
        }
        return now - lastAt >= Math.clamp((lastAt - began) / PART, least, SLOWEST);
    }

    /** It was told now. */
    public void taken() {
        lastAt = nanos.getAsLong();
    }
}
