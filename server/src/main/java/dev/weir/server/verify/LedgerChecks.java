package dev.weir.server.verify;

import java.util.List;

/** Credits: every account is what its transfers made it, and nothing was spent that was not held. */
final class LedgerChecks {

    private LedgerChecks() {}

    static List<Check> all() {
        return List.of(
                AMOUNT,
                ACCOUNTS,
                OVERDRAWN,
                AVAILABLE,
                WORKSPACE_BALANCE,
                JOB_BALANCE,
                HELD,
                POSTED,
                OPEN,
                DOUBT,
                NONE,
                REFUNDS,
                REPAYMENT);
    }

    private static final Check AMOUNT =
            Check.always("L1-transfer-amount", "A transfer moves more than nothing, between two accounts.", """
            SELECT format('transfer %s', id), format('%s from account %s to account %s', amount, debit, credit)
            FROM weir.transfer WHERE amount <= 0 OR debit = credit
            """);

    private static final Check ACCOUNTS = Check.always(
            "L1-transfer-accounts",
            "A transfer's two accounts are of the kinds its own kind names, in one workspace.",
            """
            SELECT format('transfer %s', t.id),
                   format('kind %s of job %s moves %s from account %s (kind %s, job %s) to account %s (kind %s, job %s)',
                          t.kind, t.job_id, t.amount, t.debit, coalesce(d.kind::text, 'missing'), d.job_id,
                          t.credit, coalesce(c.kind::text, 'missing'), c.job_id)
            FROM weir.transfer t
            LEFT JOIN weir.account d ON d.id = t.debit
            LEFT JOIN weir.account c ON c.id = t.credit
            WHERE NOT coalesce(
                d.workspace_id = t.workspace_id AND c.workspace_id = t.workspace_id
                AND CASE t.kind
                    WHEN 1 THEN d.kind = 4 AND c.kind = 1
                    WHEN 2 THEN d.kind = 1 AND c.kind = 2 AND c.job_id = t.job_id
                    WHEN 3 THEN d.kind = 2 AND c.kind = 3 AND d.job_id = t.job_id
                    WHEN 4 THEN d.kind = 2 AND c.kind = 1 AND d.job_id = t.job_id
                    WHEN 5 THEN d.kind = 3 AND c.kind = 2 AND c.job_id = t.job_id
                    WHEN 6 THEN d.kind = 3 AND c.kind = 1
                END, false)
            """);

    // Transfers of an account get their numbers under its lock, so that their order is the order of what happened;
    // posts alone do not, but they come after the hold that covers them.
    private static String firstBelowNothing(int kind) {
        return "WITH " + Views.ENTRY + """
                SELECT DISTINCT ON (a.id) format('account %%s of job %%s', a.id, a.job_id),
                       format('transfer %%s of kind %%s leaves %%s', e.id, e.kind, e.after)
                FROM (SELECT id, account, kind, sum(amount) OVER (PARTITION BY account ORDER BY id) AS after
                      FROM entry WHERE account IN (SELECT id FROM weir.account WHERE kind = %d)) AS e
                JOIN weir.account a ON a.id = e.account
                WHERE e.after < 0
                ORDER BY a.id, e.id
                """.formatted(kind);
    }

    private static final Check OVERDRAWN = Check.always(
            "L6-hold-overdrawn",
            "What a job posts and gives back never exceeds what was held for it.",
            firstBelowNothing(2));

    private static final Check AVAILABLE = Check.always(
            "L3-available-below-zero",
            "What a workspace has available is never below zero, after any transfer.",
            firstBelowNothing(1));

    private static String differs(int kind, String column, String sum) {
        return "WITH " + Views.MOVED + """
                SELECT format('account %%s of workspace %%s, job %%s', a.id, a.workspace_id, a.job_id),
                       format('%1$s is %%s, its transfers make it %%s', a.%1$s, coalesce(m.%2$s, 0))
                FROM weir.account a LEFT JOIN moved m ON m.account = a.id
                WHERE a.kind = %3$d AND a.%1$s <> coalesce(m.%2$s, 0)
                """.formatted(column, sum, kind);
    }

