package dev.weir.server.verify;

import java.util.List;

/** What can be done to subscribers, and to what is wanted for them. */
final class AudienceCorruptions {

    private AudienceCorruptions() {}

    static List<Corruption> all() {
        return List.of(
                Corruption.of(
                        "an address is not written as all are",
                        List.of("N1-address"),
                        "UPDATE weir.subscriber SET email = 'P1@mail.example' WHERE id = 1"),
                Corruption.of(
                        "two have one address",
                        List.of("N1-address"),
                        "UPDATE weir.subscriber SET email = 'P1@mail.example' WHERE id = 2"),
                Corruption.of(
                        "a subscriber was made twice, and one by nothing",
                        List.of("N2-history"),
                        "UPDATE weir.subscriber_event SET subscriber_id = 2 WHERE subscriber_id = 1"),
                Corruption.of(
                        "a subscriber is gone, and what hangs on it is there",
                        List.of("N2-history", "N4-request"),
                        "DELETE FROM weir.subscriber WHERE id = 2"),
                Corruption.of(
                        "a subscriber is in two jobs",
                        List.of("N3-in-flight"),
                        "DROP INDEX weir.enrichment_request_in_flight",
                        "DROP INDEX weir.enrichment_request_subscriber",
                        "UPDATE weir.enrichment_request SET subscriber_id = 5 WHERE subscriber_id = 6"),
                Corruption.of(
                        "a request is of a row that its job does not have",
                        List.of("N4-request", "N5-completed"),
                        "UPDATE weir.enrichment_request SET row_idx = 4 WHERE subscriber_id = 4"),
                Corruption.of(
                        "a job of requests is another one's",
                        List.of("N4-job-of-requests"),
                        "UPDATE weir.job SET source = 'api' WHERE id = 2"),
                Corruption.of(
                        "requests got into a job that has begun",
                        List.of("N4-job-of-requests", "N6-day"),
                        "UPDATE weir.audience_job SET rows = 5 WHERE job_id = 1"),
                Corruption.of(
                        "a request is completed whose row has failed",
                        List.of("N5-completed"),
                        "UPDATE weir.enrichment_request SET state = 2, reason = NULL WHERE subscriber_id = 2"),
                Corruption.of(
                        "a job was worked off and one of its requests was not",
                        List.of("N5-left-behind"),
                        "UPDATE weir.enrichment_request SET state = 1, ended_at = NULL, reason = NULL WHERE subscriber_id = 3"),
                Corruption.of(
                        "a day's count was set back",
                        List.of("N6-day"),
                        "UPDATE weir.audience_day SET submitted = 5 WHERE trigger_id = 0"),
                Corruption.of(
                        "a trigger's count was set back",
                        List.of("N6-reason"),
                        "UPDATE weir.audience_day SET submitted = 5 WHERE trigger_id = 9"),
                Corruption.of(
                        "nobody looks at what has arrived",
                        List.of("N7-turn"),
                        "UPDATE weir.audience_turn SET due_at = 'infinity' WHERE duty = 1"),
                Corruption.of(
                        "nobody submits, and nobody hears of what was submitted",
                        List.of("N7-turn"),
                        "DELETE FROM weir.audience_turn WHERE duty > 1"),
                Corruption.of(
                        "a workspace is looked after that there is not",
                        List.of("N7-nobodys-turn"),
                        "INSERT INTO weir.audience_turn (workspace_id, duty, due_at) VALUES (99, 1, 'infinity')"),
                Corruption.of(
                        "a score is by a version that got lost", List.of("N8-score"), "DELETE FROM weir.icp_model"),
                Corruption.of(
                        "a score was raised",
                        List.of("N8-score"),
                        "UPDATE weir.subscriber SET score = 26 WHERE id = 1"),
                Corruption.of(
                        "a tier is another one's",
                        List.of("N8-score"),
                        "UPDATE weir.subscriber SET tier = 'B' WHERE id = 1"));
    }
}
