package dev.weir.acceptance.chaos.faults;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The end of a torment, which cuts every pause short. */
final class Ending {

    private final CountDownLatch over = new CountDownLatch(1);

    void come() {
        over.countDown();
    }

    boolean hasCome() {
        return over.getCount() == 0;
    }

    /** Waits so long, or until the end. */
    void pause(Duration time) throws InterruptedException {
        boolean _ = over.await(time.toNanos(), TimeUnit.NANOSECONDS);
    }
}
