package dev.weir.server.insight;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads what happened to rows out of everything that is kept of them. */
final class TimelineTable {

    /** As it is kept. */
    record Kept(
            int rowIndex,
            @Nullable Integer step,
            @Nullable Integer place,
            Instant at,
            String kind,
            @Nullable String detail,
            long credits,
            long certain,
            long possible,
            @Nullable Long tookMillis,
            @Nullable Long number) {}

    private static final RowMapper<Kept> KEPT = (row, _) -> new Kept(
            row.getInt("row_idx"),
            row.getObject("step", Integer.class),
            row.getObject("place", Integer.class),
            row.getTimestamp("at").toInstant(),
            row.getString("kind"),
            row.getString("detail"),
            row.getLong("credits"),
            row.getLong("certain"),
            row.getLong("possible"),
            row.getObject("took", Long.class),
            row.getObject("number", Long.class));

    private final JdbcClient jdbc;

    TimelineTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    // Every branch is a walk along an index that begins with the job and the row. What happens in one moment stands in
    // the order of its causes, which is the number in front.
    private static final String OF_ROWS = """
            WITH w (workspace_id, job_id, lo, hi) AS MATERIALIZED (SELECT ?::bigint, ?::bigint, ?::int, ?::int),
            ticket AS MATERIALIZED (
                SELECT t.* FROM weir.ticket t, w
                WHERE t.workspace_id = w.workspace_id AND t.job_id = w.job_id AND t.row_idx >= w.lo AND t.row_idx < w.hi),
            moment (cause, row_idx, step, place, at, kind, detail, credits, certain, possible, took, number) AS (
                SELECT 1, s.row_idx, NULL::int, NULL::int, s.at, 'signal', s.name, 0::bigint, 0::bigint, 0::bigint,
                       NULL::bigint, NULL::bigint
                FROM weir.signal s, w
                WHERE s.workspace_id = w.workspace_id AND s.job_id = w.job_id AND s.row_idx >= w.lo AND s.row_idx < w.hi
                UNION ALL
                SELECT 2, t.row_idx, t.step, t.place, t.created_at, 'ticket_opened',
                       CASE WHEN t.kind = 2 THEN array_to_string(t.events, ', ') END, 0, 0, 0, NULL, NULL
                FROM ticket t
                UNION ALL
                SELECT 3, t.row_idx, t.step, t.place, s.created_at, 'submission_leaving', NULL, 0, 0, 0, NULL, s.id
                FROM ticket t
                CROSS JOIN LATERAL (SELECT * FROM weir.submission f WHERE f.id = t.submission_id LIMIT 1) AS s
                UNION ALL
                SELECT 4, t.row_idx, t.step, t.place, s.sent_at, 'submission_out',
                       CASE WHEN s.lost THEN 'lost' ELSE 'taken' END, 0, 0, 0,
                       (extract(epoch FROM s.sent_at - s.created_at) * 1000)::bigint, s.id
                FROM ticket t
                CROSS JOIN LATERAL (SELECT * FROM weir.submission f WHERE f.id = t.submission_id LIMIT 1) AS s
                WHERE s.sent_at IS NOT NULL
                UNION ALL
                SELECT 5, t.row_idx, t.step, t.place, t.sent_at, 'ticket_out', NULL, 0, 0, 0, NULL, t.submission_id
                FROM ticket t WHERE t.sent_at IS NOT NULL
                UNION ALL
                SELECT 6, t.row_idx, t.step, t.place, p.at, 'worker_progress', p.message, 0, 0, 0, NULL, NULL
                FROM ticket t
                CROSS JOIN LATERAL (SELECT * FROM weir.ticket_progress f
                                    WHERE f.ticket_id = t.id ORDER BY f.id LIMIT 1000) AS p
                UNION ALL
                SELECT 7, t.row_idx, t.step, t.place, i.received_at,
                       CASE i.kind WHEN 2 THEN 'worker_result' ELSE 'worker_failure' END, i.effect, 0, 0, 0,
                       (extract(epoch FROM i.processed_at - i.received_at) * 1000)::bigint, i.copies
                FROM ticket t
                CROSS JOIN LATERAL (SELECT * FROM weir.inbox f
                                    WHERE f.ticket_id = t.id AND f.ticket_id IS NOT NULL ORDER BY f.id LIMIT 1000) AS i
                UNION ALL
                SELECT 7, t.row_idx, t.step, t.place, i.received_at, 'callback', i.effect, 0, 0, 0,
                       (extract(epoch FROM i.processed_at - i.received_at) * 1000)::bigint, i.copies
                FROM ticket t
                CROSS JOIN LATERAL (SELECT * FROM weir.inbox f
                                    WHERE f.submission_id = t.submission_id AND f.submission_id IS NOT NULL
                                    ORDER BY f.id LIMIT 100) AS i
                UNION ALL
                SELECT 8, e.row_idx, e.step, e.place, e.at, 'answer_filed', NULL, 0, 0, 0, NULL, NULL
                FROM weir.evidence e, w
                WHERE e.workspace_id = w.workspace_id AND e.job_id = w.job_id AND e.row_idx >= w.lo AND e.row_idx < w.hi
                UNION ALL
                SELECT 9, t.row_idx, t.step, t.place, t.ended_at, 'ticket_ended',
                       CASE t.state WHEN 2 THEN 'answered' WHEN 3 THEN 'timed_out' ELSE 'cancelled' END, 0, 0, 0,
                       (extract(epoch FROM t.ended_at - t.created_at) * 1000)::bigint, NULL
                FROM ticket t WHERE t.ended_at IS NOT NULL
                UNION ALL
                SELECT 10, t.row_idx, t.step, t.place, s.ended_at, 'submission_ended',
                       CASE s.state WHEN 3 THEN 'refused' ELSE 'ended' END || coalesce(': ' || s.detail, ''), 0, 0, 0,
                       NULL, s.id
                FROM ticket t
                CROSS JOIN LATERAL (SELECT * FROM weir.submission f WHERE f.id = t.submission_id LIMIT 1) AS s
                WHERE s.ended_at IS NOT NULL
                UNION ALL
                SELECT 11, c.row_idx, c.step, c.place, c.at, 'stray_cost', NULL, 0, 0, c.possible, NULL, c.tries
                FROM weir.stray_cost c, w
                WHERE c.workspace_id = w.workspace_id AND c.job_id = w.job_id AND c.row_idx >= w.lo AND c.row_idx < w.hi
                UNION ALL
                SELECT 12, r.row_idx, r.step, r.place, r.at,
                       CASE WHEN r.late THEN 'kept_late'
                            ELSE (ARRAY['asked', 'remembered', 'followed', 'not_asked'])[r.kind] END,
                       r.verdict || coalesce(': ' || nullif(r.detail, ''), ''),
                       r.charged, r.vendor_certain, r.vendor_possible,
                       CASE WHEN r.kind = 1 THEN r.latency_ms END,
                       CASE WHEN r.kind = 1 THEN r.attempt - 1 + r.tries END
                FROM weir.enrichment_record r, w
                WHERE r.workspace_id = w.workspace_id AND r.job_id = w.job_id AND r.row_idx >= w.lo AND r.row_idx < w.hi
                UNION ALL
                SELECT 13, x.row_idx, x.step, x.place, x.at, 'refunded', NULL, -x.amount, 0, 0, NULL, NULL
                FROM weir.transfer x, w
                WHERE x.workspace_id = w.workspace_id AND x.job_id = w.job_id AND x.row_idx >= w.lo AND x.row_idx < w.hi
                  AND x.kind = 5
                UNION ALL
                SELECT 14, i.row_idx, i.step, i.place, i.at, 'call',
                       (ARRAY['open', 'in_doubt', 'to_repeat', 'waiting'])[i.state + 1], 0, 0, i.possible, NULL, i.attempt
                FROM weir.intent i, w
                WHERE i.workspace_id = w.workspace_id AND i.job_id = w.job_id AND i.row_idx >= w.lo AND i.row_idx < w.hi
                UNION ALL
                SELECT 15, c.row_idx, c.step, NULL, c.at, 'cell',
                       (ARRAY['waiting', 'completed', 'failed', 'skipped', 'in_doubt', 'cancelled', 'dead'])[c.state]
                       || coalesce(': ' || c.reason, ''), 0, 0, 0, NULL, NULL
                FROM weir.cell c, w
                WHERE c.workspace_id = w.workspace_id AND c.job_id = w.job_id AND c.row_idx >= w.lo AND c.row_idx < w.hi
                UNION ALL
                SELECT 16, g.row_idx, NULL, NULL, j.created_at, 'rerun', NULL, 0, 0, 0, NULL, g.rerun_id
                FROM w
                CROSS JOIN LATERAL (SELECT * FROM weir.rerun_row f
                                    WHERE f.workspace_id = w.workspace_id AND f.job_id = w.job_id
                                      AND f.row_idx >= w.lo AND f.row_idx < w.hi
                                    ORDER BY f.row_idx, f.rerun_id LIMIT 100000) AS g
                CROSS JOIN LATERAL (SELECT f.created_at FROM weir.job f WHERE f.id = g.rerun_id LIMIT 1) AS j)
            SELECT row_idx, step::int, place::int, at, kind, detail, credits, certain, possible, took, number FROM moment
            ORDER BY row_idx, at, cause, step, place, number
            """;

