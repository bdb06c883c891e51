package dev.weir.server.tickets;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.ticket_progress}, which only grows. */
final class ProgressTable {

    private final JdbcClient jdbc;

    ProgressTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.ticket_progress (workspace_id, ticket_id, message, data, at)
            VALUES (?, ?, ?, ?, weir.now())
            RETURNING id, at
            """;

    Progress insert(long workspaceId, long ticketId, String message, @Nullable String data) {
        return jdbc.sql(INSERT)
                .param(workspaceId)
                .param(ticketId)
                .param(message)
                .param(data)
                .query((row, _) -> new Progress(
                        row.getLong(1),
                        ticketId,
                        message,
                        data,
                        row.getTimestamp(2).toInstant()))
                .single();
    }

    private static final String OF_CELL = """
            SELECT p.id, p.ticket_id, p.message, p.data, p.at FROM weir.ticket t
            CROSS JOIN LATERAL (SELECT * FROM weir.ticket_progress f
                                WHERE f.ticket_id = t.id ORDER BY f.id DESC LIMIT 100) AS p
            WHERE t.workspace_id = ? AND t.job_id = ? AND t.row_idx = ? AND t.step = ?
            ORDER BY p.id DESC LIMIT 100
            """;

    /** The newest first. */
    List<Progress> ofCell(long workspaceId, long jobId, int rowIndex, int step) {
        return jdbc.sql(OF_CELL)
                .params(workspaceId, jobId, rowIndex, step)
                .query((row, _) -> new Progress(
                        row.getLong(1),
                        row.getLong(2),
                        row.getString(3),
                        row.getString(4),
                        row.getTimestamp(5).toInstant()))
                .list();
    }

    private static final String COUNT =
            "SELECT count(*) FROM weir.ticket_progress WHERE workspace_id = ? AND ticket_id = ?";

    int count(long workspaceId, long ticketId) {
        return jdbc.sql(COUNT)
                .params(workspaceId, ticketId)
                .query(Integer.class)
                .single();
    }
}
