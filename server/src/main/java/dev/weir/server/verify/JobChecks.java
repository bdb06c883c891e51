package dev.weir.server.verify;

import java.util.List;

/** Jobs and batches: all rows are there, each in one batch, and what is counted is what is so. */
final class JobChecks {

    private JobChecks() {}

    static List<Check> all() {
        return List.of(
                PLAN,
                TENANT,
                STATE,
                ROWS,
                LIST_ROWS,
                LIST,
                INGESTING,
                COVER,
                LEASE,
                WOKEN,
                COUNTERS,
                DONE,
                ALL_DONE,
                STATUS,
                LEASE_OVER,
                NODE_ENDED,
                RERUN,
                RERUN_OF_RERUN,
                HALF_TAKEN_IN);
    }

    private static final Check PLAN =
            Check.always("J0-plan", "A job's pinned plan can be read, and its policy for doubts is the job's.", """
            SELECT format('job %s', id), 'the plan is no object with steps of places, or has another policy'
            FROM weir.job
            WHERE NOT coalesce(CASE WHEN plan IS JSON OBJECT THEN
                jsonb_typeof(plan::jsonb -> 'steps') = 'array' AND plan::jsonb ->> 'onDoubt' = on_doubt
                AND NOT jsonb_path_exists(plan::jsonb, 'strict $.steps[*].places ? (@.type() != "array")', '{}', true)
            END, false)
            """);

    private static final Check TENANT =
            Check.always("S2-another-workspace", "Whatever belongs to a job belongs to the job's workspace.", """
            SELECT format('%s of job %s', e.what, e.job_id),
                   format('in workspace %s, the job is %s', e.workspace_id,
                          coalesce('in ' || j.workspace_id, 'not there'))
            FROM (SELECT 'job_state' AS what, job_id, workspace_id FROM weir.job_state
                  UNION ALL SELECT 'batch', job_id, workspace_id FROM weir.batch GROUP BY 2, 3
                  UNION ALL SELECT 'job_row', job_id, workspace_id FROM weir.job_row GROUP BY 2, 3
                  UNION ALL SELECT 'job_list', job_id, workspace_id FROM weir.job_list
                  UNION ALL SELECT 'rerun_row', job_id, workspace_id FROM weir.rerun_row GROUP BY 2, 3
                  UNION ALL SELECT 'rerun_row', rerun_id, workspace_id FROM weir.rerun_row GROUP BY 2, 3
                  UNION ALL SELECT 'cell', job_id, workspace_id FROM weir.cell GROUP BY 2, 3
                  UNION ALL SELECT 'enrichment_record', job_id, workspace_id FROM weir.enrichment_record GROUP BY 2, 3
                  UNION ALL SELECT 'intent', job_id, workspace_id FROM weir.intent GROUP BY 2, 3
                  UNION ALL SELECT 'evidence', job_id, workspace_id FROM weir.evidence GROUP BY 2, 3
                  UNION ALL SELECT 'pruned', job_id, workspace_id FROM weir.pruned
                  UNION ALL SELECT 'pruned_record', job_id, workspace_id FROM weir.pruned_record GROUP BY 2, 3
                  UNION ALL SELECT 'pruned_cell', job_id, workspace_id FROM weir.pruned_cell GROUP BY 2, 3
                  UNION ALL SELECT 'account', job_id, workspace_id FROM weir.account WHERE kind = 2 GROUP BY 2, 3
                  UNION ALL SELECT 'transfer', job_id, workspace_id FROM weir.transfer WHERE job_id <> 0 GROUP BY 2, 3
                 ) AS e
            LEFT JOIN weir.job j ON j.id = e.job_id
            WHERE j.workspace_id IS DISTINCT FROM e.workspace_id
            UNION ALL
            SELECT format('job %s', j.id), 'it has no state'
            FROM weir.job j WHERE NOT EXISTS (SELECT FROM weir.job_state s WHERE s.job_id = j.id)
            """);

    private static final Check STATE =
            Check.always("J1-job-state", "A job's status, phase, pause and times go together.", """
            SELECT format('job %s', job_id),
                   format('%s, phase %s%s, started %s, completed %s, closed %s', status, phase,
                          CASE WHEN paused THEN ', paused' END, started_at, completed_at, closed_at)
            FROM weir.job_state
            WHERE NOT (
                CASE phase WHEN 'ingesting' THEN status = 'pending'
                           WHEN 'closing' THEN status NOT IN ('pending', 'running')
                           WHEN 'closed' THEN status NOT IN ('pending', 'running')
                           ELSE status = 'running' END
                AND (status IN ('pending', 'running')) = (completed_at IS NULL)
                AND (phase = 'closed') = (closed_at IS NOT NULL)
                AND (phase = 'ingesting') = (started_at IS NULL)
                AND (NOT paused OR status IN ('pending', 'running')))
            """);

