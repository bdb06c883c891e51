package dev.weir.server.conductor;

import dev.weir.server.jobs.engine.Batches;
import dev.weir.server.jobs.engine.Grants;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import dev.weir.server.jobs.engine.StartedEngine;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Engine no. 1: one loop that looks for due batches and runs them, one that keeps their leases.
 *
 * <p>Correctness rests on the look every {@link ConductorSettings#poll}; being told of something only makes it look
 * sooner. While the database is away it keeps looking.
 */
public final class Conductor implements StartedEngine {

    private static final Logger LOG = LoggerFactory.getLogger(Conductor.class);
    private static final Duration FINISH_AGAIN = Duration.ofMillis(250);

    private final Grants grants;
    private final Batches batches;
    private final long node;
    private final ConductorSettings settings;
    // By lease, not by batch: a batch that was lost and granted again may still be run under its old lease, too.
    private final Set<Lease> held = ConcurrentHashMap.newKeySet();
    private final AtomicInteger rowsHeld = new AtomicInteger();
    private final Semaphore news = new Semaphore(0);
    private final Thread looking;
    private final Thread keeping;
    private volatile boolean closed;

    private Conductor(Grants grants, Batches batches, long node, ConductorSettings settings) {
        this.grants = grants;
        this.batches = batches;
        this.node = node;
        this.settings = settings;
        this.looking = Thread.ofPlatform().name("conductor").daemon().unstarted(this::look);
        this.keeping = Thread.ofPlatform().name("lease-keeper").daemon().unstarted(this::keep);
    }

    /** Starts running what is due, as that node, until closed. */
    public static Conductor start(Grants grants, Batches batches, long node, ConductorSettings settings) {
        Conductor conductor = new Conductor(grants, batches, node, settings);
        conductor.looking.start();
        conductor.keeping.start();
        return conductor;
    }

    @Override
    public void start(long jobId) {
        news.release();
    }

    @Override
    public void wake(long batchId) {
        news.release();
    }

    @Override
    public void stop(long jobId) {
        held.stream().filter(lease -> lease.jobId() == jobId).forEach(Lease::stop);
    }

    @Override
    public void close() {
        closed = true;
        news.release();
        held.forEach(Lease::stop);
        boolean interrupted = joined(looking);
        while (!held.isEmpty()) {
            held.forEach(Lease::stop);
            interrupted |= interruptedWaiting();
        }
        keeping.interrupt();
        interrupted |= joined(keeping);
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean joined(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    /** Waits for the next run to end. Returns whether it was interrupted. */
    private boolean interruptedWaiting() {
        try {
            news.tryAcquire(100, TimeUnit.MILLISECONDS);
            return false;
        } catch (InterruptedException _) {
            return true;
        }
    }

    private void look() {
        while (!closed) {
            boolean more = false;
            try {
                more = claimAll();
            } catch (RuntimeException e) {
                LOG.warn("could not look for due batches, trying again: {}", e.getMessage());
            }
            if (!more) {
                awaitNews();
            }
        }
    }

    private void awaitNews() {
        try {
            if (news.tryAcquire(settings.poll().toMillis(), TimeUnit.MILLISECONDS)) {
                news.drainPermits();
            }
        } catch (InterruptedException _) {
            // Nobody interrupts this loop; it ends when the conductor is closed.
        }
    }

    /** Claims one batch at a time for whoever has least, while there is room. Returns whether it claimed any. */
    private boolean claimAll() {
        boolean claimed = false;
        List<Grants.Due> due = grants.due();
        FairShare share = new FairShare(due, held);
        while (!closed) {
            Grants.Due next = share.next(job -> hasRoom(job.rows()));
            if (next == null) {
                return claimed;
            }
            List<Lease> leases = grants.claim(node, next.jobId(), 1);
            if (leases.isEmpty()) {
                share.nothingLeft(next);
            }
            for (Lease lease : leases) {
                share.took(next);
                run(lease);
                claimed = true;
            }
        }
        return claimed;
    }

    /** Large batches leave some room for small ones. */
    private boolean hasRoom(int rows) {
        int limit = rows <= settings.smallBatch() ? settings.maxRows() : settings.maxRows() - settings.roomForSmall();
        int rowsNow = rowsHeld.get();
        return rowsNow == 0 || rowsNow + rows <= limit;
    }

    private void run(Lease lease) {
        int rows = lease.hi() - lease.lo();
        held.add(lease);
        rowsHeld.addAndGet(rows);
        Thread.ofVirtual().name("batch-" + lease.batchId()).start(() -> {
            try {
                runAndFinish(lease);
            } finally {
                held.remove(lease);
                rowsHeld.addAndGet(-rows);
                news.release();
            }
        });
    }

    private void runAndFinish(Lease lease) {
        try {
            Next next = batches.run(lease);
            LOG.debug("{}: {}", lease, next);
            finish(lease, next);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | Error e) {
            LOG.error("a run of {} failed: {}", lease, e.getMessage(), e);
            crashed(lease);
        }
    }

    /** A run that ended well has not crashed because the database is away: it is given back when that returns. */
    private void finish(Lease lease, Next next) throws InterruptedException {
        while (true) {
            try {
                if (grants.finish(lease, next)) {
                    LOG.info("job {} has closed", lease.jobId());
                }
                return;
            } catch (RuntimeException e) {
                if (closed || lease.remainingNanos() <= 0) {
                    LOG.warn("could not give {} back, its lease will end: {}", lease, e.getMessage());
                    return;
                }
                LOG.warn("could not give {} back, trying again: {}", lease, e.getMessage());
            }
            Thread.sleep(FINISH_AGAIN);
        }
    }

    private void crashed(Lease lease) {
        try {
            grants.crashed(lease);
        } catch (RuntimeException e) {
            // The database is away: the lease ends by itself.
            LOG.warn("could not give {} back: {}", lease, e.getMessage());
        }
    }

    private void keep() {
        while (!closed || !held.isEmpty()) {
            try {
                grants.renew(node, List.copyOf(held));
                if (grants.sweep() > 0) {
                    news.release();
                }
            } catch (RuntimeException e) {
                LOG.warn("could not renew {} leases, trying again: {}", held.size(), e.getMessage());
            }
            try {
                Thread.sleep(settings.renewal());
            } catch (InterruptedException _) {
                // Closing; leases are renewed until the last run has ended.
            }
        }
    }
}
