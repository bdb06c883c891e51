package dev.weir.server.jobs;

import dev.weir.server.workspace.Transactions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
            return rows.all(job.workspaceId(), job.id(), lo, hi).stream()
                    .map(row -> new StoredRow(
                            row.index(), ValuesJson.read(row.input()), byRow.getOrDefault(row.index(), List.of())))
                    .toList();
        });
    }
}
