package dev.weir.server.enrolment;

import dev.weir.server.enrolment.EnrichmentRequest.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.enrichment_request}, but for gathering. */
final class RequestTable {

    private static final RowMapper<EnrichmentRequest> REQUEST = (row, _) -> new EnrichmentRequest(
            row.getLong("id"),
            row.getLong("subscriber_id"),
            row.getString("blueprint"),
            row.getLong("source_id"),
            (Long) row.getObject("trigger_id"),
            Cause.of(row.getString("cause")),
            State.of(row.getInt("state")),
            row.getBoolean("automatic"),
            row.getBoolean("again"),
            (Long) row.getObject("job_id"),
            (Integer) row.getObject("row_idx"),
            row.getInt("runs"),
            row.getString("reason"),
            row.getTimestamp("created_at").toInstant(),
            row.getTimestamp("pending_since").toInstant(),
            instant(row, "submitted_at"),
            instant(row, "ended_at"));

    private final JdbcClient jdbc;

    RequestTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    // Pending (0): whoever has it submitted by itself is whom it counts for. Submitted (1): what it is about stays
    // until it
    // has ended, and what it is to be about then stands beside it. Ended (2, 3): all anew.
    private static final String WANT = """
            INSERT INTO weir.enrichment_request AS r
                (workspace_id, subscriber_id, blueprint, source_id, trigger_id, cause, automatic, fresh)
            SELECT ?, w.subscriber_id, w.blueprint, w.source_id, w.trigger_id, ?, w.automatic, w.fresh
            FROM unnest(?::bigint[], ?::text[], ?::bigint[], ?::bigint[], ?::boolean[], ?::boolean[])
                 WITH ORDINALITY AS w (subscriber_id, blueprint, source_id, trigger_id, automatic, fresh, place)
            ORDER BY w.place
            ON CONFLICT (workspace_id, subscriber_id, blueprint) DO UPDATE
            SET (state, automatic, fresh) = (
                    SELECT CASE WHEN r.state = 1 THEN 1 ELSE 0 END,
                           CASE r.state WHEN 1 THEN r.automatic WHEN 0 THEN r.automatic OR excluded.automatic
                                        ELSE excluded.automatic END,
                           CASE r.state WHEN 1 THEN r.fresh WHEN 0 THEN r.fresh OR excluded.fresh ELSE excluded.fresh END),
                (source_id, trigger_id, cause, pending_since) = (
                    SELECT CASE WHEN anew THEN excluded.source_id ELSE r.source_id END,
                           CASE WHEN anew THEN excluded.trigger_id ELSE r.trigger_id END,
                           CASE WHEN anew THEN excluded.cause ELSE r.cause END,
                           CASE WHEN anew THEN weir.now() ELSE r.pending_since END
                    FROM (SELECT r.state > 1 OR r.state = 0 AND excluded.automatic AND NOT r.automatic) AS this (anew)),
                (again_source_id, again_trigger_id, again_cause) = (
                    SELECT CASE WHEN anew THEN excluded.source_id ELSE r.again_source_id END,
                           CASE WHEN anew THEN excluded.trigger_id ELSE r.again_trigger_id END,
                           CASE WHEN anew THEN excluded.cause ELSE r.again_cause END
                    FROM (SELECT r.state = 1 AND (NOT r.again OR excluded.automatic AND NOT r.again_automatic)) AS this (anew)),
                again_automatic = CASE WHEN r.state = 1
                                       THEN excluded.automatic OR coalesce(r.again_automatic, false) END,
                again_fresh = CASE WHEN r.state = 1 THEN excluded.fresh OR coalesce(r.again_fresh, false) END,
                tries = CASE WHEN r.state > 1 THEN 0 ELSE r.tries END,
                reason = NULL,
                ended_at = NULL
            WHERE r.state > 1
               OR r.state = 0 AND (excluded.automatic AND NOT r.automatic OR excluded.fresh AND NOT r.fresh)
               OR r.state = 1 AND (NOT r.again OR excluded.automatic AND NOT r.again_automatic
                                   OR excluded.fresh AND NOT r.again_fresh)
            """;