    private static final Check ROWS = Check.always(
            "J8-rows", "A job has as many rows as it says, numbered from 0, but for those that were let go of.", """
            SELECT format('job %s', s.job_id),
                   format('%s rows from %s to %s, it says %s', coalesce(r.rows, 0), r.first, r.last, s.total_rows)
            FROM weir.job_state s
            LEFT JOIN (SELECT job_id, count(*) AS rows, min(row_idx) AS first, max(row_idx) AS last
                       FROM weir.job_row GROUP BY job_id) AS r ON r.job_id = s.job_id
            LEFT JOIN weir.pruned p ON p.job_id = s.job_id
            WHERE s.phase <> 'ingesting'
              AND NOT coalesce(CASE WHEN p.rows_to = s.total_rows THEN r.job_id IS NULL
                                    ELSE r.rows = s.total_rows - coalesce(p.rows_to, 0)
                                         AND r.first = coalesce(p.rows_to, 0) AND r.last = s.total_rows - 1 END, false)
            """);

    private static final Check LIST_ROWS = Check.always(
            "J8-list-rows", "A job's rows have the order of its list: their numbers there rise with their own.", """
            SELECT format('job %s row %s', job_id, row_idx), format('row %s of the list, the one before is %s', listed, before)
            FROM (SELECT job_id, row_idx, coalesce(list_idx, row_idx) AS listed,
                         lag(coalesce(list_idx, row_idx)) OVER (PARTITION BY job_id ORDER BY row_idx) AS before
                  FROM weir.job_row
                  WHERE job_id IN (SELECT job_id FROM weir.job_row WHERE list_idx IS NOT NULL)) AS r
            WHERE listed <= before
            """);

    private static final Check LIST = Check.always(
            "U2-list-whole", "Of a job that was uploaded as a list every row keeps its cells, of any other none.", """
            SELECT format('job %s', s.job_id),
                   format('%s of %s rows keep their cells, and the list is %s', r.kept, r.rows,
                          CASE WHEN l.job_id IS NULL THEN 'not there' ELSE 'there' END)
            FROM weir.job_state s
            JOIN (SELECT job_id, count(*) AS rows, count(original) AS kept FROM weir.job_row GROUP BY job_id) AS r
              ON r.job_id = s.job_id
            LEFT JOIN weir.job_list l ON l.job_id = s.job_id
            WHERE s.phase <> 'ingesting'
              AND r.kept <> CASE WHEN l.job_id IS NULL THEN 0 ELSE r.rows END
            """);

    private static final Check INGESTING =
            Check.always("J8-visible-too-early", "A job that is being taken in has no batch and no account yet.", """
            SELECT format('job %s', s.job_id), 'it is being taken in and has a batch or an account'
            FROM weir.job_state s
            WHERE s.phase = 'ingesting'
              AND (EXISTS (SELECT FROM weir.batch b WHERE b.job_id = s.job_id)
                   OR EXISTS (SELECT FROM weir.account a
                              WHERE a.workspace_id = s.workspace_id AND a.kind = 2 AND a.job_id = s.job_id))
            """);

    private static final Check COVER =
            Check.always("J8-batches-cover", "A job's batches hold each of its rows once, without a gap.", """
            SELECT format('job %s', s.job_id), format('batch %s begins at %s, the one before ends at %s', b.id, b.lo, b.before)
            FROM weir.job_state s
            JOIN (SELECT job_id, id, lo, lag(hi, 1, 0) OVER (PARTITION BY job_id ORDER BY lo) AS before
                  FROM weir.batch) AS b ON b.job_id = s.job_id
            WHERE b.lo <> b.before
            UNION ALL
            SELECT format('job %s', s.job_id), format('the last batch ends at %s, the job has %s rows', b.hi, s.total_rows)
            FROM weir.job_state s
            LEFT JOIN (SELECT job_id, max(hi) AS hi FROM weir.batch GROUP BY job_id) AS b ON b.job_id = s.job_id
            WHERE s.phase <> 'ingesting' AND b.hi IS DISTINCT FROM s.total_rows
            """);

