package dev.weir.server.jobs;

import dev.weir.server.workspace.Transactions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads a job's rows as they came in, with their cells. */
public final class StoredRows {

    private final Transactions transactions;
    private final RowTable rows;
    private final CellTable cells;

    public StoredRows(JdbcClient jdbc, Transactions transactions) {
        this.transactions = transactions;
        this.rows = new RowTable(jdbc);
        this.cells = new CellTable(jdbc);
    }

    /** The rows from {@code lo} (from 0) to before {@code hi}, as far as there are such, in order. */
    public List<StoredRow> read(Job job, int lo, int hi) {
        return transactions.in(job.workspaceId(), () -> {
            Map<Integer, List<StoredCell>> byRow = new HashMap<>();
            cells.ofRows(job.workspaceId(), job.id(), lo, hi)
                    .forEach(cell -> byRow.computeIfAbsent(cell.rowIndex(), _ -> new ArrayList<>())
                            .add(cell));
            return rows.listed(job.workspaceId(), job.id(), lo, hi).stream()
                    .map(row -> new StoredRow(
                            row.index(),
                            row.listIndex(),
                            ValuesJson.read(row.input()),
                            byRow.getOrDefault(row.index(), List.of())))
                    .toList();
        });
    }

    /** The job's first row that has this number in the list or a higher one; empty behind the last. */
    public Optional<ListPlace> atOrBehind(Job job, int listIndex) {
        return transactions.in(job.workspaceId(), () -> rows.atOrBehind(job.workspaceId(), job.id(), listIndex));
    }

    /** The job's last row, which says whether rows of the list before it were left out; empty when it has none. */
    public Optional<ListPlace> last(Job job) {
        return transactions.in(job.workspaceId(), () -> rows.last(job.workspaceId(), job.id()));
    }
}
