package dev.weir.server.audit;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.audit}, which only grows. */
final class AuditTable {

    private final JdbcClient jdbc;

    AuditTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT =
            "INSERT INTO weir.audit (workspace_id, actor, act, subject) VALUES (?, ?, ?, ?)";

    void insert(long workspaceId, String actor, String act, String subject) {
        jdbc.sql(INSERT)
                .param(workspaceId)
                .param(actor)
                .param(act)
                .param(subject)
                .update();
    }

    private static final String LIST = """
            SELECT id, at, actor, act, subject FROM weir.audit
            WHERE workspace_id = ? AND id < ? ORDER BY id DESC OFFSET ? LIMIT ?
            """;

    List<AuditEntry> list(long workspaceId, long before, long offset, int most) {
        return jdbc.sql(LIST)
                .param(workspaceId)
                .param(before)
                .param(offset)
                .param(most)
                .query((row, _) -> new AuditEntry(
                        row.getLong("id"),
                        row.getTimestamp("at").toInstant(),
                        row.getString("actor"),
                        row.getString("act"),
                        row.getString("subject")))
                .list();
    }

    private static final String COUNT = "SELECT count(*) FROM weir.audit WHERE workspace_id = ?";

    long count(long workspaceId) {
        return jdbc.sql(COUNT).param(workspaceId).query(Long.class).single();
    }
}
