package dev.weir.server.credits;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.credit_warning}: below how many credits a workspace wants to be told, once. */
final class WarningTable {

    private final JdbcClient jdbc;

    WarningTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String LOW = "SELECT low FROM weir.credit_warning WHERE workspace_id = ?";

    Optional<Long> low(long workspaceId) {
        return jdbc.sql(LOW).param(workspaceId).query(Long.class).optional();
    }

    private static final String DELETE = "DELETE FROM weir.credit_warning WHERE workspace_id = ?";

    void delete(long workspaceId) {
        jdbc.sql(DELETE).param(workspaceId).update();
    }

    private static final String SET = """
            INSERT INTO weir.credit_warning (workspace_id, low, armed) VALUES (?, ?, ?)
            ON CONFLICT (workspace_id) DO UPDATE SET low = excluded.low, armed = excluded.armed
            """;

    void set(long workspaceId, long low, boolean armed) {
        jdbc.sql(SET).param(workspaceId).param(low).param(armed).update();
    }

    private static final String TELL = """
            UPDATE weir.credit_warning SET armed = false WHERE workspace_id = ? AND armed AND ? <= low RETURNING low
            """;

    /** What it wants to be told at, if there is that little now and nobody was told since there was more. */
    Optional<Long> tell(long workspaceId, long available) {
        return jdbc.sql(TELL)
                .param(workspaceId)
                .param(available)
                .query(Long.class)
                .optional();
    }

    private static final String ARM = """
            UPDATE weir.credit_warning w SET armed = true
            FROM weir.account a
            WHERE w.workspace_id = ? AND NOT w.armed
              AND a.workspace_id = w.workspace_id AND a.kind = 1 AND a.job_id = 0 AND a.balance > w.low
            """;

    /** If there is more again, it is told the next time there is not. */
    void arm(long workspaceId) {
        jdbc.sql(ARM).param(workspaceId).update();
    }
}
