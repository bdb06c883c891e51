package dev.weir.server.enrolment;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The SQL by which requests become jobs: of {@code weir.enrichment_request} and {@code weir.audience_day}. It reads of
 * {@code weir.subscriber} who has left.
 */
final class GatherTable {

    /**
     * Requests that are pending alike.
     *
     * @param counted the trigger whose cap counts them; 0 for none, -1 for refreshing
     * @param since when the first of them, by number, came to be pending
     */
    record Group(String blueprint, boolean automatic, long counted, Instant since) {}

    /** A request that could be submitted. */
    record Candidate(
            long id, long subscriberId, long counted, boolean fresh, Cause cause, Instant pendingSince, int tries) {}

    /** A cap by day of a trigger and how it stands. */
    record TriggerCap(long triggerId, String slug, int most, int submitted) {}

    private static final RowMapper<Group> GROUP = (row, _) -> new Group(
            row.getString("blueprint"),
            row.getBoolean("automatic"),
            row.getLong("counted"),
            row.getTimestamp("pending_since").toInstant());

    private final JdbcClient jdbc;

    GatherTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    // From one group to the next by the index: a million of the same are not gone through.
    private static final String GROUPS = """
            WITH RECURSIVE each AS (
                (SELECT blueprint, automatic, counted, pending_since FROM weir.enrichment_request
                 WHERE workspace_id = :workspace AND state = 0 AND NOT held
                 ORDER BY blueprint, automatic, counted, id LIMIT 1)
                UNION ALL
                SELECT more.blueprint, more.automatic, more.counted, more.pending_since
                FROM each, LATERAL (
                    SELECT r.blueprint, r.automatic, r.counted, r.pending_since FROM weir.enrichment_request r
                    WHERE r.workspace_id = :workspace AND r.state = 0 AND NOT r.held
                      AND (r.blueprint, r.automatic, r.counted) > (each.blueprint, each.automatic, each.counted)
                    ORDER BY r.blueprint, r.automatic, r.counted, r.id LIMIT 1) more
            )
            SELECT blueprint, automatic, counted, pending_since FROM each
            """;

    private static final String GROUPS_OF_SOURCE = """
            WITH RECURSIVE each AS (
                (SELECT blueprint, automatic, counted, pending_since FROM weir.enrichment_request
                 WHERE workspace_id = :workspace AND source_id = :source AND state = 0 AND NOT held
                 ORDER BY blueprint, automatic, counted, id LIMIT 1)
                UNION ALL
                SELECT more.blueprint, more.automatic, more.counted, more.pending_since
                FROM each, LATERAL (
                    SELECT r.blueprint, r.automatic, r.counted, r.pending_since FROM weir.enrichment_request r
                    WHERE r.workspace_id = :workspace AND r.source_id = :source AND r.state = 0 AND NOT r.held
                      AND (r.blueprint, r.automatic, r.counted) > (each.blueprint, each.automatic, each.counted)
                    ORDER BY r.blueprint, r.automatic, r.counted, r.id LIMIT 1) more
            )
            SELECT blueprint, automatic, counted, pending_since FROM each
            """;

    /** What is pending. @param sourceId of that source alone; null for all */
    List<Group> groups(long workspaceId, @Nullable Long sourceId) {
        return jdbc.sql(sourceId == null ? GROUPS : GROUPS_OF_SOURCE)
                .param("workspace", workspaceId)
                .param("source", sourceId)
                .query(GROUP)
                .list();
    }

    // Who is in flight is looked up one by one: joined, all of them would be gone through, and that may be anybody.
    private static final String CHOOSE = """
            SELECT one.* FROM unnest(:automatic::boolean[], :counted::bigint[]) AS alike (automatic, counted), LATERAL (
                SELECT r.id, r.subscriber_id, r.counted, r.fresh, r.cause, r.pending_since, r.tries
                FROM weir.enrichment_request r
                WHERE r.workspace_id = :workspace AND r.state = 0 AND NOT r.held AND r.blueprint = :blueprint
                  AND r.automatic = alike.automatic AND r.counted = alike.counted
                  AND EXISTS (SELECT FROM weir.subscriber s
                              WHERE s.workspace_id = r.workspace_id AND s.id = r.subscriber_id AND s.status = 'subscribed')
                  AND (SELECT other.id FROM weir.enrichment_request other
                       WHERE other.workspace_id = r.workspace_id AND other.subscriber_id = r.subscriber_id
                         AND other.state = 1) IS NULL
                ORDER BY r.id LIMIT :most) one
            ORDER BY one.id LIMIT :most
            """;

