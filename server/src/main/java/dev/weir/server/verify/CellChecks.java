package dev.weir.server.verify;

import java.util.List;

/** Cells and rows: one end each, and every value comes from a record that says so. */
final class CellChecks {

    private CellChecks() {}

    static List<Check> all() {
        return List.of(PLACE, ROW_END, LATE_LEFT, ENDED_TWICE, EPOCH, STRUCTURE, PROVENANCE, REUSED);
    }

    private static final Check PLACE = Check.always(
            "J5-cell-beyond-plan",
            "A cell belongs to a row of its job and to a step of its plan.",
            "WITH " + Views.STEPS + """
            SELECT format('job %s row %s step %s', c.job_id, c.row_idx, c.step),
                   format('the job has %s rows and %s steps', s.total_rows, p.steps)
            FROM weir.cell c
            JOIN weir.job_state s ON s.job_id = c.job_id
            JOIN steps p ON p.job_id = c.job_id
            WHERE c.row_idx NOT BETWEEN 0 AND s.total_rows - 1 OR c.step NOT BETWEEN 0 AND coalesce(p.steps, 0) - 1
            """);

    // A run may end a row that it had loaded before an answer came in late; the answer's next look opens the row again.
    private static final Check ROW_END = Check.always(
            "J2-row-end",
            "A row has ended exactly when every step has a final cell, and as those cells say.",
            "WITH " + Views.STEPS + """
            SELECT format('job %s row %s', c.job_id, c.row_idx),
                   format('%s of %s cells final, %s completed or skipped, %s in doubt; the row''s end is %s',
                          c.final, p.steps, c.satisfied, c.doubt, c.row_end)
            FROM (SELECT cell.job_id, row_idx, max(row_end) AS row_end,
                         count(*) FILTER (WHERE state <> 1) AS final,
                         count(*) FILTER (WHERE state IN (2, 4) OR (state = 3 AND reason <> 'in_doubt'
                                                                    AND step = ANY (steps.optional))) AS satisfied,
                         count(*) FILTER (WHERE state = 5) AS doubt,
                         bool_or(state = 1 AND reason = 'late') AS late
                  FROM weir.cell JOIN steps USING (job_id) GROUP BY cell.job_id, row_idx) AS c
            JOIN steps p ON p.job_id = c.job_id
            WHERE NOT c.late
              AND c.row_end <> CASE WHEN c.final < p.steps THEN 0
                                    WHEN c.satisfied = c.final THEN 1
                                    WHEN c.doubt = 0 THEN 2
                                    ELSE 3 END
            """);

    // Nobody is at it for a while where a node has died, or what brings batches to workers is away.
    private static final Check LATE_LEFT = Check.quiet(
            "J2-late-answer-left",
            "No row has ended while a cell of it waits for a late answer to be judged, unless its batch is due.",
            "WITH " + Views.BATCHES + """
            , late AS (
                SELECT job_id, row_idx, min(step) FILTER (WHERE state = 1) AS step
                FROM weir.cell GROUP BY job_id, row_idx
                HAVING bool_or(state = 1 AND reason = 'late') AND max(row_end) > 0)
            SELECT format('job %s row %s', l.job_id, l.row_idx), format('step %s waits, and the row has ended', l.step)
            FROM late l
            JOIN batches of ON of.job_id = l.job_id
            JOIN weir.batch b ON b.id = of.ids[width_bucket(l.row_idx, of.los)]
            WHERE b.state <> 1 AND NOT (b.state = 0 AND b.due_at <= weir.now() + interval '10 seconds')
            """);

    private static final Check ENDED_TWICE = Check.always("J5-row-ended-twice", "A row ends by one cell.", """
            SELECT format('job %s row %s', job_id, row_idx), format('%s cells say that they ended it', count(*))
            FROM weir.cell WHERE row_end > 0 GROUP BY job_id, row_idx HAVING count(*) > 1
            """);

