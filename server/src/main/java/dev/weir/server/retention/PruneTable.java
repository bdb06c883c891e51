package dev.weir.server.retention;

import java.util.List;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL that lets go. Each statement is a bounded piece, found by an index. */
final class PruneTable {

    /** A job. @param steps of its plan */
    record Candidate(long jobId, int steps) {}

    /** Where a walk over jobs in the order of their close goes on. */
    record Mark(String closedAt, long jobId) {
        static final Mark START = new Mark("-infinity", 0);
    }

    private static final RowMapper<Candidate> CANDIDATE = (row, _) -> new Candidate(row.getLong(1), row.getInt(2));

    private final JdbcClient jdbc;

    PruneTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    // ------------------------------------------------------------------------------------------------------------ rows

    private static final String GOING = """
            SELECT p.job_id, coalesce(jsonb_array_length(j.plan::jsonb -> 'steps'), 0)
            FROM weir.pruned p JOIN weir.job j ON j.id = p.job_id
            WHERE p.workspace_id = ? AND p.rows_at IS NOT NULL AND NOT p.rows_gone ORDER BY p.job_id LIMIT 1
            """;

    /** A job whose rows have begun to go, and have not all gone. */
    List<Candidate> going(long workspaceId) {
        return jdbc.sql(GOING).param(workspaceId).query(CANDIDATE).list();
    }

    private static final String EXPIRED = """
            SELECT s.job_id, s.closed_at::text AS closed_at
            FROM weir.job_state s LEFT JOIN weir.pruned p ON p.job_id = s.job_id
            WHERE s.workspace_id = ? AND s.phase = 'closed' AND s.closed_at < weir.now() - make_interval(days => ?)
              AND (s.closed_at, s.job_id) > (?::timestamptz, ?) AND p.rows_at IS NULL
            ORDER BY s.closed_at, s.job_id LIMIT 100
            """;

    /** Jobs that have been closed for that long and whose rows have not begun to go, after {@code mark}. */
    List<Mark> expired(long workspaceId, int days, Mark mark) {
        return jdbc.sql(EXPIRED)
                .params(workspaceId, days, mark.closedAt(), mark.jobId())
                .query((row, _) -> new Mark(row.getString("closed_at"), row.getLong("job_id")))
                .list();
    }

    private static final String BEGIN = "SELECT weir.prune_begin(?, ?)";

    boolean begin(long workspaceId, long jobId) {
        return jdbc.sql(BEGIN).params(workspaceId, jobId).query(Boolean.class).single();
    }

    private static final String ROWS = "SELECT weir.prune_rows(?, ?, ?)";

    int rows(long workspaceId, long jobId, int most) {
        return jdbc.sql(ROWS)
                .params(workspaceId, jobId, most)
                .query(Integer.class)
                .single();
    }

    private static final String GONE = "SELECT rows_gone FROM weir.pruned WHERE job_id = ?";

    /** Whether all rows of that job are gone. */
    boolean areGone(long jobId) {
        return jdbc.sql(GONE).param(jobId).query(Boolean.class).single();
    }

    private static final String PRUNABLE = """
            SELECT weir.prunable(?, s.job_id), s.total_rows FROM weir.job_state s WHERE s.job_id = ?
            """;

    /** How many rows of the job may go. */
    int prunable(long workspaceId, long jobId) {
        return jdbc.sql(PRUNABLE)
                .params(workspaceId, jobId)
                .query((row, _) -> row.getBoolean(1) ? row.getInt(2) : 0)
                .single();
    }

    private static final String LEFT = """
            SELECT count(*), coalesce(sum(s.total_rows - p.rows_to), 0)
            FROM weir.pruned p JOIN weir.job_state s ON s.job_id = p.job_id
            WHERE p.workspace_id = ? AND p.rows_at IS NOT NULL AND NOT p.rows_gone
            """;

