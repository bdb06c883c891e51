package dev.weir.server.verify;

import java.util.List;

/** Answers that come later: whoever waits has a ticket, every ticket somebody who waits, and what came in is kept. */
final class LateChecks {

    private LateChecks() {}

    static List<Check> all() {
        return List.of(
                WAITING, OPEN, FINAL, OUT, EMPTY, ANSWERED, SIGNALLED, LATE, INBOX, UNSEEN, TOTAL, ADJUSTED, OVERDUE);
    }

    private static final Check WAITING = Check.always(
            "J3-waiting-without-ticket",
            "A call whose answer comes later has a ticket that says until when it is waited for.",
            """
            SELECT format('job %s row %s step %s place %s', i.job_id, i.row_idx, i.step, i.place),
                   format('an intent of %s waits, and there is no ticket', i.amount)
            FROM weir.intent i
            WHERE i.state = 3 AND NOT EXISTS (
                SELECT FROM weir.ticket t
                WHERE t.job_id = i.job_id AND t.row_idx = i.row_idx AND t.step = i.step AND t.place = i.place
                  AND t.kind = 1)
            """);

    private static final Check OPEN = Check.always(
            "J3-open-ticket-without-intent", "An open ticket of a question has an intent that waits.", """
            SELECT format('job %s row %s step %s place %s', t.job_id, t.row_idx, t.step, t.place),
                   format('ticket %s is in state %s, and no intent waits', t.id, t.state)
            FROM weir.ticket t
            WHERE t.kind = 1 AND t.state IN (0, 1) AND NOT EXISTS (
                SELECT FROM weir.intent i
                WHERE i.workspace_id = t.workspace_id AND i.job_id = t.job_id AND i.row_idx = t.row_idx
                  AND i.step = t.step AND i.place = t.place AND i.state = 3)
            """);

    private static final Check FINAL =
            Check.always("J2-open-ticket-of-final-row", "A row that is final waits for nothing.", """
            SELECT format('job %s row %s step %s place %s', t.job_id, t.row_idx, t.step, t.place),
                   format('ticket %s is in state %s, and the row has ended', t.id, t.state)
            FROM weir.ticket t
            JOIN weir.cell c ON c.job_id = t.job_id AND c.row_idx = t.row_idx AND c.row_end > 0
            WHERE t.state IN (0, 1)
            """);

    private static final Check OUT = Check.always(
            "J3-ticket-without-submission",
            "A question that is out went in a submission of its workspace and operation, of which something is expected.",
            """
            SELECT format('job %s row %s step %s place %s', t.job_id, t.row_idx, t.step, t.place),
                   format('ticket %s is out in %s', t.id,
                          coalesce(format('submission %s of %s.%s in state %s', s.id, s.provider, s.operation, s.state),
                                   'no submission'))
            FROM weir.ticket t
            LEFT JOIN weir.submission s ON s.id = t.submission_id AND s.workspace_id = t.workspace_id
            WHERE t.kind = 1 AND t.state = 1
              AND (s.id IS NULL OR s.provider <> t.provider OR s.operation <> t.operation OR s.state IN (2, 3))
            """);

    private static final Check EMPTY = Check.always(
            "J3-submission-of-nothing", "A submission of which something is expected has a question that is out.", """
            SELECT format('submission %s of %s.%s', s.id, s.provider, s.operation),
                   format('handed over at %s, and nothing of it is out', s.created_at)
            FROM weir.submission s
            WHERE s.state = 1 AND NOT EXISTS (SELECT FROM weir.ticket t WHERE t.submission_id = s.id AND t.state = 1)
            """);

    private static final Check ANSWERED =
            Check.always("C7-answered-without-evidence", "A ticket that was answered has its answer filed.", """
            SELECT format('job %s row %s step %s place %s', t.job_id, t.row_idx, t.step, t.place),
                   format('ticket %s was answered, and nothing is filed', t.id)
            FROM weir.ticket t
            WHERE t.kind = 1 AND t.state = 2 AND NOT EXISTS (
                SELECT FROM weir.evidence e
                WHERE e.job_id = t.job_id AND e.row_idx = t.row_idx AND e.step = t.step AND e.place = t.place)
            """);

    private static final Check SIGNALLED =
            Check.always("C7-event-without-signal", "A ticket that an event answered has that event kept.", """
            SELECT format('job %s row %s step %s', t.job_id, t.row_idx, t.step),
                   format('ticket %s was answered by one of %s, and none came', t.id, t.events)
            FROM weir.ticket t
            WHERE t.kind = 2 AND t.state = 2 AND NOT EXISTS (
                SELECT FROM weir.signal s
                WHERE s.job_id = t.job_id AND s.name = ANY (t.events) AND coalesce(s.row_idx, t.row_idx) = t.row_idx)
            """);

    private static final Check LATE = Check.always(
            "C7-late-without-time-out",
            "A late record is of a ticket that timed out, was cancelled or answered, and changes its cell only after a time-out.",
            """
            SELECT format('job %s row %s step %s place %s', r.job_id, r.row_idx, r.step, r.place),
                   format('a late record of epoch %s charges %s; ticket in state %s', r.epoch, r.charged,
                          coalesce(t.state::text, 'none'))
            FROM weir.enrichment_record r
            LEFT JOIN weir.ticket t
              ON t.job_id = r.job_id AND t.row_idx = r.row_idx AND t.step = r.step AND t.place = r.place AND t.kind = 1
            WHERE r.late
              AND NOT coalesce(t.state = 3 OR (t.state IN (2, 4) AND r.epoch = 0 AND r.charged = 0), false)
            """);

