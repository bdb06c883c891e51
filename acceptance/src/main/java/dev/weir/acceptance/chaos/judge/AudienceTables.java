package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.audience.Expected;
import dev.weir.acceptance.audience.Word;
import dev.weir.acceptance.chaos.judge.AudienceFacts.Day;
import dev.weir.acceptance.chaos.judge.AudienceFacts.Person;
import dev.weir.acceptance.chaos.judge.AudienceFacts.Request;
import dev.weir.acceptance.chaos.judge.AudienceFacts.Subscriber;
import dev.weir.acceptance.chaos.load.Story.Delivery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** What an audience has, read as the tables' owner. */
record AudienceTables(JdbcClient sql) {

    private static final String SUBSCRIBERS =
            "SELECT email, given, status = 'subscribed' FROM weir.subscriber WHERE workspace_id = ?";

    private static final String KEPT =
            "SELECT count(*) FROM weir.subscriber_event WHERE workspace_id = ? AND kind = 'delivery'";

    private static final String REQUESTS = """
            SELECT s.email, r.blueprint, r.state > 1 FROM weir.enrichment_request r
            JOIN weir.subscriber s ON s.id = r.subscriber_id WHERE r.workspace_id = ?
            """;

    private static final String DAYS = """
            SELECT j.day, sum(j.rows), a.max_submitted_per_day FROM weir.audience_job j
            JOIN weir.audience a USING (workspace_id)
            WHERE workspace_id = ? AND a.max_submitted_per_day IS NOT NULL GROUP BY j.day, a.max_submitted_per_day
            """;

    AudienceFacts facts(long workspace, List<Delivery> deliveries) {
        Map<String, Word> genuine = new HashMap<>();
        Set<String> acknowledged = new HashSet<>();
        Set<String> forged = new HashSet<>();
        for (Delivery delivery : deliveries) {
            if (delivery.how().isForged()) {
                forged.add(delivery.word().person().email());
            } else {
                genuine.put(delivery.id(), delivery.word());
                if (delivery.isRight()) {
                    acknowledged.add(delivery.id());
                }
            }
        }
        // What nobody answered may be there too: what is known of those people is not certain.
        Set<String> uncertain = new HashSet<>();
        List<Word> words = new ArrayList<>();
        genuine.forEach((id, word) -> {
            if (acknowledged.contains(id)) {
                words.add(word);
            } else {
                uncertain.add(word.person().email());
            }
        });
        genuine.values().forEach(word -> forged.remove(word.person().email()));
        Map<String, Person> expected = new HashMap<>();
        Set<String> wanted = new HashSet<>();
        Expected.of(words).forEach((email, person) -> {
            if (!uncertain.contains(email)) {
                expected.put(email, new Person(person.given(), person.subscribed()));
                if (person.isWanted()) {
                    wanted.add(email);
                }
            }
        });
        return new AudienceFacts(
                acknowledged.size(),
                genuine.size() - acknowledged.size(),
                sql.sql(KEPT).param(workspace).query(Long.class).single(),
                expected,
                forged,
                sql.sql(SUBSCRIBERS)
                        .param(workspace)
                        .query((row, _) -> new Subscriber(
                                row.getString(1), new Person(given(row.getString(2)), row.getBoolean(3))))
                        .list(),
                sql
                        .sql(REQUESTS)
                        .param(workspace)
                        .query((row, _) -> new Request(row.getString(1), row.getString(2), row.getBoolean(3)))
                        .list()
                        .stream()
                        .filter(request -> !uncertain.contains(request.email()))
                        .toList(),
                wanted,
                sql.sql(DAYS)
                        .param(workspace)
                        .query((row, _) -> new Day(row.getString(1), row.getLong(2), row.getLong(3)))
                        .list());
    }

    /** Field to value; who said it and when is left out. */
    private static Map<String, String> given(String kept) {
        Map<String, String> values = new HashMap<>();
        JsonMapper.shared()
                .readTree(kept)
                .properties()
                .forEach(field ->
                        values.put(field.getKey(), field.getValue().path("v").asString("")));
        return values;
    }
}