    /** Jobs whose rows have begun to go, and their rows that have not. */
    Pruned left(long workspaceId) {
        return jdbc.sql(LEFT)
                .param(workspaceId)
                .query((row, _) -> new Pruned(row.getLong(1), row.getLong(2), 0, 0, 0, 0, 0, 0))
                .single();
    }

    // --------------------------------------------------------------------------------------------------------- answers

    /** A piece of a walk over a workspace's answers. @param last where it ended; empty behind the last answer */
    @SuppressWarnings("ArrayRecordComponent") // a key, handed back as it came
    record Walked(byte[] last, int gone) {}

    // Every answer of the piece is looked at; those that are old and can no longer be reused go.
    private static final String ANSWERS = """
            WITH piece AS (
                SELECT answer_key, fresh_until < weir.now() AND at < weir.now() - make_interval(days => ?) AS old
                FROM weir.answer WHERE workspace_id = ? AND answer_key > ? ORDER BY answer_key LIMIT ?),
            gone AS (
                DELETE FROM weir.answer
                WHERE workspace_id = ? AND answer_key = ANY (ARRAY(SELECT answer_key FROM piece WHERE old))
                  AND fresh_until < weir.now() RETURNING 1)
            SELECT (SELECT answer_key FROM piece ORDER BY answer_key DESC LIMIT 1), (SELECT count(*)::int FROM gone)
            """;

    Walked answers(long workspaceId, int days, byte[] after, int most) {
        return jdbc.sql(ANSWERS)
                .param(days)
                .param(workspaceId)
                .param(after)
                .param(most)
                .param(workspaceId)
                .query((row, _) -> {
                    byte[] last = row.getBytes(1);
                    return new Walked(last == null ? new byte[0] : last, row.getInt(2));
                })
                .single();
    }

    private static final String OLD_ANSWERS = """
            SELECT count(*) FROM weir.answer
            WHERE workspace_id = ? AND fresh_until < weir.now() AND at < weir.now() - make_interval(days => ?)
            """;

    long oldAnswers(long workspaceId, int days) {
        return counted(OLD_ANSWERS, workspaceId, days);
    }

    // ----------------------------------------------------------------------------------------------------------- inbox

    /** Read long ago, and nothing more is expected of whom it is from. */
    private static final String OLD_IN_INBOX = """
            FROM weir.inbox i
            WHERE i.workspace_id = ? AND i.processed_at IS NOT NULL
              AND i.received_at < weir.now() - make_interval(days => ?)
              AND NOT EXISTS (SELECT FROM weir.submission s WHERE s.id = i.submission_id AND s.ended_at IS NULL)
              AND NOT EXISTS (SELECT FROM weir.ticket t JOIN weir.job_state j ON j.job_id = t.job_id
                              WHERE t.id = i.ticket_id AND (t.state IN (0, 1) OR j.phase <> 'closed'))
            """;

    private static final String INBOX = """
            WITH old AS (SELECT i.id
            """ + OLD_IN_INBOX + """
                         ORDER BY i.received_at LIMIT ?)
            DELETE FROM weir.inbox WHERE id = ANY (ARRAY(SELECT id FROM old))
            """;

    int inbox(long workspaceId, int days, int most) {
        return jdbc.sql(INBOX).params(workspaceId, days, most).update();
    }

    private static final String COUNT_INBOX = "SELECT count(*) " + OLD_IN_INBOX;

    long oldInInbox(long workspaceId, int days) {
        return counted(COUNT_INBOX, workspaceId, days);
    }

    // What was refused, or handed over again: no ticket leads to it, so no job's rows take it along.
    private static final String SUBMISSIONS = """
            WITH old AS (
                SELECT s.id FROM weir.submission s
                WHERE s.workspace_id = ? AND s.ended_at < weir.now() - make_interval(days => ?)
                  AND (s.state = 3 OR s.handed_on <> '{}')
                  AND NOT EXISTS (SELECT FROM weir.ticket t WHERE t.submission_id = s.id)
                  AND NOT EXISTS (SELECT FROM weir.inbox i WHERE i.submission_id = s.id)
                  AND NOT EXISTS (SELECT FROM weir.cost_adjustment c WHERE c.submission_id = s.id)
                ORDER BY s.ended_at LIMIT ?)
            DELETE FROM weir.submission WHERE id = ANY (ARRAY(SELECT id FROM old))
            """;

