package dev.weir.server.testing.contract;

import dev.weir.server.jobs.engine.Grants;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import dev.weir.server.jobs.engine.Outlook;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/**
 * Grants kept in memory, with a clock that only the test moves: the same rules as the database's, without its time.
 * Writes down what no engine may do, see {@link #wrongs}.
 */
public final class PaperGrants implements Grants {

    static final Duration LEASE = Duration.ofSeconds(20);

    private static final long STRANGER = -1;

    /** A lease that was given back. */
    record Finished(long node, long batchId, long epoch, Next next) {}

    private final Map<Long, PaperBatch> batches = new TreeMap<>();
    private final Map<Long, PaperJob> jobs = new TreeMap<>();
    private final ConcurrentLinkedQueue<String> wrongs = new ConcurrentLinkedQueue<>();
    private final List<Finished> finished = new ArrayList<>();
    private final List<Lease> crashed = new ArrayList<>();
    private final Map<Lease, Long> granted = new IdentityHashMap<>();
    // How runs have ended, as far as they have: with what they said, or nothing where they threw.
    private final Map<Lease, Optional<Next>> ends = new IdentityHashMap<>();
    private long now;
    private boolean away;
    private int refused;
    // Nodes whose renewals were refused since it went away, and those of them that have not come since it is back.
    private final Set<Long> missed = new HashSet<>();
    private final Set<Long> expected = new HashSet<>();

    // ----------------------------------------------------------------------------------------- the test's side

    /**
     * A job whose batches are due; tells nobody.
     *
     * @param before hears of each batch before any engine can see it
     * @return its number; its batches' are {@link #batchesOf}
     */
    public synchronized long submit(long workspace, int batchCount, int rows, LongConsumer before) {
        PaperJob job = new PaperJob(jobs.size() + 1L, workspace);
        jobs.put(job.id, job);
        for (int i = 0; i < batchCount; i++) {
            PaperBatch batch = new PaperBatch(batches.size() + 1L, job, rows);
            batch.dueAt = now;
            before.accept(batch.id);
            batches.put(batch.id, batch);
        }
        return job.id;
    }

    synchronized List<Long> batchesOf(long job) {
        return batches.values().stream()
                .filter(batch -> batch.job.id == job)
                .map(batch -> batch.id)
                .toList();
    }

    /** Something has come in for a batch; tells nobody. */
    synchronized void wake(long batchId) {
        PaperBatch batch = batch(batchId);
        if (batch.state != PaperBatch.State.DONE) {
            batch.wakes++;
            batch.dueAt = Math.min(batch.dueAt, now);
        }
    }

    synchronized void pause(long job, boolean paused) {
        PaperJob paper = jobs.get(job);
        if (paper == null) {
            throw new IllegalArgumentException("no job " + job);
        }
        paper.paused = paused;
    }

    synchronized void crank(Duration step) {
        now += step.toNanos();
    }

    /** While it is away every door throws. */
    synchronized void away(boolean isAway) {
        away = isAway;
        missed.clear();
        expected.clear();
    }

    /** It is back, haltingly: nobody renews twice before each whose renewals it refused has renewed once. */
    synchronized void backForOneAfterTheOther() {
        away = false;
        expected.addAll(missed);
    }

    /** How many nodes could not renew since it went away. */
    synchronized int missed() {
        return missed.size();
    }

    /** How often somebody came while it was away. */
    synchronized int refused() {
        return refused;
    }

    /** Another node has it now, whoever had it before. */
    synchronized void takenByStranger(long batchId) {
        PaperBatch batch = batch(batchId);
        batch.state = PaperBatch.State.LEASED;
        batch.node = STRANGER;
        batch.epoch++;
        batch.leaseEnds = now + LEASE.toNanos();
    }

    /** The other node has given it back, due at once. */
    synchronized void leftByStranger(long batchId) {
        batch(batchId).free(now);
    }

