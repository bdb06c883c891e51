package dev.weir.acceptance.audience;

import dev.weir.acceptance.HomeDatabase;
import dev.weir.acceptance.audience.Facts.Job;
import dev.weir.acceptance.audience.Facts.Request;
import dev.weir.acceptance.audience.Facts.Subscriber;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The audience's tables in a home, read as their owner. Nothing here is of Weir's own code. */
record AudienceTables(Path home) {

    private JdbcClient sql() {
        return HomeDatabase.of(home);
    }

    /**
     * How far everything is.
     *
     * @param subscribers that are known
     * @param unconsidered events that triggers have not seen
     * @param pending requests
     * @param submitted requests whose job has not come to an end for them
     * @param ended requests
     * @param unscored subscribers
     */
    record Look(long subscribers, long unconsidered, long pending, long submitted, long ended, long unscored) {

        /** Requests that were submitted at any time. */
        long through() {
            return submitted + ended;
        }
    }

    private static final String LOOK = """
            SELECT (SELECT count(*) FROM weir.subscriber),
                   (SELECT count(*) FROM weir.subscriber_event WHERE NOT considered),
                   count(*) FILTER (WHERE state = 0), count(*) FILTER (WHERE state = 1), count(*) FILTER (WHERE state > 1),
                   (SELECT count(*) FROM weir.subscriber WHERE score_due)
            FROM weir.enrichment_request
            """;

    /** Empty when the database does not answer, as when its server has just been killed. */
    Optional<Look> look() {
        try {
            return Optional.of(sql().sql(LOOK)
                    .query((row, _) -> new Look(
                            row.getLong(1),
                            row.getLong(2),
                            row.getLong(3),
                            row.getLong(4),
                            row.getLong(5),
                            row.getLong(6)))
                    .single());
        } catch (DataAccessException | IllegalStateException dead) {
            return Optional.empty();
        }
    }

    private static final String SUBSCRIBERS = """
            SELECT email, email_type, status, given, found, score, tier FROM weir.subscriber ORDER BY id
            """;

    List<Subscriber> subscribers() {
        List<Subscriber> all = new ArrayList<>();
        sql().sql(SUBSCRIBERS).query((ResultSet row) -> {
            all.add(new Subscriber(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3).equals("subscribed"),
                    values(row.getString(4)),
                    values(row.getString(5)),
                    row.getBigDecimal(6),
                    row.getString(7)));
        });
        return all;
    }

    /** Field to value; who said it and when is left out. */
    private static Map<String, String> values(String kept) {
        Map<String, String> values = new HashMap<>();
        JsonMapper.shared()
                .readTree(kept)
                .properties()
                .forEach(field ->
                        values.put(field.getKey(), text(field.getValue().path("v"))));
        return values;
    }

    private static String text(JsonNode value) {
        return value.isContainer() ? value.toString() : value.asString();
    }

    private static final String CREATED = """
            SELECT email, count(*) FROM weir.subscriber_event AS event
            JOIN weir.subscriber AS subscriber ON subscriber.id = event.subscriber_id
            WHERE outcome = 'created' GROUP BY email
            """;

    Map<String, Integer> created() {
        Map<String, Integer> created = new HashMap<>();
        sql().sql(CREATED).query((ResultSet row) -> {
            created.put(row.getString(1), row.getInt(2));
        });
        return created;
    }

    private static final String REQUESTS = """
            SELECT email, blueprint, state, reason, job_id, row_idx FROM weir.enrichment_request AS request
            JOIN weir.subscriber AS subscriber ON subscriber.id = request.subscriber_id ORDER BY request.id
            """;

    List<Request> requests() {
        List<Request> all = new ArrayList<>();
        sql().sql(REQUESTS).query((ResultSet row) -> {
            all.add(new Request(
                    row.getString(1),
                    row.getString(2),
                    row.getInt(3),
                    row.getString(4),
                    number(row, 5),
                    number(row, 6) == null ? null : row.getInt(6)));
        });
        return all;
    }

    private static @Nullable Long number(ResultSet row, int column) throws SQLException {
        long number = row.getLong(column);
        return row.wasNull() ? null : number;
    }

    private static final String JOBS = """
            SELECT job_id, rows, (SELECT count(*) FROM weir.job_row AS row WHERE row.job_id = job.job_id)
            FROM weir.audience_job AS job
            """;

    List<Job> jobs() {
        List<Job> all = new ArrayList<>();
        sql().sql(JOBS).query((ResultSet row) -> {
            all.add(new Job(row.getLong(1), row.getInt(2), row.getInt(3)));
        });
        return all;
    }

    private static final String DELIVERIES = """
            SELECT count(*) FROM weir.subscriber_event WHERE kind = 'delivery'
            """;

    long deliveries() {
        return sql().sql(DELIVERIES).query(Long.class).single();
    }

    void putClockForward() {
        HomeDatabase.putClockForward(home);
    }
}
