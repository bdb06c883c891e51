package dev.weir.server.enrichment;

import dev.weir.provider.OperationSpec;
import dev.weir.server.credits.JobAccounts;
import dev.weir.server.credits.JobBalance;
import dev.weir.server.credits.Ledger;
import dev.weir.server.credits.Movement;
import dev.weir.server.credits.Post;
import dev.weir.server.jobs.Cells;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Step;
import dev.weir.server.workspace.Transactions;
import dev.weir.server.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The calls that may have been charged: shows them, and settles them by a person's word. */
public final class Doubts {

    /** What a person says of a doubt. */
    public enum Resolution {
        /** The vendor did not charge: the customer gets the amount back, the cell fails. */
        NOT_CHARGED,
        /** The vendor did charge: the customer pays, the cell fails. */
        CHARGED,
        /** Ask again, under the same key; the vendor may charge once more. */
        RETRY
    }

    private final Transactions transactions;
    private final Ledger ledger;
    private final Jobs jobs;
    private final Cells cells;
    private final IntentTable intents;
    private final RecordTable records;

    public Doubts(JdbcClient jdbc, Transactions transactions, Ledger ledger, Jobs jobs) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.jobs = jobs;
        this.cells = new Cells(jdbc);
        this.intents = new IntentTable(jdbc);
        this.records = new RecordTable(jdbc);
    }

    /** All doubts of a workspace, by job and row. */
    public List<Doubt> list(long workspaceId) {
        Map<Long, List<IntentTable.Stored>> byJob = new TreeMap<>();
        transactions
                .in(workspaceId, () -> intents.doubts(workspaceId))
                .forEach(intent -> byJob.computeIfAbsent(intent.jobId(), _ -> new ArrayList<>())
                        .add(intent));
        List<Doubt> doubts = new ArrayList<>();
        byJob.forEach((jobId, stored) -> {
            Job job = jobs.get(workspaceId, jobId);
            stored.forEach(intent -> doubts.add(doubt(job, intent)));
        });
        return doubts;
    }

    private static Doubt doubt(Job job, IntentTable.Stored intent) {
        Step step = job.plan().steps().get(intent.step());
        OperationSpec spec = step.place(intent.place()).spec();
        return new Doubt(
                job.id(),
                intent.rowIndex(),
                step.name(),
                step.place(intent.place()).key(),
                intent.attempt(),
                intent.amount(),
                intent.possible() + spec.costMilli(),
                intent.at());
    }

    /**
     * Settles all doubts of one row.
     *
     * @return how many there were; 0 when the row is not final or has none
     * @throws Problem when asking again needs more credits than there are, or the job was cancelled
     */
    public int resolve(Workspace workspace, Job job, int rowIndex, Resolution resolution) {
        return transactions.in(workspace.id(), () -> {
            JobBalance balance = ledger.lockJob(workspace.id(), job.id());
            List<IntentTable.Stored> doubts = intents.ofRows(workspace.id(), job.id(), rowIndex, rowIndex + 1).stream()
                    .filter(intent -> intent.state() == IntentTable.State.DOUBT)
                    .toList();
            if (doubts.isEmpty()) {
                return 0;
            }
            switch (resolution) {
                case RETRY -> retry(workspace, job, rowIndex, doubts, balance);
                case NOT_CHARGED -> doubts.forEach(doubt -> settle(job, doubt, 0));
                case CHARGED -> doubts.forEach(doubt -> settle(job, doubt, doubt.amount()));
            }
            if (resolution != Resolution.RETRY) {
                cells.doubtSettled(workspace.id(), job.id(), rowIndex);
                if (jobs.progress(job).closed()) {
                    ledger.release(workspace.id(), job.id());
                }
            }
            return doubts.size();
        });
    }

    private void retry(
            Workspace workspace, Job job, int rowIndex, List<IntentTable.Stored> doubts, JobBalance balance) {
        if (!balance.accepting()) {
            throw Problem.conflict(
                    "job_not_accepting",
                    "Job " + job.id()
                            + " is paused or cancelled and makes no further call; resume it, or resolve with --charged"
                            + " or --not-charged.");
        }
        if (cells.askAgain(workspace.id(), job.id(), rowIndex) == 0) {
            throw Problem.conflict(
                    "row_running",
                    "Row " + rowIndex + " of job " + job.id() + " is still being worked on; try again later.");
        }
        doubts.forEach(doubt -> intents.move(new IntentMove(
                doubt.key(),
                doubt.jobId(),
                doubt.rowIndex(),
                IntentTable.State.DOUBT,
                IntentTable.State.REPEAT,
                false,
                0,
                doubt.amount(),
                doubt.epoch())));
        long spent = records.chargedOfRow(workspace.id(), job.id(), rowIndex)
                + doubts.stream().mapToLong(IntentTable.Stored::amount).sum();
        long missing = job.worstRowMilli() - spent - balance.free();
        Long cap = job.maxCreditsMilli();
        long roomUnderCap = cap == null ? Long.MAX_VALUE : cap - balance.posted() - balance.balance();
        long more = Math.min(missing, roomUnderCap);
        if (more > 0) {
            ledger.hold(workspace, job.id(), more);
        }
    }

    private void settle(Job job, IntentTable.Stored doubt, long charged) {
        if (!intents.deleteDoubt(doubt)) {
            return;
        }
        OperationSpec spec =
                job.plan().steps().get(doubt.step()).place(doubt.place()).spec();
        records.insert(List.of(new RecordWrite(
                job.workspaceId(),
                job.id(),
                doubt.rowIndex(),
                doubt.step(),
                doubt.place(),
                RecordWrite.Kind.ASKED,
                "failed",
                charged > 0 ? "resolved: charged" : "resolved: not charged",
                null,
                null,
                charged,
                charged > 0 ? spec.costMilli() : 0,
                doubt.possible(),
                false,
                doubt.attempt(),
                1,
                0,
                doubt.key(),
                doubt.epoch())));
        if (charged > 0) {
            JobAccounts accounts = ledger.accountsOf(job.workspaceId(), job.id());
            ledger.post(List.of(new Post(
                    job.workspaceId(), accounts, charged, job.id(), doubt.rowIndex(), doubt.step(), doubt.place())));
        }
        ledger.move(List.of(new Movement(job.workspaceId(), job.id(), charged, 0, -doubt.amount(), false)));
    }
}