    private static final Check LEASE = Check.always(
            "J3-batch-lease", "A batch has an owner and an end of its lease exactly while it is leased.", """
            SELECT format('job %s batch %s', job_id, id),
                   format('state %s, epoch %s, node %s, lease until %s, wakes %s of %s taken, progress %s of %s seen',
                          state, epoch, node, lease_until, wakes_taken, wakes, progress_seen, progress)
            FROM weir.batch
            WHERE (state = 1) <> (node IS NOT NULL) OR (state = 1) <> (lease_until IS NOT NULL)
               OR (state <> 0 AND epoch < 1) OR wakes_taken > wakes OR progress_seen > progress OR crashes < 0
            """);

    private static final Check WOKEN = Check.always(
            "J3-wake-forgotten", "A batch that something has come in for since its last run began is due.", """
            SELECT format('job %s batch %s', job_id, id),
                   format('%s wakes, of which %s are taken, and it is due at %s', wakes, wakes_taken, due_at)
            FROM weir.batch
            WHERE state = 0 AND wakes > wakes_taken AND due_at > weir.now() + interval '10 seconds'
            """);

    private static final Check COUNTERS = Check.always(
            "J8-batch-counters",
            "A batch counts the rows whose cells say that they have ended, and the rest as open.",
            "WITH " + Views.BATCHES + """
            , ended AS (
                SELECT b.ids[width_bucket(c.row_idx, b.los)] AS id,
                       count(*) FILTER (WHERE c.row_end = 1) AS completed,
                       count(*) FILTER (WHERE c.row_end IN (2, 3)) AS failed,
                       count(*) FILTER (WHERE c.row_end = 3) AS doubt
                FROM weir.cell c JOIN batches b ON b.job_id = c.job_id
                WHERE c.row_end > 0 GROUP BY 1)
            SELECT format('job %s batch %s', b.job_id, b.id),
                   format('counts %s completed, %s failed, %s of them in doubt, %s open of %s; its cells say %s, %s, %s',
                          b.completed_rows, b.failed_rows, b.doubt_rows, b.open_rows, b.hi - b.lo,
                          coalesce(e.completed, 0), coalesce(e.failed, 0), coalesce(e.doubt, 0))
            FROM weir.batch b LEFT JOIN ended e ON e.id = b.id
            LEFT JOIN weir.pruned p ON p.job_id = b.job_id
            WHERE b.lo >= coalesce(p.rows_to, 0)
              AND (b.completed_rows <> coalesce(e.completed, 0) OR b.failed_rows <> coalesce(e.failed, 0)
                   OR b.doubt_rows <> coalesce(e.doubt, 0)
                   OR b.open_rows <> b.hi - b.lo - coalesce(e.completed, 0) - coalesce(e.failed, 0))
            """);

    private static final Check DONE = Check.always("J2-done-batch", "A batch that is done has no open row.", """
            SELECT format('job %s batch %s', job_id, id), format('done with %s open rows', open_rows)
            FROM weir.batch WHERE state = 2 AND open_rows <> 0
            """);

    private static final Check ALL_DONE =
            Check.always("J9-closed", "A job is closed exactly when all its batches are done.", """
            SELECT format('job %s', s.job_id), format('phase %s with %s batches that are not done', s.phase, b.live)
            FROM weir.job_state s
            JOIN (SELECT job_id, count(*) FILTER (WHERE state <> 2) AS live FROM weir.batch GROUP BY job_id) AS b
              ON b.job_id = s.job_id
            WHERE (s.phase = 'closed') <> (b.live = 0)
            """);

    // The status of a job stays when a doubt of it is resolved later. Such a job closed again after it had completed,
    // and its rows may have come to more than its status says, never to less.
    private static final Check STATUS = Check.always(
            "J8-job-status", "A closed job's status is what its rows have come to, unless it was cancelled.", """
            SELECT format('job %s', s.job_id), format('%s with %s of %s rows completed', s.status, r.completed, s.total_rows)
            FROM weir.job_state s
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(completed_rows), 0) AS completed FROM weir.batch b WHERE b.job_id = s.job_id) AS r
            WHERE s.phase = 'closed' AND s.status <> 'cancelled'
              AND NOT CASE s.status
                    WHEN 'completed' THEN r.completed = s.total_rows
                    WHEN 'failed' THEN r.completed = 0 OR s.closed_at > s.completed_at
                    WHEN 'partially_completed' THEN
                        r.completed > 0 AND (r.completed < s.total_rows OR s.closed_at > s.completed_at)
                    ELSE false END
            """);

