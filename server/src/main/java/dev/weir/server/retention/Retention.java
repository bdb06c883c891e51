package dev.weir.server.retention;

import dev.weir.server.workspace.Transactions;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How long workspaces keep what, and lets go of the rest.
 *
 * <p>Nothing goes of a job that is open, in doubt, waited for or has results to deliver; of jobs whose rows have gone their
 * line, counts, costs and the whole ledger stay. Any number may prune at once, and whoever breaks off leaves the rest to
 * whoever comes next.
 */
public final class Retention {

    /** Of anything, in one transaction. */
    private static final int PIECE = 5_000;

    private final Transactions transactions;
    private final RetentionTable policies;
    private final PruneTable table;

    public Retention(JdbcClient jdbc, Transactions transactions) {
        this.transactions = transactions;
        this.policies = new RetentionTable(jdbc);
        this.table = new PruneTable(jdbc);
    }

    /** What the workspace keeps for how long. Joins the caller's transaction. */
    public RetentionPolicy policy(long workspaceId) {
        return policies.find(workspaceId).orElse(RetentionPolicy.DEFAULT);
    }

    /**
     * From now on it keeps things for that long. Joins the caller's transaction.
     *
     * @param by who says so
     */
    public void set(long workspaceId, RetentionPolicy policy, String by) {
        policies.set(workspaceId, policy, by);
    }

    /** What would go if it were let go of now; costs as much as counting it. */
    public Pruned foresee(long workspaceId) {
        return transactions.in(workspaceId, () -> {
            RetentionPolicy policy = policy(workspaceId);
            Pruned rows = table.left(workspaceId).plus(prunable(workspaceId, policy.rows()));
            return rows.plus(new Pruned(
                    0,
                    0,
                    counted(policy.answers(), days -> table.oldAnswers(workspaceId, days)),
                    counted(policy.inbox(), days -> table.oldInInbox(workspaceId, days)),
                    counted(policy.events(), days -> table.oldEvents(workspaceId, days)),
                    counted(policy.outsideResults(), days -> table.oldOutsideResults(workspaceId, days)),
                    counted(policy.log(), days -> table.oldLogEntries(workspaceId, days)),
                    counted(policy.arrivals(), days -> table.oldArrivals(workspaceId, days))));
        });
    }

    private interface Counting {
        long of(int days);
    }

    private static long counted(@Nullable Integer days, Counting counting) {
        return days == null ? 0 : counting.of(days);
    }

    private Pruned prunable(long workspaceId, @Nullable Integer days) {
        Pruned all = Pruned.NOTHING;
        if (days != null) {
            PruneTable.Mark mark = PruneTable.Mark.START;
            for (List<PruneTable.Mark> page = table.expired(workspaceId, days, mark);
                    !page.isEmpty();
                    page = table.expired(workspaceId, days, mark)) {
                for (PruneTable.Mark job : page) {
                    int rows = table.prunable(workspaceId, job.jobId());
                    all = all.plus(new Pruned(rows == 0 ? 0 : 1, rows, 0, 0, 0, 0, 0, 0));
                }
                mark = page.getLast();
            }
        }
        return all;
    }

    /** Lets go of all that the workspace does not keep any longer, step by step. Returns what went. */
    public Pruned prune(long workspaceId, Steps steps) {
        return new Pruning(workspaceId, steps).run();
    }

    /**
     * Makes the partitions of the results log that will be needed, and drops those in which nobody keeps anything any more.
     * Returns how many it has dropped.
     */
    public int partitions() {
        transactions.inNone(table::makeLogPartitions);
        int dropped = 0;
        // One in a transaction: while it has not ended, nobody can log.
        for (int some = transactions.inNone(table::dropLogPartitions);
                some > 0;
                some = transactions.inNone(table::dropLogPartitions)) {
            dropped += some;
        }
        return dropped;
    }

    /** Makes the partitions of the results log that will be needed. */
    public void makePartitions() {
        transactions.inNone(table::makeLogPartitions);
    }

    /** What goes of one workspace, and how much has. */
    private final class Pruning {
        private final long workspaceId;
        private final Steps steps;
        private final RetentionPolicy policy;
        private boolean going = true;
        private long jobs;
        private long rows;