    private static final Check EPOCH = Check.always(
            "J4-cell-epoch",
            "No cell was written under a lease that its batch has not granted yet.",
            "WITH " + Views.BATCHES + """
            SELECT format('job %s row %s step %s', c.job_id, c.row_idx, c.step),
                   format('epoch %s, its batch is at %s', c.epoch, b.epochs[width_bucket(c.row_idx, b.los)])
            FROM weir.cell c JOIN batches b ON b.job_id = c.job_id
            WHERE c.epoch > b.epochs[width_bucket(c.row_idx, b.los)]
            """);

    private static final Check STRUCTURE = Check.always(
            "J2-cell-parts",
            "A completed cell keeps something and misses nothing; one that failed, was skipped or is in"
                    + " doubt says why.",
            """
            SELECT format('job %s row %s step %s', job_id, row_idx, step),
                   format('state %s, reason %s, keeps %s, missing %s', state, coalesce(reason, 'none'),
                          CASE WHEN kept IS NULL THEN 'nothing' ELSE 'something' END, coalesce(missing, 'nothing'))
            FROM weir.cell
            WHERE (state = 2 AND (kept IS NULL OR missing IS NOT NULL))
               OR (state IN (3, 4, 5) AND reason IS NULL)
               OR (state IN (4, 6, 7) AND kept IS NOT NULL)
               OR (kept IS NOT NULL AND kept IS NOT JSON OBJECT)
            """);

    // jsonb knows no NUL, which a provider may send; both sides get the same character instead.
    private static final Check PROVENANCE = Check.always(
            "J5-value-without-record",
            "Every value a cell keeps was accepted from a record of that place, and is what it gave; one of an awaited event,"
                    + " worked out, or of an earlier result, has none.",
            "WITH " + Views.UNASKED + """
            SELECT format('job %s row %s step %s', c.job_id, c.row_idx, c.step),
                   format('%s from place %s: %s', v.key, v.value ->> 1,
                          CASE WHEN r.job_id IS NULL THEN 'no such record'
                               WHEN NOT coalesce(v.key = ANY (string_to_array(r.kept, ',')), false)
                                   THEN 'its record has not accepted that field'
                               ELSE 'its record gave another value' END)
            FROM weir.cell c
            CROSS JOIN LATERAL jsonb_each(
                CASE WHEN c.kept IS JSON OBJECT THEN replace(c.kept, '\\u0000', '\\ufffd')::jsonb END) AS v (key, value)
            LEFT JOIN weir.enrichment_record r
              ON r.job_id = c.job_id AND r.row_idx = c.row_idx AND r.step = c.step
             AND r.place = (v.value ->> 1)::int AND NOT r.late
            LEFT JOIN weir.enrichment_record l
              ON l.job_id = c.job_id AND l.row_idx = c.row_idx AND l.step = c.step
             AND l.place = (v.value ->> 1)::int AND l.late AND l.epoch > 0
            LEFT JOIN unasked a ON a.job_id = c.job_id AND a.step = c.step
            WHERE c.kept IS NOT NULL AND coalesce(l.erased_at, r.erased_at) IS NULL
              AND NOT ((a.job_id IS NOT NULL OR c.reason = 'reused') AND (v.value ->> 1)::int = -1)
              AND NOT coalesce(v.key = ANY (string_to_array(coalesce(l.kept, r.kept), ','))
                               AND coalesce(l.verdict, r.verdict) IN ('accepted', 'partial')
                               AND v.value -> 0 = CASE WHEN coalesce(l.outputs, r.outputs) IS JSON OBJECT
                                       THEN replace(coalesce(l.outputs, r.outputs), '\\u0000', '\\ufffd')::jsonb -> v.key
                                       END,
                               false)
            """);

