package dev.weir.server.jobs.engine;

import com.google.common.util.concurrent.Uninterruptibles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The batches that a node is at: it runs them, keeps their leases, and gives them back. Every engine has one; which batch
 * is run when is the engine's own matter.
 *
 * <p>While the database is away leases are not renewed, and a run that ended well is given back when it returns.
 */
public final class Runs implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Runs.class);
    private static final Duration RENEW_AGAIN = Duration.ofSeconds(1);
    private static final Duration FINISH_AGAIN = Duration.ofMillis(250);

    private final Grants grants;
    private final Batches batches;
    private final long node;
    private final Duration renewal;
    private final Duration again;
    private final Consumer<Set<Long>> onFreed;
    // By lease, not by batch: a batch that was lost and granted again may still be run under its old lease, too.
    private final Set<Lease> held = ConcurrentHashMap.newKeySet();
    private final AtomicInteger rowsHeld = new AtomicInteger();
    private final Semaphore ended = new Semaphore(0);
    private final Semaphore free = new Semaphore(0);
    private final Thread keeping;
    private boolean renewed;
    private long renewedAt;
    private boolean missed;
    private long sweepsFrom = System.nanoTime();
    private volatile boolean closed;

    private Runs(Grants grants, Batches batches, long node, Duration renewal, Consumer<Set<Long>> onFreed) {
        this.grants = grants;
        this.batches = batches;
        this.node = node;
        this.renewal = renewal;
        this.again = renewal.compareTo(RENEW_AGAIN) < 0 ? renewal : RENEW_AGAIN;
        this.onFreed = onFreed;
        this.keeping = Thread.ofPlatform().name("lease-keeper").daemon().unstarted(this::keep);
    }

    /**
     * @param node in whose name leases were taken
     * @param renewal how often leases are renewed, and is looked for batches of dead nodes without {@link #look}
     * @param onFreed is told of the jobs of which batches of dead nodes have become free
     */
    public static Runs start(Grants grants, Batches batches, long node, Duration renewal, Consumer<Set<Long>> onFreed) {
        Runs runs = new Runs(grants, batches, node, renewal, onFreed);
        runs.keeping.start();
        return runs;
    }

    /** Counts a lease in, before its run begins; {@link #run} counts it out. */
    public void hold(Lease lease) {
        held.add(lease);
        rowsHeld.addAndGet(rows(lease));
        if (closed) {
            lease.stop();
        }
    }

    /**
     * Runs a batch that is held, on this thread, and gives it back.
     *
     * @return how the run ended; nothing when it threw, which has then been counted
     * @throws InterruptedException as {@link Batches#run}
     */
    public Optional<Next> run(Lease lease) throws InterruptedException {
        try {
            return runAndFinish(lease);
        } finally {
            held.remove(lease);
            rowsHeld.addAndGet(-rows(lease));
            ended.release();
        }
    }

    private Optional<Next> runAndFinish(Lease lease) throws InterruptedException {
        Next next;
        try {
            next = batches.run(lease);
            LOG.debug("{}: {}", lease, next);
        } catch (RuntimeException | Error e) {
            LOG.error("a run of {} failed: {}", lease, e.getMessage(), e);
            crashed(lease);
            return Optional.empty();
        }
        finish(lease, next);
        return Optional.of(next);
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

    /** Stops the runs of a job. */
    public void stop(long jobId) {
        held.stream().filter(lease -> lease.jobId() == jobId).forEach(Lease::stop);
    }

    /** What is being run just now. */
    public Set<Lease> held() {
        return Set.copyOf(held);
    }

    /** Batches of dead nodes may have become free. */
    public void look() {
        free.release();
    }

    /** Rows of all batches that are being run just now. */
    public int rows() {
        return rowsHeld.get();
    }

    private static int rows(Lease lease) {
        return lease.hi() - lease.lo();
    }

    private void keep() {
        while (!closed || !held.isEmpty()) {
            try {
                if (!renewed || System.nanoTime() - renewedAt >= renewal.toNanos()) {
                    renew();
                }
                if (System.nanoTime() - sweepsFrom >= 0) {
                    Set<Long> freed = grants.sweep();
                    if (!freed.isEmpty()) {
                        onFreed.accept(freed);
                    }
                }
            } catch (RuntimeException e) {
                renewed = false;
                missed = true;
                LOG.warn("could not renew {} leases, trying again: {}", held.size(), e.getMessage());
            }
            try {
                long rest = renewed ? renewedAt + renewal.toNanos() - System.nanoTime() : again.toNanos();
                if (free.tryAcquire(rest, TimeUnit.NANOSECONDS)) {
                    free.drainPermits();
                }
            } catch (InterruptedException _) {
                // Closing; leases are renewed until the last run has ended.
            }
        }
    }

    /** Comes before a sweep wherever the database was away: else this node frees what it runs itself. */
    private void renew() {
        long now = System.nanoTime();
        renewed = false;
        grants.renew(node, List.copyOf(held));
        renewed = true;
        renewedAt = now;
        if (missed) {
            // Others could not renew either: what they run is theirs if they come within this time.
            missed = false;
            sweepsFrom = System.nanoTime() + renewal.toNanos();
        }
    }

    /** Stops all runs, and those that will still begin. */
    public void stop() {
        closed = true;
        held.forEach(Lease::stop);
    }

    /** Whether nothing is to be begun any more. */
    public boolean isStopped() {
        return closed;
    }

    /** Stops what is running, and returns when it has ended. Nothing may be held any more after that. */
    @Override
    public void close() {
        stop();
        while (!held.isEmpty()) {
            boolean _ = Uninterruptibles.tryAcquireUninterruptibly(ended, Duration.ofMillis(100));
        }
        keeping.interrupt();
        Uninterruptibles.joinUninterruptibly(keeping);
    }
}
