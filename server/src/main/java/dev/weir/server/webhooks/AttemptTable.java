package dev.weir.server.webhooks;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.webhook_attempt}. */
final class AttemptTable {

    private final JdbcClient jdbc;

    AttemptTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.webhook_attempt (workspace_id, delivery_id, status, detail, response, took_ms, at)
            VALUES (?, ?, ?::int, ?, ?, ?, weir.now())
            """;

    void insert(long workspaceId, long deliveryId, Outcome outcome) {
        jdbc.sql(INSERT)
                .param(workspaceId)
                .param(deliveryId)
                .param(outcome.status())
                .param(outcome.detail())
                .param(outcome.response())
                .param((int) outcome.took().toMillis())
                .update();
    }

    private static final String OF_DELIVERY = """
            SELECT status, detail, response, took_ms, at FROM weir.webhook_attempt
            WHERE workspace_id = ? AND delivery_id = ? ORDER BY id DESC LIMIT ?
            """;

    /** The newest first. */
    List<Delivery.Attempt> ofDelivery(long workspaceId, long deliveryId, int most) {
        return jdbc.sql(OF_DELIVERY)
                .param(workspaceId)
                .param(deliveryId)
                .param(most)
                .query((row, _) -> attempt(row, row.getTimestamp("at").toInstant()))
                .list();
    }

    static Delivery.Attempt attempt(ResultSet row, Instant at) throws SQLException {
        return new Delivery.Attempt(
                at,
                (Integer) row.getObject("status"),
                row.getString("detail"),
                row.getString("response"),
                row.getInt("took_ms"));
    }
}
