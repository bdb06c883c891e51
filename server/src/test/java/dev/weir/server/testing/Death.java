package dev.weir.server.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.LoggerFactory;

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

    /** Runs a program until this death, buries it, and has a new one of its home finish the job. */
    public JobProgress thenFinish(TestWeir test, Job job) throws InterruptedException {
        return thenFinish(test, job, () -> {});
    }

    /** The same. @param meanwhile happens between the two programs' lives */
    public JobProgress thenFinish(TestWeir test, Job job, Runnable meanwhile) throws InterruptedException {
        // Every row of a killed program tells that it was killed.
        Logger rows = (Logger) LoggerFactory.getLogger("dev.weir.server.enrichment.Runner");
        rows.setLevel(Level.OFF);
        try {
            UUID home = UUID.randomUUID();
            Weir mortal = test.another();
            RunningWeir dying = test.start(mortal, home, this);
            await();
            mortal.close();
            bury();
            Thread burial = Thread.ofPlatform().daemon().start(() -> {
                try {
                    dying.close();
                } catch (RuntimeException _) {
                    // Without a database it cannot say that it has ended.
                }
            });
            meanwhile.run();
            try (RunningWeir _ = test.start(home, Failpoint.NONE)) {
                JobProgress end = test.await(job);
                burial.join();
                return end;
            }
        } finally {
            rows.setLevel(null);
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
