package dev.weir.server.verify;

import java.util.List;

/** Finds that count only when they are verified: what is kept was, and what was charged for others went back. */
final class VerifiedChecks {

    private VerifiedChecks() {}

    static List<Check> all() {
        return List.of(KEPT, REFUND, REFUND_OF_NOTHING);
    }

    /** {@code verified}: every place whose find is verified, and who verifies it. */
    private static final String VERIFIED = Views.PLACE + """
            , verified AS MATERIALIZED (
                SELECT f.job_id, f.step, f.place, f.field, f.charge, f.guess,
                       coalesce(f.catch_all, '') <> 'REJECT_AND_CONTINUE' AND NOT f.guess AS takes_all,
                       array_agg(v.place) AS verifiers
                FROM place f JOIN place v ON v.job_id = f.job_id AND v.step = f.step AND v.verifies = f.place
                GROUP BY f.job_id, f.step, f.place, f.field, f.charge, f.guess, f.catch_all)
            """;

    // A guess that nobody verifies at all never counts, so a guess is looked at whether it has verifiers or not.
    private static final Check KEPT = Check.always(
            "V1-kept-unverified",
            "Where finds are verified, a kept value has the status that a verification of it told, and one that counts.",
            "WITH " + VERIFIED + """
            , suspect AS (
                SELECT job_id, step, place, field, takes_all, verifiers FROM verified
                UNION ALL
                SELECT job_id, step, place, field, false, '{}'::int[] FROM place f
                WHERE guess AND NOT EXISTS (SELECT FROM verified v WHERE v.job_id = f.job_id AND v.step = f.step
                                                                      AND v.place = f.place))
            SELECT format('job %s row %s step %s', k.job_id, k.row_idx, k.step),
                   format('%s is kept from place %s with the status %s', k.field, k.place, coalesce(k.status, 'none'))
            FROM (SELECT c.job_id, c.row_idx, c.step, s.field, s.place, s.takes_all, s.verifiers,
                         (kept.parsed -> s.field ->> 1)::int AS source,
                         kept.parsed -> (s.field || '_status') ->> 0 AS status,
                         (kept.parsed -> (s.field || '_status') ->> 1)::int AS told_by
                  FROM suspect s
                  JOIN weir.cell c ON c.job_id = s.job_id AND c.step = s.step
                  CROSS JOIN LATERAL (
                      SELECT CASE WHEN c.kept IS JSON OBJECT
                                  THEN replace(c.kept, '\\u0000', '\\ufffd')::jsonb END AS parsed) AS kept
                  WHERE c.kept IS NOT NULL) AS k
            WHERE k.source = k.place
              AND NOT coalesce(k.told_by = ANY (k.verifiers)
                               AND (k.status = 'valid' OR (k.status = 'catch_all' AND k.takes_all)), false)
            """);

    // While the cell is open, or in doubt, a find may be given up or not be yet.
    private static final Check REFUND = Check.always(
            "L9-refund-by-rule",
            "What was charged for a find's being accepted goes back exactly when its cell has ended without keeping it.",
            "WITH " + VERIFIED + """
            SELECT format('job %s row %s step %s place %s', r.job_id, r.row_idx, r.step, r.place),
                   format('charged %s under %s, cell in state %s, refunded %s', r.charged, f.charge,
                          coalesce(c.state::text, 'none'), coalesce(t.amount, 0))
            FROM weir.enrichment_record r
            JOIN verified f ON f.job_id = r.job_id AND f.step = r.step AND f.place = r.place
            LEFT JOIN weir.cell c ON c.job_id = r.job_id AND c.row_idx = r.row_idx AND c.step = r.step
            LEFT JOIN weir.transfer t ON t.kind = 5 AND t.job_id = r.job_id AND t.row_idx = r.row_idx
                                     AND t.step = r.step AND t.place = r.place
            WHERE r.charged > 0 AND NOT r.late AND r.kept IS NOT NULL AND r.erased_at IS NULL
              AND NOT CASE
                    WHEN f.charge <> 'ACCEPTED' THEN t.id IS NULL
                    WHEN coalesce(c.state, 1) IN (1, 5) THEN coalesce(t.amount, r.charged) = r.charged
                    WHEN (CASE WHEN c.kept IS JSON OBJECT
                               THEN replace(c.kept, '\\u0000', '\\ufffd')::jsonb -> f.field ->> 1 END)::int = f.place
                        THEN t.id IS NULL
                    ELSE coalesce(t.amount, 0) = r.charged END
            """);

    private static final Check REFUND_OF_NOTHING = Check.always(
            "L9-refund-of-nothing",
            "Only a find that was charged, and was to be verified, is refunded.",
            "WITH " + VERIFIED + """
            SELECT format('job %s row %s step %s place %s', t.job_id, t.row_idx, t.step, t.place),
                   format('transfer %s refunds %s, and no verified find was charged there', t.id, t.amount)
            FROM weir.transfer t
            LEFT JOIN weir.enrichment_record r
              ON r.job_id = t.job_id AND r.row_idx = t.row_idx AND r.step = t.step AND r.place = t.place
             AND NOT r.late AND r.charged > 0 AND r.kept IS NOT NULL
            LEFT JOIN verified f ON f.job_id = t.job_id AND f.step = t.step AND f.place = t.place
            LEFT JOIN weir.pruned g ON g.job_id = t.job_id
            WHERE t.kind = 5 AND (f.job_id IS NULL OR (r.job_id IS NULL AND t.row_idx >= coalesce(g.rows_to, 0)))
            """);
}