    /** @param wants of each subscriber and blueprint one, in the order in which they are locked */
    int want(long workspaceId, List<EnrichmentRequests.Want> wants, Cause cause) {
        return jdbc.sql(WANT)
                .param(workspaceId)
                .param(cause.text())
                .param(wants.stream().map(EnrichmentRequests.Want::subscriberId).toArray(Long[]::new))
                .param(wants.stream().map(EnrichmentRequests.Want::blueprint).toArray(String[]::new))
                .param(wants.stream().map(EnrichmentRequests.Want::sourceId).toArray(Long[]::new))
                .param(wants.stream().map(EnrichmentRequests.Want::triggerId).toArray(Long[]::new))
                .param(wants.stream().map(EnrichmentRequests.Want::automatic).toArray(Boolean[]::new))
                .param(wants.stream().map(EnrichmentRequests.Want::fresh).toArray(Boolean[]::new))
                .update();
    }

    private static final String LOCK = """
            SELECT id FROM weir.enrichment_request WHERE workspace_id = ? AND subscriber_id = ANY (?)
            ORDER BY subscriber_id, blueprint FOR UPDATE
            """;

    /** Nobody else changes what is there for these before the transaction ends. */
    void lock(long workspaceId, Collection<Long> subscribers) {
        jdbc.sql(LOCK)
                .params(workspaceId, subscribers.toArray(Long[]::new))
                .query(Long.class)
                .list();
    }

    private static final String HOLD = """
            UPDATE weir.enrichment_request r SET held = NOT r.held
            WHERE r.workspace_id = ? AND r.id IN (
                SELECT one.id FROM weir.enrichment_request one
                JOIN weir.subscriber s ON s.workspace_id = one.workspace_id AND s.id = one.subscriber_id
                WHERE one.workspace_id = ? AND one.subscriber_id = ANY (?) AND one.held <> (s.status = 'unsubscribed')
                ORDER BY one.subscriber_id, one.blueprint FOR UPDATE OF one)
            RETURNING r.held
            """;

    /** What there is for these is held while they have left. @return whether any of it is not any more */
    boolean hold(long workspaceId, Collection<Long> subscribers) {
        return jdbc.sql(HOLD)
                .params(workspaceId, workspaceId, subscribers.toArray(Long[]::new))
                .query(Boolean.class)
                .list()
                .contains(false);
    }

    private static final String BY_HAND = """
            UPDATE weir.enrichment_request SET automatic = false
            WHERE workspace_id = ? AND id IN (
                SELECT id FROM weir.enrichment_request
                WHERE workspace_id = ? AND trigger_id = ? AND state = 0 AND automatic
                ORDER BY subscriber_id, blueprint FOR UPDATE)
            """;

    private static final String AGAIN_BY_HAND = """
            UPDATE weir.enrichment_request SET again_automatic = false
            WHERE workspace_id = ? AND id IN (
                SELECT id FROM weir.enrichment_request
                WHERE workspace_id = ? AND again_trigger_id = ? AND state = 1 AND again_automatic
                ORDER BY subscriber_id, blueprint FOR UPDATE)
            """;

    void byHandFromNow(long workspaceId, long triggerId) {
        jdbc.sql(BY_HAND).params(workspaceId, workspaceId, triggerId).update();
        jdbc.sql(AGAIN_BY_HAND).params(workspaceId, workspaceId, triggerId).update();
    }

    private static final String ENDED = """
            WITH said AS (
                SELECT * FROM unnest(?::bigint[], ?::text[]) AS said (id, reason)
            ), locked AS (
                SELECT r.id FROM weir.enrichment_request r
                WHERE r.workspace_id = ? AND r.id IN (SELECT id FROM said) AND r.job_id = ? AND r.state > 0
                ORDER BY r.subscriber_id, r.blueprint FOR UPDATE
            )
            UPDATE weir.enrichment_request r
            SET state = CASE WHEN r.again THEN 0 WHEN said.reason IS NULL THEN 2 ELSE 3 END,
                reason = CASE WHEN r.again THEN NULL ELSE said.reason END,
                ended_at = CASE WHEN r.again THEN NULL ELSE weir.now() END,
                pending_since = CASE WHEN r.again THEN weir.now() ELSE r.pending_since END,
                source_id = coalesce(r.again_source_id, r.source_id),
                trigger_id = CASE WHEN r.again THEN r.again_trigger_id ELSE r.trigger_id END,
                cause = coalesce(r.again_cause, r.cause),
                automatic = coalesce(r.again_automatic, r.automatic),
                fresh = coalesce(r.again_fresh, r.fresh),
                again_cause = NULL,
                again_source_id = NULL,
                again_trigger_id = NULL,
                again_automatic = NULL,
                again_fresh = NULL
            FROM said JOIN locked ON locked.id = said.id
            WHERE r.workspace_id = ? AND r.id = said.id AND r.job_id = ?
              AND (r.state = 1 OR r.state > 1 AND r.reason IS DISTINCT FROM said.reason)
            RETURNING r.id
            """;

