package dev.weir.server.jobs;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.job_row}: what came in. */
final class RowTable {

    private final JdbcClient jdbc;

    RowTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    // COPY does not work under row-level security; unnest comes within a few percent of it.
    private static final String INSERT = """
            INSERT INTO weir.job_row (workspace_id, job_id, row_idx, input)
            SELECT ?, ?, ? + n - 1, input FROM unnest(?::text[]) WITH ORDINALITY AS r (input, n)
            """;

    private static final String INSERT_OF_LIST = """
            INSERT INTO weir.job_row (workspace_id, job_id, row_idx, input, original)
            SELECT ?, ?, ? + n - 1, input, original
            FROM unnest(?::text[], ?::text[]) WITH ORDINALITY AS r (input, original, n)
            """;

    /** @param rows all from a list, or none */
    void insert(long workspaceId, long jobId, int first, List<NewRow> rows) {
        boolean ofList = rows.getFirst().original() != null;
        JdbcClient.StatementSpec insert = jdbc.sql(ofList ? INSERT_OF_LIST : INSERT)
                .param(workspaceId)
                .param(jobId)
                .param(first)
                .param(rows.stream().map(NewRow::input).toArray(String[]::new));
        if (ofList) {
            insert = insert.param(rows.stream().map(NewRow::original).toArray(String[]::new));
        }
        insert.update();
    }

    private static final String ALL = """
            SELECT row_idx, input FROM weir.job_row
            WHERE workspace_id = ? AND job_id = ? AND row_idx >= ? AND row_idx < ? ORDER BY row_idx
            """;

    /** All rows of a range. */
    List<InputRow> all(long workspaceId, long jobId, int lo, int hi) {
        return rows(ALL, workspaceId, jobId, lo, hi);
    }

    // OFFSET 0 keeps the sub-select what it is, one look-up by primary key for each row; as an anti-join it was planned
    // as a walk over all cells of the job.
    private static final String OPEN = """
            SELECT r.row_idx, r.input FROM weir.job_row r
            WHERE r.workspace_id = ? AND r.job_id = ? AND r.row_idx >= ? AND r.row_idx < ?
              AND NOT EXISTS (SELECT FROM weir.cell c
                              WHERE c.job_id = r.job_id AND c.row_idx = r.row_idx AND c.row_end > 0 OFFSET 0)
            ORDER BY r.row_idx
            """;

    /** The rows of a range that are not final. */
    List<InputRow> open(long workspaceId, long jobId, int lo, int hi) {
        return rows(OPEN, workspaceId, jobId, lo, hi);
    }

    private List<InputRow> rows(String sql, long workspaceId, long jobId, int lo, int hi) {
        return jdbc.sql(sql)
                .param(workspaceId)
                .param(jobId)
                .param(lo)
                .param(hi)
                .query((row, _) -> new InputRow(row.getInt(1), row.getString(2)))
                .list();
    }

    private static final String DELETE = "DELETE FROM weir.job_row WHERE workspace_id = ? AND job_id = ?";

    void deleteAll(long workspaceId, long jobId) {
        jdbc.sql(DELETE).param(workspaceId).param(jobId).update();
    }

    private static final String COUNT = "SELECT count(*)::int FROM weir.job_row WHERE workspace_id = ? AND job_id = ?";

    int count(long workspaceId, long jobId) {
        return jdbc.sql(COUNT)
                .param(workspaceId)
                .param(jobId)
                .query(Integer.class)
                .single();
    }
}
