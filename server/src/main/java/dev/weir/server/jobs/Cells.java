package dev.weir.server.jobs;

import dev.weir.server.waterfall.CellReason;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.StepOrigin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The state of cells and rows, for those who run batches. Every verb joins the caller's transaction.
 */
public final class Cells {

    private final CellTable cells;
    private final RowTable rows;
    private final BatchTable batches;
    private final PoisonTable poison;
    private final JobStateTable states;
    private final ReopenedTable reopened;
    private final Events events;
    private final Results results;

    Cells(JdbcClient jdbc, Events events, Results results) {
        this.cells = new CellTable(jdbc);
        this.rows = new RowTable(jdbc);
        this.batches = new BatchTable(jdbc);
        this.poison = new PoisonTable(jdbc);
        this.states = new JobStateTable(jdbc);
        this.reopened = new ReopenedTable(jdbc);
        this.events = events;
        this.results = results;
    }

    /** Of these rows those that are not final, in order. */
    public List<InputRow> openRows(long workspaceId, long jobId, Collection<Integer> of) {
        return rows.open(workspaceId, jobId, of);
    }

    /** Of these rows those that are not final and wait for no answer and no event, in order. */
    public List<InputRow> readyRows(long workspaceId, long jobId, Collection<Integer> of) {
        return rows.ready(workspaceId, jobId, of);
    }

    /** Whether any row of a batch is not final. */
    public boolean hasOpenRows(long batchId) {
        return batches.hasOpenRows(batchId);
    }

    /** The rows of a range none of which has been run yet, in order. */
    public List<InputRow> freshRows(long workspaceId, long jobId, int lo, int hi) {
        return rows.all(workspaceId, jobId, lo, hi);
    }

    /** The stored cells of these rows, by row and step. */
    public List<StoredCell> ofRows(long workspaceId, long jobId, Collection<Integer> of) {
        return cells.ofRows(workspaceId, jobId, of);
    }

    /**
     * Locks the batches that are still leased under the given epochs, until the transaction ends.
     *
     * @return those; whoever holds another one must not change any state through it
     */
    public Set<BatchEpoch> fence(Set<BatchEpoch> held) {
        long[] ids = held.stream().mapToLong(BatchEpoch::batchId).distinct().toArray();
        Set<BatchEpoch> ours = new HashSet<>(batches.fence(ids));
        ours.retainAll(held);
        return ours;
    }

    /**
     * Writes cells that were not final before, and notes the results among them, if all are written.
     *
     * @param fresh whether none of them can be there yet; costs less, and fails when one is after all
     * @return how many were; when it is fewer than given, nothing of this transaction may be committed unless the one cell
     *     given is final already
     */
    public int write(List<CellWrite> writes, boolean fresh) {
        if (writes.isEmpty()) {
            return 0;
        }
        int written = cells.write(writes, fresh);
        if (written == writes.size()) {
            note(writes);
        }
        return written;
    }

    private void note(List<CellWrite> writes) {
        List<Results.Result> ended = null;
        for (CellWrite cell : writes) {
            UUID workflowId = cell.workflowId();
            if (workflowId != null && cell.state().isFinal()) {
                if (ended == null) {
                    ended = new ArrayList<>(writes.size());
                }
                ended.add(new Results.Result(
                        cell.workspaceId(),
                        workflowId,
                        cell.jobId(),
                        cell.rowIndex(),
                        cell.step(),
                        cell.state(),
                        cell.reason()));
            }
        }
        if (ended != null) {
            results.note(ended);
        }
    }

    /** These cells of a row were in doubt and have failed. */
    private void noteDoubts(Job job, int rowIndex, List<Integer> steps) {
        Plan plan = job.plan();
        List<Results.Result> failed = new ArrayList<>();
        for (int step : steps) {
            plan.steps()
                    .get(step)
                    .rules()
                    .registered()
                    .map(StepOrigin::workflowId)
                    .ifPresent(workflowId -> failed.add(new Results.Result(
                            job.workspaceId(),
                            workflowId,
                            job.id(),
                            rowIndex,
                            step,
                            CellState.FAILED,
                            CellReason.IN_DOUBT.text())));
        }
        if (!failed.isEmpty()) {
            results.note(failed);
        }
    }