    List<Long> ended(long workspaceId, long jobId, Collection<EnrichmentRequests.Ended> ended) {
        return jdbc.sql(ENDED)
                .param(ended.stream().map(EnrichmentRequests.Ended::requestId).toArray(Long[]::new))
                .param(ended.stream().map(EnrichmentRequests.Ended::reason).toArray(String[]::new))
                .params(workspaceId, jobId, workspaceId, jobId)
                .query((row, _) -> row.getLong("id"))
                .list();
    }

    private static final String IS_IN_FLIGHT = """
            SELECT EXISTS (SELECT FROM weir.enrichment_request WHERE workspace_id = ? AND job_id = ? AND state = 1)
            """;

    /** Whether any request of a job has not ended. */
    boolean isInFlight(long workspaceId, long jobId) {
        return jdbc.sql(IS_IN_FLIGHT)
                .params(workspaceId, jobId)
                .query(Boolean.class)
                .single();
    }

    private static final String FIND = """
            SELECT id, subscriber_id, blueprint, source_id, trigger_id, cause, state, automatic, again, job_id, row_idx, runs,
                   reason, created_at, pending_since, submitted_at, ended_at
            FROM weir.enrichment_request WHERE workspace_id = ? AND id = ?
            """;

    Optional<EnrichmentRequest> find(long workspaceId, long id) {
        return jdbc.sql(FIND).params(workspaceId, id).query(REQUEST).optional();
    }

    private static final String OF_JOB = """
            SELECT id, subscriber_id, blueprint, source_id, trigger_id, cause, state, automatic, again, job_id, row_idx, runs,
                   reason, created_at, pending_since, submitted_at, ended_at
            FROM weir.enrichment_request WHERE workspace_id = ? AND job_id = ? ORDER BY row_idx
            """;

    List<EnrichmentRequest> ofJob(long workspaceId, long jobId) {
        return jdbc.sql(OF_JOB).params(workspaceId, jobId).query(REQUEST).list();
    }

    private static final String PAGE = """
            SELECT id, subscriber_id, blueprint, source_id, trigger_id, cause, state, automatic, again, job_id, row_idx, runs,
                   reason, created_at, pending_since, submitted_at, ended_at
            FROM weir.enrichment_request
            WHERE workspace_id = :workspace AND id < :before
              AND (:blueprint::text IS NULL OR blueprint = :blueprint) AND (:reason::text IS NULL OR reason = :reason)
            ORDER BY id DESC OFFSET :skip LIMIT :most
            """;

    private static final String PAGE_IN_STATE = """
            SELECT id, subscriber_id, blueprint, source_id, trigger_id, cause, state, automatic, again, job_id, row_idx, runs,
                   reason, created_at, pending_since, submitted_at, ended_at
            FROM weir.enrichment_request
            WHERE workspace_id = :workspace AND id < :before AND state = :state::smallint
              AND (:blueprint::text IS NULL OR blueprint = :blueprint) AND (:reason::text IS NULL OR reason = :reason)
            ORDER BY id DESC OFFSET :skip LIMIT :most
            """;

    // One for each blueprint, so that they may be sorted.
    private static final String PAGE_OF_SUBSCRIBER = """
            SELECT id, subscriber_id, blueprint, source_id, trigger_id, cause, state, automatic, again, job_id, row_idx, runs,
                   reason, created_at, pending_since, submitted_at, ended_at
            FROM weir.enrichment_request
            WHERE workspace_id = :workspace AND subscriber_id = :subscriber AND id < :before
              AND (:state::smallint IS NULL OR state = :state::smallint)
              AND (:blueprint::text IS NULL OR blueprint = :blueprint) AND (:reason::text IS NULL OR reason = :reason)
            ORDER BY id DESC OFFSET :skip LIMIT :most
            """;

    List<EnrichmentRequest> page(long workspaceId, EnrichmentRequests.Filter filter, long before, long skip, int most) {
        Map<String, @Nullable Object> params = params(workspaceId, filter);
        params.put("before", before);
        params.put("skip", skip);
        params.put("most", most);
        String page =
                filter.subscriberId() != null ? PAGE_OF_SUBSCRIBER : filter.state() != null ? PAGE_IN_STATE : PAGE;
        return jdbc.sql(page).params(params).query(REQUEST).list();
    }

