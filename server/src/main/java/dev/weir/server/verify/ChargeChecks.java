package dev.weir.server.verify;

import java.util.List;

/** Charges: one post for each record that met its charge rule, at the price its job pinned, and none beside. */
final class ChargeChecks {

    private ChargeChecks() {}

    static List<Check> all() {
        return List.of(
                POSTED_TWICE,
                POST_WITHOUT_RECORD,
                CHARGE_WITHOUT_POST,
                POST_AMOUNT,
                CHARGE_WITHOUT_CALL,
                CHARGE_BY_RULE);
    }

    private static final Check POSTED_TWICE =
            Check.always("L4-posted-twice", "An enrichment record is posted at most once.", """
            SELECT format('job %s row %s step %s place %s', job_id, row_idx, step, place),
                   format('%s posts, %s in all', count(*), sum(amount))
            FROM weir.transfer WHERE kind = 3
            GROUP BY job_id, row_idx, step, place HAVING count(*) > 1
            """);

    private static final Check POST_WITHOUT_RECORD =
            Check.always("L5-post-without-record", "A post exists only where an enrichment record does, or did.", """
            SELECT format('job %s row %s step %s place %s', t.job_id, t.row_idx, t.step, t.place),
                   format('transfer %s posts %s', t.id, t.amount)
            FROM weir.transfer t LEFT JOIN weir.pruned p ON p.job_id = t.job_id
            WHERE t.kind = 3 AND t.row_idx >= coalesce(p.rows_to, 0) AND NOT EXISTS (
                SELECT FROM weir.enrichment_record r
                WHERE r.job_id = t.job_id AND r.row_idx = t.row_idx AND r.step = t.step AND r.place = t.place)
            """);

    private static final Check CHARGE_WITHOUT_POST =
            Check.always("L5-charge-without-post", "A record that charges something is posted.", """
            SELECT format('job %s row %s step %s place %s', r.job_id, r.row_idx, r.step, r.place),
                   format('the record charges %s and nothing is posted', r.charged)
            FROM weir.enrichment_record r
            WHERE r.charged > 0 AND NOT EXISTS (
                SELECT FROM weir.transfer t
                WHERE t.kind = 3 AND t.job_id = r.job_id AND t.row_idx = r.row_idx AND t.step = r.step
                  AND t.place = r.place)
            """);

    // A late answer shares its place with the record it came too late for; at most one of them is charged.
    private static final Check POST_AMOUNT =
            Check.always("L5-post-amount", "A post is of the amount that its record charges.", """
            SELECT format('job %s row %s step %s place %s', t.job_id, t.row_idx, t.step, t.place),
                   format('transfer %s posts %s, the record charges %s', t.id, t.amount, r.charged)
            FROM weir.transfer t
            JOIN (SELECT job_id, row_idx, step, place, sum(charged) AS charged
                  FROM weir.enrichment_record GROUP BY job_id, row_idx, step, place) AS r
              ON r.job_id = t.job_id AND r.row_idx = t.row_idx AND r.step = t.step AND r.place = t.place
            WHERE t.kind = 3 AND t.amount <> r.charged
            """);

    private static final Check CHARGE_WITHOUT_CALL =
            Check.always("L5-charge-without-call", "Who was remembered, followed or not asked is not charged.", """
            SELECT format('job %s row %s step %s place %s', job_id, row_idx, step, place),
                   format('a record of kind %s charges %s', kind, charged)
            FROM weir.enrichment_record WHERE kind <> 1 AND charged <> 0
            """);

    // A doubt that a person resolved leaves a record that says what the person said. A late answer may be charged or
    // not.
    private static final Check CHARGE_BY_RULE = Check.always(
            "L5-charge-by-rule",
            "A call is charged exactly when its verdict meets the rule its job pinned, at that price.",
            "WITH " + Views.PLACE + """
            SELECT format('job %s row %s step %s place %s', r.job_id, r.row_idx, r.step, r.place),
                   format('%s under %s at %s: charges %s', r.verdict, p.charge, p.price, r.charged)
            FROM weir.enrichment_record r
            JOIN place p ON p.job_id = r.job_id AND p.step = r.step AND p.place = r.place
            WHERE r.kind = 1
              AND r.charged <> CASE
                    WHEN p.charge = 'ACCEPTED' AND r.verdict IN ('accepted', 'partial') THEN p.price
                    WHEN p.charge = 'ANSWERED' AND r.verdict IN ('accepted', 'partial', 'rejected', 'not_found') THEN p.price
                    WHEN p.charge <> 'NEVER' AND r.verdict = 'failed' AND r.detail = 'resolved: charged' THEN p.price
                    ELSE 0 END
              AND NOT (r.late AND r.charged = 0)
            """);
}
