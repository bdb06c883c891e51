package dev.weir.server.insight;

import java.math.BigDecimal;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL that counts subscribers, what is wanted of enrichment for them, and what that cost. */
final class AudienceFigureTable {

    private final JdbcClient jdbc;

    AudienceFigureTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String TODAY = "SELECT (weir.now() AT TIME ZONE 'UTC')::date";

    LocalDate today() {
        return jdbc.sql(TODAY).query(LocalDate.class).single();
    }

    // ------------------------------------------------------------------------------------------------------
    // subscribers

    /** Subscribers who have all this in common. @param day they were new on; null for one that was not asked for */
    record Group(
            String type,
            long sourceId,
            boolean subscribed,
            @Nullable LocalDate day,
            long subscribers,
            long enriched,
            long scored,
            @Nullable BigDecimal lowest,
            @Nullable BigDecimal highest) {}

    private static final String SUBSCRIBERS = """
            SELECT email_type, source_id, status = 'subscribed',
                   CASE WHEN created_at >= ? AND created_at < ? THEN (created_at AT TIME ZONE 'UTC')::date END,
                   count(*), count(enriched_at), count(score), min(score), max(score)
            FROM weir.subscriber WHERE workspace_id = ? GROUP BY 1, 2, 3, 4
            """;

    List<Group> subscribers(long workspaceId, Instant from, Instant to) {
        return jdbc.sql(SUBSCRIBERS)
                .params(Timestamp.from(from), Timestamp.from(to), workspaceId)
                .query((row, _) -> new Group(
                        Objects.requireNonNull(row.getString(1)),
                        row.getLong(2),
                        row.getBoolean(3),
                        row.getObject(4, LocalDate.class),
                        row.getLong(5),
                        row.getLong(6),
                        row.getLong(7),
                        row.getBigDecimal(8),
                        row.getBigDecimal(9)))
                .list();
    }

    private static final String SOURCES = "SELECT id, slug FROM weir.audience_source WHERE workspace_id = ?";

    /** Their slugs, by number. */
    Map<Long, String> sources(long workspaceId) {
        Map<Long, String> slugs = new HashMap<>();
        jdbc.sql(SOURCES).param(workspaceId).query(row -> {
            slugs.put(row.getLong(1), Objects.requireNonNull(row.getString(2)));
        });
        return slugs;
    }

    /** @param number from 1 to 10, and 11 for the highest bound itself */
    record Bucket(@Nullable String tier, int number, long subscribers) {}

    private static final String BUCKETS = """
            SELECT tier, width_bucket(score, ?, ?, 10), count(*)
            FROM weir.subscriber WHERE workspace_id = ? AND score IS NOT NULL GROUP BY 1, 2
            """;

    List<Bucket> buckets(long workspaceId, BigDecimal from, BigDecimal to) {
        return jdbc.sql(BUCKETS)
                .params(from, to, workspaceId)
                .query((row, _) -> new Bucket(row.getString(1), row.getInt(2), row.getLong(3)))
                .list();
    }

    // ---------------------------------------------------------------------------------------------------------
    // requests

    private static final String STATES = """
            SELECT state, count(*) FROM weir.enrichment_request WHERE workspace_id = ? GROUP BY state
            """;

    /** How many requests are in each state. */
    Map<Integer, Long> requestStates(long workspaceId) {
        Map<Integer, Long> states = new HashMap<>();
        jdbc.sql(STATES).param(workspaceId).query(row -> {
            states.put(row.getInt(1), row.getLong(2));
        });
        return states;
    }

    private static final String REASONS = """
            SELECT left(reason, 200), count(*) FROM weir.enrichment_request
            WHERE workspace_id = ? AND state = 3 GROUP BY 1
            """;

    /** How many requests have failed for each reason. */
    Map<String, Long> reasons(long workspaceId) {
        Map<String, Long> reasons = new HashMap<>();
        jdbc.sql(REASONS).param(workspaceId).query(row -> {
            reasons.put(Objects.requireNonNull(row.getString(1)), row.getLong(2));
        });
        return reasons;
    }

    private static final String REQUESTED = """
            SELECT count(*) FROM (SELECT subscriber_id FROM weir.enrichment_request
                                  WHERE workspace_id = ? GROUP BY subscriber_id) AS one
            """;

    /** Subscribers for whom there is a request. */
    long requested(long workspaceId) {
        return jdbc.sql(REQUESTED).param(workspaceId).query(Long.class).single();
    }

    private static final String OLDEST = """
            SELECT min(pending_since) FROM weir.enrichment_request WHERE workspace_id = ? AND state = 0
            """;

    @Nullable
    Instant oldestPending(long workspaceId) {
        return jdbc.sql(OLDEST)
                .param(workspaceId)
                .query((row, _) -> instant(row.getTimestamp(1)))
                .list()
                .getFirst();
    }

    private static @Nullable Instant instant(@Nullable Timestamp at) {
        return at == null ? null : at.toInstant();
    }

    // -------------------------------------------------------------------------------------------------------------
    // cost

    // What is given back before a job closes lowers what it posted; what is given back afterwards stands in the ledger
    // alone.
    // Each by its job, also while there are no statistics: joined otherwise, every account is compared with every job.
    private static final String COST = """
            SELECT count(*), coalesce(sum(j.rows), 0), coalesce(sum(b.completed), 0),
                   coalesce(sum(a.posted), 0) - coalesce(sum(t.repaid), 0)
            FROM weir.audience_job j
            CROSS JOIN LATERAL (SELECT sum(posted) AS posted FROM weir.account
                                WHERE workspace_id = j.workspace_id AND kind = 2 AND job_id = j.job_id) AS a
            CROSS JOIN LATERAL (SELECT sum(completed_rows) AS completed FROM weir.batch WHERE job_id = j.job_id) AS b
            CROSS JOIN LATERAL (SELECT sum(amount) AS repaid FROM weir.transfer
                                WHERE job_id = j.job_id AND kind = 6) AS t
            WHERE j.workspace_id = ? AND j.day BETWEEN ? AND ?
            """;

