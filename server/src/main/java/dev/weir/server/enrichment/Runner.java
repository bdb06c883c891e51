package dev.weir.server.enrichment;

import dev.weir.provider.Values;
import dev.weir.server.jobs.Cells;
import dev.weir.server.jobs.InputRow;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.jobs.engine.Batches;
import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Next;
import dev.weir.server.storage.EarlierResults;
import dev.weir.server.tickets.Evidence;
import dev.weir.server.tickets.Signal;
import dev.weir.server.tickets.Ticket;
import dev.weir.server.workspace.Transactions;
import dev.weir.server.workspace.Workspaces;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
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

    private final RunParts parts;
    private final JobRuns jobs;
    private final Transactions transactions;
    private final Cells cells;
    private final RecordTable records;
    private final IntentTable intents;
    private final Evidence evidence;
    private final EarlierResults earlier;
    private final Workspaces workspaces;
    private final RowRoom room;

    Runner(RunParts parts, JobRuns jobs, JdbcClient jdbc, Transactions transactions, Cells cells, RowRoom room) {
        this.parts = parts;
        this.jobs = jobs;
        this.transactions = transactions;
        this.cells = cells;
        this.records = new RecordTable(jdbc);
        this.intents = new IntentTable(jdbc);
        this.evidence = new Evidence(jdbc);
        this.earlier = new EarlierResults(jdbc);
        this.workspaces = new Workspaces(jdbc);
        this.room = room;
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
        Loaded loaded = transactions.in(lease.workspaceId(), () -> load(job, lease));
        parts.failpoint().reached("enrichment.loaded");
        List<InputRow> rows = lease.crashes() < CRASHES_BEFORE_HALVES
                ? loaded.rows()
                : inFlightFirst(loaded.rows(), loaded.histories());
        for (List<InputRow> piece : pieces(rows, lease.crashes())) {
            if (lease.isStopped()) {
                outcomes.add(new RowEnding.Stopped());
                break;
            }
            boolean alone = piece.size() == 1 && lease.crashes() >= CRASHES_BEFORE_HALVES;
            runTogether(job, lease, piece, loaded, outcomes, alone);
        }
        return outcomes.next(() -> job.waits() && hasOpenRows(lease));
    }

    private boolean hasOpenRows(Lease lease) {
        return transactions.inNone(() -> cells.hasOpenRows(lease.batchId()));
    }

    /** The rows of a run, and what earlier ones have left of them. */
    private record Loaded(List<InputRow> rows, Map<Integer, History> histories, RowSuppression.Loaded suppression) {}

    private Loaded load(JobRun job, Lease lease) {
        if (lease.epoch() == 1) {
            List<InputRow> fresh = cells.freshRows(lease.workspaceId(), lease.jobId(), lease.lo(), lease.hi());
            // Events may have come before.
            return loaded(job, lease, fresh, job.awaited().isEmpty() ? Map.of() : histories(job, lease, fresh));
        }
        List<Integer> looked = looked(job, lease);
        if (looked.isEmpty()) {
            return new Loaded(List.of(), Map.of(), RowSuppression.Loaded.NONE);
        }
        List<InputRow> rows = rows(job, lease, looked);
        makeRoom(job);
        return loaded(job, lease, rows, rows.isEmpty() ? Map.of() : histories(job, lease, rows));
    }

    private Loaded loaded(JobRun job, Lease lease, List<InputRow> rows, Map<Integer, History> before) {
        Map<Integer, History> histories = job.reusing().isEmpty() ? before : withEarlier(job, lease, rows, before);
        return new Loaded(rows, histories, parts.suppression().load(lease.workspaceId(), rows, histories));
    }

    /** The same with where it stands what its steps have come to for the rows' companies before. */
    private Map<Integer, History> withEarlier(
            JobRun job, Lease lease, List<InputRow> rows, Map<Integer, History> before) {
        Set<EarlierResults.Asked> asked = new HashSet<>();
        for (InputRow row : rows) {
            Long company = row.companyId();
            if (company != null) {
                job.reusing().values().forEach(step -> asked.add(step.of(company)));
            }
        }
        Map<EarlierResults.Asked, List<EarlierResults.Place>> found = earlier.find(lease.workspaceId(), asked);
        if (found.isEmpty()) {
            return before;
        }
        Map<Integer, History> histories = new HashMap<>(before);
        for (InputRow row : rows) {
            Long company = row.companyId();
            if (company != null) {
                job.reusing().forEach((index, step) -> {
                    List<EarlierResults.Place> young = found.getOrDefault(step.of(company), List.of());
                    if (!young.isEmpty()) {
                        of(histories, row.index()).add(index, young);
                    }
                });
            }
        }
        return histories;
    }

    /** Rows of a cancelled job wait for nothing any more. */
    private static List<Integer> looked(JobRun job, Lease lease) {
        Optional<List<Integer>> news = job.cancelled() ? Optional.empty() : lease.news();
        return news.orElseGet(
                () -> IntStream.range(lease.lo(), lease.hi()).boxed().toList());
    }

    private List<InputRow> rows(JobRun job, Lease lease, List<Integer> looked) {
        reopenDoubtsWithEvidence(lease, looked);
        if (!job.waits()) {
            return cells.openRows(lease.workspaceId(), lease.jobId(), looked);
        }
        if (!job.awaited().isEmpty()) {
            parts.tickets().takeSignals(lease.jobId(), looked);
        }
        settleLateAnswers(lease, looked);
        return job.cancelled()
                ? cells.openRows(lease.workspaceId(), lease.jobId(), looked)
                : cells.readyRows(lease.workspaceId(), lease.jobId(), looked);
    }

    /** An answer may have come after its time-out while a run ended its row, which made nothing of it then. */
    private void settleLateAnswers(Lease lease, List<Integer> looked) {
        long workspace = lease.workspaceId();
        for (Ticket ticket : parts.tickets().answeredLate(workspace, lease.jobId(), looked)) {
            int row = ticket.rowIndex();
            if (cells.isFinal(workspace, lease.jobId(), row)) {
                evidence.ofRows(workspace, lease.jobId(), List.of(row)).stream()
                        .filter(reply -> reply.step() == ticket.step() && reply.place() == ticket.place())
                        .forEach(reply -> parts.tickets().settleLate(ticket, reply.reply()));
            }
        }
    }

    /** A reply may have been filed between the moment a run read its history and the moment it wrote the doubt. */
    private void reopenDoubtsWithEvidence(Lease lease, List<Integer> looked) {
        evidence.doubtsWithEvidence(lease.workspaceId(), lease.jobId(), looked)
                .forEach(row -> cells.askAgain(lease.workspaceId(), lease.jobId(), row));
    }

    /** Comes last, as accounts are locked after all else. */
    private void makeRoom(JobRun job) {
        List<Integer> askedOn = cells.reopenedSinceTheEnd(job.job().id());
        if (!askedOn.isEmpty()) {
            room.ensure(workspaces.require(job.job().workspaceId()), job.job(), askedOn);
        }
    }

    private Map<Integer, History> histories(JobRun job, Lease lease, List<InputRow> rows) {
        Map<Integer, History> histories = new HashMap<>();
        long workspace = lease.workspaceId();
        long jobId = lease.jobId();
        List<Integer> these = rows.stream().map(InputRow::index).toList();
        cells.ofRows(workspace, jobId, these)
                .forEach(cell -> of(histories, cell.rowIndex()).add(cell));
        records.ofRows(workspace, jobId, these)
                .forEach(stored -> of(histories, stored.rowIndex()).add(stored));
        intents.ofRows(workspace, jobId, these)
                .forEach(intent -> of(histories, intent.rowIndex()).add(intent));
        evidence.ofRows(workspace, jobId, these)
                .forEach(reply -> of(histories, reply.rowIndex()).add(reply));
        if (job.waits()) {
            parts.tickets()
                    .ofRows(workspace, jobId, these)
                    .forEach(ticket -> of(histories, ticket.rowIndex()).add(ticket));
        }
        if (!job.awaited().isEmpty()) {
            signals(job, lease, these, histories);
        }
        return histories;
    }

    private void signals(JobRun job, Lease lease, List<Integer> rows, Map<Integer, History> histories) {
        for (Signal signal : parts.tickets().signalsOf(lease.workspaceId(), lease.jobId(), job.awaited(), rows)) {
            Integer only = signal.rowIndex();
            if (only != null) {
                of(histories, only).add(signal);
            } else {
                rows.forEach(row -> of(histories, row).add(signal));
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
            JobRun job, Lease lease, List<InputRow> rows, Loaded loaded, Outcomes outcomes, boolean alone)
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
                outcomes.begun.incrementAndGet();
                Thread.ofVirtual()
                        .start(() -> run(job, lease, row, loaded, alone).whenComplete((ending, failure) -> {
                            try {
                                note(lease, row, outcomes, ending, failure);
                            } finally {
                                parts.working().end();
                                ended.release();
                            }
                        }));
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

    /** Completes when what the row has come to is durable. */
    private CompletableFuture<RowEnding> run(JobRun job, Lease lease, InputRow row, Loaded loaded, boolean alone) {
        try {
            return alone
                    ? CompletableFuture.completedFuture(runAlone(job, lease, row, loaded))
                    : rowRun(job, lease, row, loaded, Suspicion.NONE).run();
        } catch (InterruptedException _) {
            return CompletableFuture.completedFuture(new RowEnding.Stopped());
        } catch (RuntimeException | Error e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static void note(
            Lease lease, InputRow row, Outcomes outcomes, RowEnding ending, @Nullable Throwable failure) {
        if (failure == null) {
            outcomes.add(ending);
        } else {
            LOG.error("row {} of job {} failed its run", row.index(), lease.jobId(), failure);
            outcomes.failed(row.index());
        }
    }

    private RowEnding runAlone(JobRun job, Lease lease, InputRow row, Loaded loaded) throws InterruptedException {
        Suspicion suspicion = Suspicion.of(transactions, cells, lease.batchId(), lease.jobId(), row.index());
        int runs = suspicion.fall();
        if (runs > CRASHES_ALONE) {
            LOG.warn(
                    "row {} of job {} has crashed {} runs alone and is given up", row.index(), lease.jobId(), runs - 1);
            return rowRun(job, lease, row, loaded, suspicion).die();
        }
        RowEnding ending =
                RowJournal.await(rowRun(job, lease, row, loaded, suspicion).run());
        suspicion.clear();
        return ending;
    }

    private RowRun rowRun(JobRun job, Lease lease, InputRow row, Loaded loaded, Suspicion suspicion) {
        Values input = job.job().plan().read(ValuesJson.read(row.input()));
        History history = loaded.histories().getOrDefault(row.index(), new History());
        RowSuppression suppression =
                new RowSuppression(parts.suppression(), lease.workspaceId(), row.index(), loaded.suppression());
        return new RowRun(parts, job, lease, row.index(), input, history, suspicion, suppression);
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

        /** @param others whether rows that were not in this run wait to be told of something */
        Next next(BooleanSupplier others) {
            if (!failed.isEmpty()) {
                throw new RunFailed();
            }
            boolean stopped = false;
            boolean told = true;
            List<Duration> looks = new ArrayList<>();
            for (RowEnding ending : unfinished) {
                switch (ending) {
                    case RowEnding.Stopped _ -> stopped = true;
                    case RowEnding.Parked(Duration after) -> {
                        told = false;
                        looks.add(after);
                    }
                    case RowEnding.Waiting(Duration look) -> looks.add(look);
                    case RowEnding.Final _ -> {}
                }
            }
            if (stopped) {
                return new Next.Stopped();
            }
            if (looks.isEmpty() && others.getAsBoolean()) {
                looks.add(new RowEnding.Waiting().look());
            }
            return looks.isEmpty() ? new Next.Done() : new Next.Later(Collections.min(looks), told);
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
