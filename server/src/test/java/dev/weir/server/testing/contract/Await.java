package dev.weir.server.testing.contract;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what must come; how long it takes is no part of any case, only that it comes at all. */
final class Await {

    private final Duration patience;

    Await(Duration patience) {
        this.patience = patience;
    }

    /** @throws AssertionError when it has not come before patience ended */
    void until(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("waited in vain: " + what);
            }
            LockSupport.parkNanos(500_000);
        }
    }
}
