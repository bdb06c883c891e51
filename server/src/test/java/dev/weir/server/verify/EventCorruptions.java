package dev.weir.server.verify;

import java.util.List;

/** What must not happen to events and their deliveries. */
final class EventCorruptions {

    private static final String STARTED = """
            INSERT INTO weir.event (workspace_id, public_id, type, job_id, sequence, body, at)
            VALUES (1, 'evt_1', 'job.started', 1, 1,
                    '{"id":"evt_1","type":"job.started","workspaceId":1,"jobId":1,"sequence":1}', weir.now())
            """;

    private static final String ENDED = """
            INSERT INTO weir.event (workspace_id, public_id, type, job_id, sequence, body, at)
            SELECT 1, 'evt_2', 'job.' || status, 1, 2,
                   format('{"id":"evt_2","type":"job.%s","workspaceId":1,"jobId":1,"sequence":2}', status), weir.now()
            FROM weir.job_state WHERE job_id = 1
            """;

    private static final String WEBHOOK = """
            INSERT INTO weir.webhook (workspace_id, callback_url, event_types, is_active)
            VALUES (1, 'https://hooks.example', '{job.started}', true)
            """;

    private EventCorruptions() {}

    private static String counted(int events) {
        return "UPDATE weir.job_state SET events = " + events + " WHERE job_id = 1";
    }

    private static String delivery(int webhook, int state) {
        return "INSERT INTO weir.webhook_delivery (workspace_id, webhook_id, event_id, state, due_at, created_at, ended_at)"
                + " VALUES (1, " + webhook + ", 1, " + state + ", weir.now(), weir.now(), "
                + (state == 1 ? "weir.now()" : "NULL") + ")";
    }

    static List<Corruption> all() {
        return List.of(
                Corruption.of("an event of a job is lost", List.of("W7-event-sequence"), STARTED, ENDED, counted(3)),
                Corruption.of("a job's end was not told", List.of("W1-end-told-once"), STARTED, counted(1)),
                Corruption.of(
                        "an event's body was written anew",
                        List.of("W3-event-body"),
                        STARTED,
                        ENDED,
                        counted(2),
                        "UPDATE weir.event SET body = replace(body, 'evt_1', 'evt_9') WHERE id = 1"),
                Corruption.of(
                        "a delivery is for a webhook that is not there",
                        List.of("W2-delivery-of-nobody"),
                        STARTED,
                        ENDED,
                        counted(2),
                        delivery(9, 0)),
                Corruption.of(
                        "a delivery counts as heard and nobody heard it",
                        List.of("W2-delivered-unheard"),
                        STARTED,
                        ENDED,
                        counted(2),
                        WEBHOOK,
                        delivery(1, 1)));
    }
}
