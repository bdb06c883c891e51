package dev.weir.server.storage;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.workspace_database}. */
final class WorkspaceDatabaseTable {

    private final JdbcClient jdbc;

    WorkspaceDatabaseTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String PUT = """
            INSERT INTO weir.workspace_database
                (workspace_id, host, port, database_name, user_name, tls, ca_certificate, set_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (workspace_id) DO UPDATE SET
                host = excluded.host, port = excluded.port, database_name = excluded.database_name,
                user_name = excluded.user_name, tls = excluded.tls, ca_certificate = excluded.ca_certificate,
                set_by = excluded.set_by, set_at = weir.now()
            """;

    void put(long workspaceId, WorkspaceDatabases.Wish wish, String setBy) {
        jdbc.sql(PUT)
                .param(workspaceId)
                .param(wish.host())
                .param(wish.port())
                .param(wish.database())
                .param(wish.user())
                .param(wish.tls().text())
                .param(wish.caCertificate())
                .param(setBy)
                .update();
    }

    private static final String FIND = """
            SELECT host, port, database_name, user_name, tls, ca_certificate, set_by, set_at
            FROM weir.workspace_database WHERE workspace_id = ?
            """;

    Optional<WorkspaceDatabase> find(long workspaceId) {
        return jdbc.sql(FIND)
                .param(workspaceId)
                .query((row, _) -> new WorkspaceDatabase(
                        row.getString("host"),
                        row.getInt("port"),
                        row.getString("database_name"),
                        row.getString("user_name"),
                        Tls.find(row.getString("tls")).orElseThrow(),
                        row.getString("ca_certificate"),
                        row.getString("set_by"),
                        row.getTimestamp("set_at").toInstant()))
                .optional();
    }

    private static final String DELETE = "DELETE FROM weir.workspace_database WHERE workspace_id = ?";

    boolean delete(long workspaceId) {
        return jdbc.sql(DELETE).param(workspaceId).update() == 1;
    }
}
