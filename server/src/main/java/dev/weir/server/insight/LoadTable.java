package dev.weir.server.insight;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Counts what is open, by the indexes that hold nothing else. */
final class LoadTable {

    private final JdbcClient jdbc;

    LoadTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String OPEN_JOBS = """
            SELECT CASE WHEN paused AND status IN ('pending', 'running') THEN 'paused' ELSE status END AS standing,
                   count(*) AS jobs
            FROM weir.job_state WHERE phase <> 'closed' GROUP BY 1
            """;

    Map<String, Long> openJobs() {
        Map<String, Long> jobs = new TreeMap<>();
        jdbc.sql(OPEN_JOBS)
                .query((row, n) -> jobs.put(row.getString("standing"), row.getLong("jobs")))
                .list();
        return jobs;
    }

    private static final String DUE = "SELECT count(*) FROM weir.batch WHERE state = 0";

    long batchesDue() {
        return jdbc.sql(DUE).query(Long.class).single();
    }

    private static final String LEASED = "SELECT count(*) FROM weir.batch WHERE state = 1";

    long batchesLeased() {
        return jdbc.sql(LEASED).query(Long.class).single();
    }

    private static final String INTENTS = """
            SELECT count(*) FROM weir.intent WHERE workspace_id = ANY ((SELECT weir.workspaces())::bigint[])
              AND (state = 1) = ?
            """;

    /** Of the workspaces that the transaction names. */
    long intents(boolean inDoubt) {
        return jdbc.sql(INTENTS).param(inDoubt).query(Long.class).single();
    }
}