    private static final String CHOOSE_OF_SOURCE = """
            SELECT one.* FROM unnest(:automatic::boolean[], :counted::bigint[]) AS alike (automatic, counted), LATERAL (
                SELECT r.id, r.subscriber_id, r.counted, r.fresh, r.cause, r.pending_since, r.tries
                FROM weir.enrichment_request r
                WHERE r.workspace_id = :workspace AND r.state = 0 AND NOT r.held AND r.blueprint = :blueprint
                  AND r.source_id = :source
                  AND r.automatic = alike.automatic AND r.counted = alike.counted
                  AND EXISTS (SELECT FROM weir.subscriber s
                              WHERE s.workspace_id = r.workspace_id AND s.id = r.subscriber_id AND s.status = 'subscribed')
                  AND (SELECT other.id FROM weir.enrichment_request other
                       WHERE other.workspace_id = r.workspace_id AND other.subscriber_id = r.subscriber_id
                         AND other.state = 1) IS NULL
                ORDER BY r.id LIMIT :most) one
            ORDER BY one.id LIMIT :most
            """;

    /** The oldest of these groups, which are of one blueprint, that could be submitted. */
    List<Candidate> choose(long workspaceId, Collection<Group> groups, @Nullable Long sourceId, int most) {
        return jdbc.sql(sourceId == null ? CHOOSE : CHOOSE_OF_SOURCE)
                .param("automatic", groups.stream().map(Group::automatic).toArray(Boolean[]::new))
                .param("counted", groups.stream().map(Group::counted).toArray(Long[]::new))
                .param("workspace", workspaceId)
                .param("blueprint", groups.iterator().next().blueprint())
                .param("source", sourceId)
                .param("most", most)
                .query((row, _) -> new Candidate(
                        row.getLong("id"),
                        row.getLong("subscriber_id"),
                        row.getLong("counted"),
                        row.getBoolean("fresh"),
                        Cause.of(row.getString("cause")),
                        row.getTimestamp("pending_since").toInstant(),
                        row.getInt("tries")))
                .list();
    }

    private static final String LOCK = """
            SELECT r.id, r.counted, r.fresh FROM weir.enrichment_request r
            WHERE r.workspace_id = ? AND r.id = ANY (?) AND r.state = 0 AND (r.automatic OR ?)
              AND EXISTS (SELECT FROM weir.subscriber s
                          WHERE s.workspace_id = r.workspace_id AND s.id = r.subscriber_id AND s.status = 'subscribed')
            ORDER BY r.subscriber_id, r.blueprint FOR UPDATE OF r
            """;

    /**
     * Nobody else submits these before the transaction ends.
     *
     * @param byHand whether somebody has them run; else a trigger that was switched off meanwhile keeps them back
     * @return whether all of them can still be submitted, and are what they were
     */
    boolean lock(long workspaceId, List<Candidate> requests, boolean byHand) {
        record Kind(long id, long counted, boolean fresh) {}
        Set<Kind> locked = Set.copyOf(jdbc.sql(LOCK)
                .params(workspaceId, requests.stream().map(Candidate::id).toArray(Long[]::new), byHand)
                .query((row, _) -> new Kind(row.getLong("id"), row.getLong("counted"), row.getBoolean("fresh")))
                .list());
        return requests.stream()
                .allMatch(request -> locked.contains(new Kind(request.id(), request.counted(), request.fresh())));
    }

    private static final String SUBMIT = """
            UPDATE weir.enrichment_request r
            SET state = 1, job_id = ?, row_idx = (placed.place - 1)::int, runs = r.runs + 1, tries = 0,
                submitted_at = weir.now()
            FROM unnest(?::bigint[]) WITH ORDINALITY AS placed (id, place)
            WHERE r.workspace_id = ? AND r.id = placed.id AND r.state = 0
            """;

