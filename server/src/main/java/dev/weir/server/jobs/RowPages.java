package dev.weir.server.jobs;

import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.OnFailure;
import dev.weir.server.waterfall.Step;
import dev.weir.server.workspace.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Pages through a job's rows as they stand now: with what reruns have made of them, and with the states of cells that
 * have not ended yet.
 *
 * <p>A page costs about the same wherever it lies, also among rows of one end alone: batches count their rows by end, and
 * those that hold none are passed over.
 */
public final class RowPages {

    /** A row. @param cells one for each step, in order */
    public record Row(StoredRow stored, List<Cell> cells) {
        public Row {
            cells = List.copyOf(cells);
        }
    }

    /** A cell. @param stored null while its state is derived */
    public record Cell(CellState state, @Nullable StoredCell stored) {}

    /** @param total rows of that kind in the job @param more whether any come after these */
    public record Page(List<Row> rows, long total, boolean more) {
        public Page {
            rows = List.copyOf(rows);
        }
    }

    /** A stretch of rows, and how many of them have come to each end. @param again whether reruns touch it */
    private record Stretch(int lo, int hi, int[] byEnd, boolean again) {}

    /** Rows that lie closer together than that, on average, are read in one go. */
    private static final int CLOSE = 10;

    private final Transactions transactions;
    private final JobStateTable states;
    private final BatchTable batches;
    private final RerunTable reruns;
    private final CellTable cells;
    private final StoredRows rows;
    private final KeptRows kept;

    public RowPages(JdbcClient jdbc, Transactions transactions) {
        this.transactions = transactions;
        this.states = new JobStateTable(jdbc);
        this.batches = new BatchTable(jdbc);
        this.reruns = new RerunTable(jdbc);
        this.cells = new CellTable(jdbc);
        this.rows = new StoredRows(jdbc, transactions);
        this.kept = new KeptRows(jdbc);
    }

    /**
     * Rows in order.
     *
     * @param end only rows that have come to that; null for all
     * @param from the first row that may be among them, from 0
     * @param skip of the rows that would be given, so many are left out first
     */
    public Page page(Job job, @Nullable RowEnd end, int from, long skip, int limit) {
        transactions.in(job.workspaceId(), () -> {
            kept.require(job.workspaceId(), job.id());
            return job;
        });
        if (end == null) {
            int total = transactions.inNone(() -> states.get(job.id())).totalRows();
            int lo = (int) Math.min(from + skip, total);
            int hi = Math.min(lo + limit, total);
            return new Page(seen(job, lo < hi ? rows.read(job, lo, hi) : List.of()), total, hi < total);
        }
        List<Stretch> stretches = stretches(job);
        int wanted = end.ordinal();
        long total = stretches.stream().mapToLong(one -> one.byEnd[wanted]).sum();
        List<Integer> found = new ArrayList<>();
        long left = skip;
        for (Stretch stretch : stretches) {
            if (stretch.hi <= from || stretch.byEnd[wanted] == 0 || found.size() > limit) {
                continue;
            }
            if (from <= stretch.lo && left >= stretch.byEnd[wanted]) {
                left -= stretch.byEnd[wanted];
                continue;
            }
            found.addAll(ended(job, stretch, end, from, left, limit + 1 - found.size()));
            left = 0;
        }
        boolean more = found.size() > limit;
        return new Page(seen(job, read(job, more ? found.subList(0, limit) : found)), total, more);
    }

    private List<Integer> ended(Job job, Stretch stretch, RowEnd end, int from, long skip, int limit) {
        int lo = Math.max(from, stretch.lo);
        return transactions.in(
                job.workspaceId(),
                () -> stretch.again || end == RowEnd.OPEN
                        ? reruns.ended(job.workspaceId(), job.id(), lo, stretch.hi, optional(job), end, skip, limit)
                        : cells.ended(job.workspaceId(), job.id(), lo, stretch.hi, end, skip, limit));
    }