    AudienceFigures.Cost cost(long workspaceId, LocalDate from, LocalDate to) {
        return jdbc.sql(COST)
                .params(workspaceId, from, to)
                .query((row, _) ->
                        new AudienceFigures.Cost(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)))
                .single();
    }

    private static final String CREDITS = """
            SELECT coalesce(sum(a.amount), 0)
            FROM weir.audience_job j
            CROSS JOIN LATERAL (SELECT sum(posted + balance) AS amount FROM weir.account
                                WHERE workspace_id = j.workspace_id AND kind = 2 AND job_id = j.job_id) AS a
            WHERE j.workspace_id = ? AND j.day = ?
            """;

    /** What jobs of that day have cost or still hold. */
    long credits(long workspaceId, LocalDate day) {
        return jdbc.sql(CREDITS).params(workspaceId, day).query(Long.class).single();
    }

    // -------------------------------------------------------------------------------------------------------------
    // caps

    /** What was said of the whole audience. */
    record Settings(
            boolean paused,
            @Nullable Long maxSubmitted,
            @Nullable Long maxRefreshed,
            @Nullable Long maxCredits) {}

    private static final String SETTINGS = """
            SELECT paused, max_submitted_per_day::bigint, refresh_per_day::bigint, max_credits_per_day
            FROM weir.audience WHERE workspace_id = ?
            """;

    Settings settings(long workspaceId) {
        return jdbc.sql(SETTINGS)
                .param(workspaceId)
                .query((row, _) -> new Settings(
                        row.getBoolean(1), (Long) row.getObject(2), (Long) row.getObject(3), (Long) row.getObject(4)))
                .optional()
                .orElse(new Settings(false, null, null, null));
    }

    private static final String WAITING = """
            SELECT w.key, w.value ->> 'reason', (w.value ->> 'since')::timestamptz
            FROM weir.audience a CROSS JOIN LATERAL json_each(a.waiting::json) AS w
            WHERE a.workspace_id = ? ORDER BY 3, 1
            """;

    /** What waits, for whichever reason. */
    List<AudienceFigures.Waiting> waiting(long workspaceId) {
        return jdbc.sql(WAITING)
                .param(workspaceId)
                .query((row, _) -> new AudienceFigures.Waiting(
                        Objects.requireNonNull(row.getString(1)),
                        Objects.requireNonNull(row.getString(2)),
                        row.getTimestamp(3).toInstant()))
                .list();
    }

    private static final String SUBMITTED = """
            SELECT trigger_id, submitted FROM weir.audience_day WHERE workspace_id = ? AND day = ?
            """;

    /** How many subscribers were submitted on that day, by trigger; see {@code weir.audience_day}. */
    Map<Long, Long> submitted(long workspaceId, LocalDate day) {
        Map<Long, Long> submitted = new HashMap<>();
        jdbc.sql(SUBMITTED).params(workspaceId, day).query(row -> {
            submitted.put(row.getLong(1), row.getLong(2));
        });
        return submitted;
    }

    /** @param most subscribers a day */
    record Trigger(long id, String slug, @Nullable Long most) {}

    private static final String TRIGGERS = """
            SELECT id, slug, max_per_day::bigint FROM weir.audience_trigger WHERE workspace_id = ? ORDER BY slug
            """;

    List<Trigger> triggers(long workspaceId) {
        return jdbc.sql(TRIGGERS)
                .param(workspaceId)
                .query((row, _) ->
                        new Trigger(row.getLong(1), Objects.requireNonNull(row.getString(2)), (Long) row.getObject(3)))
                .list();
    }

    // -------------------------------------------------------------------------------------------------------------
    // load

    // Each by an index that holds nothing else, but for those that failed.
    private static final String LOAD = """
            SELECT (SELECT count(*) FROM weir.subscriber_event
                    WHERE workspace_id = ANY ((SELECT weir.workspaces())::bigint[]) AND NOT considered),
                   (SELECT count(*) FROM weir.enrichment_request
                    WHERE workspace_id = ANY ((SELECT weir.workspaces())::bigint[]) AND state = 0),
                   (SELECT count(*) FROM weir.enrichment_request
                    WHERE workspace_id = ANY ((SELECT weir.workspaces())::bigint[]) AND state = 1),
                   (SELECT count(*) FROM weir.enrichment_request
                    WHERE workspace_id = ANY ((SELECT weir.workspaces())::bigint[]) AND state = 3),
                   (SELECT count(*) FROM weir.subscriber
                    WHERE workspace_id = ANY ((SELECT weir.workspaces())::bigint[]) AND score_due),
                   t.overdue, t.longest
            FROM (SELECT count(*) AS overdue, coalesce(max(extract(epoch FROM weir.now() - due_at)), 0) AS longest
                  FROM weir.audience_turn
                  WHERE due_at < weir.now() - interval '1 minute' AND lease_until < weir.now()) AS t
            """;

    /** Of the workspaces that the transaction names; turns of all. */
    AudienceLoad load() {
        return jdbc.sql(LOAD)
                .query((row, _) -> new AudienceLoad(
                        row.getLong(1),
                        row.getLong(2),
                        row.getLong(3),
                        row.getLong(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getDouble(7)))
                .single();
    }
}
