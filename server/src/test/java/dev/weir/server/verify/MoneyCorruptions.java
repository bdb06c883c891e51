package dev.weir.server.verify;

import java.util.ArrayList;
import java.util.List;

/** What can be done to credits. Of the small world's accounts 1 is the workspace's, 2 revenue, 3 grants, 4 and 5 the jobs'. */
final class MoneyCorruptions {

    private MoneyCorruptions() {}

    private static final String COPY = """
            INSERT INTO weir.transfer (workspace_id, debit, credit, amount, kind, job_id, row_idx, step, place, at)
            SELECT workspace_id, debit, credit, amount, kind, job_id, row_idx, step, place, at FROM weir.transfer
            """;

    /** Caps of the small world's workspace that count what happened in it. */
    private static final String CAPS = """
            INSERT INTO weir.day_cap (workspace_id, provider, unit, most, day, spent, open, doubt, stood)
            SELECT 1, c.provider, c.unit, c.most, (weir.now() AT TIME ZONE 'UTC')::date, c.spent, c.open, c.doubt, 0
            FROM (VALUES ('', '', 4000, 2700, 200, 1000), ('hunter', '', 3000, 2000, 0, 1000),
                         ('pdl', 'credit', 5, 0, 1, 0), ('hunter', 'credit', 5, 0, 0, 1))
                 AS c (provider, unit, most, spent, open, doubt)
            """;

    private static final String CAPPED = "UPDATE weir.account SET capped = true WHERE kind = 2";

    private static Corruption ofCaps(String what, String check, String... statements) {
        List<String> all = new ArrayList<>(List.of(CAPS, CAPPED));
        all.addAll(List.of(statements));
        return new Corruption(what, List.of(check), all);
    }

    static List<Corruption> all() {
        List<Corruption> all = new ArrayList<>(ofAccounts());
        all.addAll(List.of(
                ofCaps(
                        "a flush did not see the caps",
                        "L7-day-cap-unseen",
                        "UPDATE weir.account SET capped = false WHERE id = 5"),
                ofCaps(
                        "a cap forgot a charge",
                        "L7-day-cap-spent",
                        "UPDATE weir.day_cap SET spent = spent - 1000 WHERE provider = ''"),
                ofCaps(
                        "a vendor's cap forgot what a call may have cost",
                        "L7-day-cap-spent",
                        "UPDATE weir.enrichment_record SET vendor_possible = 3 WHERE job_id = 2 AND place = 0 AND step = 0"),
                ofCaps(
                        "a cap forgot a call on its way",
                        "L7-day-cap-open",
                        "UPDATE weir.day_cap SET open = 0 WHERE provider = 'pdl'"),
                ofCaps(
                        "a cap freed a doubt",
                        "L7-day-cap-doubt",
                        "UPDATE weir.day_cap SET doubt = 0 WHERE provider = 'hunter' AND unit = ''"),
                ofCaps(
                        "calls left for which a cap had no room",
                        "L7-day-cap-passed",
                        "UPDATE weir.day_cap SET most = 3899 WHERE provider = ''"),
                Corruption.of(
                        "a charge went back to its workspace, and nobody had asked",
                        List.of("L9-repayment-by-request"),
                        """
                        INSERT INTO weir.transfer (workspace_id, debit, credit, amount, kind, job_id, row_idx, step, place, at)
                        VALUES (1, 2, 1, 400, 6, 1, 0, 0, 0, weir.now())
                        """,
                        "UPDATE weir.account SET balance = balance + 400 WHERE id = 1")));
        return all;
    }