    /** Those rows: one after another where they lie far apart. */
    private List<StoredRow> read(Job job, List<Integer> indexes) {
        if (indexes.isEmpty()) {
            return List.of();
        }
        int lo = indexes.getFirst();
        int hi = indexes.getLast() + 1;
        if (hi - lo <= CLOSE * indexes.size()) {
            Set<Integer> wanted = Set.copyOf(indexes);
            return rows.read(job, lo, hi).stream()
                    .filter(row -> wanted.contains(row.index()))
                    .toList();
        }
        return indexes.stream()
                .flatMap(index -> rows.read(job, index, index + 1).stream())
                .toList();
    }

    /** One row of the job; empty where it has none of that number. */
    public Optional<Row> row(Job job, int index) {
        return index < 0 || index == Integer.MAX_VALUE
                ? Optional.empty()
                : seen(job, rows.read(job, index, index + 1)).stream().findFirst();
    }

    private List<Stretch> stretches(Job job) {
        return transactions.in(job.workspaceId(), () -> {
            List<BatchTable.Ends> ends = batches.ends(job.id());
            int[] los = ends.stream().mapToInt(BatchTable.Ends::lo).toArray();
            Set<Integer> again = Set.copyOf(reruns.buckets(job.workspaceId(), job.id(), los));
            List<Stretch> stretches = new ArrayList<>(ends.size());
            for (BatchTable.Ends batch : ends) {
                stretches.add(new Stretch(
                        batch.lo(),
                        batch.hi(),
                        new int[] {batch.open(), batch.completed(), batch.failed(), batch.doubt()},
                        again.contains(stretches.size() + 1)));
            }
            if (again.isEmpty()) {
                return stretches;
            }
            reruns.shifts(job.workspaceId(), job.id(), los, optional(job)).forEach(shift -> {
                int[] byEnd = stretches.get(shift.bucket() - 1).byEnd;
                byEnd[shift.was()] -= shift.rows();
                byEnd[shift.becomes()] += shift.rows();
            });
            return stretches;
        });
    }

    /** The steps whose failure fails no row. */
    private static int[] optional(Job job) {
        List<Step> steps = job.plan().steps();
        return IntStream.range(0, steps.size())
                .filter(step -> steps.get(step).rules().onFailure() == OnFailure.CONTINUE)
                .toArray();
    }

    private List<Row> seen(Job job, List<StoredRow> stored) {
        if (stored.isEmpty()) {
            return List.of();
        }
        int lo = stored.getFirst().index();
        int hi = stored.getLast().index() + 1;
        boolean open = stored.stream().anyMatch(row -> row.end() == RowEnd.OPEN);
        List<BatchTable.AtWork> atWork = open ? transactions.inNone(() -> batches.atWork(job.id(), lo, hi)) : List.of();
        int steps = job.plan().steps().size();
        return stored.stream()
                .map(row -> {
                    BatchTable.AtWork at = atWork.stream()
                            .filter(batch -> batch.lo() <= row.index() && row.index() < batch.hi())
                            .findFirst()
                            .orElse(null);
                    return new Row(row, cells(row, steps, at));
                })
                .toList();
    }

    /** Steps go one after another: of a row that is being asked, the first cell without an end is. */
    private static List<Cell> cells(StoredRow row, int steps, BatchTable.@Nullable AtWork at) {
        @Nullable StoredCell[] byStep = new @Nullable StoredCell[steps];
        row.cells().forEach(cell -> byStep[cell.step()] = cell);
        boolean first = true;
        List<Cell> cells = new ArrayList<>(steps);
        for (@Nullable StoredCell stored : byStep) {
            if (stored != null) {
                cells.add(new Cell(stored.state(), stored));
                first &= stored.state().isFinal();
                continue;
            }
            cells.add(new Cell(
                    at == null ? CellState.PENDING : at.leased() && first ? CellState.IN_PROGRESS : CellState.QUEUED,
                    null));
            first = false;
        }
        return cells;
    }
}