    private static final Check INBOX = Check.always(
            "C1-inbox-of-nothing", "What came in belongs to a submission or a ticket of its workspace.", """
            SELECT format('inbox %s', i.id),
                   format('of workspace %s for submission %s, ticket %s', i.workspace_id,
                          coalesce(i.submission_id::text, 'none'), coalesce(i.ticket_id::text, 'none'))
            FROM weir.inbox i
            LEFT JOIN weir.submission s ON s.id = i.submission_id AND s.workspace_id = i.workspace_id
            LEFT JOIN weir.ticket t ON t.id = i.ticket_id AND t.workspace_id = i.workspace_id
            WHERE (i.kind = 1 AND s.id IS NULL) OR (i.kind > 1 AND t.id IS NULL)
            """);

    // Who follows another row's question has no ticket; it is told by way of that row's.
    private static final Check UNSEEN = Check.always(
            "J3-row-nobody-looks-at",
            "Of a batch whose next run looks at its news alone, every open row is among them or waits for some.",
            """
            SELECT format('job %s row %s', b.job_id, r.row_idx),
                   format('batch %s looks at %s rows until %s, and this one waits for nothing', b.id,
                          cardinality(b.news), b.look_at)
            FROM weir.batch b
            CROSS JOIN LATERAL generate_series(b.lo, b.hi - 1) AS r (row_idx)
            WHERE b.state = 0 AND b.news IS NOT NULL AND b.look_at > weir.now() AND r.row_idx <> ALL (b.news)
              AND NOT EXISTS (SELECT FROM weir.cell c
                              WHERE c.job_id = b.job_id AND c.row_idx = r.row_idx AND c.row_end > 0)
              AND NOT EXISTS (SELECT FROM weir.ticket t
                              WHERE t.job_id = b.job_id AND t.row_idx = r.row_idx AND t.state IN (0, 1))
              AND NOT EXISTS (SELECT FROM weir.follower f WHERE f.job_id = b.job_id AND f.row_idx = r.row_idx)
            """);

    // Of a question that was handed over again nobody can say which submission cost what, and no item tells it of rows
    // that are gone.
    private static final Check TOTAL = Check.always(
            "P9-vendor-total",
            "What a vendor says that a submission has cost is what its items did by their answers, and its adjustments.",
            """
            SELECT format('submission %s of %s.%s', s.id, s.provider, s.operation),
                   format('the vendor says %s; its items cost %s and %s was adjusted', s.vendor_total, i.cost, a.amount)
            FROM weir.submission s
            CROSS JOIN LATERAL (
                SELECT coalesce(sum((f.reply ->> 'cost')::bigint), 0) AS cost
                FROM weir.ticket t
                CROSS JOIN LATERAL (
                    SELECT CASE WHEN e.reply IS JSON OBJECT THEN replace(e.reply, '\\u0000', '\\ufffd')::jsonb END AS reply
                    FROM weir.evidence e
                    WHERE e.job_id = t.job_id AND e.row_idx = t.row_idx AND e.step = t.step AND e.place = t.place
                    ORDER BY e.attempt DESC, e.id DESC LIMIT 1) AS f
                WHERE t.submission_id = s.id) AS i
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(c.amount), 0) AS amount FROM weir.cost_adjustment c WHERE c.submission_id = s.id) AS a
            WHERE s.state = 2 AND s.vendor_total IS NOT NULL AND s.handed_on = '{}' AND s.pruned = 0
              AND i.cost + a.amount <> s.vendor_total
            """);

    private static final Check ADJUSTED = Check.always(
            "P9-adjustment-of-nothing",
            "An adjustment is of a submission of its workspace, and at a place whose question was in it.",
            """
            SELECT format('submission %s', c.submission_id),
                   format('%s was adjusted at job %s step %s place %s', c.amount, c.job_id, c.step, c.place)
            FROM weir.cost_adjustment c
            LEFT JOIN weir.submission s ON s.id = c.submission_id AND s.workspace_id = c.workspace_id
            LEFT JOIN weir.pruned g ON g.job_id = c.job_id AND g.workspace_id = c.workspace_id
            WHERE coalesce(g.rows_to, 0) = 0 AND (s.id IS NULL OR NOT EXISTS (
                SELECT FROM weir.ticket t
                WHERE t.submission_id = c.submission_id AND t.job_id = c.job_id AND t.step = c.step AND t.place = c.place))
            """);

    private static final Check OVERDUE = Check.warning(
            "J3-overdue-ticket",
            "A ticket ends within an hour of its deadline, while a server runs.",
            Check.When.ALWAYS,
            """
            SELECT format('job %s row %s step %s place %s', job_id, row_idx, step, place),
                   format('ticket %s was to end by %s', id, deadline)
            FROM weir.ticket WHERE state = 1 AND deadline < weir.now() - interval '1 hour'
            """);
}
