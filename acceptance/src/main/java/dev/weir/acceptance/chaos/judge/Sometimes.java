package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.chaos.Installation;
import dev.weir.acceptance.chaos.load.Story;
import dev.weir.acceptance.temporal.Receiver;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What has to have happened in a run for it to count, each with how often it did. */
public final class Sometimes {

    private Sometimes() {}

    /** What a table tells. */
    private enum Told {
        RETRIED("try repeated", "a vendor answered with trouble, and was asked again", """
                SELECT count(*) FROM weir.enrichment_record WHERE kind = 1 AND tries > 1
                """),
        ASKED_AGAIN("lost call repeated", "nobody knew what had become of a call, and it was made again", """
                SELECT count(*) FROM weir.enrichment_record WHERE kind = 1 AND attempt > 1
                """),
        LEASE_STOLEN("lease stolen", "a batch was granted anew though its run had not given it back", """
                SELECT count(*) FROM weir.batch WHERE epoch > 1 AND id IN (
                    SELECT b.id FROM weir.batch b JOIN weir.cell c
                      ON c.job_id = b.job_id AND c.row_idx >= b.lo AND c.row_idx < b.hi
                    GROUP BY b.id HAVING count(DISTINCT c.epoch) > 1)
                """),
        EVIDENCE("evidence used", "the reply of a run that had lost its lease settled its call under the next", """
                SELECT count(*) FROM weir.evidence e
                JOIN weir.enrichment_record r USING (job_id, row_idx, step, place)
                WHERE NOT EXISTS (SELECT FROM weir.ticket t WHERE t.job_id = e.job_id AND t.row_idx = e.row_idx
                                  AND t.step = e.step AND t.place = e.place)
                """),
        EARLY("early call-back", "a vendor called back before its answer to the submission was stored", """
                SELECT count(*) FROM weir.inbox i
                LEFT JOIN weir.ticket t ON t.id = i.ticket_id
                JOIN weir.submission s ON s.id = coalesce(i.submission_id, t.submission_id)
                WHERE i.received_at < s.sent_at
                """),
        LATE("late call-back", "an answer came when nobody waited for it any more", """
                SELECT count(*) FROM weir.inbox WHERE effect LIKE '%late%'
                """),
        DUPLICATE("duplicate call-back", "a vendor called back twice", """
                SELECT count(*) FROM weir.inbox WHERE copies > 1 OR effect LIKE '%duplicate%'
                """),
        INBOX_REPLAYED("inbox read later", "an answer was kept, and read when somebody was there to read it", """
                SELECT count(*) FROM weir.inbox WHERE processed_at > received_at + interval '5 seconds'
                """),
        DOUBT_RESOLVED("doubt resolved", "a row whose doubt was settled was told of again", """
                SELECT count(*) FROM weir.event WHERE type = 'row.updated'
                """),
        CAP("cap reached amid a job", "somebody was not asked since a cap was reached", """
                SELECT count(*) FROM weir.enrichment_record WHERE kind = 4 AND detail LIKE '%cap_reached%'
                """),
        UNAVAILABLE("vendor passed over", "a vendor stayed away for too long, and the next was asked", """
                SELECT count(*) FROM weir.enrichment_record WHERE kind = 4 AND detail LIKE '%unavailable%'
                """),
        CANCEL("cancel during a call", "a call was on its way when its job was cancelled", """
                SELECT count(*) FROM weir.enrichment_record r
                JOIN weir.event e ON e.job_id = r.job_id AND e.type = 'job.cancelled'
                WHERE r.kind = 1 AND r.at > e.at
                """),
        PAUSE("pause", "a job was paused", "SELECT count(*) FROM weir.event WHERE type = 'job.paused'"),
        RERUN("rerun", "rows were done again", "SELECT count(*) FROM weir.job WHERE rerun_of IS NOT NULL"),
        WEBHOOK("webhook retried", "an event was told more than once until it was heard", """
                SELECT count(*) FROM (SELECT FROM weir.webhook_attempt GROUP BY delivery_id HAVING count(*) > 1) AS again
                """),
        STORED("result stored", "a result came to a customer's table", """
                SELECT count(*) FROM weir.enrichment_results_log WHERE status = 'stored'
                """),
        SUBSCRIBERS("subscriber asked about", "a subscriber was enriched", """
                SELECT count(*) FROM weir.enrichment_request WHERE state = 2
                """);

        private final String name;
        private final String sentence;
        private final String statement;

        Told(String name, String sentence, String statement) {
            this.name = name;
            this.sentence = sentence;
            this.statement = statement;
        }
    }

    /** What is counted elsewhere, by the name that it has there. */
    private enum Counted {
        STALE_WRITE("stale write fenced", "a run that had lost its lease wanted to write, and could not"),
        LEASE_LOST("lease lost", "a run found that its batch belongs to another one"),
        COMMIT_IN_DOUBT("commit in doubt", "nobody knew whether a commit had come through"),
        OTHER_HANDS("batch seen in other hands", "a batch went from one node to another"),
        IN_DOUBT("intents seen in doubt", "nobody knew what had become of a call"),
        BREAKER("breaker seen open", "a vendor was not asked since it did not answer"),
        DESTINATION("destination seen failing", "a table could not be written to, and was again later");

        private final String name;
        private final String sentence;

        Counted(String name, String sentence) {
            this.name = name;
            this.sentence = sentence;
        }
    }

    /**
     * All of them.
     *
     * @param counted elsewhere: inside the processes, and while it ran
     */
    public static List<Occurrence> of(Installation site, Story story, Map<String, Long> counted) throws IOException {
        JdbcClient sql = site.database().sql();
        List<Occurrence> counters = new ArrayList<>();
        for (Told one : Told.values()) {
            counters.add(new Occurrence(
                    one.name,
                    one.sentence,
                    sql.sql(one.statement).query(Long.class).single()));
        }
        for (Counted one : Counted.values()) {
            counters.add(new Occurrence(one.name, one.sentence, counted.getOrDefault(one.name, 0L)));
        }
        counters.add(new Occurrence(
                "submit answered from before",
                "a submit that was repeated was answered as the first time",
                story.plays().stream()
                        .flatMap(play -> play.submissions().stream())
                        .filter(Story.Submission::replayed)
                        .count()));
        counters.add(new Occurrence(
                "request without an answer", "a line broke before the answer to a request came", story.unanswered()));
        counters.add(new Occurrence(
                "webhook refused",
                "the receiver answered with trouble",
                refused(site.receiver().tries())));
        counters.add(new Occurrence(
                "event told twice",
                "the receiver heard of an event again",
                again(site.receiver().tries())));
        return counters;
    }

    private static long refused(List<Receiver.Try> tries) {
        return tries.stream().filter(one -> one.status() / 100 != 2).count();
    }

    private static long again(List<Receiver.Try> tries) {
        Map<String, Integer> times = new HashMap<>();
        tries.stream()
                .filter(one -> one.status() / 100 == 2)
                .forEach(one -> times.merge(one.path() + one.id(), 1, Integer::sum));
        return times.values().stream().filter(count -> count > 1).count();
    }

    /** A sentence for each that never happened: with any, the run counts for nothing. */
    public static List<String> missing(List<Occurrence> counters) {
        return counters.stream()
                .filter(counter -> counter.times() == 0)
                .map(counter -> counter.name() + ": it never happened that " + counter.sentence())
                .toList();
    }
}
