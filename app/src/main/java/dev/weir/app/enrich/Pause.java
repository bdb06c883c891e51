package dev.weir.app.enrich;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The user's wish that a job pauses; once made it stands. */
final class Pause {

    private final CountDownLatch wished = new CountDownLatch(1);

    void wish() {
        wished.countDown();
    }

    boolean wished() {
        return wished.getCount() == 0;
    }

    /** Waits that long at most. Returns whether it was wished for. */
    boolean await(Duration most) {
        try {
            return wished.await(most.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            wish();
            return true;
        }
    }
}
