package dev.weir.server.enrichment;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Settles, for as long as it is open, doubts that have waited too long for somebody's word. Any number of nodes may. */
public final class Expiry implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);

    private final Doubts doubts;
    private final Supplier<Collection<Long>> workspaces;
    private final Duration pause;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private Expiry(Doubts doubts, Supplier<Collection<Long>> workspaces, Duration pause) {
        this.doubts = doubts;
        this.workspaces = workspaces;
        this.pause = pause;
        this.thread = Thread.ofPlatform().name("doubt-expiry").daemon().unstarted(this::look);
    }

    /** Looks at once, and again after each {@code pause}. @param workspaces all that there are, asked each time */
    public static Expiry start(Doubts doubts, Supplier<Collection<Long>> workspaces, Duration pause) {
        Expiry expiry = new Expiry(doubts, workspaces, pause);
        expiry.thread.start();
        return expiry;
    }

    private void look() {
        try {
            do {
                try {
                    int expired = doubts.expire(workspaces.get());
                    if (expired > 0) {
                        LOG.info("{} doubts that nobody settled for {} have expired", expired, Doubts.EXPIRY);
                    }
                } catch (RuntimeException e) {
                    LOG.warn("could not look for expired doubts, trying again: {}", e.getMessage());
                }
            } while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException _) {
            // Nobody interrupts it but the end of the program.
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
