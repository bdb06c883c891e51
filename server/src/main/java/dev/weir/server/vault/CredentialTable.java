package dev.weir.server.vault;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.credential}. A row without secrets is what is left of one that was removed: its version. */
final class CredentialTable {

    private final JdbcClient jdbc;

    CredentialTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String PUT = """
            INSERT INTO weir.credential (workspace_id, provider, version, secrets, set_by, set_at)
            VALUES (?, ?, 1, ?, ?, weir.now())
            ON CONFLICT (workspace_id, provider)
                DO UPDATE SET version = weir.credential.version + 1, secrets = excluded.secrets,
                              set_by = excluded.set_by, set_at = excluded.set_at
            RETURNING provider, version, secrets, set_by, set_at
            """;

    Credential put(long workspaceId, String provider, List<String> secrets, String setBy) {
        return jdbc.sql(PUT)
                .param(workspaceId)
                .param(provider)
                .param(String.join(",", secrets))
                .param(setBy)
                .query((row, n) -> credential(row))
                .single();
    }

    private static final String REMOVE = """
            UPDATE weir.credential SET version = version + 1, secrets = '', set_by = ?, set_at = weir.now()
            WHERE workspace_id = ? AND provider = ? AND secrets <> ''
            """;

    boolean remove(long workspaceId, String provider, String removedBy) {
        return jdbc.sql(REMOVE)
                        .param(removedBy)
                        .param(workspaceId)
                        .param(provider)
                        .update()
                == 1;
    }

    private static final String FIND = """
            SELECT provider, version, secrets, set_by, set_at FROM weir.credential
            WHERE workspace_id = ? AND provider = ? AND secrets <> ''
            """;

    Optional<Credential> find(long workspaceId, String provider) {
        return jdbc.sql(FIND)
                .param(workspaceId)
                .param(provider)
                .query((row, n) -> credential(row))
                .optional();
    }

    private static final String ALL = """
            SELECT provider, version, secrets, set_by, set_at FROM weir.credential
            WHERE workspace_id = ? AND secrets <> '' ORDER BY provider
            """;

    List<Credential> all(long workspaceId) {
        return jdbc.sql(ALL)
                .param(workspaceId)
                .query((row, n) -> credential(row))
                .list();
    }

    private static Credential credential(ResultSet row) throws SQLException {
        return new Credential(
                row.getString("provider"),
                row.getInt("version"),
                List.of(row.getString("secrets").split(",", -1)),
                row.getString("set_by"),
                row.getObject("set_at", OffsetDateTime.class).toInstant());
    }
}