    private static final Check WORKSPACE_BALANCE = Check.always(
            "L2-workspace-balance",
            "A workspace's balance is the sum of its transfers.",
            differs(1, "balance", "balance"));

    private static final Check JOB_BALANCE = Check.always(
            "L2-job-balance",
            "A job's balance is its holds and refunds less its posts and what it gave back.",
            differs(2, "balance", "balance"));

    private static final Check HELD =
            Check.always("L2-job-held", "What a job says it held is the sum of its holds.", differs(2, "held", "held"));

    private static final Check POSTED = Check.always(
            "L2-job-posted",
            "What a job says it posted is the sum of its posts, less its refunds.",
            differs(2, "posted", "posted"));

    private static String claimed(String column) {
        return "WITH " + Views.CLAIM + """
                SELECT format('account %%s of workspace %%s, job %%s', a.id, a.workspace_id, a.job_id),
                       format('%1$s is %%s, its intents make it %%s', a.%1$s, coalesce(c.%1$s, 0))
                FROM weir.account a
                LEFT JOIN claim c ON c.workspace_id = a.workspace_id AND c.job_id = a.job_id
                WHERE a.kind = 2 AND a.%1$s <> coalesce(c.%1$s, 0)
                """.formatted(column);
    }

    private static final Check OPEN =
            Check.always("L2-job-open", "What a job says is open is the sum of its open intents.", claimed("open"));

    private static final Check DOUBT = Check.always(
            "L2-job-doubt", "What a job says is in doubt is the sum of its intents in doubt.", claimed("doubt"));

    private static final Check NONE = Check.always(
            "L2-column-of-another-kind",
            "Revenue and grants keep no balance, and only jobs hold, post and doubt.",
            """
            SELECT format('account %s of workspace %s, kind %s', id, workspace_id, kind),
                   format('balance %s, held %s, posted %s, open %s, doubt %s', balance, held, posted, open, doubt)
            FROM weir.account
            WHERE (kind IN (3, 4) AND balance <> 0)
               OR (kind <> 2 AND (held <> 0 OR posted <> 0 OR open <> 0 OR doubt <> 0 OR job_id <> 0))
            """);

    private static final Check REFUNDS =
            Check.always("L9-refund-exceeds-post", "What is refunded of a post is no more than the post.", """
            SELECT format('job %s row %s step %s place %s', job_id, row_idx, step, place),
                   format('refunded %s of %s', coalesce(sum(amount) FILTER (WHERE kind IN (5, 6)), 0),
                          coalesce(sum(amount) FILTER (WHERE kind = 3), 0))
            FROM weir.transfer
            WHERE (job_id, row_idx, step, place) IN (SELECT job_id, row_idx, step, place FROM weir.transfer WHERE kind IN (5, 6))
            GROUP BY job_id, row_idx, step, place
            HAVING coalesce(sum(amount) FILTER (WHERE kind IN (5, 6)), 0) > coalesce(sum(amount) FILTER (WHERE kind = 3), 0)
            """);

    private static final Check REPAYMENT = Check.always(
            "L9-repayment-by-request",
            "What went back to a workspace was asked for under one key, which names the post and the amount.",
            """
            SELECT format('transfer %s', coalesce(t.id, r.transfer_id)),
                   format('gave back %s, its request %s of post %s', coalesce(t.amount::text, 'nothing'),
                          coalesce(r.amount::text, 'is missing'), coalesce(r.post_id::text, 'none'))
            FROM (SELECT * FROM weir.transfer WHERE kind = 6) AS t
            FULL JOIN weir.refund r ON r.transfer_id = t.id
            LEFT JOIN weir.transfer p ON p.id = r.post_id AND p.kind = 3
            WHERE NOT coalesce(t.amount = r.amount AND t.workspace_id = r.workspace_id AND p.job_id = t.job_id
                               AND p.row_idx = t.row_idx AND p.step = t.step AND p.place = t.place, false)
               OR (SELECT count(*) FROM weir.refund o WHERE o.transfer_id = r.transfer_id) > 1
            """);
}
