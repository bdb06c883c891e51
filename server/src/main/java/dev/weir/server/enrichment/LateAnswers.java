package dev.weir.server.enrichment;

import com.google.common.util.concurrent.Uninterruptibles;
import dev.weir.provider.LateOperation;
import dev.weir.server.tickets.Submissions;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands gathered questions over, asks vendors how far they are, and ends waits whose time is over. Any number of nodes may:
 * what each takes is locked, or leased, in the tables. Close it before the engine's journal.
 */
public final class LateAnswers implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LateAnswers.class);

    /** Questions of one operation that are counted at most, to see how many are to work at once. */
    private static final int MOST_COUNTED = 5_000;

    /** Threads that hand the questions of one operation over, at most; its pace may be slower. */
    private static final int MOST_AT_ONCE = 32;

    private final LateParts parts;
    private final Gatherings gatherings;
    private final Polls polls;
    private final HandoverDesk desk;
    private final Map<Gathering, AtomicInteger> working = new ConcurrentHashMap<>();
    private final Map<Gathering, Long> notBefore = new ConcurrentHashMap<>();
    private final Phaser workers = new Phaser(1);
    private volatile boolean told;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    private LateAnswers(LateParts parts, Gatherings gatherings) {
        this.parts = parts;
        this.gatherings = gatherings;
        this.polls = new Polls(parts);
        this.desk = new HandoverDesk(parts);
        this.thread = Thread.ofPlatform().name("late-answers").daemon().unstarted(this::work);
    }

    static LateAnswers start(LateParts parts, Gatherings gatherings) {
        LateAnswers late = new LateAnswers(parts, gatherings);
        late.thread.start();
        return late;
    }

    /** Something may be due that nobody here was told of. */
    public void look() {
        told = true;
        gatherings.look();
    }

    private boolean isClosed() {
        return closing.getCount() == 0;
    }

    private void work() {
        long polledAt = System.nanoTime() - parts.settings().lateLook().toNanos();
        while (!isClosed()) {
            boolean more = false;
            try {
                boolean now = told;
                told = false;
                gather();
                if (now
                        || System.nanoTime() - polledAt
                                >= parts.settings().lateLook().toNanos()) {
                    more = polls.look();
                    polledAt = more ? polledAt : System.nanoTime();
                }
            } catch (RuntimeException e) {
                LOG.warn("could not look for what is to be handed over or asked for, trying again: {}", e.getMessage());
            }
            try {
                gatherings.await(more ? Duration.ZERO : parts.settings().lateLook());
            } catch (InterruptedException _) {
                // Nobody interrupts it; it ends when it is closed.
            }
        }
    }

    private void gather() {
        Collection<Long> workspaces = parts.workspaces().get();
        letGo(workspaces);
        for (Submissions.Gathered gathered : parts.transactions()
                .in(
                        workspaces,
                        () -> parts.submissions()
                                .gathered(workspaces, parts.settings().linger(), MOST_COUNTED))) {
            Gathering gathering = new Gathering(gathered.workspaceId(), gathered.operation());
            LateOperation operation = parts.operation(gathered.operation()).orElse(null);
            if (!isFree(gathering)) {
                continue;
            }
            if (operation == null) {
                giveUp(gathering);
            } else {
                int batch = operation.spec().batchSize();
                int full = gathered.soon() / batch;
                int wanted = Math.max(full, gathered.due() > 0 ? 1 : 0);
                start(gathering, operation, Math.min(wanted, MOST_AT_ONCE));
            }
        }
    }

    /** What was held of jobs that take calls again is due. */
    private void letGo(Collection<Long> workspaces) {
        for (Submissions.Held held :
                parts.transactions().in(workspaces, () -> parts.submissions().held(workspaces))) {
            parts.transactions().in(held.workspaceId(), () -> {
                if (parts.ledger().job(held.workspaceId(), held.jobId()).accepting()) {
                    parts.submissions().letGo(held);
                }
                return held;
            });
        }
    }

    /** Its operation is gone: what has waited for long enough that it be installed again is answered so. */
    private void giveUp(Gathering gathering) {
        notBefore.put(gathering, System.nanoTime() + Handover.LATER.toNanos());
        try {
            parts.nobodyIsThere(gathering);
        } catch (RuntimeException e) {
            LOG.warn("could not give up what waits for {}, trying again: {}", gathering.operation(), e.getMessage());
        }
    }

    private boolean isFree(Gathering gathering) {
        Long until = notBefore.get(gathering);
        if (until != null && System.nanoTime() - until < 0) {
            return false;
        }
        notBefore.remove(gathering);
        return true;
    }

    private void start(Gathering gathering, LateOperation operation, int wanted) {
        AtomicInteger now = working.computeIfAbsent(gathering, _ -> new AtomicInteger());
        while (now.get() < wanted && !isClosed()) {
            now.incrementAndGet();
            workers.register();
            Thread.ofVirtual().name("handover").start(() -> {
                try {
                    Duration later = new Handover(parts, desk, gathering, operation, this::isClosed).run();
                    if (later.isPositive()) {
                        notBefore.put(gathering, System.nanoTime() + later.toNanos());
                    }
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                } catch (RuntimeException e) {
                    LOG.warn("could not hand over to {}, trying again: {}", gathering.operation(), e.getMessage());
                } finally {
                    now.decrementAndGet();
                    workers.arriveAndDeregister();
                }
            });
        }
    }

    @Override
    public void close() {
        closing.countDown();
        gatherings.look();
        Uninterruptibles.joinUninterruptibly(thread);
        // What has left is settled before the program ends.
        workers.arriveAndAwaitAdvance();
        desk.close();
        polls.awaitQuiet();
    }
}