    private static final Check LEASE_OVER =
            Check.warning("J3-lease-run-out", "A lease that has run out is taken back.", Check.When.QUIET, """
            SELECT format('job %s batch %s', job_id, id), format('leased by node %s until %s', node, lease_until)
            FROM weir.batch WHERE state = 1
            """);

    private static final Check NODE_ENDED =
            Check.warning("J3-lease-of-ended-node", "A node that has ended holds no lease.", Check.When.ALWAYS, """
            SELECT format('job %s batch %s', b.job_id, b.id), format('leased by node %s, ended %s', b.node, n.ended_at)
            FROM weir.batch b LEFT JOIN weir.node n ON n.id = b.node
            WHERE b.state = 1 AND (n.id IS NULL OR n.ended_at IS NOT NULL)
            """);

    private static final Check RERUN = Check.always(
            "J11-rerun-rows",
            "Each row of a rerun does one row again of the job it reruns, no two of them the same.",
            """
            SELECT format('job %s', j.id),
                   format('a rerun of job %s with %s rows, which do %s of its %s rows again', j.rerun_of, s.total_rows,
                          coalesce(r.rows, 0), p.total_rows)
            FROM weir.job j
            JOIN weir.job_state s ON s.job_id = j.id
            LEFT JOIN weir.job_state p ON p.job_id = j.rerun_of
            LEFT JOIN (SELECT rerun_id, job_id, count(DISTINCT row_idx) AS rows, min(row_idx) AS first,
                              max(row_idx) AS last, min(rerun_row) AS first_again, max(rerun_row) AS last_again
                       FROM weir.rerun_row GROUP BY rerun_id, job_id) AS r
              ON r.rerun_id = j.id AND r.job_id = j.rerun_of
            LEFT JOIN weir.pruned g ON g.job_id = j.id
            WHERE j.rerun_of IS NOT NULL AND s.phase <> 'ingesting' AND g.rows_at IS NULL
              AND NOT coalesce(r.rows = s.total_rows AND r.first_again = 0 AND r.last_again = s.total_rows - 1
                               AND r.first >= 0 AND r.last < p.total_rows, false)
            """);

    private static final Check RERUN_OF_RERUN = Check.always(
            "J11-rerun-of-rerun",
            "A row that is done again stands for all that the row before it stood for, and for nothing else.",
            """
            WITH due AS (
                SELECT a.job_id, a.row_idx, r.rerun_id, r.rerun_row
                FROM weir.job j
                JOIN weir.job_state s ON s.job_id = j.id AND s.phase <> 'ingesting'
                JOIN weir.rerun_row r ON r.rerun_id = j.id AND r.job_id = j.rerun_of
                JOIN weir.rerun_row a ON a.rerun_id = r.job_id AND a.rerun_row = r.row_idx
                LEFT JOIN weir.pruned g ON g.job_id = j.id
                WHERE g.rows_at IS NULL)
            , there AS (
                SELECT r.job_id, r.row_idx, r.rerun_id, r.rerun_row
                FROM weir.rerun_row r
                JOIN weir.job_state s ON s.job_id = r.rerun_id AND s.phase <> 'ingesting'
                LEFT JOIN weir.job j ON j.id = r.rerun_id
                LEFT JOIN weir.pruned g ON g.job_id = r.rerun_id
                WHERE r.job_id IS DISTINCT FROM j.rerun_of AND g.rows_at IS NULL)
            SELECT format('job %s row %s', rerun_id, rerun_row), format('does not stand for row %s of job %s', row_idx, job_id)
            FROM (SELECT * FROM due EXCEPT SELECT * FROM there) AS missing
            UNION ALL
            SELECT format('job %s row %s', rerun_id, rerun_row), format('stands for row %s of job %s', row_idx, job_id)
            FROM (SELECT * FROM there EXCEPT SELECT * FROM due) AS surplus
            """);

    private static final Check HALF_TAKEN_IN =
            Check.warning("I1-half-taken-in", "A job is taken in whole or not at all.", Check.When.QUIET, """
            SELECT format('job %s', job_id), 'its submit has not ended; if nobody is at it, the next one clears it away'
            FROM weir.job_state WHERE phase = 'ingesting'
            """);
}
