package dev.weir.server.enrichment;

import dev.weir.provider.Values;
import dev.weir.server.jobs.Cells;
import dev.weir.server.jobs.InputRow;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.jobs.engine.Batches;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import dev.weir.server.tickets.Evidence;
import dev.weir.server.tickets.Signal;
import dev.weir.server.tickets.Ticket;
import dev.weir.server.workspace.Transactions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Runs batches: loads the rows that are not final, gives each a virtual thread, and tells when to come back.
 *
 * <p>A run that ends by itself leaves no call in flight. A batch that keeps crashing without settling anything runs in
 * ever smaller pieces, until the row that kills it stands alone and is given up.
 */
final class Runner implements Batches {

    private static final Logger LOG = LoggerFactory.getLogger(Runner.class);

    /** Crashed runs in a row, none of which settled anything, before a batch runs in halves. */
    private static final int CRASHES_BEFORE_HALVES = 3;

    /** Runs in a row in which one crashed alone, and nothing of its batch was settled, before it is given up. */
    private static final int CRASHES_ALONE = 5;

    /** How soon after a deadline a batch is looked at by itself; as a rule it is woken when its ticket ends. */
    private static final Duration BEYOND_DEADLINE = Duration.ofSeconds(5);

    /** No batch of which rows wait is left alone for longer. */
    private static final Duration LOOKS_AT_WAITING = Duration.ofMinutes(10);

    private final RunParts parts;
    private final JobRuns jobs;
    private final Transactions transactions;
    private final Cells cells;
    private final RecordTable records;
    private final IntentTable intents;
    private final Evidence evidence;

    Runner(RunParts parts, JobRuns jobs, JdbcClient jdbc, Transactions transactions, Cells cells) {
        this.parts = parts;
        this.jobs = jobs;
        this.transactions = transactions;
        this.cells = cells;
        this.records = new RecordTable(jdbc);
        this.intents = new IntentTable(jdbc);
        this.evidence = new Evidence(jdbc);
    }

    @Override
    public Next run(Lease lease) throws InterruptedException {
        JobRun job = jobs.get(lease.workspaceId(), lease.jobId());
        Outcomes outcomes = new Outcomes();
        Traces.Run trace = parts.traces().begun(job.job(), lease);
        if (trace == null) {
            return run(job, lease, outcomes);
        }
        String how = "crashed";
        try {
            Next next = run(job.traced(trace), lease, outcomes);
            how = switch (next) {
                case Next.Done _ -> "done";
                case Next.Later _ -> "later";
                case Next.Stopped _ -> "stopped";
            };
            return next;
        } catch (InterruptedException stopped) {
            how = "stopped";
            throw stopped;
        } finally {
            trace.ended(outcomes.begun.get(), outcomes.settled.get(), how);
        }
    }

    private Next run(JobRun job, Lease lease, Outcomes outcomes) throws InterruptedException {
        List<InputRow> rows = transactions.in(lease.workspaceId(), () -> rows(job, lease));
        Map<Integer, History> histories =
                lease.epoch() > 1 || !job.awaited().isEmpty() ? histories(job, lease, rows) : Map.of();
        parts.failpoint().reached("enrichment.loaded");
        List<InputRow> inOrder = lease.crashes() < CRASHES_BEFORE_HALVES ? rows : inFlightFirst(rows, histories);
        for (List<InputRow> piece : pieces(inOrder, lease.crashes())) {
            if (lease.isStopped()) {
                outcomes.add(new RowEnding.Stopped());
                break;
            }
            boolean alone = piece.size() == 1 && lease.crashes() >= CRASHES_BEFORE_HALVES;
            runTogether(job, lease, piece, histories, outcomes, alone);
        }
        return outcomes.next(() -> waiting(job, lease));
    }

    /** How long until somebody runs out of time; empty when nobody waits. */
    private Optional<Duration> waiting(JobRun job, Lease lease) {
        if (!job.waits()) {
            return Optional.empty();
        }
        return transactions
                .in(lease.workspaceId(), () -> parts.tickets().soonestDeadline(lease.jobId(), lease.lo(), lease.hi()))
                .map(left -> left.plus(BEYOND_DEADLINE))
                .map(left -> left.compareTo(LOOKS_AT_WAITING) < 0 ? left : LOOKS_AT_WAITING);
    }

