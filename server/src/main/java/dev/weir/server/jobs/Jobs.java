package dev.weir.server.jobs;

import dev.weir.server.catalog.PlanJson;
import dev.weir.server.credits.Ledger;
import dev.weir.server.credits.LowCredits;
import dev.weir.server.jobs.engine.Engine;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.WorstCase;
import dev.weir.server.workspace.Transactions;
import dev.weir.server.workspace.Workspace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Jobs from submit to close.
 *
 * <p>What a method has returned from is durable: it survives the death of this process and of the database's. Inside the
 * caller's transaction it is so when that has committed, and engines hear of it then.
 */
public final class Jobs {

    /** Rows of one transaction while a job is taken in. */
    static final int INGEST_ROWS = 20_000;

    /** Characters of such rows, about: a transaction of long rows has fewer of them. */
    static final int INGEST_SIZE = 1 << 22;

    /** The unit of scheduling and leasing. */
    static final int BATCH_ROWS = Lease.LARGE_ROWS;

    private final Transactions transactions;
    private final Ledger ledger;
    private final JobTable jobs;
    private final JobViewTable views;
    private final JobStateTable states;
    private final RowTable rows;
    private final ListTable lists;
    private final KeptRows kept;
    private final PrunedTable pruned;
    private final RerunTable reruns;
    private final Overlay overlay;
    private final BatchTable batches;
    private final CellTable cells;
    private final IngestLock ingestLock;
    private final Events events;
    private final Cells settling;

