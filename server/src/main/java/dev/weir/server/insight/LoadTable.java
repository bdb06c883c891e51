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

    private static final String WAITING = """
            SELECT count(*) FROM weir.ticket
            WHERE workspace_id = ANY ((SELECT weir.workspaces())::bigint[]) AND state IN (0, 1)
            """;

    /** Cells that wait for a late answer or an event, in the workspaces that the transaction names. */
    long waiting() {
        return jdbc.sql(WAITING).query(Long.class).single();
    }

    // Those that run out of time first have waited longest, or nearly: all of one operation wait equally long.
    private static final String LONGEST_WAIT = """
            SELECT coalesce(max(extract(epoch FROM weir.now() - t.created_at)), 0)
            FROM unnest(weir.workspaces()) AS w (id)
            CROSS JOIN LATERAL (SELECT created_at FROM weir.ticket f
                                WHERE f.workspace_id = w.id AND f.state IN (0, 1) ORDER BY f.deadline LIMIT 1) AS t
            """;

    double longestWait() {
        return jdbc.sql(LONGEST_WAIT).query(Double.class).single();
    }

    private static final String BACKLOG = """
            SELECT count(*) AS rows, coalesce(extract(epoch FROM weir.now() - min(received_at)), 0) AS seconds
            FROM weir.inbox
            WHERE workspace_id = ANY ((SELECT weir.workspaces())::bigint[]) AND processed_at IS NULL
            """;

    /** What has come in and is not processed. */
    Load.Backlog backlog() {
        return jdbc.sql(BACKLOG)
                .query((row, _) -> new Load.Backlog(row.getLong(1), row.getDouble(2)))
                .single();
    }

    /** Of the workspaces that the transaction names. */
    long intents(boolean inDoubt) {
        return jdbc.sql(INTENTS).param(inDoubt).query(Long.class).single();
    }
}