    private List<InputRow> rows(JobRun job, Lease lease) {
        if (lease.epoch() == 1) {
            return cells.freshRows(lease.workspaceId(), lease.jobId(), lease.lo(), lease.hi());
        }
        reopenDoubtsWithEvidence(lease);
        if (!job.waits()) {
            return cells.openRows(lease.workspaceId(), lease.jobId(), lease.lo(), lease.hi());
        }
        if (!job.awaited().isEmpty()) {
            parts.tickets().takeSignals(lease.jobId(), lease.lo(), lease.hi());
        }
        settleLateAnswers(lease);
        // Rows of a cancelled job wait for nothing any more.
        return job.cancelled()
                ? cells.openRows(lease.workspaceId(), lease.jobId(), lease.lo(), lease.hi())
                : cells.readyRows(lease.workspaceId(), lease.jobId(), lease.lo(), lease.hi());
    }

    /** An answer may have come after its time-out while a run ended its row, which made nothing of it then. */
    private void settleLateAnswers(Lease lease) {
        long workspace = lease.workspaceId();
        for (Ticket ticket : parts.tickets().answeredLate(workspace, lease.jobId(), lease.lo(), lease.hi())) {
            int row = ticket.rowIndex();
            if (cells.isFinal(workspace, lease.jobId(), row)) {
                evidence.ofRows(workspace, lease.jobId(), row, row + 1).stream()
                        .filter(reply -> reply.step() == ticket.step() && reply.place() == ticket.place())
                        .forEach(reply -> parts.tickets().settleLate(ticket, reply.reply()));
            }
        }
    }

    /** A reply may have been filed between the moment a run read its history and the moment it wrote the doubt. */
    private void reopenDoubtsWithEvidence(Lease lease) {
        evidence.doubtsWithEvidence(lease.workspaceId(), lease.jobId(), lease.lo(), lease.hi())
                .forEach(row -> cells.askAgain(lease.workspaceId(), lease.jobId(), row));
    }

    private Map<Integer, History> histories(JobRun job, Lease lease, List<InputRow> rows) {
        Map<Integer, History> histories = new HashMap<>();
        long workspace = lease.workspaceId();
        long jobId = lease.jobId();
        transactions.in(workspace, () -> {
            cells.ofRows(workspace, jobId, lease.lo(), lease.hi())
                    .forEach(cell -> of(histories, cell.rowIndex()).add(cell));
            records.ofRows(workspace, jobId, lease.lo(), lease.hi())
                    .forEach(stored -> of(histories, stored.rowIndex()).add(stored));
            intents.ofRows(workspace, jobId, lease.lo(), lease.hi())
                    .forEach(intent -> of(histories, intent.rowIndex()).add(intent));
            evidence.ofRows(workspace, jobId, lease.lo(), lease.hi())
                    .forEach(reply -> of(histories, reply.rowIndex()).add(reply));
            if (job.waits()) {
                parts.tickets()
                        .ofRows(workspace, jobId, lease.lo(), lease.hi())
                        .forEach(ticket -> of(histories, ticket.rowIndex()).add(ticket));
                signals(job, lease, rows, histories);
            }
            return histories;
        });
        return histories;
    }

    private void signals(JobRun job, Lease lease, List<InputRow> rows, Map<Integer, History> histories) {
        for (Signal signal :
                parts.tickets().signalsOf(lease.workspaceId(), lease.jobId(), job.awaited(), lease.lo(), lease.hi())) {
            Integer only = signal.rowIndex();
            if (only != null) {
                of(histories, only).add(signal);
            } else {
                rows.forEach(row -> of(histories, row.index()).add(signal));
            }
        }
    }

    private static History of(Map<Integer, History> histories, int row) {
        return histories.computeIfAbsent(row, _ -> new History());
    }

    /**
     * Rows with a call that a run died over come first: they are the ones that may have killed it, and others, that ask
     * the same, wait for them; run before them and alone, such a one would sit out its time while nothing moves.
     */
    static List<InputRow> inFlightFirst(List<InputRow> rows, Map<Integer, History> histories) {
        List<InputRow> inOrder = new ArrayList<>(rows);
        inOrder.sort(Comparator.comparing((InputRow row) -> {
            History history = histories.get(row.index());
            return history == null || !history.hasOpenIntents();
        }));
        return inOrder;
    }

