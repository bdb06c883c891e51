package dev.weir.server.tickets;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.signal}, which only grows. */
final class SignalTable {

    private static final RowMapper<Signal> SIGNAL = (row, _) -> {
        int index = row.getInt("row_idx");
        Integer rowIndex = row.wasNull() ? null : index;
        return new Signal(
                row.getLong("id"),
                row.getLong("job_id"),
                rowIndex,
                row.getString("name"),
                row.getString("payload"),
                row.getTimestamp("at").toInstant());
    };

    private final JdbcClient jdbc;

    SignalTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.signal (workspace_id, job_id, row_idx, name, payload, at)
            VALUES (?, ?, ?, ?, ?, weir.now())
            RETURNING *
            """;

    Signal insert(long workspaceId, long jobId, @Nullable Integer rowIndex, String name, String payload) {
        return jdbc.sql(INSERT)
                .param(workspaceId)
                .param(jobId)
                .param(rowIndex)
                .param(name)
                .param(payload)
                .query(SIGNAL)
                .single();
    }

    private static final String OF_ROWS = """
            SELECT * FROM weir.signal
            WHERE workspace_id = ? AND job_id = ? AND name = ANY (?)
              AND row_idx = ANY (?)
            UNION ALL
            SELECT * FROM weir.signal WHERE workspace_id = ? AND job_id = ? AND name = ANY (?) AND row_idx IS NULL
            ORDER BY id
            """;

    List<Signal> ofRows(long workspaceId, long jobId, Collection<String> names, Collection<Integer> rows) {
        String[] any = names.toArray(String[]::new);
        return jdbc.sql(OF_ROWS)
                .param(workspaceId)
                .param(jobId)
                .param(any)
                .param(rows.stream().mapToInt(Integer::intValue).toArray())
                .param(workspaceId)
                .param(jobId)
                .param(any)
                .query(SIGNAL)
                .list();
    }
}
