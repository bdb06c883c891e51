package dev.weir.server.jobs;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

    private static final String INSERT_WITH_MORE = """
            INSERT INTO weir.job_row (workspace_id, job_id, row_idx, input, original, list_idx, company_id)
            SELECT ?, ?, ? + n - 1, input, original, list_idx, company_id
            FROM unnest(?::text[], ?::text[], ?::int[], ?::bigint[])
                WITH ORDINALITY AS r (input, original, list_idx, company_id, n)
            """;

    void insert(long workspaceId, long jobId, int first, List<NewRow> rows) {
        boolean more = rows.stream()
                .anyMatch(row -> row.original() != null || row.listIndex() != null || row.companyId() != null);
        JdbcClient.StatementSpec insert = jdbc.sql(more ? INSERT_WITH_MORE : INSERT)
                .param(workspaceId)
                .param(jobId)
                .param(first)
                .param(rows.stream().map(NewRow::input).toArray(String[]::new));
        if (more) {
            insert = insert.param(rows.stream().map(NewRow::original).toArray(String[]::new))
                    .param(rows.stream().map(NewRow::listIndex).toArray(Integer[]::new))
                    .param(rows.stream().map(NewRow::companyId).toArray(Long[]::new));
        }
        insert.update();
    }

    private static final String ALL = """
            SELECT row_idx, input, company_id, erased_at IS NOT NULL FROM weir.job_row
            WHERE workspace_id = ? AND job_id = ? AND row_idx >= ? AND row_idx < ? ORDER BY row_idx
            """;

    /** All rows of a range. */
    List<InputRow> all(long workspaceId, long jobId, int lo, int hi) {
        return jdbc.sql(ALL)
                .params(workspaceId, jobId, lo, hi)
                .query((row, _) -> new InputRow(row.getInt(1), row.getString(2), company(row), row.getBoolean(4)))
                .list();
    }

    // OFFSET 0 keeps the sub-select what it is, one look-up by primary key for each row; as an anti-join it was planned
    // as a walk over all cells of the job.
    private static final String OPEN = """
            SELECT r.row_idx, r.input, r.company_id, r.erased_at IS NOT NULL FROM weir.job_row r
            WHERE r.workspace_id = ? AND r.job_id = ? AND r.row_idx = ANY (?)
              AND NOT EXISTS (SELECT FROM weir.cell c
                              WHERE c.job_id = r.job_id AND c.row_idx = r.row_idx AND c.row_end > 0 OFFSET 0)
            ORDER BY r.row_idx
            """;

    /** Of these rows those that are not final. */
    List<InputRow> open(long workspaceId, long jobId, Collection<Integer> of) {
        return these(OPEN, workspaceId, jobId, of);
    }

    private static final String READY = """
            SELECT r.row_idx, r.input, r.company_id, r.erased_at IS NOT NULL FROM weir.job_row r
            WHERE r.workspace_id = ? AND r.job_id = ? AND r.row_idx = ANY (?)
              AND NOT EXISTS (SELECT FROM weir.cell c
                              WHERE c.job_id = r.job_id AND c.row_idx = r.row_idx AND c.row_end > 0 OFFSET 0)
              AND (r.erased_at IS NOT NULL OR NOT EXISTS (
                      SELECT FROM weir.ticket t
                      WHERE t.job_id = r.job_id AND t.row_idx = r.row_idx AND t.state IN (0, 1) OFFSET 0))
            ORDER BY r.row_idx
            """;

    /** Of these rows those that are not final and do not wait for anything that comes later, or have nothing to wait for. */
    List<InputRow> ready(long workspaceId, long jobId, Collection<Integer> of) {
        return these(READY, workspaceId, jobId, of);
    }

    private List<InputRow> these(String sql, long workspaceId, long jobId, Collection<Integer> of) {
        return jdbc.sql(sql)
                .param(workspaceId)
                .param(jobId)
                .param(of.stream().mapToInt(Integer::intValue).toArray())
                .query((row, _) -> new InputRow(row.getInt(1), row.getString(2), company(row), row.getBoolean(4)))
                .list();
    }

    private static @Nullable Long company(ResultSet row) throws SQLException {
        return (Long) row.getObject("company_id");
    }

    private static final String LISTED = """
            SELECT row_idx, input, coalesce(list_idx, row_idx), company_id FROM weir.job_row
            WHERE workspace_id = ? AND job_id = ? AND row_idx >= ? AND row_idx < ? ORDER BY row_idx
            """;

    /** A row, and its number in the list. */
    record Listed(
            int index,
            String input,
            int listIndex,
            @Nullable Long companyId) {}

    List<Listed> listed(long workspaceId, long jobId, int lo, int hi) {
        return jdbc.sql(LISTED)
                .param(workspaceId)
                .param(jobId)
                .param(lo)
                .param(hi)
                .query((row, _) -> new Listed(row.getInt(1), row.getString(2), row.getInt(3), company(row)))
                .list();
    }

    // Each branch is one look-up in an index. Numbers that are the same here and there come before those that are not.
    private static final String AT_OR_BEHIND = """
            (SELECT row_idx, row_idx FROM weir.job_row
             WHERE workspace_id = ? AND job_id = ? AND row_idx = ? AND list_idx IS NULL)
            UNION ALL
            (SELECT row_idx, list_idx FROM weir.job_row
             WHERE workspace_id = ? AND job_id = ? AND list_idx >= ? ORDER BY list_idx LIMIT 1)
            ORDER BY 1 LIMIT 1
            """;

    /** The first row of the job that has this number in the list or a higher one. */
    Optional<ListPlace> atOrBehind(long workspaceId, long jobId, int listIndex) {
        return jdbc.sql(AT_OR_BEHIND)
                .param(workspaceId)
                .param(jobId)
                .param(listIndex)
                .param(workspaceId)
                .param(jobId)
                .param(listIndex)
                .query((row, _) -> new ListPlace(row.getInt(1), row.getInt(2)))
                .optional();
    }

    private static final String LAST = """
            SELECT row_idx, coalesce(list_idx, row_idx) FROM weir.job_row
            WHERE workspace_id = ? AND job_id = ? ORDER BY row_idx DESC LIMIT 1
            """;

    Optional<ListPlace> last(long workspaceId, long jobId) {
        return jdbc.sql(LAST)
                .param(workspaceId)
                .param(jobId)
                .query((row, _) -> new ListPlace(row.getInt(1), row.getInt(2)))
                .optional();
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
