package dev.weir.server.verify;

import java.util.List;

/** Holds and caps: what a job may spend, held before, given back after. */
final class CapChecks {

    private CapChecks() {}

    static List<Check> all() {
        return List.of(WORST_ROW, FIRST_HOLD, HOLD_WITHIN_CAP, HOLD_COVERS, ROW_CAP, STEP_CAP, CLOSED_ACCOUNT);
    }

    private static final Check WORST_ROW = Check.always(
            "L7-worst-row",
            "A row's worst case is what the pinned prices make it, in no step beyond its cap, or the row's cap if that is lower.",
            "WITH " + Views.PLACE + """
            , cell AS (
                SELECT p.job_id, p.step,
                       least((j.plan::jsonb #>> ARRAY['steps', p.step::text, 'rules', 'cap'])::bigint,
                       coalesce(sum(p.price) FILTER (WHERE p.charge = 'ANSWERED'
                                                        OR p.charge = 'ACCEPTED' AND p.verifies IS NOT NULL), 0)
                       + coalesce(CASE WHEN j.on_doubt = 'SKIP'
                                         OR (j.plan::jsonb #>> ARRAY['steps', p.step::text, 'completeness'] <> 'COMPLETE'
                                             AND jsonb_array_length(
                                                     j.plan::jsonb #> ARRAY['steps', p.step::text, 'fields']) > 1)
                                       THEN sum(p.price) FILTER (WHERE p.charge = 'ACCEPTED' AND p.verifies IS NULL)
                                       ELSE max(p.price) FILTER (WHERE p.charge = 'ACCEPTED' AND p.verifies IS NULL)
                                       END, 0)) AS worst
                FROM place p JOIN weir.job j ON j.id = p.job_id
                WHERE p.step >= coalesce((j.plan::jsonb ->> 'from')::int, 0)
                GROUP BY p.job_id, p.step, j.on_doubt, j.plan)
            SELECT format('job %s', j.id), format('worst case of a row is %s, prices make it %s', j.worst_row, w.worst)
            FROM weir.job j
            JOIN (SELECT job_id, sum(worst) AS worst FROM cell GROUP BY job_id) AS w ON w.job_id = j.id
            WHERE j.worst_row <> least(w.worst, j.max_row_credits)
            """);

    private static final Check FIRST_HOLD =
            Check.always("L7-first-hold", "A job begins by holding its worst case, or its cap if that is lower.", """
            SELECT format('job %s', s.job_id), format('held %s at first instead of %s', h.amount, w.worst)
            FROM weir.job_state s
            JOIN weir.job j ON j.id = s.job_id
            CROSS JOIN LATERAL (
                SELECT CASE WHEN s.phase = 'ingesting' THEN 0
                            ELSE least(j.worst_row::numeric * s.total_rows, j.max_credits) END AS worst) AS w
            CROSS JOIN LATERAL (
                SELECT coalesce((SELECT amount FROM weir.transfer t
                                 WHERE t.workspace_id = s.workspace_id AND t.kind <> 3 AND t.kind = 2
                                   AND t.job_id = s.job_id
                                 ORDER BY t.id LIMIT 1), 0) AS amount) AS h
            WHERE w.worst <> h.amount
            """);

    private static final Check HOLD_WITHIN_CAP = Check.always(
            "L7-hold-exceeds-cap",
            "What is held for a job, less what it gave back, is at no time beyond its cap.",
            """
            SELECT DISTINCT ON (t.job_id) format('job %s', t.job_id),
                   format('transfer %s makes the hold %s, the cap is %s', t.id, t.held, j.max_credits)
            FROM (SELECT job_id, id, sum(CASE kind WHEN 2 THEN amount ELSE -amount END)
                                         OVER (PARTITION BY job_id ORDER BY id) AS held
                  FROM weir.transfer WHERE kind <> 3 AND kind IN (2, 4)) AS t
            JOIN weir.job j ON j.id = t.job_id
            WHERE t.held > j.max_credits
            ORDER BY t.job_id, t.id
            """);

