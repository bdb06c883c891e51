package dev.weir.acceptance;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what another process does, which can only be looked at now and then. */
final class Waiting {

    private Waiting() {}

    /** Looks until it is so; false when it is not within {@code patience}. */
    static boolean until(BooleanSupplier so, Duration every, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (!so.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            pause(every);
        }
        return true;
    }

    static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
