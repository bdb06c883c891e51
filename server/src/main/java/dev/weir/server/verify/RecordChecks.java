package dev.weir.server.verify;

import java.util.List;

/** Enrichment records and answers: who was asked, and where an answer that nobody was asked for comes from. */
final class RecordChecks {

    private RecordChecks() {}

    static List<Check> all() {
        return List.of(PLACE, KIND, KEPT, EPOCH, ANSWER, NOWHERE, SETTLED, STRAY);
    }

    private static final Check PLACE = Check.always(
            "J5-record-beyond-plan",
            "A record belongs to a row of its job and to a place of its plan.",
            "WITH " + Views.PLACE + """
            SELECT format('job %s row %s step %s place %s', r.job_id, r.row_idx, r.step, r.place),
                   format('the job has %s rows and %s place', s.total_rows, CASE WHEN p.job_id IS NULL THEN 'no such' ELSE 'that' END)
            FROM weir.enrichment_record r
            JOIN weir.job_state s ON s.job_id = r.job_id
            LEFT JOIN place p ON p.job_id = r.job_id AND p.step = r.step AND p.place = r.place
            WHERE p.job_id IS NULL OR r.row_idx NOT BETWEEN 0 AND s.total_rows - 1
            """);

    private static final Check KIND = Check.always(
            "P1-record-kind",
            "A record names its question unless nobody was asked, and only a call costs the vendor's credits.",
            """
            SELECT format('job %s row %s step %s place %s', job_id, row_idx, step, place),
                   format('kind %s, verdict %s, %s, vendor cost %s certain and %s possible', kind, verdict,
                          CASE WHEN answer_key IS NULL THEN 'no question' ELSE 'a question' END,
                          vendor_certain, vendor_possible)
            FROM weir.enrichment_record
            WHERE (kind = 4) <> (answer_key IS NULL)
               OR (kind = 4 AND verdict <> 'not_asked')
               OR (kind <> 1 AND vendor_certain + vendor_possible > 0)
               OR verdict NOT IN ('accepted', 'partial', 'rejected', 'not_found', 'bad_answer', 'failed', 'blocked',
                                  'timed_out', 'in_doubt', 'not_asked')
            """);

    private static final Check KEPT = Check.always(
            "J5-kept-not-given",
            "What a record accepted is among what its provider gave; it accepts something exactly when its verdict says so.",
            """
            SELECT format('job %s row %s step %s place %s', job_id, row_idx, step, place),
                   format('verdict %s accepts %s', verdict, coalesce(kept, 'nothing'))
            FROM weir.enrichment_record
            WHERE (verdict IN ('accepted', 'partial')) <> (kept IS NOT NULL)
               OR (kept IS NOT NULL AND erased_at IS NULL
                   AND NOT coalesce(CASE WHEN outputs IS JSON OBJECT
                           THEN jsonb_exists_all(replace(outputs, '\\u0000', '\\ufffd')::jsonb, string_to_array(kept, ','))
                           END, false))
            """);

    private static final Check EPOCH = Check.always(
            "J4-record-epoch",
            "No record was written under a lease that its batch has not granted yet.",
            "WITH " + Views.BATCHES + """
            SELECT format('job %s row %s step %s place %s', r.job_id, r.row_idx, r.step, r.place),
                   format('epoch %s, its batch is at %s', r.epoch, b.epochs[width_bucket(r.row_idx, b.los)])
            FROM weir.enrichment_record r JOIN batches b ON b.job_id = r.job_id
            WHERE r.epoch > b.epochs[width_bucket(r.row_idx, b.los)]
            """);