    int submissions(long workspaceId, int days, int most) {
        return jdbc.sql(SUBMISSIONS).params(workspaceId, days, most).update();
    }

    // ---------------------------------------------------------------------------------------------------------- events

    private static final String TOLD = """
            SELECT s.job_id, s.closed_at::text AS closed_at
            FROM weir.job_state s LEFT JOIN weir.pruned p ON p.job_id = s.job_id
            WHERE s.workspace_id = ? AND s.phase = 'closed' AND s.closed_at < weir.now() - make_interval(days => ?)
              AND (s.closed_at, s.job_id) > (?::timestamptz, ?) AND s.events > coalesce(p.events, 0)
            ORDER BY s.closed_at, s.job_id LIMIT 100
            """;

    /** Jobs that have been closed for that long and of which there are events, after {@code mark}. */
    List<Mark> told(long workspaceId, int days, Mark mark) {
        return jdbc.sql(TOLD)
                .params(workspaceId, days, mark.closedAt(), mark.jobId())
                .query((row, _) -> new Mark(row.getString("closed_at"), row.getLong("job_id")))
                .list();
    }

    private static final String EVENTS =
            "SELECT weir.prune_events(?, nullif(?::bigint, 0), weir.now() - make_interval(days => ?), ?)";

    /** @param jobId 0 for events of no job */
    int events(long workspaceId, long jobId, int days, int most) {
        return jdbc.sql(EVENTS)
                .params(workspaceId, jobId, days, most)
                .query(Integer.class)
                .single();
    }

    private static final String OLD_EVENTS = """
            SELECT (SELECT count(*) FROM weir.event e
                    WHERE e.workspace_id = ? AND e.job_id IS NULL AND e.at < weir.now() - make_interval(days => ?))
                   + (SELECT coalesce(sum(n), 0)::bigint
                      FROM weir.job_state s LEFT JOIN weir.pruned p ON p.job_id = s.job_id
                      CROSS JOIN LATERAL (
                          SELECT count(*) AS n FROM weir.event e
                          WHERE e.job_id = s.job_id AND e.at < weir.now() - make_interval(days => ?)) AS e
                      WHERE s.workspace_id = ? AND s.phase = 'closed'
                        AND s.closed_at < weir.now() - make_interval(days => ?) AND s.events > coalesce(p.events, 0))
            """;

    long oldEvents(long workspaceId, int days) {
        return jdbc.sql(OLD_EVENTS)
                .params(workspaceId, days, days, workspaceId, days)
                .query(Long.class)
                .single();
    }

    // ------------------------------------------------------------------------------------------- results from outside

    // Few are on their way at a time: they are looked up once, and not for each that is old.
    private static final String OUTSIDE = """
            WITH under_way AS MATERIALIZED (
                SELECT outside_id FROM weir.result
                WHERE workspace_id = ? AND state = 0 AND cell_state = 2 AND outside_id IS NOT NULL
                UNION ALL
                SELECT outside_id FROM weir.result WHERE workspace_id = ? AND state = 1 AND outside_id IS NOT NULL),
            old AS (
                SELECT id FROM weir.outside_result
                WHERE workspace_id = ? AND at < weir.now() - make_interval(days => ?)
                  AND id <> ALL (ARRAY(SELECT outside_id FROM under_way))
                ORDER BY at LIMIT ?)
            DELETE FROM weir.outside_result WHERE id = ANY (ARRAY(SELECT id FROM old))
            """;

    int outsideResults(long workspaceId, int days, int most) {
        return jdbc.sql(OUTSIDE)
                .params(workspaceId, workspaceId, workspaceId, days, most)
                .update();
    }

