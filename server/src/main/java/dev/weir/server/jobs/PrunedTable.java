package dev.weir.server.jobs;

import java.time.Instant;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads {@code weir.pruned}: which jobs' rows are gone. */
final class PrunedTable {

    private final JdbcClient jdbc;

    PrunedTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String ROWS_AT = """
            SELECT rows_at FROM weir.pruned WHERE workspace_id = ? AND job_id = ? AND rows_at IS NOT NULL
            """;

    /** When the rows of the job began to go; empty while all of them are there. */
    Optional<Instant> rowsAt(long workspaceId, long jobId) {
        return jdbc.sql(ROWS_AT)
                .params(workspaceId, jobId)
                .query((row, _) -> row.getTimestamp(1).toInstant())
                .optional();
    }
}