    // An answer that counted after its time-out takes the place of that.
    private static final Check ANSWER = Check.always(
            "A1-answer-without-record",
            "An answer that is remembered was given to the record it names, and is what that got.",
            """
            SELECT format('answer %s of workspace %s', encode(a.answer_key, 'hex'), a.workspace_id),
                   format('asked by job %s row %s step %s place %s: %s', a.job_id, a.row_idx, a.step, a.place,
                          CASE WHEN r.job_id IS NULL THEN 'no such record of a call'
                               WHEN r.answer_key <> a.answer_key THEN 'which asked something else'
                               ELSE 'which got another answer' END)
            FROM weir.answer a
            LEFT JOIN weir.enrichment_record l
              ON l.job_id = a.job_id AND l.row_idx = a.row_idx AND l.step = a.step AND l.place = a.place
             AND l.late AND l.epoch > 0
            LEFT JOIN weir.enrichment_record r
              ON r.job_id = a.job_id AND r.row_idx = a.row_idx AND r.step = a.step AND r.place = a.place
             AND r.late = (l.job_id IS NOT NULL) AND r.kind = 1
            LEFT JOIN weir.pruned g ON g.job_id = a.job_id
            WHERE a.row_idx >= coalesce(g.rows_to, 0)
              AND (r.job_id IS NULL OR r.workspace_id <> a.workspace_id OR r.answer_key <> a.answer_key
                   OR (a.kind = 1 AND r.erased_at IS NULL AND coalesce(nullif(a.outputs, '{}'), '') <> coalesce(r.outputs, '')))
            """);

    // The leader of a shared flight may still be on its way into the database: then its intent stands. What was let go
    // of
    // as an answer may have been so with the rows of whoever asked.
    private static final Check NOWHERE = Check.always(
            "A2-answer-from-nowhere",
            "What was remembered or followed has been asked by somebody in the same workspace.",
            """
            SELECT format('job %s row %s step %s place %s', r.job_id, r.row_idx, r.step, r.place),
                   format('a record of kind %s, and nobody asked %s', r.kind, encode(r.answer_key, 'hex'))
            FROM weir.enrichment_record r
            LEFT JOIN weir.retention k ON k.workspace_id = r.workspace_id
            WHERE r.kind IN (2, 3) AND r.answer_key IS NOT NULL AND coalesce(r.at > k.answers_pruned_at, true)
              AND NOT EXISTS (SELECT FROM weir.answer a
                              WHERE a.workspace_id = r.workspace_id AND a.answer_key = r.answer_key)
              AND NOT EXISTS (SELECT FROM weir.enrichment_record o
                              WHERE o.workspace_id = r.workspace_id AND o.answer_key = r.answer_key AND o.kind = 1)
              AND NOT EXISTS (SELECT FROM weir.intent i
                              WHERE i.workspace_id = r.workspace_id AND i.answer_key = r.answer_key)
            """);

    private static final Check SETTLED = Check.always(
            "L6-settled-intent-stands",
            "An asking that has its record has no intent any more, unless an answer after its time-out is charged.",
            """
            SELECT format('job %s row %s step %s place %s', i.job_id, i.row_idx, i.step, i.place),
                   format('an intent of %s in state %s stands beside a record that says %s', i.amount, i.state, r.verdict)
            FROM weir.intent i
            JOIN weir.enrichment_record r
              ON r.job_id = i.job_id AND r.row_idx = i.row_idx AND r.step = i.step AND r.place = i.place AND NOT r.late
            WHERE r.verdict <> 'timed_out' OR i.state <> 0
            """);

    private static final Check STRAY = Check.always(
            "P1-stray-cost",
            "Vendor cost without a record is of tries at a place of its job's plan, and of more than nothing.",
            "WITH " + Views.PLACE + """
            SELECT format('job %s row %s step %s place %s', c.job_id, c.row_idx, c.step, c.place),
                   format('%s tries may have cost %s, and the job has %s rows and %s place', c.tries, c.possible,
                          s.total_rows, CASE WHEN p.job_id IS NULL THEN 'no such' ELSE 'that' END)
            FROM weir.stray_cost c
            LEFT JOIN weir.job_state s ON s.job_id = c.job_id
            LEFT JOIN place p ON p.job_id = c.job_id AND p.step = c.step AND p.place = c.place
            WHERE p.job_id IS NULL OR c.row_idx NOT BETWEEN 0 AND s.total_rows - 1 OR c.tries <= 0 OR c.possible <= 0
            """);
}