    /**
     * All rows at once; after three crashes half of them first, after each further one half of that. Each piece that
     * follows is twice as large: whatever killed the runs, it was none of the rows before.
     */
    static List<List<InputRow>> pieces(List<InputRow> rows, int crashes) {
        int halvings = crashes < CRASHES_BEFORE_HALVES ? 0 : crashes - CRASHES_BEFORE_HALVES + 1;
        int size = Math.max(1, Math.ceilDiv(rows.size(), 1 << Math.min(halvings, 20)));
        List<List<InputRow>> pieces = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += pieces.getLast().size()) {
            pieces.add(rows.subList(from, Math.min(from + size, rows.size())));
            size *= 2;
        }
        return pieces;
    }

    private void runTogether(
            JobRun job,
            Lease lease,
            List<InputRow> rows,
            Map<Integer, History> histories,
            Outcomes outcomes,
            boolean alone)
            throws InterruptedException {
        Semaphore ended = new Semaphore(0);
        int started = 0;
        boolean interrupted = false;
        try {
            for (InputRow row : rows) {
                if (lease.isSmall()) {
                    parts.working().startAtOnce();
                } else {
                    parts.working().start();
                }
                Thread.ofVirtual().start(() -> {
                    try {
                        run(job, lease, row, histories, outcomes, alone);
                    } finally {
                        parts.working().end();
                        ended.release();
                    }
                });
                started++;
            }
        } catch (InterruptedException _) {
            interrupted = true;
        }
        // Calls in flight are settled before the batch is let go.
        while (started > 0) {
            try {
                if (interrupted) {
                    lease.stop();
                }
                ended.acquire();
                started--;
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            throw new InterruptedException("stopped while running " + lease);
        }
    }

    private void run(
            JobRun job, Lease lease, InputRow row, Map<Integer, History> histories, Outcomes outcomes, boolean alone) {
        outcomes.begun.incrementAndGet();
        try {
            outcomes.add(
                    alone
                            ? runAlone(job, lease, row, histories)
                            : rowRun(job, lease, row, histories, Suspicion.NONE).run());
        } catch (InterruptedException _) {
            outcomes.add(new RowEnding.Stopped());
        } catch (RuntimeException | Error e) {
            LOG.error("row {} of job {} failed its run", row.index(), lease.jobId(), e);
            outcomes.failed(row.index());
        }
    }

    private RowEnding runAlone(JobRun job, Lease lease, InputRow row, Map<Integer, History> histories)
            throws InterruptedException {
        Suspicion suspicion = Suspicion.of(transactions, cells, lease.batchId(), lease.jobId(), row.index());
        int runs = suspicion.fall();
        if (runs > CRASHES_ALONE) {
            LOG.warn(
                    "row {} of job {} has crashed {} runs alone and is given up", row.index(), lease.jobId(), runs - 1);
            return rowRun(job, lease, row, histories, suspicion).die();
        }
        RowEnding ending = rowRun(job, lease, row, histories, suspicion).run();
        suspicion.clear();
        return ending;
    }

    private RowRun rowRun(JobRun job, Lease lease, InputRow row, Map<Integer, History> histories, Suspicion suspicion) {
        Values input = ValuesJson.read(row.input());
        History history = histories.getOrDefault(row.index(), new History());
        return new RowRun(parts, job, lease, row.index(), input, history, suspicion);
    }

    /** How the rows of a run ended, gathered from their threads. */
    private static final class Outcomes {
        private final Queue<RowEnding> unfinished = new ConcurrentLinkedQueue<>();
        private final Set<Integer> failed = ConcurrentHashMap.newKeySet();
        final AtomicInteger begun = new AtomicInteger();
        final AtomicInteger settled = new AtomicInteger();

        void add(RowEnding ending) {
            if (ending instanceof RowEnding.Final) {
                settled.incrementAndGet();
            } else {
                unfinished.add(ending);
            }
        }

        void failed(int row) {
            failed.add(row);
        }

        /** @param waiting how long until somebody who waits runs out of time */
        Next next(Supplier<Optional<Duration>> waiting) {
            if (!failed.isEmpty()) {
                throw new RunFailed();
            }
            boolean stopped = false;
            Duration soonest = null;
            for (RowEnding ending : unfinished) {
                switch (ending) {
                    case RowEnding.Stopped _ -> stopped = true;
                    case RowEnding.Parked(Duration after) -> {
                        if (soonest == null || after.compareTo(soonest) < 0) {
                            soonest = after;
                        }
                    }
                    case RowEnding.Final _, RowEnding.Waiting _ -> {}
                }
            }
            if (stopped) {
                return new Next.Stopped();
            }
            Duration deadline = waiting.get().orElse(null);
            if (deadline != null && (soonest == null || deadline.compareTo(soonest) < 0)) {
                soonest = deadline;
            }
            return soonest == null ? new Next.Done() : new Next.Later(soonest);
        }
    }

    /** Some row threw; the others have ended. The run counts as crashed. */
    static final class RunFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        RunFailed() {
            super("a row failed its run; see the log");
        }
    }
}
