package dev.weir.server.jobs;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.poison}: rows that stood alone in a run that crashed. */
final class PoisonTable {

    private final JdbcClient jdbc;

    PoisonTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String ADD = """
            INSERT INTO weir.poison AS p (job_id, row_idx, crashes) VALUES (?, ?, 1)
            ON CONFLICT (job_id, row_idx) DO UPDATE SET crashes = p.crashes + 1
            RETURNING crashes
            """;

    /** Notes that a row is about to run alone; returns how often it has, this time included. */
    int add(long jobId, int rowIndex) {
        return jdbc.sql(ADD).param(jobId).param(rowIndex).query(Integer.class).single();
    }

    private static final String CLEAR = "DELETE FROM weir.poison WHERE job_id = ? AND row_idx = ?";

    void clear(long jobId, int rowIndex) {
        jdbc.sql(CLEAR).param(jobId).param(rowIndex).update();
    }
}
