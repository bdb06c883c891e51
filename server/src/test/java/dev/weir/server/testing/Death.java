package dev.weir.server.testing;

import dev.weir.server.egress.Failpoint;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Kills a program at the N-th time it reaches a point, as far as that is possible inside a living JVM: from then on
 * nothing of it passes a failpoint, and the test takes its database away before it lets the threads run out.
 */
public final class Death implements Failpoint {

    /** What a dead program's threads end with. */
    static final class Dead extends Error {
        private static final long serialVersionUID = 1L;

        Dead() {
            super("this program has been killed by its test", null, false, false);
        }
    }

    private final String point;
    private final AtomicInteger hitsLeft;
    private final CountDownLatch dying = new CountDownLatch(1);
    private final CountDownLatch buried = new CountDownLatch(1);

    public Death(String point, int hit) {
        this.point = point;
        this.hitsLeft = new AtomicInteger(hit);
    }

    @Override
    public void reached(String name) {
        if (name.equals(point) && hitsLeft.decrementAndGet() == 0) {
            dying.countDown();
        }
        if (dying.getCount() == 0) {
            awaitBurial();
            throw new Dead();
        }
    }

    private void awaitBurial() {
        boolean interrupted = false;
        while (true) {
            try {
                buried.await();
                break;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns when the program has died. */
    public void await() throws InterruptedException {
        if (!dying.await(90, TimeUnit.SECONDS)) {
            throw new AssertionError("nobody reached " + point + " often enough");
        }
    }

    /** Its database is gone; its threads may end now. */
    public void bury() {
        buried.countDown();
    }
}