    synchronized boolean isDone(long batchId) {
        return batch(batchId).state == PaperBatch.State.DONE;
    }

    synchronized boolean areDone(long job) {
        return batchesOf(job).stream().allMatch(this::isDone);
    }

    synchronized boolean isParked(long batchId) {
        return batch(batchId).state == PaperBatch.State.FREE;
    }

    /** Whether nobody has it, and its time has not come. */
    synchronized boolean isWaiting(long batchId) {
        PaperBatch batch = batch(batchId);
        return batch.state == PaperBatch.State.FREE && batch.dueAt > now;
    }

    /** Whether nothing is due and nobody has anything. */
    synchronized boolean isQuiet() {
        return batches.values().stream().noneMatch(batch -> batch.state == PaperBatch.State.LEASED || batch.isDue(now));
    }

    /** What an owner writes under this lease would change something. */
    synchronized boolean isEffective(Lease lease) {
        return granted.containsKey(lease) && batch(lease.batchId()).isHeldUnder(lease.epoch());
    }

    /** Whose lease that is. */
    synchronized long nodeOf(Lease lease) {
        return granted.getOrDefault(lease, 0L);
    }

    synchronized List<Finished> finished() {
        return List.copyOf(finished);
    }

    synchronized List<Lease> crashed() {
        return List.copyOf(crashed);
    }

    public synchronized void said(Lease lease, Next next) {
        ends.put(lease, Optional.of(next));
    }

    synchronized void threw(Lease lease) {
        ends.put(lease, Optional.empty());
    }

    /** What was done that no engine may do. */
    List<String> wrongs() {
        return List.copyOf(wrongs);
    }

    void wrong(String what) {
        wrongs.add(what);
    }

    private PaperBatch batch(long id) {
        PaperBatch batch = batches.get(id);
        if (batch == null) {
            throw new IllegalArgumentException("no batch " + id);
        }
        return batch;
    }

    private synchronized long now() {
        return now;
    }

    // --------------------------------------------------------------------------------------- the engine's side

    private void come() {
        if (away) {
            refused++;
            throw new IllegalStateException("the database is away");
        }
    }

    @Override
    public synchronized List<Due> due() {
        come();
        List<Due> due = new ArrayList<>();
        for (PaperJob job : jobs.values()) {
            List<PaperBatch> own =
                    batches.values().stream().filter(b -> b.job == job).toList();
            int leased = (int)
                    own.stream().filter(b -> b.state == PaperBatch.State.LEASED).count();
            own.stream()
                    .filter(batch -> batch.isDue(now))
                    .findFirst()
                    .ifPresent(batch -> due.add(new Due(job.id, job.workspace, leased, batch.rows)));
        }
        return due;
    }

    @Override
    public synchronized List<Lease> claim(long node, long jobId, int most) {
        come();
        return batches.values().stream()
                .filter(batch -> batch.job.id == jobId && batch.isDue(now))
                .limit(most)
                .map(batch -> grant(node, batch))
                .toList();
    }

    @Override
    public synchronized Outlook outlook(long jobId, int most) {
        come();
        List<PaperBatch> open = batches.values().stream()
                .filter(batch -> batch.job.id == jobId && batch.state != PaperBatch.State.DONE)
                .toList();
        if (open.isEmpty()) {
            return Outlook.ENDED;
        }
        if (open.getFirst().job.paused) {
            return new Outlook(Outlook.Standing.PAUSED, List.of(), Optional.empty());
        }
        return new Outlook(
                Outlook.Standing.RUNNING,
                open.stream()
                        .filter(batch -> batch.isDue(now))
                        .limit(most)
                        .map(batch -> new Outlook.Batch(batch.id, batch.rows))
                        .toList(),
                open.stream()
                        .filter(batch -> batch.state == PaperBatch.State.FREE && batch.dueAt > now)
                        .map(batch -> Duration.ofNanos(batch.dueAt - now))
                        .min(Duration::compareTo));
    }