    private static final String OLD_OUTSIDE = """
            WITH under_way AS MATERIALIZED (
                SELECT outside_id FROM weir.result
                WHERE workspace_id = ? AND state = 0 AND cell_state = 2 AND outside_id IS NOT NULL
                UNION ALL
                SELECT outside_id FROM weir.result WHERE workspace_id = ? AND state = 1 AND outside_id IS NOT NULL)
            SELECT count(*) FROM weir.outside_result
            WHERE workspace_id = ? AND at < weir.now() - make_interval(days => ?)
              AND id <> ALL (ARRAY(SELECT outside_id FROM under_way))
            """;

    long oldOutsideResults(long workspaceId, int days) {
        return jdbc.sql(OLD_OUTSIDE)
                .params(workspaceId, workspaceId, workspaceId, days)
                .query(Long.class)
                .single();
    }

    // ------------------------------------------------------------------------------------------------- the results log

    private static final String LOG = """
            WITH old AS (
                SELECT at, id FROM weir.enrichment_results_log
                WHERE workspace_id = ? AND at < weir.now() - make_interval(days => ?) ORDER BY id LIMIT ?)
            DELETE FROM weir.enrichment_results_log WHERE (at, id) IN (SELECT at, id FROM old)
            """;

    int log(long workspaceId, int days, int most) {
        return jdbc.sql(LOG).params(workspaceId, days, most).update();
    }

    private static final String OLD_LOG = """
            SELECT count(*) FROM weir.enrichment_results_log
            WHERE workspace_id = ? AND at < weir.now() - make_interval(days => ?)
            """;

    long oldLogEntries(long workspaceId, int days) {
        return counted(OLD_LOG, workspaceId, days);
    }

    // --------------------------------------------------------------------------------------- arrivals of subscribers

    // What it changed stays, as the subscriber's history; of what was refused nothing does.
    private static final String ARRIVALS = """
            WITH old AS (
                SELECT id, outcome FROM weir.subscriber_event
                WHERE workspace_id = ? AND at < weir.now() - make_interval(days => ?)
                  AND (payload IS NOT NULL OR outcome = 'refused')
                ORDER BY at LIMIT ?),
            emptied AS (
                UPDATE weir.subscriber_event SET payload = NULL
                WHERE workspace_id = ? AND id = ANY (ARRAY(SELECT id FROM old WHERE outcome <> 'refused')) RETURNING 1),
            gone AS (
                DELETE FROM weir.subscriber_event
                WHERE workspace_id = ? AND id = ANY (ARRAY(SELECT id FROM old WHERE outcome = 'refused')) RETURNING 1)
            SELECT (SELECT count(*) FROM emptied) + (SELECT count(*) FROM gone)
            """;

    int arrivals(long workspaceId, int days, int most) {
        return jdbc.sql(ARRIVALS)
                .params(workspaceId, days, most, workspaceId, workspaceId)
                .query(Integer.class)
                .single();
    }

    private static final String OLD_ARRIVALS = """
            SELECT count(*) FROM weir.subscriber_event
            WHERE workspace_id = ? AND at < weir.now() - make_interval(days => ?)
              AND (payload IS NOT NULL OR outcome = 'refused')
            """;

    long oldArrivals(long workspaceId, int days) {
        return counted(OLD_ARRIVALS, workspaceId, days);
    }

    private static final String MAKE_PARTITIONS = "SELECT weir.make_log_partitions()";

    int makeLogPartitions() {
        return jdbc.sql(MAKE_PARTITIONS).query(Integer.class).single();
    }

    private static final String DROP_PARTITIONS = "SELECT weir.drop_log_partitions()";

    int dropLogPartitions() {
        return jdbc.sql(DROP_PARTITIONS).query(Integer.class).single();
    }

    private long counted(String sql, long workspaceId, int days) {
        return jdbc.sql(sql).params(workspaceId, days).query(Long.class).single();
    }
}
