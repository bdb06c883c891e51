package dev.weir.server.webhooks;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.webhook_delivery}. */
final class DeliveryTable {

    private final JdbcClient jdbc;

    DeliveryTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String FAN_OUT = """
            INSERT INTO weir.webhook_delivery (workspace_id, webhook_id, event_id, due_at, created_at)
            SELECT w.workspace_id, w.id, ?, weir.now(), weir.now()
            FROM weir.webhook w WHERE w.workspace_id = ? AND w.is_active AND ? = ANY (w.event_types)
            """;

    /** Makes a delivery for every active webhook of the workspace that asks for the type. Returns how many. */
    int fanOut(long workspaceId, long eventId, String type) {
        return jdbc.sql(FAN_OUT).param(eventId).param(workspaceId).param(type).update();
    }
}