    private static final Check HOLD_COVERS = Check.always(
            "L7-hold-does-not-cover",
            "What a job has posted, has open and has in doubt is within its hold.",
            "WITH " + Views.MOVED + ", " + Views.CLAIM + """
            SELECT format('account %s of job %s', a.id, c.job_id),
                   format('%s is left of the hold for intents of %s', coalesce(m.balance, 0), c.amount)
            FROM claim c
            LEFT JOIN weir.account a ON a.workspace_id = c.workspace_id AND a.kind = 2 AND a.job_id = c.job_id
            LEFT JOIN moved m ON m.account = a.id
            WHERE c.amount > greatest(coalesce(m.balance, 0), 0)
            """);

    private static final Check ROW_CAP = Check.always(
            "L7-row-exceeds-cap", "What a row was charged and may still be charged is within the row's cap.", """
            SELECT format('job %s row %s', spent.job_id, spent.row_idx),
                   format('charged or in flight %s, the cap is %s', spent.amount, spent.max_row_credits)
            FROM (SELECT r.job_id, r.row_idx, j.max_row_credits, sum(r.amount) AS amount
                  FROM (SELECT job_id, row_idx, charged AS amount FROM weir.enrichment_record WHERE charged > 0
                        UNION ALL
                        SELECT job_id, row_idx, -amount FROM weir.transfer WHERE kind = 5
                        UNION ALL
                        SELECT job_id, row_idx, amount FROM weir.intent) AS r
                  JOIN weir.job j ON j.id = r.job_id AND j.max_row_credits IS NOT NULL
                  GROUP BY r.job_id, r.row_idx, j.max_row_credits) AS spent
            WHERE spent.amount > spent.max_row_credits
            """);

    private static final Check STEP_CAP = Check.always(
            "L7-step-exceeds-cap",
            "What a row was charged and may still be charged by one step is within the step's cap.",
            """
            WITH cap AS (
                SELECT j.id AS job_id, s.step - 1 AS step, (s.pinned #>> '{rules,cap}')::bigint AS cap
                FROM weir.job j
                CROSS JOIN LATERAL jsonb_array_elements(j.plan::jsonb -> 'steps') WITH ORDINALITY AS s (pinned, step)
                WHERE s.pinned #>> '{rules,cap}' IS NOT NULL)
            SELECT format('job %s row %s step %s', spent.job_id, spent.row_idx, spent.step),
                   format('charged or in flight %s, the cap is %s', spent.amount, spent.cap)
            FROM (SELECT r.job_id, r.row_idx, r.step, c.cap, sum(r.amount) AS amount
                  FROM (SELECT job_id, row_idx, step, charged AS amount FROM weir.enrichment_record WHERE charged > 0
                        UNION ALL
                        SELECT job_id, row_idx, step, -amount FROM weir.transfer WHERE kind = 5
                        UNION ALL
                        SELECT job_id, row_idx, step, amount FROM weir.intent) AS r
                  JOIN cap c ON c.job_id = r.job_id AND c.step = r.step
                  GROUP BY r.job_id, r.row_idx, r.step, c.cap) AS spent
            WHERE spent.amount > spent.cap
            """);

    // What is overdrawn has its own name; here it counts as empty.
    private static final Check CLOSED_ACCOUNT = Check.always(
            "L8-closed-account",
            "A closed job's account holds exactly its doubts.",
            "WITH " + Views.MOVED + ", " + Views.CLAIM + """
            SELECT format('job %s', s.job_id),
                   format('%s is left of its hold, its doubts are %s', coalesce(m.balance, 0), coalesce(c.doubt, 0))
            FROM weir.job_state s
            LEFT JOIN weir.account a ON a.workspace_id = s.workspace_id AND a.kind = 2 AND a.job_id = s.job_id
            LEFT JOIN moved m ON m.account = a.id
            LEFT JOIN claim c ON c.workspace_id = s.workspace_id AND c.job_id = s.job_id
            WHERE s.phase = 'closed' AND greatest(coalesce(m.balance, 0), 0) > coalesce(c.doubt, 0)
            """);
}
