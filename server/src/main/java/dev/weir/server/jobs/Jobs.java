package dev.weir.server.jobs;

import dev.weir.server.catalog.PlanJson;
import dev.weir.server.credits.Ledger;
import dev.weir.server.jobs.engine.Engine;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.WorstCase;
import dev.weir.server.workspace.Transactions;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Jobs from submit to close.
 *
 * <p>What a method has returned from is durable: it survives the death of this process and of the database's.
 */
public final class Jobs {

    /** Rows of one transaction while a job is taken in. */
    static final int INGEST_ROWS = 20_000;

    /** The unit of scheduling and leasing. */
    static final int BATCH_ROWS = 1_000;

    private final Transactions transactions;
    private final Ledger ledger;
    private final JobTable jobs;
    private final JobStateTable states;
    private final RowTable rows;
    private final BatchTable batches;
    private final IngestLock ingestLock;

    public Jobs(JdbcClient jdbc, Transactions transactions, Ledger ledger, PlanJson plans, IngestLock ingestLock) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.jobs = new JobTable(jdbc, plans);
        this.states = new JobStateTable(jdbc);
        this.rows = new RowTable(jdbc);
        this.batches = new BatchTable(jdbc);
        this.ingestLock = ingestLock;
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
        long workspaceId = request.workspace().id();
        byte[] fingerprint = request.fingerprint();
        try (IngestLock.Held _ = ingestLock.take(workspaceId, fingerprint)) {
            if (fingerprint != null) {
                Optional<Job> before = known(workspaceId, fingerprint);
                if (before.isPresent() && !isIngesting(before.get().id())) {
                    return before.get();
                }
                // Its lock is ours: whoever began to take it in is dead.
                before.ifPresent(orphan -> discard(workspaceId, orphan.id()));
            }
            long worstRow = worstRow(request);
            long jobId = transactions.in(workspaceId, () -> {
                long id = jobs.insert(request, worstRow);
                states.insert(id, workspaceId);
                return id;
            });
            try {
                int total = ingest(workspaceId, jobId, inputs);
                open(request, jobId, worstRow, total);
            } catch (RuntimeException e) {
                discard(workspaceId, jobId);
                throw e;
            }
            engine.start(jobId);
            return get(workspaceId, jobId);
        }
    }

    private static long worstRow(JobRequest request) {
        long worst = WorstCase.perRowMilli(request.plan());
        Long cap = request.maxRowCreditsMilli();
        return cap == null ? worst : Math.min(worst, cap);
    }

    private int ingest(long workspaceId, long jobId, Iterator<String> inputs) {
        int total = 0;
        List<String> chunk = new ArrayList<>(INGEST_ROWS);
        while (inputs.hasNext()) {
            chunk.clear();
            while (inputs.hasNext() && chunk.size() < INGEST_ROWS) {
                chunk.add(inputs.next());
            }
            int first = total;
            String[] texts = chunk.toArray(String[]::new);
            transactions.in(workspaceId, () -> {
                rows.insert(workspaceId, jobId, first, texts);
                return texts.length;
            });
            total += texts.length;
        }
        if (total == 0) {
            throw Problem.invalid("no_rows", "There are no rows to enrich; give at least one.");
        }
        return total;
    }

    private void open(JobRequest request, long jobId, long worstRow, int total) {
        long worst = Math.multiplyExact(worstRow, (long) total);
        Long cap = request.maxCreditsMilli();
        long hold = cap == null ? worst : Math.min(worst, cap);
        transactions.in(request.workspace().id(), () -> {
            ledger.hold(request.workspace(), jobId, hold);
            batches.insert(jobId, request.workspace().id(), total, BATCH_ROWS);
            return states.start(jobId, total);
        });
    }

    /** The job of that number. @throws Problem when the workspace has none */
    public Job get(long workspaceId, long jobId) {
        return transactions
                .in(workspaceId, () -> jobs.find(workspaceId, jobId))
                .orElseThrow(() -> Problem.notFound("unknown_job", "There is no job " + jobId + "."));
    }

    /** A workspace's latest jobs, the youngest first. */
    public List<Job> latest(long workspaceId, int most) {
        return transactions.in(workspaceId, () -> jobs.latest(workspaceId, most));
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

    private Optional<Job> known(long workspaceId, byte[] fingerprint) {
        return transactions.in(workspaceId, () -> jobs.findByFingerprint(workspaceId, fingerprint));
    }

    private boolean isIngesting(long jobId) {
        return transactions.inNone(() -> states.get(jobId)).phase().equals("ingesting");
    }

    /** Removes a job that was never visible. */
    private void discard(long workspaceId, long jobId) {
        transactions.in(workspaceId, () -> {
            if (states.deleteIngesting(jobId)) {
                rows.deleteAll(workspaceId, jobId);
                jobs.delete(workspaceId, jobId);
            }
            return jobId;
        });
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
        engine.stop(job.id());
    }

    /** Undoes {@link #pause}. */
    public void resume(Job job, Engine engine) {
        setPaused(job, false);
        engine.start(job.id());
    }

    private void setPaused(Job job, boolean paused) {
        transactions.in(job.workspaceId(), () -> {
            if (states.pause(job.id(), paused)) {
                ledger.accepting(job.workspaceId(), job.id(), !paused);
            }
            return paused;
        });
    }

    /**
     * Ends a job: when this returns, no billable call of it leaves any more. Calls in flight settle by their outcome;
     * the rest of the hold returns when the last one has.
     *
     * @throws Problem when the job has ended otherwise
     */
    public void cancel(Job job, Engine engine) {
        transactions.in(job.workspaceId(), () -> {
            JobStateTable.State state = states.lock(job.id());
            if (state.status() == JobStatus.CANCELLED) {
                return job;
            }
            if (!states.cancel(job.id())) {
                throw Problem.conflict(
                        "job_final",
                        "Job " + job.id() + " has ended (" + state.status().text() + ") and cannot be cancelled.");
            }
            ledger.accepting(job.workspaceId(), job.id(), false);
            return job;
        });
        engine.stop(job.id());
        engine.start(job.id());
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
}