    /** @param ids in the order of the job's rows */
    int submit(long workspaceId, long jobId, List<Long> ids) {
        return jdbc.sql(SUBMIT)
                .params(jobId, ids.toArray(Long[]::new), workspaceId)
                .update();
    }

    private static final String TRIED = """
            UPDATE weir.enrichment_request
            SET tries = tries + 1,
                state = CASE WHEN tries + 1 >= ? THEN 3 ELSE 0 END,
                reason = CASE WHEN tries + 1 >= ? THEN ? END,
                ended_at = CASE WHEN tries + 1 >= ? THEN weir.now() END
            WHERE workspace_id = ? AND state = 0 AND id IN (
                SELECT id FROM weir.enrichment_request WHERE workspace_id = ? AND id = ANY (?) AND state = 0
                ORDER BY subscriber_id, blueprint FOR UPDATE)
            RETURNING id, subscriber_id, reason
            """;

    /** A request and whom it is for. @param reason null where it is still pending */
    record Tried(
            long requestId, long subscriberId, @Nullable String reason) {}

    /** They could not be submitted. @param most tries, after which they fail for that reason */
    List<Tried> tried(long workspaceId, List<Long> ids, int most, String reason) {
        return jdbc.sql(TRIED)
                .params(most, most, reason, most, workspaceId, workspaceId, ids.toArray(Long[]::new))
                .query((row, _) -> new Tried(row.getLong("id"), row.getLong("subscriber_id"), row.getString("reason")))
                .list();
    }

    private static final String BY_THEMSELVES = """
            UPDATE weir.enrichment_request r
            SET automatic = true, cause = CASE WHEN cause = 'refresh' THEN cause ELSE 'schedule' END
            WHERE r.workspace_id = :workspace AND r.state = 0 AND NOT r.automatic AND r.id IN (
                SELECT one.id FROM weir.enrichment_request one
                WHERE one.workspace_id = :workspace AND one.state = 0 AND one.id IN (
                    SELECT due.id FROM weir.enrichment_request due
                    WHERE due.workspace_id = :workspace AND due.source_id = :source AND due.state = 0 AND NOT due.held
                      AND NOT due.automatic
                      AND (due.trigger_id IS NULL
                           OR EXISTS (SELECT FROM weir.audience_trigger t
                                      WHERE t.workspace_id = due.workspace_id AND t.id = due.trigger_id AND t.mode <> 'off'))
                    ORDER BY due.id LIMIT :most)
                ORDER BY one.subscriber_id, one.blueprint FOR UPDATE)
            """;

    /**
     * What is pending from a source is submitted by itself from now on, but for what a trigger wanted that was switched off,
     * or is gone: that waits for somebody.
     *
     * @return how many were not before
     */
    int byThemselves(long workspaceId, long sourceId, int most) {
        return jdbc.sql(BY_THEMSELVES)
                .param("workspace", workspaceId)
                .param("source", sourceId)
                .param("most", most)
                .update();
    }

    private static final String NOT_TO_REFRESH = """
            UPDATE weir.enrichment_request r SET automatic = false, cause = 'hand'
            WHERE r.workspace_id = :workspace AND r.id IN (
                SELECT one.id FROM weir.enrichment_request one
                WHERE one.workspace_id = :workspace AND one.state = 0 AND one.counted = -1 AND one.id IN (
                    SELECT idle.id FROM weir.enrichment_request idle
                    WHERE idle.workspace_id = :workspace AND idle.blueprint = :blueprint AND idle.automatic
                      AND idle.counted = -1 AND idle.state = 0 AND NOT idle.held
                    ORDER BY idle.id LIMIT :most)
                ORDER BY one.subscriber_id, one.blueprint FOR UPDATE)
            """;

