package dev.weir.server.enrolment;

import java.time.LocalDate;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.audience_job}. */
final class AudienceJobTable {

    private final JdbcClient jdbc;

    AudienceJobTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    // As long as a doubt may stay open, and a day more.
    private static final String INSERT = """
            INSERT INTO weir.audience_job (job_id, workspace_id, blueprint, cause, day, rows, subscriber_ids, watch_until)
            VALUES (?, ?, ?, ?, ?, ?, ?, weir.now() + interval '31 days')
            """;

    /** @param day of UTC that it counts for @param subscriberIds whom its rows are about, in their order */
    void insert(long workspaceId, long jobId, String blueprint, Cause cause, LocalDate day, List<Long> subscriberIds) {
        jdbc.sql(INSERT)
                .params(jobId, workspaceId, blueprint, cause.text(), day, subscriberIds.size())
                .param(subscriberIds.toArray(Long[]::new))
                .update();
    }

    private static final String MADE =
            "SELECT job_id, blueprint, rows FROM weir.audience_job WHERE workspace_id = ? AND job_id = ?";

    Gathered.Made made(long workspaceId, long jobId) {
        return jdbc.sql(MADE)
                .params(workspaceId, jobId)
                .query((row, _) ->
                        new Gathered.Made(row.getLong("job_id"), row.getString("blueprint"), row.getInt("rows")))
                .single();
    }

    private static final String COSTS = """
            SELECT coalesce(sum(account.posted + account.balance), 0)::bigint
            FROM weir.audience_job job
            JOIN weir.account account
              ON account.workspace_id = job.workspace_id AND account.kind = 2 AND account.job_id = job.job_id
            WHERE job.workspace_id = ? AND job.day = ? AND job.job_id <> ?
            """;

    /** What the jobs of a day have been charged and may still be, in 1/1000 credit. @param but this one is left out */
    long costs(long workspaceId, LocalDate day, long but) {
        return jdbc.sql(COSTS).params(workspaceId, day, but).query(Long.class).single();
    }
}
