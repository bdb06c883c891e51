package dev.weir.server.tickets;

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

    private static final String COUNT =
            "SELECT count(*) FROM weir.ticket_progress WHERE workspace_id = ? AND ticket_id = ?";

    int count(long workspaceId, long ticketId) {
        return jdbc.sql(COUNT)
                .params(workspaceId, ticketId)
                .query(Integer.class)
                .single();
    }
}
