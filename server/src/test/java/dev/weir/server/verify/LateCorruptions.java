package dev.weir.server.verify;

import java.util.List;

/** What can be done to those who wait, and to what they wait for. */
final class LateCorruptions {

    private static final String WAITS = "UPDATE weir.intent SET state = 3 WHERE job_id = 2";

    private static final String TICKET = """
            INSERT INTO weir.ticket (workspace_id, job_id, row_idx, step, place, kind, key, provider, operation, ask, state,
                                     submission_id, due_at, deadline, created_at, ended_at)
            SELECT workspace_id, job_id, row_idx, step, place, 1, 'tk_1', 'pdl', 'company', '{}', %s, %s, weir.now(),
                   weir.now() + interval '1 day', weir.now(), %s
            FROM weir.intent WHERE job_id = 2
            """;

    private static final String SUBMISSION = """
            INSERT INTO weir.submission (workspace_id, provider, operation, token_hash, items, state, deadline, created_at,
                                         ended_at)
            SELECT workspace_id, 'pdl', '%s', '\\x01', 1, %s, weir.now() + interval '1 day', weir.now(), %s
            FROM weir.intent WHERE job_id = 2
            """;

    private static final String AWAITS = """
            INSERT INTO weir.ticket (workspace_id, job_id, row_idx, step, place, kind, key, events, state, due_at, deadline,
                                     created_at)
            SELECT workspace_id, %s, %s, 1, 0, 2, 'tk_3', ARRAY['paid'], 1, weir.now(), weir.now() + interval %s, weir.now()
            FROM weir.intent WHERE job_id = 2
            """;

    private LateCorruptions() {}

    private static String ticket(int state, String submission, boolean ended) {
        return TICKET.formatted(state, submission, ended ? "weir.now()" : "NULL");
    }

    static List<Corruption> all() {
        return List.of(
                Corruption.of(
                        "a row waits for nothing, and its batch does not look at it",
                        List.of("J3-row-nobody-looks-at"),
                        "UPDATE weir.batch SET news = '{}', look_at = weir.now() + interval '1 hour' WHERE id = 4"),
                Corruption.of("a call waits without a ticket", List.of("J3-waiting-without-ticket"), WAITS),
                Corruption.of(
                        "a ticket waits for what nobody asked",
                        List.of("J3-open-ticket-without-intent"),
                        ticket(0, "NULL", false)),
                Corruption.of(
                        "a question is out in a submission of another operation",
                        List.of("J3-ticket-without-submission"),
                        WAITS,
                        SUBMISSION.formatted("person", 1, "NULL"),
                        ticket(1, "(SELECT id FROM weir.submission)", false)),
                Corruption.of(
                        "a question is out in a submission that has ended",
                        List.of("J3-ticket-without-submission"),
                        WAITS,
                        SUBMISSION.formatted("company", 2, "weir.now()"),
                        ticket(1, "(SELECT id FROM weir.submission)", false)),
                Corruption.of(
                        "a submission of which nothing is out is waited for",
                        List.of("J3-submission-of-nothing"),
                        SUBMISSION.formatted("company", 1, "NULL")),
                Corruption.of(
                        "an answer is lost", List.of("C7-answered-without-evidence"), WAITS, ticket(2, "NULL", true)),
                Corruption.of(
                        "a row that is final waits",
                        List.of("J2-open-ticket-of-final-row"),
                        AWAITS.formatted(1, 0, "'1 day'")),
                Corruption.of(
                        "nobody ends what is overdue",
                        List.of("J3-overdue-ticket"),
                        AWAITS.formatted(2, 1, "'-2 hours'")),
                Corruption.of("an event that nobody sent has come", List.of("C7-event-without-signal"), """
                        INSERT INTO weir.ticket (workspace_id, job_id, row_idx, step, place, kind, key, events, state, due_at,
                                                 deadline, created_at, ended_at)
                        SELECT workspace_id, job_id, 1, 1, 0, 2, 'tk_2', ARRAY['paid'], 2, weir.now(), weir.now(),
                               weir.now(), weir.now()
                        FROM weir.intent WHERE job_id = 2
                        """),
                Corruption.of("a record is late for no ticket", List.of("C7-late-without-time-out"), """
                        INSERT INTO weir.enrichment_record (workspace_id, job_id, row_idx, step, place, late, kind, verdict,
                            charged, vendor_certain, vendor_possible, vendor_reported, attempt, tries, latency_ms, answer_key,
                            epoch, at)
                        SELECT workspace_id, job_id, row_idx, step, place, true, 1, 'not_found', 0, 0, 0, false, 1, 1, 0,
                               answer_key, 0, weir.now()
                        FROM weir.enrichment_record WHERE job_id = 1 AND row_idx = 1 AND step = 0 AND place = 0
                        """),
                Corruption.of(
                        "what a vendor says that a submission cost is not accounted for",
                        List.of("P9-vendor-total"),
                        SUBMISSION.formatted("company", 2, "weir.now()"),
                        "UPDATE weir.submission SET vendor_total = 500"),
                Corruption.of(
                        "a submission that there never was has been adjusted",
                        List.of("P9-adjustment-of-nothing"),
                        """
                        INSERT INTO weir.cost_adjustment (workspace_id, submission_id, ordinal, job_id, step, place, amount, at)
                        SELECT workspace_id, 99, 0, job_id, step, place, 5, weir.now() FROM weir.intent WHERE job_id = 2
                        """),
                Corruption.of("something came in for nothing", List.of("C1-inbox-of-nothing"), """
                        INSERT INTO weir.inbox (workspace_id, kind, submission_id, headers, body, hash, received_at, due_at)
                        SELECT workspace_id, 1, 99, '{}', '', '\\x01', weir.now(), weir.now()
                        FROM weir.intent WHERE job_id = 2
                        """));
    }
}