    /**
     * Counts the rows that these cells made final, and the settlements of the batches as progress, and tells of those
     * rows whoever wants to hear of them.
     */
    public void count(Set<Long> progressed, List<CellWrite> writes) {
        TreeMap<Long, int[]> byBatch = new TreeMap<>();
        progressed.forEach(batch -> byBatch.put(batch, new int[3]));
        for (CellWrite cell : writes) {
            int[] counts = byBatch.computeIfAbsent(cell.batchId(), _ -> new int[3]);
            switch (cell.rowEnd()) {
                case OPEN -> {}
                case COMPLETED -> counts[0]++;
                case FAILED -> counts[1]++;
                case IN_DOUBT -> {
                    counts[1]++;
                    counts[2]++;
                }
            }
        }
        if (byBatch.isEmpty()) {
            return;
        }
        List<BatchTable.Telling> telling = batches.count(
                byBatch.keySet().stream().mapToLong(Long::longValue).toArray(),
                byBatch.values().stream().mapToInt(counts -> counts[0]).toArray(),
                byBatch.values().stream().mapToInt(counts -> counts[1]).toArray(),
                byBatch.values().stream().mapToInt(counts -> counts[2]).toArray());
        if (!telling.isEmpty()) {
            tell(telling, writes);
        }
        tellFailures(writes);
    }

    /** In the order of jobs, as every event locks its job's state. */
    private void tellFailures(List<CellWrite> writes) {
        Map<Long, Map<String, List<CellWrite>>> failures = new TreeMap<>();
        for (CellWrite cell : writes) {
            String step = cell.told();
            if (step != null) {
                failures.computeIfAbsent(cell.jobId(), _ -> new TreeMap<>())
                        .computeIfAbsent(step, _ -> new ArrayList<>())
                        .add(cell);
            }
        }
        failures.forEach((jobId, steps) -> steps.forEach(
                (step, cells) -> events.stepFailed(cells.getFirst().workspaceId(), jobId, step, cells)));
    }

    private void tell(List<BatchTable.Telling> telling, List<CellWrite> writes) {
        Map<Long, BatchTable.Telling> byBatch = new HashMap<>();
        telling.forEach(batch -> byBatch.put(batch.batchId(), batch));
        // In the order of jobs, as every event locks its job's state.
        Map<Long, List<CellWrite>> byJob = new TreeMap<>();
        for (CellWrite cell : writes) {
            if (cell.rowEnd() != RowEnd.OPEN && byBatch.containsKey(cell.batchId())) {
                byJob.computeIfAbsent(cell.jobId(), _ -> new ArrayList<>()).add(cell);
            }
        }
        byJob.forEach((jobId, endings) -> {
            List<CellWrite> told = endings.stream()
                    .filter(cell ->
                            Objects.requireNonNull(byBatch.get(cell.batchId())).everyRow())
                    .toList();
            if (!told.isEmpty()) {
                events.rowsCompleted(told.getFirst().workspaceId(), jobId, told);
            }
            List<CellWrite> again = endings.stream()
                    .filter(cell ->
                            Objects.requireNonNull(byBatch.get(cell.batchId())).reopened())
                    .toList();
            if (!again.isEmpty()) {
                updated(jobId, again);
            }
        });
    }

    private void updated(long jobId, List<CellWrite> endings) {
        Set<Integer> rows = new HashSet<>(reopened.delete(
                jobId, endings.stream().mapToInt(CellWrite::rowIndex).toArray()));
        endings.stream()
                .filter(cell -> rows.contains(cell.rowIndex()))
                .forEach(cell -> events.rowUpdated(cell.workspaceId(), jobId, cell.rowIndex(), cell.rowEnd()));
    }

    /**
     * Notes that a row is about to run alone because its batch keeps crashing.
     *
     * @return the number of such runs since the batch last settled anything, this one included
     */
    public int alone(long batchId, int rowIndex) {
        return poison.add(batchId, rowIndex);
    }

    /** The row that runs alone begins to wait: what crashes now is not its doing. */
    public void waits(long jobId, int rowIndex) {
        poison.takeBack(jobId, rowIndex);
    }

    /** The row survived its run. */
    public void survived(long jobId, int rowIndex) {
        poison.clear(jobId, rowIndex);
    }

    /**
     * A reply has come for an asking of this row whose owner had lost its lease. A row that is final and in doubt is
     * opened again; one that is not is looked at again when its present run has ended.
     */
    public void evidenceCame(long workspaceId, long jobId, int rowIndex) {
        if (askAgain(workspaceId, jobId, rowIndex) == 0) {
            batches.wakeRow(jobId, rowIndex);
        }
    }

    /**
     * Holds what is about to be changed of these rows until the transaction ends: their batches, then how their jobs stand.
     * Accounts come after it, as for all who run batches; whoever locked them the other way about would stand in the way of
     * one who waits for him.
     */
    public void hold(Collection<CellRef> rows) {
        holdBatches(rows);
        states.lockAll(rows.stream().mapToLong(CellRef::jobId).distinct().toArray());
    }

    /**
     * Holds the batches of these rows until the transaction ends: for one that wakes some of them more than once, and holds
     * how their jobs stand meanwhile.
     */
    public void holdBatches(Collection<CellRef> rows) {
        batches.holdRows(
                rows.stream().mapToLong(CellRef::jobId).toArray(),
                rows.stream().mapToInt(CellRef::rowIndex).toArray());
    }

