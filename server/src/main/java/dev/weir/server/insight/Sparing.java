package dev.weir.server.insight;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Lets something be done again and again, but for about one part in twenty of the time at most. */
public final class Sparing {

    private static final int REST_PER_WORK = 20;

    private final long leastRest;
    private final long mostRest;
    private final LongSupplier nanos;
    private long dueAt;

    /**
     * The first time is due at once.
     *
     * @param leastRest after each time
     * @param mostRest after each time, since whoever looks wants to see something move
     * @param nanos a clock that never goes back
     */
    public Sparing(Duration leastRest, Duration mostRest, LongSupplier nanos) {
        this.leastRest = leastRest.toNanos();
        this.mostRest = mostRest.toNanos();
        this.nanos = nanos;
        this.dueAt = nanos.getAsLong();
    }

    public boolean due() {
        return restNanos() <= 0;
    }

    /** How long until it is due; nothing or less when it is. */
    public long restNanos() {
        return dueAt - nanos.getAsLong();
    }

    /** Does it now, and rests for as long as it took twenty times over. */
    public void during(Runnable work) {
        long began = nanos.getAsLong();
        work.run();
        long ended = nanos.getAsLong();
        dueAt = ended + Math.clamp((ended - began) * REST_PER_WORK, leastRest, mostRest);
    }
}
