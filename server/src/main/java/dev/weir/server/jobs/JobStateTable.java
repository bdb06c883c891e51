package dev.weir.server.jobs;

import dev.weir.server.jobs.engine.Outlook;
import dev.weir.server.waterfall.JobStatus;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.job_state}: where a job stands. Every change carries its guard in the WHERE. */
final class JobStateTable {

    /** A job's state as it stands. */
    record State(long jobId, long workspaceId, JobStatus status, boolean paused, String phase, int totalRows) {}

    private static final RowMapper<State> STATE = (row, _) -> new State(
            row.getLong("job_id"),
            row.getLong("workspace_id"),
            JobStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
            row.getBoolean("paused"),
            row.getString("phase"),
            row.getInt("total_rows"));
    private static final String COLUMNS = "job_id, workspace_id, status, paused, phase, total_rows";

    private final JdbcClient jdbc;

    JobStateTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.job_state (job_id, workspace_id, status, phase) VALUES (?, ?, 'pending', 'ingesting')
            """;

    void insert(long jobId, long workspaceId) {
        jdbc.sql(INSERT).param(jobId).param(workspaceId).update();
    }

    private static final String STANDING = """
            SELECT CASE WHEN phase NOT IN ('running', 'closing') THEN 'ENDED' WHEN paused THEN 'PAUSED' ELSE 'RUNNING' END
            FROM weir.job_state WHERE job_id = ?
            """;

    /** Whether anything of a job is to be run; what is being taken in, or is not there, is not. */
    Outlook.Standing standing(long jobId) {
        return jdbc.sql(STANDING)
                .param(jobId)
                .query(Outlook.Standing.class)
                .optional()
                .orElse(Outlook.Standing.ENDED);
    }

    private static final String GET = "SELECT " + COLUMNS + " FROM weir.job_state WHERE job_id = ?";

    State get(long jobId) {
        return jdbc.sql(GET).param(jobId).query(STATE).single();
    }

    private static final String LOCK = GET + " FOR NO KEY UPDATE";

    State lock(long jobId) {
        return jdbc.sql(LOCK).param(jobId).query(STATE).single();
    }

    private static final String LOCK_ALL =
            "SELECT job_id FROM weir.job_state WHERE job_id = ANY (?) ORDER BY job_id FOR NO KEY UPDATE";

    void lockAll(long[] jobIds) {
        jdbc.sql(LOCK_ALL).param(jobIds).query((row, _) -> row.getLong(1)).list();
    }

    private static final String SHARE =
            "SELECT job_id, status FROM weir.job_state WHERE job_id = ANY (?) ORDER BY job_id FOR SHARE";

    /** How these jobs stand, and they stay so until the transaction is over. */
    Map<Long, JobStatus> share(long[] jobIds) {
        Map<Long, JobStatus> statuses = new HashMap<>();
        jdbc.sql(SHARE).param(jobIds).query(row -> {
            statuses.put(row.getLong(1), JobStatus.valueOf(row.getString(2).toUpperCase(Locale.ROOT)));
        });
        return statuses;
    }

    private static final String START = """
            UPDATE weir.job_state SET status = 'running', phase = 'running', total_rows = ?, started_at = weir.now(), updated_at = weir.now()
            WHERE job_id = ? AND phase = 'ingesting'
            """;

    boolean start(long jobId, int totalRows) {
        return jdbc.sql(START).param(totalRows).param(jobId).update() == 1;
    }

    private static final String PAUSE = """
            UPDATE weir.job_state SET paused = ?, updated_at = weir.now()
            WHERE job_id = ? AND status IN ('pending', 'running') AND paused <> ?
            """;

    boolean pause(long jobId, boolean paused) {
        return jdbc.sql(PAUSE).param(paused).param(jobId).param(paused).update() == 1;
    }

    private static final String CANCEL = """
            UPDATE weir.job_state
            SET status = 'cancelled', paused = false, phase = 'closing', completed_at = weir.now(),
                updated_at = weir.now()
            WHERE job_id = ? AND status IN ('pending', 'running') AND phase <> 'ingesting'
            """;

    boolean cancel(long jobId) {
        return jdbc.sql(CANCEL).param(jobId).update() == 1;
    }

    private static final String FINISH = """
            UPDATE weir.job_state
            SET status = ?, paused = false, phase = 'closed', closed_at = weir.now(), completed_at = coalesce(completed_at, weir.now()),
                updated_at = weir.now()
            WHERE job_id = ?
            """;

    void close(long jobId, JobStatus status) {
        jdbc.sql(FINISH).param(status.text()).param(jobId).update();
    }

    private static final String REOPEN = """
            UPDATE weir.job_state SET phase = 'closing', closed_at = NULL, updated_at = weir.now()
            WHERE job_id = ? AND phase = 'closed'
            """;

    /** A doubt is asked again: the job's status stays, its hold opens once more. */
    void reopen(long jobId) {
        jdbc.sql(REOPEN).param(jobId).update();
    }

    private static final String NEXT_EVENT = """
            UPDATE weir.job_state SET events = events + 1 WHERE job_id = ?
            RETURNING job_id, workspace_id, status, paused, phase, total_rows, events, weir.now() AS now
            """;

    /** A number for an event of a job, how the job stands, and the time. */
    record Numbered(State state, long sequence, Instant at) {}

    /** Locks the job's state, so that its events are committed in the order of their numbers. */
    Numbered nextEvent(long jobId) {
        return jdbc.sql(NEXT_EVENT)
                .param(jobId)
                .query((row, n) -> new Numbered(
                        Objects.requireNonNull(STATE.mapRow(row, n)),
                        row.getLong("events"),
                        row.getTimestamp("now").toInstant()))
                .single();
    }

    private static final String INGESTING = "SELECT " + COLUMNS + " FROM weir.job_state WHERE phase = 'ingesting'";

    /** The jobs that are being taken in, or were when their process died. */
    List<State> ingesting() {
        return jdbc.sql(INGESTING).query(STATE).list();
    }

    private static final String CANCELLED_OPEN =
            "SELECT job_id FROM weir.job_state WHERE workspace_id = ? AND status = 'cancelled' AND phase <> 'closed'";

    /** A workspace's cancelled jobs that have not given their hold back yet. */
    List<Long> cancelledOpen(long workspaceId) {
        return jdbc.sql(CANCELLED_OPEN)
                .param(workspaceId)
                .query((row, _) -> row.getLong(1))
                .list();
    }

    private static final String DELETE = "DELETE FROM weir.job_state WHERE job_id = ? AND phase = 'ingesting'";

    boolean deleteIngesting(long jobId) {
        return jdbc.sql(DELETE).param(jobId).update() == 1;
    }

    private static final String STOPPED =
            "SELECT job_id FROM weir.job_state WHERE job_id = ANY (?) AND (paused OR status = 'cancelled')";

    /** Of these jobs, the ones for which no further call may be started. */
    List<Long> stopped(long[] jobs) {
        return jdbc.sql(STOPPED).param(jobs).query((row, _) -> row.getLong(1)).list();
    }
}