    private static List<Corruption> ofAccounts() {
        return List.of(
                Corruption.of(
                        "a post is lost",
                        List.of("L5-charge-without-post", "L2-job-balance", "L2-job-posted", "L8-closed-account"),
                        "DELETE FROM weir.transfer WHERE kind = 3 AND job_id = 1 AND row_idx = 1"),
                Corruption.of(
                        "a post is lost and every sum made to fit",
                        List.of("L5-charge-without-post"),
                        "DELETE FROM weir.transfer WHERE kind = 3 AND job_id = 1 AND row_idx = 1",
                        "UPDATE weir.transfer SET amount = amount + 500 WHERE kind = 4",
                        "UPDATE weir.account SET posted = posted - 500 WHERE id = 4",
                        "UPDATE weir.account SET balance = balance + 500 WHERE id = 1"),
                Corruption.of(
                        "a record is posted twice",
                        List.of("L4-posted-twice", "L2-job-balance", "L2-job-posted", "L7-hold-does-not-cover"),
                        COPY + "WHERE kind = 3 AND job_id = 1 AND row_idx = 1"),
                Corruption.of(
                        "a post's amount is changed",
                        List.of("L5-post-amount", "L2-job-balance", "L2-job-posted", "L8-closed-account"),
                        "UPDATE weir.transfer SET amount = 999 WHERE kind = 3 AND job_id = 1 AND amount = 1000"),
                Corruption.of(
                        "a charged record is lost",
                        List.of("L5-post-without-record"),
                        "DELETE FROM weir.enrichment_record WHERE job_id = 1 AND row_idx = 1 AND step = 0 AND place = 1",
                        "DELETE FROM weir.answer WHERE job_id = 1 AND row_idx = 1 AND step = 0 AND place = 1"),
                Corruption.of(
                        "a charge of a verdict that costs nothing",
                        List.of("L5-charge-by-rule"),
                        "UPDATE weir.enrichment_record SET verdict = 'failed' WHERE verdict = 'rejected'"),
                Corruption.of(
                        "a remembered answer is charged",
                        List.of("L5-charge-without-post", "L5-charge-without-call"),
                        "UPDATE weir.enrichment_record SET charged = 200 WHERE kind = 2"),
                Corruption.of(
                        "a remembered answer is charged and posted",
                        List.of("L5-charge-without-call"),
                        "UPDATE weir.enrichment_record SET charged = 200 WHERE kind = 2",
                        COPY.replace("row_idx, step, place, at FROM", "1, step, place, at FROM")
                                + "WHERE kind = 3 AND job_id = 1 AND step = 1",
                        "UPDATE weir.transfer SET amount = amount - 200 WHERE kind = 4",
                        "UPDATE weir.account SET posted = posted + 200 WHERE id = 4",
                        "UPDATE weir.account SET balance = balance - 200 WHERE id = 1"),
                Corruption.of(
                        "a job's balance is off by one",
                        List.of("L2-job-balance"),
                        "UPDATE weir.account SET balance = balance + 1 WHERE id = 4"),
                Corruption.of(
                        "a workspace's balance is off by one",
                        List.of("L2-workspace-balance"),
                        "UPDATE weir.account SET balance = balance - 1 WHERE id = 1"),
                Corruption.of(
                        "a job's hold is off by one",
                        List.of("L2-job-held"),
                        "UPDATE weir.account SET held = held + 1 WHERE id = 4"),
                Corruption.of(
                        "a job's posts are off by one",
                        List.of("L2-job-posted"),
                        "UPDATE weir.account SET posted = posted + 1 WHERE id = 4"),
                Corruption.of(
                        "a job's open sum is off by one",
                        List.of("L2-job-open"),
                        "UPDATE weir.account SET open = open + 1 WHERE id = 5"),
                Corruption.of(
                        "a job's doubts are off by one",
                        List.of("L2-job-doubt"),
                        "UPDATE weir.account SET doubt = doubt - 1 WHERE id = 4"),
                Corruption.of(
                        "revenue keeps a balance",
                        List.of("L2-column-of-another-kind"),
                        "UPDATE weir.account SET balance = 1 WHERE id = 2"),
                Corruption.of(
                        "a hold is given back twice",
                        List.of(
                                "L6-hold-overdrawn",
                                "L2-workspace-balance",
                                "L2-job-balance",
                                "L7-hold-does-not-cover"),
                        COPY + "WHERE kind = 4"),
                Corruption.of(
                        "a grant is lost",
                        List.of("L3-available-below-zero", "L2-workspace-balance"),
                        "DELETE FROM weir.transfer WHERE id = (SELECT min(id) FROM weir.transfer WHERE kind = 1)"),
                Corruption.of(
                        "nothing is transferred",
                        List.of("L1-transfer-amount"),
                        COPY.replace(
                                        "credit, amount, kind, job_id, row_idx, step, place, at FROM",
                                        "credit, 0, kind, job_id, row_idx, step, place, at FROM")
                                + "WHERE kind = 1 AND id = 1"),
                Corruption.of(
                        "a grant is taken out of revenue",
                        List.of("L1-transfer-accounts"),
                        "UPDATE weir.transfer SET debit = 2 WHERE id = (SELECT min(id) FROM weir.transfer WHERE kind = 1)"),
                Corruption.of(
                        "more is refunded than was posted",
                        List.of("L1-transfer-accounts", "L9-refund-exceeds-post", "L9-refund-of-nothing"),
                        """
                        INSERT INTO weir.transfer (workspace_id, debit, credit, amount, kind, job_id, row_idx, step, place, at)
                        VALUES (1, 2, 1, 600, 5, 1, 1, 0, 1, weir.now())
                        """,
                        "UPDATE weir.account SET balance = balance + 600 WHERE id = 1"),
                Corruption.of(
                        "a verified find that is kept is refunded, and its verification is nowhere",
                        List.of("L1-transfer-accounts", "V1-kept-unverified", "L9-refund-by-rule"),
                        """
                        UPDATE weir.job SET plan = replace(plan, '"charge":"ANSWERED"}', '"charge":"ANSWERED","verifies":0}')
                        WHERE id = 1
                        """,
                        """
                        INSERT INTO weir.transfer (workspace_id, debit, credit, amount, kind, job_id, row_idx, step, place, at)
                        VALUES (1, 2, 1, 1000, 5, 1, 0, 0, 0, weir.now())
                        """,
                        "UPDATE weir.account SET balance = balance + 1000 WHERE id = 1"),
                Corruption.of(
                        "a row's worst case is not what prices make it",
                        List.of("L7-worst-row", "L7-first-hold"),
                        "UPDATE weir.job SET worst_row = 1701 WHERE id = 1"),
                Corruption.of(
                        "more is held than the worst case",
                        List.of("L7-first-hold"),
                        "UPDATE weir.transfer SET amount = amount + 1 WHERE kind = 2 AND job_id = 2",
                        "UPDATE weir.account SET balance = balance + 1, held = held + 1 WHERE id = 5",
                        "UPDATE weir.account SET balance = balance - 1 WHERE id = 1"),
                Corruption.of(
                        "a second hold goes beyond the cap",
                        List.of("L7-hold-exceeds-cap"),
                        "UPDATE weir.job SET max_credits = 3200 WHERE id = 2",
                        """
                        INSERT INTO weir.transfer (workspace_id, debit, credit, amount, kind, job_id, at)
                        VALUES (1, 1, 5, 7, 2, 2, weir.now())
                        """,
                        "UPDATE weir.account SET balance = balance + 7, held = held + 7 WHERE id = 5",
                        "UPDATE weir.account SET balance = balance - 7 WHERE id = 1"),
                Corruption.of(
                        "a hold that is needed is given back",
                        List.of("L7-hold-does-not-cover"),
                        """
                        INSERT INTO weir.transfer (workspace_id, debit, credit, amount, kind, job_id, at)
                        VALUES (1, 5, 1, 2100, 4, 2, weir.now())
                        """,
                        "UPDATE weir.account SET balance = balance - 2100 WHERE id = 5",
                        "UPDATE weir.account SET balance = balance + 2100 WHERE id = 1"),
                Corruption.of(
                        "a row is charged beyond its cap",
                        List.of("L7-row-exceeds-cap"),
                        """
                        INSERT INTO weir.enrichment_record SELECT (r).* FROM (
                            SELECT jsonb_populate_record(r, '{"place": 1, "verdict": "failed", "kept": null, "charged": 500,
                                                              "detail": "resolved: charged"}') AS r
                            FROM weir.enrichment_record r WHERE job_id = 2) AS another
                        """,
                        """
                        INSERT INTO weir.transfer (workspace_id, debit, credit, amount, kind, job_id, row_idx, step, place, at)
                        VALUES (1, 5, 2, 500, 3, 2, 0, 0, 1, weir.now())
                        """,
                        "UPDATE weir.account SET balance = balance - 500, posted = posted + 500 WHERE id = 5"),
                Corruption.of(
                        "a step charges a row more than it may",
                        List.of("L7-worst-row", "L7-step-exceeds-cap"),
                        "UPDATE weir.job SET plan = jsonb_set(plan::jsonb, '{steps,0,rules}', '{\"cap\": 400}')::text WHERE id = 2"),
                Corruption.of(
                        "a closed job keeps some of its hold",
                        List.of("L8-closed-account"),
                        "UPDATE weir.transfer SET amount = amount - 100 WHERE kind = 4",
                        "UPDATE weir.account SET balance = balance + 100 WHERE id = 4",
                        "UPDATE weir.account SET balance = balance - 100 WHERE id = 1"),
                Corruption.of(
                        "an intent holds another price",
                        List.of("L14-intent-price"),
                        "UPDATE weir.intent SET amount = amount + 1 WHERE job_id = 2",
                        "UPDATE weir.account SET open = open + 1 WHERE id = 5"));
    }
}