    public Jobs(
            JdbcClient jdbc,
            Transactions transactions,
            Ledger ledger,
            PlanJson plans,
            IngestLock ingestLock,
            Events events,
            Results results) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.jobs = new JobTable(jdbc, plans);
        this.views = new JobViewTable(jdbc);
        this.states = new JobStateTable(jdbc);
        this.rows = new RowTable(jdbc);
        this.lists = new ListTable(jdbc);
        this.kept = new KeptRows(jdbc);
        this.pruned = new PrunedTable(jdbc);
        this.reruns = new RerunTable(jdbc);
        this.overlay = new Overlay(jdbc);
        this.batches = new BatchTable(jdbc);
        this.cells = new CellTable(jdbc);
        this.ingestLock = ingestLock;
        this.events = events;
        this.settling = new Cells(jdbc, events, results);
    }

    /** Cells and rows, for those who run batches. */
    public Cells cells() {
        return settling;
    }

    /**
     * Takes a job in. Engines see it only when all of it is there: rows, batches and the hold appear in one moment.
     *
     * @param inputs JSON objects of canonical fields, see {@link ValuesJson}
     * @return the job, or the one that was submitted under the same fingerprint before
     * @throws Problem when the workspace cannot cover the worst case, when there is no row, or when another process is
     *     taking in the same job just now; nothing is left behind then
     */
    public Job submit(JobRequest request, Iterator<String> inputs, Engine engine) {
        return submit(request, NewRows.of(inputs), engine);
    }

    /**
     * As above.
     *
     * @param newRows read while the job is taken in; when reading one fails, that is what this fails with
     */
    public Job submit(JobRequest request, NewRows newRows, Engine engine) {
        return take(request, newRows, engine, _ -> {}).job();
    }

    /** A job, and whether it had been submitted before. */
    public record Taken(Job job, boolean before) {}

    /**
     * {@link #submit}, that says whether the job was there.
     *
     * @param alongside done with the job's number in the transaction that makes it visible; not for one that was there
     * @throws Problem also of kind MISMATCH, when something else was submitted under the fingerprint before
     */
    public Taken take(JobRequest request, NewRows newRows, Engine engine, LongConsumer alongside) {
        long workspaceId = request.workspace().id();
        byte[] fingerprint = request.fingerprint();
        boolean lengthy = request.about().source() == About.Source.UPLOAD;
        try (IngestLock.Held held = ingestLock.take(workspaceId, fingerprint, lengthy)) {
            if (fingerprint != null) {
                Optional<Job> before = known(workspaceId, fingerprint);
                if (before.isPresent() && !isIngesting(before.get().id())) {
                    requireSame(before.get(), request.about().said());
                    return new Taken(before.get(), true);
                }
                // Its lock is ours: whoever began to take it in is dead.
                before.ifPresent(orphan -> discard(workspaceId, orphan.id()));
            }
            long worstRow = worstRow(request);
            Long parentId = request.about().rerunOf();
            long jobId = transactions.in(workspaceId, () -> {
                if (parentId != null) {
                    // Its rows do not begin to go before this job is seen to be laid over it.
                    states.share(new long[] {parentId});
                    kept.require(workspaceId, parentId);
                }
                long id = jobs.insert(request, worstRow);
                states.insert(id, workspaceId);
                // Before anybody can see it: whom nobody marks is taken for an orphan.
                held.job(id);
                return id;
            });
            try {
                int total = ingest(workspaceId, jobId, newRows, parentId);
                open(request, jobId, worstRow, total, alongside);
            } catch (RuntimeException e) {
                discard(workspaceId, jobId);
                throw e;
            }
            engine.start(jobId);
            return new Taken(get(workspaceId, jobId), false);
        }
    }

    private void requireSame(Job before, byte @Nullable [] said) {
        if (said != null
                && !transactions.in(before.workspaceId(), () -> jobs.isSame(before.workspaceId(), before.id(), said))) {
            throw new Problem(
                    Problem.Kind.MISMATCH,
                    "idempotency_mismatch",
                    "Under this Idempotency-Key something else was submitted before (job " + before.id()
                            + "). Repeat that as it was, or take a new key.");
        }
    }

    private static long worstRow(JobRequest request) {
        long worst = WorstCase.perRowMilli(request.plan());
        Long cap = request.maxRowCreditsMilli();
        return cap == null ? worst : Math.min(worst, cap);
    }

    /** @param parentId the job whose rows it does again; null for none */
    private int ingest(long workspaceId, long jobId, NewRows newRows, @Nullable Long parentId) {
        int total = 0;
        List<NewRow> chunk = new ArrayList<>(INGEST_ROWS);
        while (newRows.hasNext()) {
            chunk.clear();
            int size = 0;
            while (chunk.size() < INGEST_ROWS && size < INGEST_SIZE && newRows.hasNext()) {
                NewRow row = newRows.next();
                chunk.add(row);
                size += row.size();
            }
            int first = total;
            transactions.in(workspaceId, () -> {
                rows.insert(workspaceId, jobId, first, chunk);
                if (parentId != null) {
                    int[] origins = chunk.stream().mapToInt(NewRow::origin).toArray();
                    reruns.insert(workspaceId, parentId, jobId, first, origins);
                }
                return chunk.size();
            });
            total += chunk.size();
        }
        if (total == 0) {
            throw Problem.invalid("no_rows", "There are no rows to enrich; give at least one.");
        }
        newRows.list()
                .ifPresent(list -> transactions.in(workspaceId, () -> {
                    lists.insert(workspaceId, jobId, list);
                    return list;
                }));
        return total;
    }

    private void open(JobRequest request, long jobId, long worstRow, int total, LongConsumer alongside) {
        long worst = Math.multiplyExact(worstRow, (long) total);
        Long cap = request.maxCreditsMilli();
        long hold = cap == null ? worst : Math.min(worst, cap);
        transactions.in(request.workspace().id(), () -> {
            hold(request.workspace(), jobId, hold);
            long workspaceId = request.workspace().id();
            batches.insert(jobId, workspaceId, total, BATCH_ROWS, events.wanted(workspaceId, EventType.ROW_COMPLETED));
            if (!states.start(jobId, total)) {
                // Our lock's session broke, and somebody took the job for an orphan; the hold rolls back.
                throw Problem.conflict(
                        "submit_broken_off",
                        "The connection to the database broke while the list was taken in, so nothing was kept of it."
                                + " Run it again.");
            }
            events.job(EventType.JOB_STARTED, workspaceId, jobId);
            alongside.accept(jobId);
            return jobId;
        });
    }

    /**
     * Sets credits aside for a job, in the caller's transaction, and tells the workspace, once, when few are left.
     *
     * @throws Problem when the workspace has less, unless it is granted what it lacks
     */
    public void hold(Workspace workspace, long jobId, long milli) {
        tell(workspace, ledger.hold(workspace, jobId, milli));
    }

    /** The same as far as the workspace's credits go. */
    public void holdAtMost(Workspace workspace, long jobId, long most) {
        tell(workspace, ledger.holdAtMost(workspace, jobId, most));
    }

    private void tell(Workspace workspace, Optional<LowCredits> few) {
        few.ifPresent(low -> events.creditsLow(workspace.id(), low.available(), low.threshold()));
    }

    /** The job of that number. @throws Problem when the workspace has none */
    public Job get(long workspaceId, long jobId) {
        return transactions.in(workspaceId, () -> jobs.find(workspaceId, jobId)).orElseThrow(() -> unknown(jobId));
    }

    /** The job of that number, as it is shown. @throws Problem when the workspace has none that is taken in */
    public JobView view(long workspaceId, long jobId) {
        return transactions
                .in(workspaceId, () -> views.find(workspaceId, jobId))
                .orElseThrow(() -> unknown(jobId));
    }

    private static Problem unknown(long jobId) {
        return Problem.notFound("unknown_job", "There is no job " + jobId + ".");
    }

    /**
     * A part of a workspace's jobs that have been taken in, the youngest first.
     *
     * @param status null for any
     * @param before only jobs of smaller numbers than this
     * @param skip so many of them are passed over
     */
    public List<JobView> page(long workspaceId, @Nullable JobStatus status, long before, int most, long skip) {
        return transactions.in(
                workspaceId, () -> views.views(workspaceId, views.ids(workspaceId, status, before, most, skip)));
    }

    /** How many of a workspace's jobs have been taken in. @param status null for any */
    public long count(long workspaceId, @Nullable JobStatus status) {
        return transactions.in(workspaceId, () -> views.count(workspaceId, status));
    }

    /** A workspace's latest jobs, the youngest first. */
    public List<Job> latest(long workspaceId, int most) {
        return transactions.in(workspaceId, () -> jobs.latest(workspaceId, most));
    }

    /** The latest of a workspace's jobs, without those that ask operations this installation no longer has. */
    public List<Job> latestInstalled(long workspaceId, int most) {
        return transactions.in(workspaceId, () -> jobs.latestInstalled(workspaceId, most));
    }

    /**
     * The job that was submitted under this fingerprint and taken in whole; what an earlier process left half taken in
     * is removed.
     *
     * @throws Problem when another process is taking it in just now
     */
    public Optional<Job> findByFingerprint(long workspaceId, byte[] fingerprint) {
        Optional<Job> found = known(workspaceId, fingerprint);
        if (found.isPresent() && isIngesting(found.get().id())) {
            try (IngestLock.Held _ = ingestLock.take(workspaceId, fingerprint)) {
                discard(workspaceId, found.get().id());
            }
            return known(workspaceId, fingerprint);
        }
        return found;
    }

    /**
     * {@link #findByFingerprint}, where the same was said.
     *
     * @throws Problem also of kind MISMATCH, when it was something else
     */
    public Optional<Job> findSubmitted(long workspaceId, byte[] fingerprint, byte[] said) {
        Optional<Job> before = findByFingerprint(workspaceId, fingerprint);
        before.ifPresent(job -> requireSame(job, said));
        return before;
    }

    private Optional<Job> known(long workspaceId, byte[] fingerprint) {
        return transactions.in(workspaceId, () -> jobs.findByFingerprint(workspaceId, fingerprint));
    }

    private boolean isIngesting(long jobId) {
        return transactions.inNone(() -> states.get(jobId)).phase().equals("ingesting");
    }

    /** Removes a job that was never visible. Returns whether there was anything of it. */
    private boolean discard(long workspaceId, long jobId) {
        return transactions.in(workspaceId, () -> {
            boolean there = states.deleteIngesting(jobId);
            if (there || jobs.find(workspaceId, jobId).isEmpty()) {
                rows.deleteAll(workspaceId, jobId);
                lists.delete(workspaceId, jobId);
                reruns.deleteAll(workspaceId, jobId);
                jobs.delete(workspaceId, jobId);
            }
            return there;
        });
    }

    /**
     * Removes what processes that died left half taken in, whatever the workspace; what is being taken in just now is let
     * be. Nothing was held for such a job yet: its hold and its visibility are one transaction.
     *
     * @return how many there were
     */
    public int sweepOrphans() {
        int swept = 0;
        for (JobStateTable.State state : transactions.inNone(states::ingesting)) {
            try (IngestLock.Held held = ingestLock.take(state.workspaceId(), null)) {
                if (held.job(state.jobId()) && discard(state.workspaceId(), state.jobId())) {
                    swept++;
                }
            }
        }
        return swept;
    }

    /** The next submit under this job's fingerprint makes a new job. */
    public void forgetFingerprint(Job job) {
        transactions.in(job.workspaceId(), () -> {
            jobs.forgetFingerprint(job.workspaceId(), job.id());
            return job;
        });
    }

    /** No engine takes the job any more and no new intent is written for it; its hold stays. */
    public void pause(Job job, Engine engine) {
        setPaused(job, true);
        transactions.afterCommit(() -> engine.stop(job.id()));
    }

    /** Undoes {@link #pause}. */
    public void resume(Job job, Engine engine) {
        setPaused(job, false);
        transactions.afterCommit(() -> engine.start(job.id()));
    }

    /** Rows that wait for a provider look again at once: what they wait for may have been mended. */
    public void wake(Job job, Engine engine) {
        transactions.in(job.workspaceId(), () -> {
            batches.wakeJob(job.id());
            return job;
        });
        transactions.afterCommit(() -> engine.start(job.id()));
    }

    private void setPaused(Job job, boolean paused) {
        transactions.in(job.workspaceId(), () -> {
            if (states.pause(job.id(), paused)) {
                ledger.accepting(job.workspaceId(), job.id(), !paused);
                if (paused) {
                    events.job(EventType.JOB_PAUSED, job.workspaceId(), job.id());
                }
            }
            return paused;
        });
    }

    /**
     * Ends a job: when this returns, no billable call of it leaves any more. Calls in flight settle by their outcome;
     * the rest of the hold returns when the last one has.
     *
     * @throws Problem when the job has ended otherwise, or is still being taken in
     */
    public void cancel(Job job, Engine engine) {
        transactions.in(job.workspaceId(), () -> cancelled(job, held(job)));
        restart(job, engine);
    }

    /** Whoever works on it stops, and somebody ends its rows. */
    private void restart(Job job, Engine engine) {
        transactions.afterCommit(() -> {
            engine.stop(job.id());
            engine.start(job.id());
        });
    }

    /**
     * Makes room for another job of the same fingerprint: forgets this one's and, if it has not ended, cancels it, in
     * one step. What is in doubt stays so and can be settled.
     *
     * @return whether it was cancelled
     */
    public boolean supersede(Job job, Engine engine) {
        boolean open = transactions.in(job.workspaceId(), () -> {
            jobs.forgetFingerprint(job.workspaceId(), job.id());
            JobStateTable.State state = held(job);
            return !state.status().isFinal() && cancelled(job, state);
        });
        if (open) {
            restart(job, engine);
        }
        return open;
    }

    /** Returns whether it was not cancelled before. */
    private boolean cancelled(Job job, JobStateTable.State state) {
        if (state.status() == JobStatus.CANCELLED) {
            return false;
        }
        if (state.phase().equals("ingesting")) {
            throw Problem.conflict(
                    "job_ingesting",
                    "Job " + job.id() + " is still being taken in, and nobody has been asked for it; cancel it in a"
                            + " moment, or stop the program that takes it in and nothing of it stays.");
        }
        if (!states.cancel(job.id())) {
            throw Problem.conflict(
                    "job_final",
                    "Job " + job.id() + " has ended (" + state.status().text() + ") and cannot be cancelled.");
        }
        ledger.accepting(job.workspaceId(), job.id(), false);
        events.job(EventType.JOB_CANCELLED, job.workspaceId(), job.id());
        return true;
    }

    /**
     * How a job stands that is about to be cancelled, and it stays so. Its batches are woken before, in the order of all who
     * end batches: rows that wait for a provider, for minutes perhaps, have nothing to wait for any more.
     */
    private JobStateTable.State held(Job job) {
        batches.wakeJob(job.id());
        return states.lock(job.id());
    }

    /** A workspace's cancelled jobs whose hold has not returned yet: an engine has to end their rows first. */
    public List<Long> cancelledOpen(long workspaceId) {
        return transactions.inNone(() -> states.cancelledOpen(workspaceId));
    }

    /** The status alone, which costs one row whatever the job's size. */
    public JobStatus status(long jobId) {
        return transactions.inNone(() -> states.get(jobId)).status();
    }

    /** Where a job stands. */
    public JobProgress progress(Job job) {
        return transactions.in(job.workspaceId(), () -> {
            JobStateTable.State state = states.get(job.id());
            return new JobProgress(
                    state.status(),
                    state.paused(),
                    state.phase(),
                    state.totalRows(),
                    batches.counts(job.id()),
                    ledger.job(job.workspaceId(), job.id()));
        });
    }

    /**
     * Whether there is work left on a job and no process at it: the one that was has died, or never began. Of a process
     * that died it is known for certain when its home is among {@code ended}, else when its lease has run out.
     *
     * @param ended homes in which no process works, as the holder of their lock could say
     */
    public boolean isUnattended(Job job, Collection<UUID> ended) {
        return transactions.inNone(() -> batches.unattended(job.id(), ended, Leases.LEASE));
    }

    /**
     * How far each of these jobs has come, by its number, for those who look again and again: no row is read. Those that the
     * workspace has not, or that are still being taken in, are left out.
     */
    public Map<Long, JobMark> marks(long workspaceId, Collection<Long> jobIds) {
        Map<Long, JobMark> byJob = new HashMap<>();
        if (!jobIds.isEmpty()) {
            transactions
                    .in(workspaceId, () -> batches.jobMarks(workspaceId, jobIds))
                    .forEach(mark -> byJob.put(mark.jobId(), mark));
        }
        return byJob;
    }

    /** The batches of a job that have settled anything, by their rows. */
    public List<BatchMark> marks(Job job) {
        return transactions.inNone(() -> batches.marks(job.id()));
    }

    /** When the job's rows began to be let go of; empty while they are all there. */
    public Optional<Instant> rowsPrunedAt(Job job) {
        return transactions.in(job.workspaceId(), () -> pruned.rowsAt(job.workspaceId(), job.id()));
    }

    /** @throws Problem when the job's rows have been let go of, and with them all that is told of single ones */
    public void requireRows(Job job) {
        transactions.in(job.workspaceId(), () -> {
            kept.require(job.workspaceId(), job.id());
            return job;
        });
    }

    /** Whether any of its rows has been done again, by a job of its own. */
    public boolean isDoneAgain(Job job) {
        return transactions.in(job.workspaceId(), () -> overlay.touched(job));
    }

    /** How the cells of these batches stand, by batch and step; costs as much as reading all of their cells. */
    public List<CellTally> tallies(Job job, List<BatchMark> marks) {
        return transactions.in(job.workspaceId(), () -> {
            List<BatchMark> touched = overlay.touched(job)
                    ? marks.stream()
                            .filter(mark -> overlay.touches(job, mark.lo(), mark.hi()))
                            .toList()
                    : List.of();
            List<BatchMark> untouched =
                    marks.stream().filter(mark -> !touched.contains(mark)).toList();
            List<CellTally> tallies = new ArrayList<>(cells.tallies(job.workspaceId(), job.id(), untouched));
            touched.forEach(mark -> tallies.addAll(overlay.tallies(job, mark)));
            return tallies;
        });
    }
}