    /** What is pending of a blueprint to refresh somebody waits until a person has it run. @return how many it was */
    int notToRefresh(long workspaceId, String blueprint, int most) {
        return jdbc.sql(NOT_TO_REFRESH)
                .param("workspace", workspaceId)
                .param("blueprint", blueprint)
                .param("most", most)
                .update();
    }

    private static final String STALE = """
            SELECT s.id, s.source_id FROM weir.subscriber s
            WHERE s.workspace_id = :workspace AND s.status = 'subscribed'
              AND s.enriched_at <= weir.now() - :days * interval '1 day'
              AND NOT EXISTS (
                  SELECT FROM weir.enrichment_request r
                  WHERE r.workspace_id = s.workspace_id AND r.subscriber_id = s.id AND r.blueprint = :blueprint
                    AND (r.state = 0 AND r.automatic OR r.state = 1 OR r.ended_at > weir.now() - :days * interval '1 day'))
            ORDER BY s.enriched_at, s.id LIMIT :most
            """;

    /** Somebody who was enriched too long ago. */
    record Stale(long subscriberId, long sourceId) {}

    /** Those who were enriched longest ago, and of whom nothing is under way or has ended since. */
    List<Stale> stale(long workspaceId, String blueprint, int days, int most) {
        return jdbc.sql(STALE)
                .param("workspace", workspaceId)
                .param("blueprint", blueprint)
                .param("days", days)
                .param("most", most)
                .query((row, _) -> new Stale(row.getLong("id"), row.getLong("source_id")))
                .list();
    }

    private static final String PENDING = """
            SELECT count(*) FROM weir.enrichment_request
            WHERE workspace_id = ? AND blueprint = ? AND automatic AND counted = ? AND state = 0 AND NOT held
            """;

    /** How many of a group that is submitted by itself are pending. */
    int pending(long workspaceId, String blueprint, long counted) {
        return jdbc.sql(PENDING)
                .params(workspaceId, blueprint, counted)
                .query(Integer.class)
                .single();
    }

    private static final String TRIGGER_CAPS = """
            SELECT t.id, t.slug, t.max_per_day, coalesce(d.submitted, 0) AS submitted
            FROM weir.audience_trigger t
            LEFT JOIN weir.audience_day d ON d.workspace_id = t.workspace_id AND d.day = ? AND d.trigger_id = t.id
            WHERE t.workspace_id = ? AND t.max_per_day IS NOT NULL
            """;

    /** Triggers that have a cap, and how many were submitted for each on that day. */
    List<TriggerCap> triggerCaps(long workspaceId, LocalDate day) {
        return jdbc.sql(TRIGGER_CAPS)
                .params(day, workspaceId)
                .query((row, _) -> new TriggerCap(
                        row.getLong("id"), row.getString("slug"), row.getInt("max_per_day"), row.getInt("submitted")))
                .list();
    }

    private static final String SUBMITTED =
            "SELECT submitted FROM weir.audience_day WHERE workspace_id = ? AND day = ? AND trigger_id = ?";

    int submitted(long workspaceId, LocalDate day, long counted) {
        return jdbc.sql(SUBMITTED)
                .params(workspaceId, day, counted)
                .query(Integer.class)
                .optional()
                .orElse(0);
    }

    private static final String COUNT = """
            INSERT INTO weir.audience_day AS d (workspace_id, day, trigger_id, submitted) VALUES (?, ?, ?, ?)
            ON CONFLICT (workspace_id, day, trigger_id) DO UPDATE SET submitted = d.submitted + excluded.submitted
            """;

    void count(long workspaceId, LocalDate day, long counted, int submitted) {
        jdbc.sql(COUNT).params(workspaceId, day, counted, submitted).update();
    }

    private static final String TELL = """
            INSERT INTO weir.audience_day AS d (workspace_id, day, trigger_id, submitted, told) VALUES (?, ?, ?, 0, true)
            ON CONFLICT (workspace_id, day, trigger_id) DO UPDATE SET told = true WHERE NOT d.told
            """;

    /** @return whether it is to be told: whether nobody has said so of that cap on that day */
    boolean tell(long workspaceId, LocalDate day, long counted) {
        return jdbc.sql(TELL).params(workspaceId, day, counted).update() == 1;
    }
}
