package dev.weir.server.enrolment;

import java.util.List;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.audience_job} for whoever watches what becomes of jobs. */
final class WatchTable {

    /** A job of requests. @param seen what had come of it when that was last worked off, see {@code JobMark} */
    record Watched(long jobId, String blueprint, String seen) {}

    private final JdbcClient jdbc;

    WatchTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String OPEN = """
            SELECT job_id, blueprint, seen FROM weir.audience_job WHERE workspace_id = ? AND NOT ended ORDER BY job_id
            """;

    /** Jobs of which something is still to come. */
    List<Watched> open(long workspaceId) {
        return jdbc.sql(OPEN)
                .param(workspaceId)
                .query(DataClassRowMapper.newInstance(Watched.class))
                .list();
    }

    private static final String ENDED = """
            SELECT job_id, blueprint, seen FROM weir.audience_job
            WHERE workspace_id = ? AND ended AND watch_until > weir.now() ORDER BY watch_until
            """;

    /** Jobs that have ended, and of which something may come nevertheless. */
    List<Watched> ended(long workspaceId) {
        return jdbc.sql(ENDED)
                .param(workspaceId)
                .query(DataClassRowMapper.newInstance(Watched.class))
                .list();
    }

    private static final String LOCK = """
            SELECT true FROM weir.audience_job WHERE workspace_id = ? AND job_id = ? AND seen = ? FOR NO KEY UPDATE
            """;

    /** Keeps others from working the job off until the transaction ends. Returns whether nobody has done so meanwhile. */
    boolean lock(long workspaceId, Watched watched) {
        return jdbc.sql(LOCK)
                .params(workspaceId, watched.jobId(), watched.seen())
                .query(Boolean.class)
                .optional()
                .isPresent();
    }

    private static final String SUBSCRIBERS =
            "SELECT unnest(subscriber_ids) FROM weir.audience_job WHERE workspace_id = ? AND job_id = ?";

    /** Whom the job's rows are about, in their order. */
    List<Long> subscribers(long workspaceId, long jobId) {
        return jdbc.sql(SUBSCRIBERS)
                .params(workspaceId, jobId)
                .query((row, _) -> row.getLong(1))
                .list();
    }

    private static final String WORKED_OFF = """
            UPDATE weir.audience_job SET seen = ?, ended = ? WHERE workspace_id = ? AND job_id = ? AND seen = ?
            """;

    /** @param ended whether nothing more is to come but what is settled later */
    void workedOff(long workspaceId, Watched watched, String seen, boolean ended) {
        jdbc.sql(WORKED_OFF)
                .params(seen, ended, workspaceId, watched.jobId(), watched.seen())
                .update();
    }
}
