package dev.weir.server.rights;

import dev.weir.provider.Values;
import dev.weir.server.jobs.ValuesJson;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Finds subscribers who are somebody, and removes them with all that hangs on them. */
final class SubscriberMentionTable {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<Map<String, Map<String, Object>>> KEPT = new TypeReference<>() {};

    private final JdbcClient jdbc;

    SubscriberMentionTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A subscriber. @param words what sources said and what enrichment found, each with the address */
    record Person(long id, List<Values> words) {

        Person {
            words = List.copyOf(words);
        }

        boolean is(Subject subject) {
            return words.stream().anyMatch(subject::is);
        }
    }

    private static final String THAT_MENTION = """
            SELECT id, email, email_type, given, found FROM weir.subscriber
            WHERE workspace_id = ? AND id > ? AND id <= ? AND (email ~* ? OR given ~* ? OR found ~* ?)
            """;

    /** Those in whom any of it stands, of the numbers behind {@code from} up to {@code to}. */
    List<Person> people(long workspaceId, long from, long to, Mentions mentions) {
        String expression = mentions.expression();
        return jdbc.sql(THAT_MENTION)
                .params(workspaceId, from, to, expression, expression, expression)
                .query((row, _) -> {
                    String email = Objects.requireNonNull(row.getString("email"));
                    String field = "personal".equals(row.getString("email_type"))
                            ? "person.personal_email"
                            : "person.work_email";
                    return new Person(
                            row.getLong("id"),
                            List.of(
                                    words(field, email, Objects.requireNonNull(row.getString("given"))),
                                    words(field, email, Objects.requireNonNull(row.getString("found")))));
                })
                .list();
    }

    private static Values words(String emailField, String email, String kept) {
        Map<String, Object> values = new LinkedHashMap<>();
        JSON.readValue(kept, KEPT).forEach((field, one) -> values.put(field, Objects.requireNonNull(one.get("v"))));
        values.put(emailField, email);
        return ValuesJson.read(JSON.writeValueAsString(values));
    }

    // In the order in which all lock them who lock several; what arrives for them meanwhile waits, and then finds
    // nobody.
    private static final String LOCK = """
            SELECT id FROM weir.subscriber WHERE workspace_id = ? AND id = ANY (?) ORDER BY email FOR UPDATE
            """;

    private static final String ARRIVALS = """
            DELETE FROM weir.subscriber_event WHERE workspace_id = ? AND subscriber_id = ANY (?)
            """;

    private static final String REQUESTS = """
            DELETE FROM weir.enrichment_request WHERE workspace_id = ? AND subscriber_id = ANY (?)
            """;

    private static final String SUBSCRIBERS = """
            DELETE FROM weir.subscriber WHERE workspace_id = ? AND id = ANY (?)
            """;

    /** How much of what went. */
    record Removed(long subscribers, long arrivals, long requests) {}

    Removed remove(long workspaceId, Collection<Long> ids) {
        Long[] all = ids.toArray(Long[]::new);
        jdbc.sql(LOCK).param(workspaceId).param(all).query().listOfRows();
        // Triggers hold what they look at: what they want of enrichment is there when their arrivals can be removed.
        long arrivals = jdbc.sql(ARRIVALS).param(workspaceId).param(all).update();
        long requests = jdbc.sql(REQUESTS).param(workspaceId).param(all).update();
        return new Removed(jdbc.sql(SUBSCRIBERS).param(workspaceId).param(all).update(), arrivals, requests);
    }

    private static final String OF_NOBODY = """
            DELETE FROM weir.enrichment_request r
            WHERE r.workspace_id = ? AND NOT EXISTS (SELECT FROM weir.subscriber s
                                                     WHERE s.workspace_id = r.workspace_id AND s.id = r.subscriber_id OFFSET 0)
            """;

    /** What was wanted for somebody in the moment in which they went. */
    long removeRequestsOfNobody(long workspaceId) {
        return jdbc.sql(OF_NOBODY).param(workspaceId).update();
    }

    private static final String UPLOADS = """
            UPDATE weir.audience_upload SET name = weir.without(name, ?), error = weir.without(error, ?)
            WHERE workspace_id = ? AND (weir.without(name, ?) <> name OR weir.without(error, ?) <> error)
            """;

    long inUploads(long workspaceId, Mentions mentions) {
        String expression = mentions.expression();
        return jdbc.sql(UPLOADS)
                .params(expression, expression, workspaceId, expression, expression)
                .update();
    }
}
