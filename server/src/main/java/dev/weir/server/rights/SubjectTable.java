package dev.weir.server.rights;

import dev.weir.server.jobs.CellRef;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads what is kept of single rows, whatever table it is in. */
final class SubjectTable {

    private final JdbcClient jdbc;

    SubjectTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A cell. */
    record Cell(
            int step,
            int state,
            @Nullable String reason,
            @Nullable String kept,
            Instant at) {}

    private static final String CELLS = """
            SELECT c.job_id, c.row_idx, c.step, c.state, c.reason, c.kept, c.at
            FROM unnest(?::bigint[], ?::int[]) AS n (job_id, row_idx)
            JOIN weir.cell c ON c.job_id = n.job_id AND c.row_idx = n.row_idx
            WHERE c.workspace_id = ? ORDER BY c.job_id, c.row_idx, c.step
            """;

    Map<CellRef, List<Cell>> cells(long workspaceId, List<CellRef> rows) {
        Map<CellRef, List<Cell>> found = new HashMap<>();
        of(CELLS, workspaceId, rows).query(row -> {
            found.computeIfAbsent(new CellRef(row.getLong(1), row.getInt(2), 0), _ -> new ArrayList<>())
                    .add(new Cell(
                            row.getInt(3),
                            row.getInt(4),
                            row.getString(5),
                            row.getString(6),
                            row.getTimestamp(7).toInstant()));
        });
        return found;
    }

    /** What one provider was asked, or not, and said. */
    record Said(
            int step,
            int place,
            boolean late,
            int kind,
            String verdict,
            @Nullable String detail,
            @Nullable String outputs,
            @Nullable String kept,
            long charged,
            long vendorCertain,
            long vendorPossible,
            Instant at) {}

    private static final String SAID = """
            SELECT r.job_id, r.row_idx, r.step, r.place, r.late, r.kind, r.verdict, r.detail, r.outputs, r.kept, r.charged,
                   r.vendor_certain, r.vendor_possible, r.at
            FROM unnest(?::bigint[], ?::int[]) AS n (job_id, row_idx)
            JOIN weir.enrichment_record r ON r.job_id = n.job_id AND r.row_idx = n.row_idx
            WHERE r.workspace_id = ? ORDER BY r.job_id, r.row_idx, r.step, r.place, r.late
            """;

    Map<CellRef, List<Said>> said(long workspaceId, List<CellRef> rows) {
        Map<CellRef, List<Said>> found = new HashMap<>();
        of(SAID, workspaceId, rows).query(row -> {
            found.computeIfAbsent(new CellRef(row.getLong(1), row.getInt(2), 0), _ -> new ArrayList<>())
                    .add(new Said(
                            row.getInt(3),
                            row.getInt(4),
                            row.getBoolean(5),
                            row.getInt(6),
                            Objects.requireNonNull(row.getString(7)),
                            row.getString(8),
                            row.getString(9),
                            row.getString(10),
                            row.getLong(11),
                            row.getLong(12),
                            row.getLong(13),
                            row.getTimestamp(14).toInstant()));
        });
        return found;
    }

    /** A result's way into a table. */
    record Delivered(String step, String status, @Nullable String table, Instant at) {}

    private static final String DELIVERED = """
            SELECT l.batch_id, l.row_index, l.workflow_slug, l.status, l.result_table, l.at
            FROM unnest(?::bigint[], ?::int[]) AS n (job_id, row_idx)
            JOIN weir.enrichment_results_log l ON l.batch_id = n.job_id AND l.row_index = n.row_idx
            WHERE l.workspace_id = ? ORDER BY l.batch_id, l.row_index, l.id
            """;

    Map<CellRef, List<Delivered>> delivered(long workspaceId, List<CellRef> rows) {
        Map<CellRef, List<Delivered>> found = new HashMap<>();
        of(DELIVERED, workspaceId, rows).query(row -> {
            found.computeIfAbsent(new CellRef(row.getLong(1), row.getInt(2), 0), _ -> new ArrayList<>())
                    .add(new Delivered(
                            Objects.requireNonNull(row.getString(3)),
                            Objects.requireNonNull(row.getString(4)),
                            row.getString(5),
                            row.getTimestamp(6).toInstant()));
        });
        return found;
    }

    private JdbcClient.StatementSpec of(String sql, long workspaceId, List<CellRef> rows) {
        return jdbc.sql(sql)
                .param(rows.stream().mapToLong(CellRef::jobId).toArray())
                .param(rows.stream().mapToInt(CellRef::rowIndex).toArray())
                .param(workspaceId);
    }
}