    /**
     * Opens a final row again, so that its cells in doubt are asked once more; its batch becomes due.
     *
     * @return how many cells wait; 0 when the row is not final or has none in doubt, and then nothing has changed
     */
    public int askAgain(long workspaceId, long jobId, int rowIndex) {
        if (!cells.isFinalInDoubt(workspaceId, jobId, rowIndex)) {
            return 0;
        }
        cells.reopenRow(workspaceId, jobId, rowIndex);
        batches.reopen(jobId, rowIndex);
        states.reopen(jobId);
        reopened.insert(jobId, rowIndex);
        int waiting = cells.waitAgain(workspaceId, jobId, rowIndex);
        events.rowUpdated(workspaceId, jobId, rowIndex, RowEnd.OPEN);
        return waiting;
    }

    /** The rows of a job that were final, its job has ended since, and that are asked again. */
    public List<Integer> reopenedSinceTheEnd(long jobId) {
        return reopened.ofEnded(jobId);
    }

    /**
     * Nothing of this row is in doubt any more, and nobody asks again: its cells in doubt have failed. A row that is
     * not final keeps its cells; they end with it.
     */
    public void doubtSettled(Job job, int rowIndex) {
        if (cells.isFinalInDoubt(job.workspaceId(), job.id(), rowIndex)) {
            noteDoubts(job, rowIndex, cells.failDoubts(job.workspaceId(), job.id(), rowIndex));
            batches.doubtSettled(job.id(), rowIndex);
            events.rowUpdated(job.workspaceId(), job.id(), rowIndex, RowEnd.FAILED);
        }
    }

    /**
     * Nothing of this cell is in doubt any more, and nobody asks again: it has failed, and with it those that waited for
     * it alone. Others of its row stay in doubt.
     *
     * @return the steps whose cells have failed
     */
    public List<Integer> cellDoubtSettled(Job job, int rowIndex, int step) {
        List<Integer> failed = cells.failDoubt(job.workspaceId(), job.id(), rowIndex, step);
        noteDoubts(job, rowIndex, failed);
        return failed;
    }

    /** Whether every cell of the row is final, and some are in doubt. */
    public boolean isFinalInDoubt(long workspaceId, long jobId, int rowIndex) {
        return cells.isFinalInDoubt(workspaceId, jobId, rowIndex);
    }

    /** Whether every cell of the row is final. */
    public boolean isFinal(long workspaceId, long jobId, int rowIndex) {
        return cells.isFinal(workspaceId, jobId, rowIndex);
    }

    /**
     * Something has come in for these rows: their batches are looked at again, soon rather than at once where many wait,
     * so that what comes in at the same time is settled together. None of it is missed by a run that is under way.
     */
    public void wake(Collection<CellRef> cells) {
        if (!cells.isEmpty()) {
            batches.wakeRows(
                    cells.stream().mapToLong(CellRef::jobId).toArray(),
                    cells.stream().mapToInt(CellRef::rowIndex).toArray());
        }
    }

    /** Something has come in for every row of a job. */
    public void wakeAll(long jobId) {
        batches.wakeJob(jobId);
    }

    /** How these jobs stand; none of them is cancelled or ended before the transaction is over. */
    public Map<Long, JobStatus> statuses(Collection<Long> jobIds) {
        return states.share(
                jobIds.stream().distinct().sorted().mapToLong(Long::longValue).toArray());
    }

    /** These cells as they are stored; those that are not are left out. */
    public Map<CellRef, StoredCell> stored(long workspaceId, Collection<CellRef> wanted) {
        return wanted.isEmpty() ? Map.of() : cells.byRefs(workspaceId, List.copyOf(wanted));
    }

    /**
     * An answer has come for a cell that failed because it had not come in time: the cell waits to be judged anew, and its
     * row is open again. So it is where the cell waited already when a run, which had loaded it before, ended its row.
     *
     * @return false when that is not why it failed, and then nothing has changed
     */
    public boolean lateAnswerCame(long workspaceId, long jobId, int rowIndex, int step) {
        RowEnd end = cells.lockEnd(workspaceId, jobId, rowIndex);
        if (!cells.waitForLate(workspaceId, jobId, rowIndex, step)) {
            return false;
        }
        if (end == RowEnd.OPEN) {
            batches.wakeRow(jobId, rowIndex);
            return true;
        }
        cells.reopenRow(workspaceId, jobId, rowIndex);
        batches.reopenEnded(jobId, rowIndex, end);
        reopened.insert(jobId, rowIndex);
        events.rowUpdated(workspaceId, jobId, rowIndex, RowEnd.OPEN);
        return true;
    }
}
