package dev.weir.server.enrichment;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.stray_cost}: vendor cost that no enrichment record shows; it only grows. */
final class StrayCostTable {

    private final JdbcClient jdbc;

    StrayCostTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.stray_cost
                (workspace_id, job_id, row_idx, step, place, epoch, ordinal, tries, possible, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, weir.now())
            ON CONFLICT DO NOTHING
            """;

    /** Adds one, unless a flush that is repeated has added it before. Returns whether it did. */
    boolean insert(StrayCost cost) {
        return jdbc.sql(INSERT)
                        .param(cost.workspaceId())
                        .param(cost.jobId())
                        .param(cost.rowIndex())
                        .param((short) cost.step())
                        .param((short) cost.place())
                        .param(cost.epoch())
                        .param((short) cost.ordinal())
                        .param((short) cost.tries())
                        .param(cost.possible())
                        .update()
                == 1;
    }
}
