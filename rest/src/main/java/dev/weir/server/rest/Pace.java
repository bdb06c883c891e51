package dev.weir.server.rest;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How long has been waited for what one sender sends, between two requests of whom nothing is counted. Only waiting counts,
 * and not what the server does meanwhile. For one thread at a time.
 */
final class Pace {

    /** How much comes in a second at least, on average, when patience is over. */
    static final long LEAST_BYTES_A_SECOND = 10_240;

    private static final long NOT_WAITING = -1;

    private final long patienceNanos;
    private final LongSupplier nanos;
    private long began;
    private long waitingSince;
    private long waited;
    private long bytes;

    /** @param nanos a clock, of which only differences count */
    Pace(Duration patience, LongSupplier nanos) {
        this.patienceNanos = patience.toNanos();
        this.nanos = nanos;
        restart();
    }

    /** Nothing of a request has come, or is waited for: all that was is forgotten. */
    void restart() {
        began = nanos.getAsLong();
        waitingSince = NOT_WAITING;
        waited = 0;
        bytes = 0;
    }

    /**
     * Somebody looked whether more has come.
     *
     * @param more how many bytes; 0 when there was nothing, which is waited for from now on
     * @throws SocketTimeoutException when it has been waited for too long, all together
     */
    void came(int more) throws SocketTimeoutException {
        long now = nanos.getAsLong() - began;
        if (waitingSince != NOT_WAITING) {
            waited += now - waitingSince;
        }
        waitingSince = more > 0 ? NOT_WAITING : now;
        bytes += Math.max(0, more);
        if (waited > patienceNanos + TimeUnit.SECONDS.toNanos(bytes) / LEAST_BYTES_A_SECOND) {
            throw new SocketTimeoutException("slower than " + LEAST_BYTES_A_SECOND + " bytes a second");
        }
    }
}
