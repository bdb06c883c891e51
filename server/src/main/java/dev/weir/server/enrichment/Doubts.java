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
import dev.weir.server.jobs.StoredCell;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.Step;
import dev.weir.server.workspace.Transactions;
import dev.weir.server.workspace.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
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

    /** Why calls in doubt are not asked again. */
    public enum Refusal {
        JOB_STOPPED,
        ROW_RUNNING,
        ROW_WENT_ON
    }

    /** Begins the detail of a record that a person's word made. */
    static final String RESOLVED = "resolved: ";

    private final Transactions transactions;
    private final Ledger ledger;
    private final Jobs jobs;
    private final Cells cells;
    private final IntentTable intents;
    private final RecordTable records;
    private final FollowerTable followers;

    public Doubts(JdbcClient jdbc, Transactions transactions, Ledger ledger, Jobs jobs) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.jobs = jobs;
        this.cells = jobs.cells();
        this.intents = new IntentTable(jdbc);
        this.records = new RecordTable(jdbc);
        this.followers = new FollowerTable(jdbc);
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
                case NOT_CHARGED -> settle(job, rowIndex, doubts, false);
                case CHARGED -> settle(job, rowIndex, doubts, true);
            }
            return doubts.size();
        });
    }

    private void retry(
            Workspace workspace, Job job, int rowIndex, List<IntentTable.Stored> doubts, JobBalance balance) {
        Refusal refusal = whyNotAgain(workspace, job, rowIndex, balance);
        if (refusal != null || cells.askAgain(workspace.id(), job.id(), rowIndex) == 0) {
            throw refused(job, rowIndex, refusal == null ? Refusal.ROW_WENT_ON : refusal);
        }
        doubts.forEach(doubt -> intents.move(new IntentMove(
                doubt.key(),
                doubt.jobId(),
                doubt.rowIndex(),
                IntentTable.State.DOUBT,
                IntentTable.State.REPEAT,
                doubt.attempt(),
                false,
                0,
                doubt.amount(),
                doubt.epoch())));
        holdForRow(
                workspace,
                job,
                rowIndex,
                doubts.stream().mapToLong(IntentTable.Stored::amount).sum());
        // Whoever waits for these calls is asked on when they have settled, and may have to ask somebody else then.
        doubts.stream()
                .flatMap(doubt -> followers.of(doubt.key()).stream())
                .distinct()
                .forEach(row -> holdForRow(workspace, jobs.get(workspace.id(), row.jobId()), row.rowIndex(), 0));
    }

    /** What keeps the calls in doubt of a row from being asked again; empty when nothing does. */
    public Optional<Refusal> whyNotAgain(Workspace workspace, Job job, int rowIndex) {
        return transactions.in(
                workspace.id(),
                () -> Optional.ofNullable(
                        whyNotAgain(workspace, job, rowIndex, ledger.lockJob(workspace.id(), job.id()))));
    }

    private @Nullable Refusal whyNotAgain(Workspace workspace, Job job, int rowIndex, JobBalance balance) {
        if (!balance.accepting()) {
            return Refusal.JOB_STOPPED;
        }
        if (!cells.isFinal(workspace.id(), job.id(), rowIndex)) {
            return Refusal.ROW_RUNNING;
        }
        return cells.isFinalInDoubt(workspace.id(), job.id(), rowIndex) ? null : Refusal.ROW_WENT_ON;
    }

    private static Problem refused(Job job, int rowIndex, Refusal refusal) {
        String row = "Row " + rowIndex + " of job " + job.id();
        return switch (refusal) {
            case JOB_STOPPED ->
                Problem.conflict(
                        "job_not_accepting",
                        "Job " + job.id()
                                + " is paused or cancelled and makes no further call; resume it, or resolve with"
                                + " --charged or --not-charged.");
            case ROW_RUNNING ->
                Problem.conflict("row_running", row + " is still being worked on; try again when it has ended.");
            case ROW_WENT_ON ->
                Problem.conflict(
                        "row_not_in_doubt",
                        row + " went on without the lost answer; resolve with --charged or --not-charged.");
        };
    }

    /** Holds what the row may still cost at worst beyond what its job holds free, as far as the job's cap goes. */
    private void holdForRow(Workspace workspace, Job job, int rowIndex, long doubtful) {
        if (!jobs.status(job.id()).isFinal()) {
            // It holds every row's worst case still.
            return;
        }
        JobBalance balance = ledger.lockJob(workspace.id(), job.id());
        long worst = job.worstRowMilli() - records.chargedOfRow(workspace.id(), job.id(), rowIndex) - doubtful;
        Long cap = job.maxCreditsMilli();
        long roomUnderCap = cap == null ? Long.MAX_VALUE : cap - balance.posted() - balance.balance();
        long more = Math.min(worst, roomUnderCap);
        if (more > 0) {
            ledger.hold(workspace, job.id(), more);
        }
    }

    private void settle(Job job, int rowIndex, List<IntentTable.Stored> doubts, boolean charged) {
        if (!cells.isFinal(job.workspaceId(), job.id(), rowIndex)) {
            throw refused(job, rowIndex, Refusal.ROW_RUNNING);
        }
        doubts.forEach(doubt -> {
            settle(job, doubt, charged ? doubt.amount() : 0);
            followers.of(doubt.key()).forEach(this::settleFollower);
            followers.delete(doubt.key());
        });
        endDoubts(job, rowIndex);
        if (jobs.progress(job).closed()) {
            ledger.release(job.workspaceId(), job.id());
        }
    }

    private void settleFollower(FollowerTable.Follower row) {
        Job job = jobs.get(row.workspaceId(), row.jobId());
        ledger.lockJob(job.workspaceId(), job.id());
        if (endDoubts(job, row.rowIndex()) > 0 && jobs.progress(job).closed()) {
            ledger.release(job.workspaceId(), job.id());
        }
    }

    /**
     * The row's cells in doubt fail; what it was charged for finds that were to be verified, and are not, goes back.
     *
     * @return how much
     */
    private long endDoubts(Job job, int rowIndex) {
        long refunded = 0;
        if (cells.isFinal(job.workspaceId(), job.id(), rowIndex)) {
            List<Integer> inDoubt = cells.ofRows(job.workspaceId(), job.id(), rowIndex, rowIndex + 1).stream()
                    .filter(cell -> cell.state() == CellState.IN_DOUBT)
                    .map(StoredCell::step)
                    .toList();
            for (RecordTable.Stored record : records.ofRows(job.workspaceId(), job.id(), rowIndex, rowIndex + 1)) {
                refunded += inDoubt.contains(record.step()) ? refund(job, record) : 0;
            }
        }
        ledger.move(List.of(new Movement(job.workspaceId(), job.id(), -refunded, 0, 0, false, 0)));
        cells.doubtSettled(job.workspaceId(), job.id(), rowIndex);
        return refunded;
    }

    /** Gives back what a find has cost that is not kept, unless that was done when it was given up. */
    private long refund(Job job, RecordTable.Stored record) {
        if (record.charged() == 0
                || record.kept() == null
                || job.plan().steps().get(record.step()).verifiers().isEmpty()
                || !Refunds.isOwedBack(job.plan(), new Refunds.At(record.step(), record.place()))) {
            return 0;
        }
        Post post = new Post(
                job.workspaceId(),
                ledger.accountsOf(job.workspaceId(), job.id()),
                record.charged(),
                job.id(),
                record.rowIndex(),
                record.step(),
                record.place());
        return ledger.refund(List.of(post)) * record.charged();
    }

    private void settle(Job job, IntentTable.Stored doubt, long charged) {
        if (!intents.deleteDoubt(doubt)) {
            return;
        }
        OperationSpec spec =
                job.plan().steps().get(doubt.step()).place(doubt.place()).spec();
        records.insert(
                List.of(new RecordWrite(
                        job.workspaceId(),
                        job.id(),
                        doubt.rowIndex(),
                        doubt.step(),
                        doubt.place(),
                        RecordWrite.Kind.ASKED,
                        "failed",
                        RESOLVED + (charged > 0 ? "charged" : "not charged"),
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
                        doubt.epoch())),
                false);
        if (charged > 0) {
            JobAccounts accounts = ledger.accountsOf(job.workspaceId(), job.id());
            ledger.post(
                    List.of(new Post(
                            job.workspaceId(),
                            accounts,
                            charged,
                            job.id(),
                            doubt.rowIndex(),
                            doubt.step(),
                            doubt.place())),
                    false);
        }
        ledger.move(List.of(new Movement(job.workspaceId(), job.id(), charged, 0, -doubt.amount(), false, 0)));
    }
}
