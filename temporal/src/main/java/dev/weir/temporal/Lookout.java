package dev.weir.temporal;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.weir.server.jobs.engine.Grants;
import java.time.Duration;
import java.util.Collection;
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
 * transaction that makes it so, and is due until somebody claims it; whatever signal is lost, a later look finds it.
 */
final class Lookout implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lookout.class);

    /** What was told of may be due a moment later only: what comes in is gathered. */
    private static final Duration REMEMBERS = Duration.ofSeconds(2);

    /** A job that waits for a slot is passed over, too: it is told of ever more rarely, down to once in so many looks. */
    private static final int RAREST = 60;

    /** A Temporal that does not answer holds up that many threads at most. */
    private static final int SENDING_AT_MOST = 32;

    private final Grants grants;
    private final Signals signals;
    private final TemporalSettings settings;
    private final Semaphore news = new Semaphore(0);
    private final Semaphore sending = new Semaphore(SENDING_AT_MOST);
    private final Map<Long, Long> toldAt = new ConcurrentHashMap<>();
    private final Set<Long> woken = ConcurrentHashMap.newKeySet();
    private final Set<Long> toStop = ConcurrentHashMap.newKeySet();
    private final Set<Signal> underWay = ConcurrentHashMap.newKeySet();
    private final Map<Long, Long> signalledAt = new HashMap<>();
    private final Map<Long, PassedOver> passedOver = new HashMap<>();
    private final Thread thread;
    // What was due before this node watched, or while Temporal was away, may have been told to nobody.
    private volatile boolean isAnew = true;
    private volatile Shares shares;
    private volatile boolean closed;

    /** What is under way once at most. */
    private record Signal(long jobId, boolean stop) {}

    /** A job with batches due and fewer of them running than it may have. @param nextAt when to tell of it */
    private record PassedOver(long nextAt, Duration spacing) {}

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

    void told(Collection<Long> jobIds) {
        jobIds.forEach(this::told);
    }

    /** Something of a batch is due. */
    void woken(long batchId) {
        woken.add(batchId);
        news.release();
    }

    /** A job was paused or cancelled. */
    void toldToStop(long jobId) {
        toStop.add(jobId);
        news.release();
    }

    /** Temporal has come back. */
    void toldAnew() {
        isAnew = true;
        news.release();
    }

    /** How the slots are shared, as of the last look. */
    Shares shares() {
        return shares;
    }

    private void watch() {
        while (!closed) {
            try {
                look();
            } catch (RuntimeException e) {
                LOG.warn("could not look for due batches, trying again: {}", e.getMessage());
            }
            awaitNews();
        }
    }

    private void awaitNews() {
        boolean told = !toldAt.isEmpty() || !toStop.isEmpty() || !woken.isEmpty();
        Duration atMost =
                told && settings.gather().compareTo(settings.poll()) < 0 ? settings.gather() : settings.poll();
        try {
            if (news.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
                news.drainPermits();
            }
        } catch (InterruptedException _) {
            // Nobody interrupts this loop; it ends when the lookout is closed.
        }
    }

    private void look() {
        toStop.forEach(jobId -> send(new Signal(jobId, true), () -> {
            signals.stop(jobId);
            toStop.remove(jobId);
        }));
        resolveWakes();
        boolean anew = isAnew;
        isAnew = false;
        List<Grants.Due> due = grants.due();
        shares = new Shares(due, settings.large() * grants.nodes());
        long now = System.nanoTime();
        Set<Long> wanting = new HashSet<>();
        for (Grants.Due job : due) {
            long jobId = job.jobId();
            boolean missed = false;
            if (job.leased() < shares.fair(jobId)) {
                wanting.add(jobId);
                missed = isMissed(jobId, now) || anew;
            }
            if ((missed || toldAt.containsKey(jobId)) && mayBeSignalled(jobId, now)) {
                signalledAt.put(jobId, now);
                if (toldAt.remove(jobId) != null) {
                    passedOver.remove(jobId);
                }
                send(new Signal(jobId, false), () -> signals.look(jobId, job.workspaceId()));
            }
        }
        passedOver.keySet().retainAll(wanting);
        toldAt.values().removeIf(at -> now - at > REMEMBERS.toNanos());
        signalledAt.values().removeIf(at -> now - at > settings.gather().toNanos());
    }

    private void resolveWakes() {
        if (!woken.isEmpty()) {
            Set<Long> batches = Set.copyOf(woken);
            long now = System.nanoTime();
            grants.jobsOf(batches).forEach(jobId -> toldAt.put(jobId, now));
            woken.removeAll(batches);
        }
    }

    /** Between two runs of a busy job something is due for a moment: only what stays so has been missed. */
    private boolean isMissed(long jobId, long now) {
        PassedOver known = passedOver.get(jobId);
        if (known == null) {
            passedOver.put(jobId, new PassedOver(now + settings.poll().toNanos(), settings.poll()));
            return false;
        }
        if (now - known.nextAt() < 0) {
            return false;
        }
        Duration twice = known.spacing().multipliedBy(2);
        Duration rarest = settings.poll().multipliedBy(RAREST);
        Duration spacing = twice.compareTo(rarest) < 0 ? twice : rarest;
        passedOver.put(jobId, new PassedOver(now + spacing.toNanos(), spacing));
        return true;
    }

    private boolean mayBeSignalled(long jobId, long now) {
        Long last = signalledAt.get(jobId);
        return !underWay.contains(new Signal(jobId, false))
                && (last == null || now - last >= settings.gather().toNanos());
    }

    private void send(Signal signal, Runnable sent) {
        if (!underWay.add(signal)) {
            return;
        }
        Thread.ofVirtual().name("signal").start(() -> {
            sending.acquireUninterruptibly();
            try {
                sent.run();
            } catch (RuntimeException e) {
                // Whether Temporal is there is told elsewhere; what is due stays due.
                LOG.debug("{} was not sent: {}", signal, e.getMessage());
            } finally {
                sending.release();
                underWay.remove(signal);
            }
        });
    }

    @Override
    public void close() {
        closed = true;
        news.release();
        Uninterruptibles.joinUninterruptibly(thread);
    }
}