    /** What happened to these rows, by row and time. */
    List<Kept> ofRows(long workspaceId, long jobId, int lo, int hi) {
        return jdbc.sql(OF_ROWS).params(workspaceId, jobId, lo, hi).query(KEPT).list();
    }

    // Events that are told of rows stand with the rows.
    private static final String OF_JOB = """
            SELECT -1 AS row_idx, NULL::int AS step, NULL::int AS place, at, 'job' AS kind, type AS detail,
                   0 AS credits, 0 AS certain, 0 AS possible, NULL::bigint AS took, sequence AS number
            FROM weir.event WHERE workspace_id = ? AND job_id = ? AND type LIKE 'job.%'
            UNION ALL
            SELECT -1, NULL, NULL, at, 'signal', name, 0, 0, 0, NULL, NULL
            FROM weir.signal WHERE workspace_id = ? AND job_id = ? AND row_idx IS NULL
            UNION ALL
            SELECT -1, NULL, NULL, rows_at, 'rows_pruned', NULL, 0, 0, 0, NULL, NULL
            FROM weir.pruned WHERE workspace_id = ? AND job_id = ? AND rows_at IS NOT NULL
            ORDER BY at, number
            """;

    /** What happened to the job as a whole, by time. */
    List<Kept> ofJob(long workspaceId, long jobId) {
        return jdbc.sql(OF_JOB)
                .params(workspaceId, jobId, workspaceId, jobId, workspaceId, jobId)
                .query(KEPT)
                .list();
    }
}
