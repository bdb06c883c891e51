package dev.weir.acceptance.audience;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was found when a run was over.
 *
 * @param subscribers as their table has them
 * @param counted subscribers, as the API counts them
 * @param created by address, how many events say that they made the subscriber
 * @param requests of enrichment
 * @param jobs that were made of them
 * @param asked what the vendor was asked, by address
 * @param refused submissions that the vendor refused, as it does those of more than 100
 * @param answers to deliveries, by how they were sent and the status
 * @param deliveries that were taken, duplicates apart
 * @param verified what {@code weir verify} said; empty when it found nothing wrong
 */
record Facts(
        List<Subscriber> subscribers,
        long counted,
        Map<String, Integer> created,
        List<Request> requests,
        List<Job> jobs,
        Map<String, Asked> asked,
        long refused,
        Map<How, Map<Integer, Integer>> answers,
        long deliveries,
        String verified) {

    Facts {
        subscribers = List.copyOf(subscribers);
        created = Map.copyOf(created);
        requests = List.copyOf(requests);
        jobs = List.copyOf(jobs);
        asked = Map.copyOf(asked);
        answers = Map.copyOf(answers);
    }

    /** @param given by canonical field; so is {@code found} */
    record Subscriber(
            String email,
            String type,
            boolean subscribed,
            Map<String, String> given,
            Map<String, String> found,
            @Nullable BigDecimal score,
            @Nullable String tier) {}

    /** @param state 0 pending, 1 submitted, 2 completed, 3 failed */
    record Request(
            String email,
            String blueprint,
            int state,
            @Nullable String reason,
            @Nullable Long job,
            @Nullable Integer row) {

        static final int PENDING = 0;
        static final int SUBMITTED = 1;
        static final int COMPLETED = 2;
        static final int FAILED = 3;
    }

    /** @param claimed rows, as the audience's own table has it @param rows that it has */
    record Job(long id, int claimed, int rows) {}

    /** @param times that the vendor was asked @param charged how often it took money for it */
    record Asked(int times, int charged) {}

    Facts verified(String said) {
        return new Facts(subscribers, counted, created, requests, jobs, asked, refused, answers, deliveries, said);
    }
}