    private static Map<String, @Nullable Object> params(long workspaceId, EnrichmentRequests.Filter filter) {
        Map<String, @Nullable Object> params = new HashMap<>();
        State state = filter.state();
        params.put("workspace", workspaceId);
        params.put("state", state == null ? null : state.code());
        params.put("blueprint", filter.blueprint());
        params.put("subscriber", filter.subscriberId());
        params.put("reason", filter.reason());
        return params;
    }

    private static final String COUNT = """
            SELECT count(*) FROM weir.enrichment_request
            WHERE workspace_id = :workspace AND (:blueprint::text IS NULL OR blueprint = :blueprint)
              AND (:reason::text IS NULL OR reason = :reason)
            """;

    private static final String COUNT_IN_STATE = """
            SELECT count(*) FROM weir.enrichment_request
            WHERE workspace_id = :workspace AND state = :state::smallint
              AND (:blueprint::text IS NULL OR blueprint = :blueprint) AND (:reason::text IS NULL OR reason = :reason)
            """;

    private static final String COUNT_OF_SUBSCRIBER = """
            SELECT count(*) FROM weir.enrichment_request
            WHERE workspace_id = :workspace AND subscriber_id = :subscriber
              AND (:state::smallint IS NULL OR state = :state::smallint)
              AND (:blueprint::text IS NULL OR blueprint = :blueprint) AND (:reason::text IS NULL OR reason = :reason)
            """;

    long count(long workspaceId, EnrichmentRequests.Filter filter) {
        String count =
                filter.subscriberId() != null ? COUNT_OF_SUBSCRIBER : filter.state() != null ? COUNT_IN_STATE : COUNT;
        return jdbc.sql(count)
                .params(params(workspaceId, filter))
                .query(Long.class)
                .single();
    }

    private static final String RETRY = """
            UPDATE weir.enrichment_request
            SET state = 0, automatic = true, fresh = false, tries = 0, reason = NULL, ended_at = NULL, pending_since = weir.now()
            WHERE workspace_id = ? AND id = ? AND state = 3
            """;

    int retry(long workspaceId, long id) {
        return jdbc.sql(RETRY).params(workspaceId, id).update();
    }

    private static final String RETRY_ALL = """
            UPDATE weir.enrichment_request
            SET state = 0, automatic = true, fresh = false, tries = 0, reason = NULL, ended_at = NULL, pending_since = weir.now()
            WHERE workspace_id = :workspace AND state = 3 AND id IN (
                SELECT id FROM weir.enrichment_request
                WHERE workspace_id = :workspace AND state = 3
                  AND (:blueprint::text IS NULL OR blueprint = :blueprint) AND (:reason::text IS NULL OR reason = :reason)
                ORDER BY subscriber_id, blueprint FOR UPDATE)
            """;

    int retryAll(long workspaceId, @Nullable String blueprint, @Nullable String reason) {
        return jdbc.sql(RETRY_ALL)
                .params(params(workspaceId, new EnrichmentRequests.Filter(null, blueprint, null, reason)))
                .update();
    }

    private static final String KEPT_BACK = """
            SELECT r.id,
                   CASE WHEN s.status = 'unsubscribed' THEN 'unsubscribed'
                        WHEN EXISTS (SELECT FROM weir.enrichment_request other
                                     WHERE other.workspace_id = r.workspace_id AND other.subscriber_id = r.subscriber_id
                                       AND other.state = 1) THEN 'in_flight'
                        WHEN NOT r.automatic THEN 'noted' END AS why,
                   r.blueprint, t.slug, r.counted = -1 AS refreshing
            FROM weir.enrichment_request r
            JOIN weir.subscriber s ON s.workspace_id = r.workspace_id AND s.id = r.subscriber_id
            LEFT JOIN weir.audience_trigger t ON t.workspace_id = r.workspace_id AND t.id = r.trigger_id
            WHERE r.workspace_id = ? AND r.id = ANY (?)
            """;

    /**
     * What keeps a request back.
     *
     * @param why its own reason; null for none
     * @param trigger that it is for; null for none, or one that is gone
     */
    record KeptBack(
            long id,
            @Nullable String why,
            String blueprint,
            @Nullable String trigger,
            boolean refreshing) {}

    List<KeptBack> keptBack(long workspaceId, List<Long> ids) {
        return jdbc.sql(KEPT_BACK)
                .params(workspaceId, ids.toArray(Long[]::new))
                .query((row, _) -> new KeptBack(
                        row.getLong("id"),
                        row.getString("why"),
                        row.getString("blueprint"),
                        row.getString("slug"),
                        row.getBoolean("refreshing")))
                .list();
    }
}
