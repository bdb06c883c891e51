package dev.weir.server.jobs;

import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.poison}: rows that stood alone in a run that crashed. */
final class PoisonTable {

    private final JdbcClient jdbc;

    PoisonTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String ADD = """
            INSERT INTO weir.poison AS p (job_id, row_idx, crashes, progress)
            SELECT job_id, ?, 1, progress FROM weir.batch WHERE id = ?
            ON CONFLICT (job_id, row_idx) DO UPDATE
            SET crashes = CASE WHEN p.progress = excluded.progress THEN p.crashes + 1 ELSE 1 END,
                progress = excluded.progress
            RETURNING crashes
            """;

    /** Notes that a row is about to run alone; returns how often it has since its batch settled anything, this included. */
    int add(long batchId, int rowIndex) {
        return jdbc.sql(ADD).param(rowIndex).param(batchId).query(Integer.class).single();
    }

    private static final String TAKE_BACK =
            "UPDATE weir.poison SET crashes = crashes - 1 WHERE job_id = ? AND row_idx = ? AND crashes > 0";

    /** Takes the newest note back. */
    void takeBack(long jobId, int rowIndex) {
        jdbc.sql(TAKE_BACK).param(jobId).param(rowIndex).update();
    }

    private static final String CLEAR = "DELETE FROM weir.poison WHERE job_id = ? AND row_idx = ?";

    void clear(long jobId, int rowIndex) {
        jdbc.sql(CLEAR).param(jobId).param(rowIndex).update();
    }
}
