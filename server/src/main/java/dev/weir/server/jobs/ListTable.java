package dev.weir.server.jobs;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.job_list}, and of what rows keep of their list. */
final class ListTable {

    private final JdbcClient jdbc;

    ListTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.job_list (workspace_id, job_id, columns, fields, beside, longest_cell)
            VALUES (?, ?, ?::text[], ?::text[], ?::text[], ?)
            """;

    void insert(long workspaceId, long jobId, ListShape list) {
        String[] fields = new String[list.columns().size()];
        Arrays.setAll(fields, column -> list.fieldByColumn().getOrDefault(column, ""));
        jdbc.sql(INSERT)
                .param(workspaceId)
                .param(jobId)
                .param(list.columns().toArray(String[]::new))
                .param(fields)
                .param(list.beside().toArray(String[]::new))
                .param(list.longestCell())
                .update();
    }

    private static final String FIND =
            "SELECT columns, fields, beside, longest_cell FROM weir.job_list WHERE workspace_id = ? AND job_id = ?";

    Optional<ListShape> find(long workspaceId, long jobId) {
        return jdbc.sql(FIND)
                .param(workspaceId)
                .param(jobId)
                .query((row, _) -> shape(row))
                .optional();
    }

    private static ListShape shape(ResultSet row) throws SQLException {
        List<String> fields = texts(row.getArray(2));
        Map<Integer, String> fieldByColumn = new HashMap<>();
        for (int column = 0; column < fields.size(); column++) {
            if (!fields.get(column).isEmpty()) {
                fieldByColumn.put(column, fields.get(column));
            }
        }
        return new ListShape(texts(row.getArray(1)), fieldByColumn, Set.copyOf(texts(row.getArray(3))), row.getInt(4));
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private static final String DELETE = "DELETE FROM weir.job_list WHERE workspace_id = ? AND job_id = ?";

    void delete(long workspaceId, long jobId) {
        jdbc.sql(DELETE).param(workspaceId).param(jobId).update();
    }

    private static final String ORIGINALS = """
            SELECT original
            FROM (SELECT row_idx, original,
                         sum(octet_length(original)) OVER (ORDER BY row_idx) - octet_length(original) AS before
                  FROM weir.job_row
                  WHERE workspace_id = ? AND job_id = ? AND row_idx >= ? AND row_idx < ? AND original IS NOT NULL) AS r
            WHERE before < ?
            ORDER BY row_idx
            """;

    /** Those of a range from its start on, at least one, and of long ones no more than have that many bytes about. */
    List<String> originals(long workspaceId, long jobId, int lo, int hi, long bytes) {
        return jdbc.sql(ORIGINALS)
                .param(workspaceId)
                .param(jobId)
                .param(lo)
                .param(hi)
                .param(bytes)
                .query((row, _) -> row.getString(1))
                .list();
    }
}
