package dev.weir.server.jobs;

import dev.weir.server.credits.Ledger;
import dev.weir.server.jobs.engine.Grants;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import dev.weir.server.jobs.engine.Outlook;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.workspace.DueLook;
import dev.weir.server.workspace.Transactions;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Grants batches to nodes, for a time. Serves every engine alike.
 *
 * <p>A grant raises the batch's epoch; whatever an earlier holder writes under the old one changes no state.
 */
public final class Leases implements Grants {

    /** How long a lease lasts when nobody renews it. */
    public static final Duration LEASE = Duration.ofSeconds(20);

    /** How often leases are renewed, in bulk. */
    public static final Duration RENEWAL = Duration.ofSeconds(5);

    private final Transactions transactions;
    private final Ledger ledger;
    private final BatchTable batches;
    private final JobStateTable states;
    private final NodeTable nodes;
    private final Events events;
    private final LongSupplier nanos;
    private final Map<Long, Long> watermarks = new ConcurrentHashMap<>();
    // As of the last renewal.
    private volatile int living;
    // Others count a new node at their next renewal; until then they use its share.
    private volatile long countedFrom;

    /** @param nanos a monotonic clock, such as {@link System#nanoTime} */
    public Leases(JdbcClient jdbc, Transactions transactions, Ledger ledger, Events events, LongSupplier nanos) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.batches = new BatchTable(jdbc);
        this.states = new JobStateTable(jdbc);
        this.nodes = new NodeTable(jdbc);
        this.events = events;
        this.nanos = nanos;
    }

    /** Has an engine told when batches are due, or free because their owners let their leases end. */
    public static void watch(DueLook look, Runnable news) {
        look.on(BatchTable.ANY_DUE, news);
    }

    /**
     * A node begins its life. Its predecessors of the same home are dead, since the home is locked: what they had
     * leased is free at once.
     *
     * @param home names the folder whose lock the caller holds
     * @return the node's number
     */
    public long begin(UUID home) {
        return transactions.inNone(() -> {
            List<NodeTable.Dead> dead = nodes.endPredecessors(home);
            if (!dead.isEmpty()) {
                batches.freeOf(dead.stream().mapToLong(NodeTable.Dead::id).toArray());
            }
            int others = nodes.live();
            Duration countedIn = others == 0 ? Duration.ZERO : countedIn(dead);
            long node = nodes.insert(home, LEASE, countedIn);
            countedFrom = nanos.getAsLong() + countedIn.toNanos();
            living = others + 1;
            return node;
        });
    }

    /** Who takes the place of a node that is still counted takes over its share, and when it may be used. */
    private static Duration countedIn(List<NodeTable.Dead> predecessors) {
        return predecessors.stream()
                .filter(NodeTable.Dead::beating)
                .map(dead -> Duration.ofMillis(dead.countedIn()))
                .min(Duration::compareTo)
                .orElse(RENEWAL.multipliedBy(2));
    }

    /** Whether a node lives: it was heard of for less than a lease ago. */
    public boolean isBeating(long node) {
        return transactions.inNone(() -> nodes.isBeating(node));
    }

    /** A node ends its life. */
    public void end(long node) {
        transactions.inNone(() -> {
            nodes.end(node);
            return node;
        });
    }

    /**
     * How many nodes share what there is to share, this one included; 0 while others cannot have counted this one yet.
     * Cheap: as of the last renewal.
     */
    public int liveNodes() {
        return nanos.getAsLong() - countedFrom < 0 ? 0 : living;
    }

    @Override
    public List<Due> due() {
        return transactions.inNone(() -> batches.runnable().stream()
                .map(job -> new Due(job.jobId(), job.workspaceId(), job.leased(), job.dueRows()))
                .toList());
    }

    @Override
    public List<Lease> claim(long node, long jobId, int most) {
        long before = nanos.getAsLong();
        watermarks.putIfAbsent(jobId, 0L);
        List<BatchTable.Claimed> claimed =
                transactions.inNone(() -> batches.claim(node, LEASE, jobId, watermarks.getOrDefault(jobId, 0L), most));
        return claimed.stream().map(batch -> lease(batch, before)).toList();
    }

    private Lease lease(BatchTable.Claimed batch, long before) {
        return new Lease(
                batch.id(),
                batch.jobId(),
                batch.workspaceId(),
                batch.lo(),
                batch.hi(),
                batch.epoch(),
                batch.crashes(),
                batch.news(),
                nanos,
                before + LEASE.toNanos());
    }

    @Override
    public Outlook outlook(long jobId, int most) {
        return transactions.inNone(() -> switch (states.standing(jobId)) {
            case ENDED -> Outlook.ENDED;
            case PAUSED -> new Outlook(Outlook.Standing.PAUSED, List.of(), Optional.empty());
            case RUNNING -> new Outlook(Outlook.Standing.RUNNING, batches.due(jobId, most), batches.nextDue(jobId));
        });
    }

    @Override
    public Optional<Lease> claimBatch(long node, long batchId) {
        long before = nanos.getAsLong();
        return transactions.inNone(() -> batches.claimOne(node, LEASE, batchId)).map(batch -> lease(batch, before));
    }

    @Override
    public Optional<Lease> claimBehind(long node, long jobId, int line) {
        long before = nanos.getAsLong();
        return transactions
                .inNone(() -> batches.claimBehind(node, LEASE, jobId, line))
                .map(batch -> lease(batch, before));
    }

    @Override
    public int nodes() {
        return Math.max(1, living);
    }

    @Override
    public void renew(long node, Collection<Lease> held) {
        long before = nanos.getAsLong();
        Set<BatchEpoch> ours = new HashSet<>();
        Set<Long> stopped = new HashSet<>();
        transactions.inNone(() -> {
            nodes.beat(node, LEASE);
            living = nodes.live();
            if (!held.isEmpty()) {
                ours.addAll(batches.renew(
                        LEASE, node, held.stream().mapToLong(Lease::batchId).toArray()));
                stopped.addAll(states.stopped(
                        held.stream().mapToLong(Lease::jobId).distinct().toArray()));
            }
            return node;
        });
        markAnew();
        for (Lease lease : held) {
            if (!ours.contains(new BatchEpoch(lease.batchId(), lease.epoch()))) {
                lease.lose();
            } else if (stopped.contains(lease.jobId())) {
                lease.stop();
            } else {
                lease.extendTo(before + LEASE.toNanos());
            }
        }
    }

    /** Looks again where jobs' free batches begin; one with none needs no mark, and may have been closed by another node. */
    private void markAnew() {
        List<Long> jobs = List.copyOf(watermarks.keySet());
        if (jobs.isEmpty()) {
            return;
        }
        Map<Long, Long> marks = transactions.inNone(() -> batches.watermarks(jobs));
        jobs.forEach(job -> watermarks.computeIfPresent(job, (_, _) -> marks.get(job)));
    }

    @Override
    public Set<Long> sweep() {
        return Set.copyOf(transactions.inNone(batches::freeExpired));
    }

    @Override
    public Set<Long> jobsOf(Collection<Long> batchIds) {
        return Set.copyOf(transactions.inNone(() -> batches.jobsOf(batchIds)));
    }

    /** The last batch of a job closes the job: its status is set and the rest of its hold returns. */
    @Override
    public boolean finish(Lease lease, Next next) {
        return switch (next) {
            case Next.Done _ -> done(lease);
            case Next.Later(Duration after, boolean told) -> {
                park(lease, after, told);
                yield false;
            }
            case Next.Stopped _ -> {
                park(lease, Duration.ZERO, false);
                yield false;
            }
        };
    }

    @Override
    public void crashed(Lease lease) {
        transactions.inNone(() -> batches.crashed(lease.batchId(), lease.epoch()));
    }

    private void park(Lease lease, Duration after, boolean told) {
        transactions.inNone(() -> batches.park(lease.batchId(), lease.epoch(), after, !lease.isStopped(), told));
        watermarks.computeIfPresent(lease.jobId(), (_, mark) -> Math.min(mark, lease.batchId()));
    }

    private boolean done(Lease lease) {
        return transactions.in(lease.workspaceId(), () -> {
            if (!batches.done(lease.batchId(), lease.epoch())) {
                // Something came in while it ran, or it is no longer ours.
                batches.park(lease.batchId(), lease.epoch(), Duration.ZERO, true, false);
                return false;
            }
            // Then the job's lock: of two batches that end at once, the later one sees the earlier one done.
            JobStateTable.State state = states.lock(lease.jobId());
            return closeWhenDone(state);
        });
    }

    private boolean closeWhenDone(JobStateTable.State state) {
        if (!batches.allDone(state.jobId())) {
            return false;
        }
        ledger.release(state.workspaceId(), state.jobId());
        JobStatus status = state.status().isFinal()
                ? state.status()
                : JobStatus.ofFinal(batches.counts(state.jobId()).completed(), state.totalRows());
        states.close(state.jobId(), status);
        if (state.paused()) {
            // It was paused during its last calls. Nobody can resume what has ended, and its doubts may be asked again.
            ledger.accepting(state.workspaceId(), state.jobId(), true);
        }
        if (!state.status().isFinal()) {
            events.job(EventType.ofFinal(status), state.workspaceId(), state.jobId());
        }
        watermarks.remove(state.jobId());
        return true;
    }
}