        Pruning(long workspaceId, Steps steps) {
            this.workspaceId = workspaceId;
            this.steps = steps;
            this.policy = transactions.in(workspaceId, () -> policy(workspaceId));
        }

        Pruned run() {
            goneRows();
            Integer expired = policy.rows();
            if (expired != null) {
                walk(mark -> table.expired(workspaceId, expired, mark), job -> {
                    if (did(() -> table.begin(workspaceId, job))) {
                        goneRows();
                    }
                });
            }
            return new Pruned(
                    jobs,
                    rows,
                    answers(),
                    inbox(),
                    events(),
                    pieces(policy.outsideResults(), table::outsideResults),
                    log(),
                    pieces(policy.arrivals(), table::arrivals));
        }

        /** One transaction. */
        private int step(IntSupplier work) {
            long before = System.nanoTime();
            int done = transactions.in(workspaceId, work::getAsInt);
            going = steps.another(System.nanoTime() - before);
            return done;
        }

        private boolean did(BooleanSupplier work) {
            return step(() -> work.getAsBoolean() ? 1 : 0) == 1;
        }

        private interface Page {
            List<PruneTable.Mark> after(PruneTable.Mark mark);
        }

        private interface OfJob {
            void with(long jobId);
        }

        private void walk(Page pages, OfJob each) {
            PruneTable.Mark mark = PruneTable.Mark.START;
            while (going) {
                PruneTable.Mark from = mark;
                List<PruneTable.Mark> page = transactions.in(workspaceId, () -> pages.after(from));
                if (page.isEmpty()) {
                    return;
                }
                for (PruneTable.Mark job : page) {
                    if (going) {
                        each.with(job.jobId());
                    }
                }
                mark = page.getLast();
            }
        }

        /** Rows that have begun to go, to the last. */
        private void goneRows() {
            while (going) {
                List<PruneTable.Candidate> next = transactions.in(workspaceId, () -> table.going(workspaceId));
                if (next.isEmpty()) {
                    return;
                }
                PruneTable.Candidate job = next.getFirst();
                // A row goes with a cell for each of its steps, and a few records for each of them.
                int most = Math.max(20, PIECE / (2 + 3 * job.steps()));
                boolean[] all = new boolean[1];
                rows += step(() -> {
                    int gone = table.rows(workspaceId, job.jobId(), most);
                    all[0] = table.areGone(job.jobId());
                    return gone;
                });
                jobs += all[0] ? 1 : 0;
            }
        }

        private long answers() {
            Integer days = policy.answers();
            long all = 0;
            byte[] after = new byte[0];
            while (days != null && going) {
                byte[] from = after;
                PruneTable.Walked[] walked = new PruneTable.Walked[1];
                all += step(() -> {
                    walked[0] = table.answers(workspaceId, days, from, PIECE);
                    if (walked[0].gone() > 0) {
                        policies.answersPruned(workspaceId);
                    }
                    return walked[0].gone();
                });
                after = walked[0].last();
                if (after.length == 0) {
                    break;
                }
            }
            return all;
        }

        private long inbox() {
            long all = pieces(policy.inbox(), table::inbox);
            pieces(policy.inbox(), table::submissions);
            return all;
        }

        private long log() {
            return pieces(policy.log(), table::log);
        }

        private long events() {
            Integer days = policy.events();
            if (days == null) {
                return 0;
            }
            long[] all = {until(() -> step(() -> table.events(workspaceId, 0, days, PIECE)))};
            walk(
                    mark -> table.told(workspaceId, days, mark),
                    job -> all[0] += until(() -> step(() -> table.events(workspaceId, job, days, PIECE))));
            return all[0];
        }

        private interface Piece {
            int of(long workspaceId, int days, int most);
        }

        private long pieces(@Nullable Integer days, Piece piece) {
            return days == null ? 0 : until(() -> step(() -> piece.of(workspaceId, days, PIECE)));
        }

        /** As long as there are whole pieces. */
        private long until(LongSupplier piece) {
            long all = 0;
            while (going) {
                long gone = piece.getAsLong();
                all += gone;
                if (gone < PIECE) {
                    break;
                }
            }
            return all;
        }
    }
}
