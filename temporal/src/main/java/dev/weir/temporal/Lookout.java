package dev.weir.temporal;

import dev.weir.server.jobs.engine.Grants;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells workflows what the tables say: the relay of an outbox that is the batches themselves. A batch is made due in the
 * transaction that makes it so, and is due until somebody claims it; whatever signal is lost, the next look finds it.
 */
final class Lookout implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);

    /** What was told of may be due a moment later only: what comes in is gathered. */
    private static final Duration REMEMBERS = Duration.ofSeconds(2);

    /** A Temporal that does not answer holds up that many threads at most. */
    private static final int SENDING_AT_MOST = 32;

    private final Grants grants;
    private final Signals signals;
    private final TemporalSettings settings;
    private final Semaphore news = new Semaphore(0);
    private final Semaphore sending = new Semaphore(SENDING_AT_MOST);
    private final Map<Long, Long> toldAt = new ConcurrentHashMap<>();
    private final Set<Long> toStop = ConcurrentHashMap.newKeySet();
    private final Set<Long> underWay = ConcurrentHashMap.newKeySet();
    private final Map<Long, Long> signalledAt = new HashMap<>();
    private final Thread thread;
    // Of what was due before the start nobody tells.
    private volatile boolean anyWoken = true;
    private volatile Shares shares;
    private volatile boolean failing;
    private volatile boolean closed;
    private Set<Long> dueBefore = Set.of();

    private Lookout(Grants grants, Signals signals, TemporalSettings settings) {
        this.grants = grants;
        this.signals = signals;
        this.settings = settings;
        this.shares = new Shares(List.of(), settings.large());
        this.thread = Thread.ofPlatform().name("temporal-lookout").daemon().unstarted(this::watch);
    }

    static Lookout start(Grants grants, Signals signals, TemporalSettings settings) {
        Lookout lookout = new Lookout(grants, signals, settings);
        lookout.thread.start();
        return lookout;
    }

    /** Something of a job is due, or will be in a moment. */
    void told(long jobId) {
        toldAt.put(jobId, System.nanoTime());
        news.release();
    }

    /** Something of some job is due. */
    void toldOfAny() {
        anyWoken = true;
        news.release();
    }

    /** A job was paused or cancelled. */
    void toldToStop(long jobId) {
        toStop.add(jobId);
        news.release();
    }

    /** How the slots are shared, as of the last look. */
    Shares shares() {
        return shares;
    }

    private void watch() {
        while (!closed) {
            try {
                if (grants.sweep() > 0) {
                    anyWoken = true;
                }
                look();
            } catch (RuntimeException e) {
                LOG.warn("could not look for due batches, trying again: {}", e.getMessage());
            }
            awaitNews();
        }
    }

    private void awaitNews() {
        Duration atMost = toldAt.isEmpty() && toStop.isEmpty() || settings.gather().compareTo(settings.poll()) > 0
                ? settings.poll()
                : settings.gather();
        try {
            if (news.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                news.drainPermits();
            }
        } catch (InterruptedException _) {
            // Nobody interrupts this loop; it ends when the lookout is closed.
        }
    }

    private void look() {
        for (long jobId : toStop) {
            send(-jobId, () -> {
                signals.stop(jobId);
                toStop.remove(jobId);
            });
        }
        boolean all = anyWoken;
        anyWoken = false;
        List<Grants.Due> due = grants.due();
        shares = new Shares(due, settings.large() * grants.nodes());
        long now = System.nanoTime();
        Set<Long> dueNow = new HashSet<>();
        for (Grants.Due job : due) {
            long jobId = job.jobId();
            dueNow.add(jobId);
            // Between two runs of a busy job something is due for a moment: only what stays due has been missed.
            boolean missed = dueBefore.contains(jobId) && job.leased() < shares.of(jobId);
            if ((all || missed || toldAt.containsKey(jobId)) && mayBeSignalled(jobId, now)) {
                signalledAt.put(jobId, now);
                toldAt.remove(jobId);
                send(jobId, () -> signals.look(jobId, job.workspaceId()));
            } else if (all) {
                toldAt.put(jobId, now);
            }
        }
        dueBefore = dueNow;
        toldAt.values().removeIf(at -> now - at > REMEMBERS.toNanos());
        signalledAt.values().removeIf(at -> now - at > settings.gather().toNanos());
    }

    private boolean mayBeSignalled(long jobId, long now) {
        Long last = signalledAt.get(jobId);
        return !underWay.contains(jobId)
                && (last == null || now - last >= settings.gather().toNanos());
    }

    /** @param key what is under way once at most */
    private void send(long key, Runnable signal) {
        if (!underWay.add(key)) {
            return;
        }
        Thread.ofVirtual().name("signal").start(() -> {
            sending.acquireUninterruptibly();
            try {
                signal.run();
                if (failing) {
                    failing = false;
                    LOG.info("Temporal answers again");
                }
            } catch (RuntimeException e) {
                if (!failing && !closed) {
                    failing = true;
                    LOG.warn("Temporal does not take signals, jobs wait until it does: {}", e.getMessage());
                }
            } finally {
                sending.release();
                underWay.remove(key);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        news.release();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
