package dev.weir.server.enrichment;

import dev.weir.provider.OperationSpec;
import dev.weir.server.credits.JobAccounts;
import dev.weir.server.credits.JobBalance;
import dev.weir.server.credits.Ledger;
import dev.weir.server.credits.Movement;
import dev.weir.server.credits.Post;
import dev.weir.server.jobs.CellRef;
import dev.weir.server.jobs.Cells;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.jobs.StoredCell;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.Step;
import dev.weir.server.workspace.Transactions;
import dev.weir.server.workspace.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
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

    /** How long a doubt waits for somebody's word. */
    public static final Duration EXPIRY = Duration.ofDays(30);

    /** Begins the detail of a record that a person's word made, or its never coming. */
    static final String RESOLVED = "resolved: ";

    // Rows of one look for what has expired.
    private static final int AT_ONCE = 1_000;

    /** How a doubt ends without being asked again. */
    private enum Ending {
        NOT_CHARGED("not charged"),
        CHARGED("charged"),
        /** Nobody ever said: the customer does not pay, and the vendor may have charged. */
        EXPIRED("expired");

        private final String text;

        Ending(String text) {
            this.text = text;
        }
    }

    private final Transactions transactions;
    private final Ledger ledger;
    private final Jobs jobs;
    private final Cells cells;
    private final IntentTable intents;
    private final RecordTable records;
    private final FollowerTable followers;
    private final RowRoom room;

    public Doubts(JdbcClient jdbc, Transactions transactions, Ledger ledger, Jobs jobs) {
        this.transactions = transactions;
        this.ledger = ledger;
        this.jobs = jobs;
        this.cells = jobs.cells();
        this.intents = new IntentTable(jdbc);
        this.records = new RecordTable(jdbc);
        this.followers = new FollowerTable(jdbc);
        this.room = new RowRoom(jdbc, ledger, jobs);
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

    /**
     * Doubts of a workspace, the oldest first.
     *
     * @param after the last one of the page before; null for the first page
     */
    public List<Doubt> page(long workspaceId, Doubt.@Nullable Mark after, long skip, int most) {
        Map<Long, Job> byId = new HashMap<>();
        return transactions.in(workspaceId, () -> intents.doubts(workspaceId, after, skip, most)).stream()
                .map(intent -> doubt(byId.computeIfAbsent(intent.jobId(), id -> jobs.get(workspaceId, id)), intent))
                .toList();
    }

    /** How many doubts a workspace has. */
    public long count(long workspaceId) {
        return transactions.in(workspaceId, () -> intents.countDoubts(workspaceId));
    }

    /**
     * Settles the doubts that nobody has said anything about for {@link #EXPIRY}: the customer does not pay, and what the
     * vendor may have charged stays possible. A row with a younger doubt too waits for that one, and a row that is not
     * final, since its job is paused, for its end.
     *
     * @return how many there were
     */
    public int expire(Collection<Long> workspaceIds) {
        if (workspaceIds.isEmpty()) {
            return 0;
        }
        int expired = 0;
        RuntimeException failure = null;
        for (IntentTable.OfRow row :
                transactions.in(workspaceIds, () -> intents.oldDoubts(workspaceIds, EXPIRY, AT_ONCE))) {
            try {
                expired += transactions.in(row.workspaceId(), () -> expire(row));
            } catch (RuntimeException e) {
                // Such as a job whose provider is not installed any more; it keeps nobody else's doubts from ending.
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        return expired;
    }

    private int expire(IntentTable.OfRow row) {
        Job job = jobs.get(row.workspaceId(), row.jobId());
        lock(job, row.rowIndex());
        List<IntentTable.Stored> doubts = doubtsOf(job, row.rowIndex());
        if (doubts.isEmpty()
                || intents.hasYoungDoubt(job.workspaceId(), job.id(), row.rowIndex(), EXPIRY)
                || !cells.isFinal(job.workspaceId(), job.id(), row.rowIndex())) {
            return 0;
        }
        settle(job, row.rowIndex(), doubts, Ending.EXPIRED, false);
        return doubts.size();
    }

    /** Locks the row and those that follow its doubts: batches, jobs, then accounts, as all who run batches do. */
    private JobBalance lock(Job job, int rowIndex) {
        List<CellRef> rows = new ArrayList<>(List.of(new CellRef(job.id(), rowIndex, 0)));
        for (IntentTable.Stored doubt : doubtsOf(job, rowIndex)) {
            followers.of(doubt.key()).forEach(row -> rows.add(new CellRef(row.jobId(), row.rowIndex(), doubt.step())));
        }
        cells.hold(rows);
        Map<Long, JobBalance> balances = new HashMap<>();
        rows.stream()
                .map(CellRef::jobId)
                .distinct()
                .sorted()
                .forEach(id -> balances.put(id, ledger.lockJob(job.workspaceId(), id)));
        return Objects.requireNonNull(balances.get(job.id()));
    }

    private List<IntentTable.Stored> doubtsOf(Job job, int rowIndex) {
        return intents.ofRows(job.workspaceId(), job.id(), List.of(rowIndex)).stream()
                .filter(intent -> intent.state() == IntentTable.State.DOUBT)
                .toList();
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
                spec.unit(),
                intent.at(),
                new Doubt.Mark(intent.at(), job.id(), intent.rowIndex(), intent.step(), intent.place()));
    }

    /**
     * Settles all doubts of one row.
     *
     * @return how many there were; 0 when the row is not final or has none
     * @throws Problem when asking again needs more credits than there are, or the job was cancelled
     */
    public int resolve(Workspace workspace, Job job, int rowIndex, Resolution resolution) {
        return resolve(workspace, job, rowIndex, _ -> true, resolution);
    }

    /**
     * Settles the doubts of one cell. What is in doubt in other cells of the row stays so, and so do cells that need any
     * of that.
     *
     * @param step its index in the job's plan
     * @return how many there were; 0 when the cell has no call of its own in doubt
     * @throws Problem as {@link #resolve(Workspace, Job, int, Resolution)} does
     */
    public int resolve(Workspace workspace, Job job, int rowIndex, int step, Resolution resolution) {
        return resolve(workspace, job, rowIndex, intent -> intent.step() == step, resolution);
    }

    private int resolve(
            Workspace workspace, Job job, int rowIndex, Predicate<IntentTable.Stored> meant, Resolution resolution) {
        return transactions.in(workspace.id(), () -> {
            JobBalance balance = lock(job, rowIndex);
            List<IntentTable.Stored> all = doubtsOf(job, rowIndex);
            List<IntentTable.Stored> doubts = all.stream().filter(meant).toList();
            if (doubts.isEmpty()) {
                return 0;
            }
            boolean others = doubts.size() < all.size();
            switch (resolution) {
                case RETRY -> retry(workspace, job, rowIndex, doubts, balance);
                case NOT_CHARGED -> settle(job, rowIndex, doubts, Ending.NOT_CHARGED, others);
                case CHARGED -> settle(job, rowIndex, doubts, Ending.CHARGED, others);
            }
            return doubts.size();
        });
    }

    /** @param doubts of the row, those that are asked again */
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
                doubt.step(),
                doubt.place(),
                doubt.possible(),
                IntentTable.State.DOUBT,
                IntentTable.State.REPEAT,
                doubt.attempt(),
                false,
                0,
                doubt.amount(),
                doubt.epoch())));
        room.hold(workspace, job, rowIndex);
        // Whoever waits for these calls is asked on when they have settled, and may have to ask somebody else then.
        doubts.stream()
                .flatMap(doubt -> followers.of(doubt.key()).stream())
                .distinct()
                .forEach(row -> room.hold(workspace, jobs.get(workspace.id(), row.jobId()), row.rowIndex()));
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
                                + " is paused or cancelled and makes no further call; resume it, or settle the doubt"
                                + " as charged or not charged.");
            case ROW_RUNNING ->
                Problem.conflict("row_running", row + " is still being worked on; try again when it has ended.");
            case ROW_WENT_ON ->
                Problem.conflict(
                        "row_not_in_doubt",
                        row + " went on without the lost answer; settle the doubt as charged or not charged.");
        };
    }

    /** @param others whether further doubts of the row stand */
    private void settle(Job job, int rowIndex, List<IntentTable.Stored> doubts, Ending ending, boolean others) {
        if (!cells.isFinal(job.workspaceId(), job.id(), rowIndex)) {
            throw refused(job, rowIndex, Refusal.ROW_RUNNING);
        }
        doubts.forEach(doubt -> {
            settle(job, doubt, ending);
            followers.of(doubt.key()).forEach(this::settleFollower);
            followers.delete(doubt.key());
        });
        if (others) {
            doubts.stream().map(IntentTable.Stored::step).distinct().forEach(step -> endCell(job, rowIndex, step));
        } else {
            endDoubts(job, rowIndex);
        }
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
            List<Integer> inDoubt = cells.ofRows(job.workspaceId(), job.id(), List.of(rowIndex)).stream()
                    .filter(cell -> cell.state() == CellState.IN_DOUBT)
                    .map(StoredCell::step)
                    .toList();
            refunded = refundFinds(job, rowIndex, inDoubt);
        }
        cells.doubtSettled(job, rowIndex);
        return refunded;
    }

    /** The same for one cell of a row in which others are still in doubt. */
    private void endCell(Job job, int rowIndex, int step) {
        refundFinds(job, rowIndex, cells.cellDoubtSettled(job, rowIndex, step));
    }

    private long refundFinds(Job job, int rowIndex, List<Integer> steps) {
        long refunded = 0;
        Counted counted = new Counted(job.workspaceId());
        for (RecordTable.Stored record : records.ofRows(job.workspaceId(), job.id(), List.of(rowIndex))) {
            long back = steps.contains(record.step()) ? refund(job, record) : 0;
            if (back > 0) {
                refunded += back;
                counted.posted(spec(job, record.step(), record.place()), -back);
            }
        }
        move(job, -refunded, 0, counted);
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

    private static OperationSpec spec(Job job, int step, int place) {
        return job.plan().steps().get(step).place(place).spec();
    }

    private void move(Job job, long posted, long doubt, Counted counted) {
        // Nothing of it asks for room, so that nothing can be refused.
        ledger.move(
                List.of(new Movement(job.workspaceId(), job.id(), posted, 0, doubt, false, 0, !counted.isNothing())),
                Counted.moves(List.of(counted), _ -> false, _ -> 0));
    }

    private void settle(Job job, IntentTable.Stored doubt, Ending ending) {
        if (!intents.deleteDoubt(doubt)) {
            return;
        }
        OperationSpec spec = spec(job, doubt.step(), doubt.place());
        long charged = ending == Ending.CHARGED ? doubt.amount() : 0;
        long certain = charged > 0 ? spec.costMilli() : 0;
        long possible = doubt.possible() + (ending == Ending.EXPIRED ? spec.costMilli() : 0);
        records.insert(
                List.of(new RecordWrite(
                        job.workspaceId(),
                        job.id(),
                        doubt.rowIndex(),
                        doubt.step(),
                        doubt.place(),
                        RecordWrite.Kind.ASKED,
                        "failed",
                        RESOLVED + (ending == Ending.CHARGED && charged == 0 ? Ending.NOT_CHARGED : ending).text,
                        null,
                        null,
                        charged,
                        certain,
                        possible,
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
        Counted counted = new Counted(job.workspaceId());
        counted.posted(spec, charged);
        counted.cost(spec, certain + possible);
        counted.intent(spec, IntentTable.State.DOUBT, -doubt.amount(), -spec.costMilli() - doubt.possible());
        move(job, charged, -doubt.amount(), counted);
    }
}
