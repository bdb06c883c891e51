package dev.weir.server.jobs;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.reopened_row}: rows that were final and are asked again. */
final class ReopenedTable {

    private final JdbcClient jdbc;

    ReopenedTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT =
            "INSERT INTO weir.reopened_row (job_id, row_idx) VALUES (?, ?) ON CONFLICT DO NOTHING";

    void insert(long jobId, int rowIndex) {
        jdbc.sql(INSERT).param(jobId).param(rowIndex).update();
    }

    private static final String OF_ENDED = """
            SELECT r.row_idx FROM weir.reopened_row r JOIN weir.job_state s USING (job_id)
            WHERE r.job_id = ? AND s.status IN ('completed', 'partially_completed', 'failed')
            """;

    /** The rows of a job that are asked again after it has ended. */
    List<Integer> ofEnded(long jobId) {
        return jdbc.sql(OF_ENDED).param(jobId).query((row, _) -> row.getInt(1)).list();
    }

    private static final String DELETE =
            "DELETE FROM weir.reopened_row WHERE job_id = ? AND row_idx = ANY (?) RETURNING row_idx";

    /** Of these rows, those that had been reopened; they are so no more. */
    List<Integer> delete(long jobId, int[] rowIndexes) {
        return jdbc.sql(DELETE)
                .param(jobId)
                .param(rowIndexes)
                .query((row, _) -> row.getInt(1))
                .list();
    }
}
