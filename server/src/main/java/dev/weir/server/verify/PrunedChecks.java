package dev.weir.server.verify;

import java.util.List;

/** Jobs whose rows were let go of: what is left of them adds up to what there was, and nothing went that had to stay. */
final class PrunedChecks {

    private PrunedChecks() {}

    static List<Check> all() {
        return List.of(OPEN, LEFT, CELLS, COUNTERS, POSTS, CHARGES, EVENTS);
    }

    private static final Check OPEN = Check.always(
            "R1-pruned-too-early",
            "Rows are let go of jobs that are closed, with nothing in doubt or waited for, and of all that are laid over one"
                    + " another.",
            """
            SELECT format('job %s', p.job_id),
                   format('its rows went at %s, and %s', p.rows_at,
                          CASE WHEN s.job_id IS NULL THEN 'it has no state'
                               WHEN s.phase <> 'closed' THEN 'it is ' || s.phase
                               WHEN p.rows_to > s.total_rows OR p.rows_gone <> (p.rows_to = s.total_rows)
                                   THEN format('%s of %s are gone', p.rows_to, s.total_rows)
                               WHEN i.job_id IS NOT NULL THEN 'a call is open'
                               WHEN t.job_id IS NOT NULL THEN 'an answer is waited for'
                               ELSE format('job %s, which does them again, keeps its own', r.id) END)
            FROM weir.pruned p
            LEFT JOIN weir.job_state s ON s.job_id = p.job_id AND s.workspace_id = p.workspace_id
            LEFT JOIN (SELECT DISTINCT job_id FROM weir.intent) AS i ON i.job_id = p.job_id
            LEFT JOIN (SELECT DISTINCT job_id FROM weir.ticket WHERE state IN (0, 1)) AS t ON t.job_id = p.job_id
            LEFT JOIN (SELECT j.rerun_of, min(j.id) AS id FROM weir.job j
                       LEFT JOIN weir.pruned q ON q.job_id = j.id AND q.rows_at IS NOT NULL
                       WHERE j.rerun_of IS NOT NULL AND q.job_id IS NULL GROUP BY j.rerun_of) AS r
              ON r.rerun_of = p.job_id
            WHERE p.rows_at IS NOT NULL
              AND (s.job_id IS NULL OR s.phase <> 'closed' OR p.rows_to > s.total_rows
                   OR p.rows_gone <> (p.rows_to = s.total_rows) OR i.job_id IS NOT NULL OR t.job_id IS NOT NULL
                   OR r.id IS NOT NULL)
            """);

    private static final Check LEFT = Check.always(
            "R1-left-of-pruned-row",
            "Of a row that was let go of nothing is left but its transfers and vendor cost.",
            """
            SELECT format('job %s row %s', e.job_id, e.row_idx), format('its %s is there', e.what)
            FROM (SELECT 'input' AS what, job_id, row_idx FROM weir.job_row
                  UNION ALL SELECT 'cell', job_id, row_idx FROM weir.cell
                  UNION ALL SELECT 'enrichment record', job_id, row_idx FROM weir.enrichment_record
                  UNION ALL SELECT 'ticket', job_id, row_idx FROM weir.ticket
                  UNION ALL SELECT 'filed answer', job_id, row_idx FROM weir.evidence
                  UNION ALL SELECT 'signal', job_id, row_idx FROM weir.signal
                  UNION ALL SELECT 'place in a rerun', rerun_id, rerun_row FROM weir.rerun_row) AS e
            JOIN weir.pruned p ON p.job_id = e.job_id
            WHERE e.row_idx < p.rows_to
            """);

    private static final Check CELLS = Check.always(
            "R2-pruned-cells",
            "Every row that was let go of had one final cell for each step, and ended by one of them.",
            "WITH " + Views.STEPS + """
            SELECT format('job %s', p.job_id),
                   format('%s rows are gone, in %s of %s steps as many cells; %s of these ended a row', p.rows_to,
                          coalesce(c.whole, 0), s.steps, coalesce(c.ends, 0))
            FROM weir.pruned p
            JOIN steps s ON s.job_id = p.job_id
            LEFT JOIN (SELECT n.job_id, count(*) FILTER (WHERE n.cells = q.rows_to) AS whole, count(*) AS steps,
                              sum(n.ends) AS ends
                       FROM (SELECT job_id, step, sum(cells) AS cells, coalesce(sum(cells) FILTER (WHERE row_end > 0), 0) AS ends
                             FROM weir.pruned_cell GROUP BY job_id, step) AS n
                       JOIN weir.pruned q ON q.job_id = n.job_id
                       GROUP BY n.job_id) AS c ON c.job_id = p.job_id
            WHERE CASE WHEN p.rows_to = 0 THEN c.job_id IS NOT NULL
                       ELSE NOT coalesce(c.whole = s.steps AND c.steps = s.steps AND c.ends = p.rows_to, false) END
            """);