    // What was erased or pruned since cannot be held against it.
    private static final Check REUSED = Check.always(
            "J5-reused-value",
            "A cell that took an earlier result asked nobody, is of a step that may do so, and keeps what that result was: of"
                    + " the same step, for the same company.",
            """
            WITH workflow AS MATERIALIZED (
                SELECT j.id AS job_id, (s.n - 1)::int AS step, s.pinned -> 'rules' -> 'origin' ->> 'workflowId' AS id,
                       s.pinned -> 'rules' ->> 'reuse' AS reuse
                FROM weir.job j
                CROSS JOIN LATERAL jsonb_array_elements(
                    CASE WHEN j.plan IS JSON OBJECT THEN j.plan::jsonb -> 'steps' END) WITH ORDINALITY AS s (pinned, n)),
            reused AS MATERIALIZED (
                SELECT c.workspace_id, c.job_id, c.row_idx, c.step, k.kept, k.kept -> 'reused' -> 0 AS source
                FROM weir.cell c
                CROSS JOIN LATERAL (SELECT CASE WHEN c.kept IS JSON OBJECT
                                                THEN replace(c.kept, '\\u0000', '\\ufffd')::jsonb END AS kept) AS k
                WHERE c.state = 2 AND c.reason = 'reused' AND c.kept <> '{}')
            SELECT format('job %s row %s step %s', u.job_id, u.row_idx, u.step),
                   CASE WHEN u.source IS NULL THEN 'it does not say what it took'
                        WHEN w.reuse IS NULL THEN 'its step takes no earlier results'
                        WHEN r.company_id IS NULL THEN 'its row is of no company'
                        WHEN e.asked THEN 'somebody was asked for it'
                        WHEN b.workspace_id <> u.workspace_id OR o.workspace_id <> u.workspace_id
                            THEN 'what it took is of another workspace'
                        WHEN bw.id <> w.id OR o.workflow_id::text <> w.id THEN 'what it took is of another step'
                        WHEN br.company_id <> r.company_id OR o.company_id <> r.company_id
                            THEN 'what it took is of another company'
                        WHEN b.state <> 2 THEN 'what it took was no result'
                        ELSE 'it keeps other values than it took' END
            FROM reused u
            JOIN weir.job_row r ON r.job_id = u.job_id AND r.row_idx = u.row_idx
            LEFT JOIN workflow w ON w.job_id = u.job_id AND w.step = u.step
            LEFT JOIN weir.cell b ON b.job_id = (u.source ->> 'jobId')::bigint
                                 AND b.row_idx = (u.source ->> 'rowIndex')::int AND b.step = (u.source ->> 'step')::int
            LEFT JOIN weir.job_row br ON br.job_id = b.job_id AND br.row_idx = b.row_idx
            LEFT JOIN workflow bw ON bw.job_id = b.job_id AND bw.step = b.step
            LEFT JOIN weir.outside_result o ON o.id = (u.source ->> 'outsideId')::bigint
            CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM weir.enrichment_record n
                                               WHERE n.job_id = u.job_id AND n.row_idx = u.row_idx AND n.step = u.step)
                                           AS asked) AS e
            WHERE u.source IS NULL OR w.reuse IS NULL OR r.company_id IS NULL OR e.asked
               OR b.workspace_id <> u.workspace_id OR o.workspace_id <> u.workspace_id
               OR bw.id <> w.id OR o.workflow_id::text <> w.id
               OR br.company_id <> r.company_id OR o.company_id <> r.company_id OR b.state <> 2
               OR EXISTS (SELECT FROM jsonb_each(u.kept) AS v
                          CROSS JOIN LATERAL (SELECT CASE WHEN b.kept IS JSON OBJECT
                                  THEN replace(b.kept, '\\u0000', '\\ufffd')::jsonb END -> v.key ->> 0 AS was) AS before
                          WHERE v.key <> 'reused' AND before.was <> v.value ->> 0
                            AND before.was || (v.value ->> 0) NOT LIKE '%[erased]%')
            """);
}