    @Override
    public synchronized Optional<Lease> claimBatch(long node, long batchId) {
        come();
        return Optional.ofNullable(batches.get(batchId))
                .filter(batch -> batch.isDue(now))
                .map(batch -> grant(node, batch));
    }

    @Override
    public synchronized Optional<Lease> claimBehind(long node, long jobId, int line) {
        come();
        return batches.values().stream()
                .filter(batch -> batch.job.id == jobId && batch.isDue(now))
                .skip(line)
                .findFirst()
                .map(batch -> grant(node, batch));
    }

    @Override
    public int nodes() {
        return 1;
    }

    private Lease grant(long node, PaperBatch batch) {
        batch.state = PaperBatch.State.LEASED;
        batch.node = node;
        batch.epoch++;
        batch.leaseEnds = now + LEASE.toNanos();
        batch.wakesTaken = batch.wakes;
        Lease lease = new Lease(
                batch.id,
                batch.job.id,
                batch.job.workspace,
                0,
                batch.rows,
                batch.epoch,
                batch.crashes,
                this::now,
                batch.leaseEnds);
        granted.put(lease, node);
        return lease;
    }

    @Override
    public synchronized void renew(long node, Collection<Lease> held) {
        if (away) {
            missed.add(node);
        }
        come();
        if (!expected.isEmpty() && !expected.remove(node)) {
            throw new IllegalStateException("the database is not wholly back");
        }
        for (Lease lease : held) {
            PaperBatch batch = batch(lease.batchId());
            if (batch.isHeldUnder(lease.epoch()) && batch.node == node) {
                batch.leaseEnds = now + LEASE.toNanos();
                lease.extendTo(batch.leaseEnds);
            } else {
                lease.lose();
            }
            if (batch.job.paused) {
                lease.stop();
            }
        }
    }

    @Override
    public synchronized Set<Long> sweep() {
        come();
        List<PaperBatch> expired = batches.values().stream()
                .filter(batch -> batch.state == PaperBatch.State.LEASED && batch.leaseEnds < now)
                .toList();
        expired.forEach(batch -> {
            batch.crashes++;
            batch.free(now);
        });
        return expired.stream().map(batch -> batch.job.id).collect(Collectors.toSet());
    }

    @Override
    public synchronized Set<Long> jobsOf(Collection<Long> batchIds) {
        come();
        return batchIds.stream()
                .map(batches::get)
                .filter(Objects::nonNull)
                .map(batch -> batch.job.id)
                .collect(Collectors.toSet());
    }

    @Override
    public synchronized boolean finish(Lease lease, Next next) {
        come();
        if (!Optional.of(next).equals(ends.get(lease))) {
            wrong("reported " + next + " of " + lease + ", whose run ended with " + ends.get(lease));
        }
        PaperBatch batch = batch(lease.batchId());
        if (!batch.isHeldUnder(lease.epoch())) {
            return false;
        }
        finished.add(new Finished(batch.node, batch.id, batch.epoch, next));
        boolean news = batch.wakes > batch.wakesTaken;
        switch (next) {
            case Next.Done _
            when !news -> {
                batch.state = PaperBatch.State.DONE;
                batch.crashes = 0;
            }
            case Next.Later(Duration after, boolean _)
            when !news -> {
                batch.crashes = 0;
                batch.free(now + after.toNanos());
            }
            case Next.Done _, Next.Later _, Next.Stopped _ -> batch.free(now);
        }
        return areDone(batch.job.id);
    }

    @Override
    public synchronized void crashed(Lease lease) {
        come();
        if (!Optional.empty().equals(ends.get(lease))) {
            wrong("reported a crash of " + lease + ", whose run ended with " + ends.get(lease));
        }
        PaperBatch batch = batch(lease.batchId());
        if (batch.isHeldUnder(lease.epoch())) {
            crashed.add(lease);
            batch.crashes++;
            batch.free(now);
        }
    }
}