    private static final Check COUNTERS = Check.always(
            "R2-pruned-counters",
            "A job whose rows were let go of counts as completed and failed what its cells were, those that are gone and those"
                    + " that are not.",
            """
            SELECT format('job %s', p.job_id),
                   format('its batches count %s completed and %s failed; its cells say %s and %s', b.completed, b.failed,
                          coalesce(e.completed, 0), coalesce(e.failed, 0))
            FROM weir.pruned p
            JOIN (SELECT job_id, sum(completed_rows) AS completed, sum(failed_rows) AS failed
                  FROM weir.batch GROUP BY job_id) AS b ON b.job_id = p.job_id
            LEFT JOIN (SELECT job_id, sum(n) FILTER (WHERE row_end = 1) AS completed,
                              sum(n) FILTER (WHERE row_end IN (2, 3)) AS failed
                       FROM (SELECT job_id, row_end, cells AS n FROM weir.pruned_cell
                             UNION ALL
                             SELECT c.job_id, c.row_end, 1 FROM weir.cell c
                             WHERE c.job_id IN (SELECT job_id FROM weir.pruned WHERE rows_to > 0)) AS c
                       GROUP BY job_id) AS e ON e.job_id = p.job_id
            WHERE p.rows_to > 0 AND (b.completed <> coalesce(e.completed, 0) OR b.failed <> coalesce(e.failed, 0))
            """);

    private static final Check POSTS = Check.always(
            "R2-pruned-posts",
            "What was posted for rows that were let go of is, by step and place, what their records charged.",
            """
            SELECT format('job %s step %s place %s', job_id, step, place),
                   format('posted %s, their records charged %s', coalesce(t.amount, 0), coalesce(c.amount, 0))
            FROM (SELECT t.job_id, t.step, t.place, sum(t.amount) AS amount
                  FROM weir.transfer t JOIN weir.pruned p ON p.job_id = t.job_id
                  WHERE t.kind = 3 AND t.row_idx < p.rows_to GROUP BY t.job_id, t.step, t.place) AS t
            FULL JOIN (SELECT job_id, step, place, sum(charged) AS amount
                       FROM weir.pruned_record GROUP BY job_id, step, place) AS c USING (job_id, step, place)
            WHERE coalesce(t.amount, 0) <> coalesce(c.amount, 0)
            """);

    private static final Check CHARGES = Check.always(
            "R2-pruned-charge-by-rule",
            "Records that are gone were charged as their verdicts meet the rule their job pinned, at that price.",
            "WITH " + Views.PLACE + """
            SELECT format('job %s step %s place %s', r.job_id, r.step, r.place),
                   CASE WHEN p.job_id IS NULL THEN 'the job has no such place'
                        ELSE format('%s times %s under %s at %s: charged %s', r.records, r.verdict, p.charge, p.price,
                                    r.charged) END
            FROM weir.pruned_record r
            LEFT JOIN place p ON p.job_id = r.job_id AND p.step = r.step AND p.place = r.place
            WHERE p.job_id IS NULL
               OR (r.kind <> 1 AND r.charged + r.certain + r.possible > 0)
               OR (r.kind = 1
                   AND r.charged <> r.records * CASE
                         WHEN p.charge = 'ACCEPTED' AND r.verdict IN ('accepted', 'partial') THEN p.price
                         WHEN p.charge = 'ANSWERED' AND r.verdict IN ('accepted', 'partial', 'rejected', 'not_found')
                             THEN p.price
                         WHEN p.charge <> 'NEVER' AND r.verdict = 'failed' AND r.detail = 'resolved: charged' THEN p.price
                         ELSE 0 END
                   AND NOT (r.late AND r.charged < r.records * p.price))
            """);

    private static final Check EVENTS = Check.always(
            "R1-pruned-events", "The events of a job that are gone are its first ones, and it is closed.", """
            SELECT format('job %s', p.job_id),
                   format('its first %s events are gone; it is %s and has had %s, of which the first is %s', p.events,
                          coalesce(s.phase, 'not there'), s.events, e.first)
            FROM weir.pruned p
            LEFT JOIN weir.job_state s ON s.job_id = p.job_id
            LEFT JOIN (SELECT job_id, min(sequence) AS first FROM weir.event WHERE job_id IS NOT NULL
                       GROUP BY job_id) AS e ON e.job_id = p.job_id
            WHERE p.events > 0
              AND NOT coalesce(s.phase = 'closed' AND p.events <= s.events AND coalesce(e.first, s.events + 1) > p.events,
                               false)
            """);
}
