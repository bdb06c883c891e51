package dev.weir.server.webhooks;

import dev.weir.server.jobs.EventType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.webhook_delivery}. */
final class DeliveryTable {

    /** A delivery that this node is to try, once; under its epoch alone may what came of it be noted. */
    record Claimed(long id, long workspaceId, long webhookId, long eventId, long epoch, int tries) {}

    private final JdbcClient jdbc;

    DeliveryTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String FAN_OUT = """
            INSERT INTO weir.webhook_delivery (workspace_id, webhook_id, event_id, due_at, created_at)
            SELECT w.workspace_id, w.id, ?, weir.now(), weir.now()
            FROM (SELECT * FROM weir.webhook WHERE workspace_id = ? AND job_id IS NULL
                  UNION ALL
                  SELECT * FROM weir.webhook WHERE workspace_id = ? AND job_id = ?) AS w
            WHERE w.is_active AND ? = ANY (w.event_types)
            """;

    /**
     * Makes a delivery for every active webhook of the workspace that asks for the type, or for that job's end. Returns how
     * many.
     */
    int fanOut(long workspaceId, long eventId, @Nullable Long jobId, String type) {
        return jdbc.sql(FAN_OUT)
                .param(eventId)
                .param(workspaceId)
                .param(workspaceId)
                .param(jobId)
                .param(type)
                .update();
    }

    private static final String INSERT_CLAIMED = """
            INSERT INTO weir.webhook_delivery (workspace_id, webhook_id, event_id, epoch, due_at, created_at)
            VALUES (?, ?, ?, 1, weir.now() + ? * interval '1 millisecond', weir.now())
            RETURNING id, workspace_id, webhook_id, event_id, epoch, tries
            """;

    /** Makes a delivery that its maker tries at once. */
    Claimed insertClaimed(long workspaceId, long webhookId, long eventId, Duration lease) {
        return jdbc.sql(INSERT_CLAIMED)
                .param(workspaceId)
                .param(webhookId)
                .param(eventId)
                .param(lease.toMillis())
                .query(DataClassRowMapper.newInstance(Claimed.class))
                .single();
    }

    // Steps from webhook to webhook over the index, however many deliveries each has.
    private static final String DUE = """
            WITH RECURSIVE lane AS (
                (SELECT webhook_id FROM weir.webhook_delivery WHERE state = 0 ORDER BY webhook_id LIMIT 1)
                UNION ALL
                SELECT (SELECT d.webhook_id FROM weir.webhook_delivery d
                        WHERE d.state = 0 AND d.webhook_id > lane.webhook_id ORDER BY d.webhook_id LIMIT 1)
                FROM lane WHERE lane.webhook_id IS NOT NULL)
            SELECT webhook_id FROM lane
            WHERE webhook_id IS NOT NULL
              AND EXISTS (SELECT FROM weir.webhook_delivery d
                          WHERE d.webhook_id = lane.webhook_id AND d.state = 0 AND d.due_at <= weir.now())
            """;

    /** Whether there are any such. */
    static final String ANY_DUE = "SELECT EXISTS (" + DUE + ")";

    /** The webhooks that have deliveries due. */
    List<Long> due() {
        return jdbc.sql(DUE).query((row, _) -> row.getLong(1)).list();
    }

    private static final String CLAIM = """
            UPDATE weir.webhook_delivery
            SET epoch = epoch + 1, due_at = weir.now() + ? * interval '1 millisecond'
            WHERE id = ANY (ARRAY(
                SELECT d.id FROM unnest(?::bigint[], ?::int[]) AS lane (webhook_id, room)
                CROSS JOIN LATERAL (SELECT id FROM weir.webhook_delivery
                                    WHERE webhook_id = lane.webhook_id AND state = 0 AND due_at <= weir.now()
                                    ORDER BY due_at, id LIMIT lane.room FOR UPDATE SKIP LOCKED) AS d))
            RETURNING id, workspace_id, webhook_id, event_id, epoch, tries
            """;

    /**
     * Claims deliveries for one try each.
     *
     * @param room how many at most, by webhook
     * @param lease after which another node may claim them, too
     */
    List<Claimed> claim(Map<Long, Integer> room, Duration lease) {
        long[] webhooks = room.keySet().stream().mapToLong(Long::longValue).toArray();
        int[] rooms = room.values().stream().mapToInt(Integer::intValue).toArray();
        return jdbc.sql(CLAIM)
                .param(lease.toMillis())
                .param(webhooks)
                .param(rooms)
                .query(DataClassRowMapper.newInstance(Claimed.class))
                .list();
    }

    private static final String SETTLE = """
            UPDATE weir.webhook_delivery
            SET state = ?, tries = tries + 1, due_at = weir.now() + ? * interval '1 millisecond',
                ended_at = CASE WHEN ? THEN weir.now() END
            WHERE id = ? AND epoch = ? AND state IN (0, 3)
            """;

    /** Notes what came of a try, unless somebody else has claimed or replayed the delivery since. */
    void settle(Claimed claimed, Delivery.State state, Duration after) {
        jdbc.sql(SETTLE)
                .param(state.ordinal())
                .param(after.toMillis())
                .param(state == Delivery.State.DELIVERED || state == Delivery.State.DEAD)
                .param(claimed.id())
                .param(claimed.epoch())
                .update();
    }

    private static final String HOLD = "UPDATE weir.webhook_delivery SET state = 3 WHERE webhook_id = ? AND state = 0";

    /** What is pending waits until the webhook is active again. */
    void hold(long webhookId) {
        jdbc.sql(HOLD).param(webhookId).update();
    }

    private static final String RELEASE =
            "UPDATE weir.webhook_delivery SET state = 0, due_at = weir.now() WHERE webhook_id = ? AND state = 3";

    void release(long webhookId) {
        jdbc.sql(RELEASE).param(webhookId).update();
    }

    private static final String REPLAY = """
            UPDATE weir.webhook_delivery
            SET state = 0, tries = 0, epoch = epoch + 1, due_at = weir.now(), ended_at = NULL
            WHERE workspace_id = ? AND webhook_id = ? AND id = ?
            """;

    void replay(long workspaceId, long webhookId, long id) {
        jdbc.sql(REPLAY).param(workspaceId).param(webhookId).param(id).update();
    }

    private static final String DELETE = "DELETE FROM weir.webhook_delivery WHERE webhook_id = ?";

    void deleteOf(long webhookId) {
        jdbc.sql(DELETE).param(webhookId).update();
    }

    private static final String SHOWN = """
            SELECT d.id, d.webhook_id, d.event_id, d.state, d.tries, d.due_at, d.created_at, d.ended_at,
                   e.public_id, e.type, e.job_id, e.sequence,
                   a.status, a.detail, a.response, a.took_ms, a.at
            FROM weir.webhook_delivery d
            JOIN weir.event e ON e.id = d.event_id AND e.workspace_id = d.workspace_id
            LEFT JOIN LATERAL (SELECT * FROM weir.webhook_attempt t
                               WHERE t.delivery_id = d.id ORDER BY t.id DESC LIMIT 1) AS a ON true
            WHERE d.workspace_id = ? AND d.webhook_id = ?
            """;

    private static final String FIND = SHOWN + " AND d.id = ?";

    Optional<Delivery> find(long workspaceId, long webhookId, long id) {
        return jdbc.sql(FIND)
                .param(workspaceId)
                .param(webhookId)
                .param(id)
                .query((row, _) -> delivery(row))
                .optional();
    }

    /** A delivery in a list, and the number by which what follows it is asked for. */
    record Listed(long place, Delivery delivery) {}

    private static final String PAGE = SHOWN + " AND d.event_id < ? ORDER BY d.event_id DESC OFFSET ? LIMIT ?";

    private static final String PAGE_BY_STATE =
            SHOWN + " AND d.event_id < ? AND d.state = ? ORDER BY d.event_id DESC OFFSET ? LIMIT ?";

    /** The newest events first. @param before {@link Listed#place} of the last one seen; {@link Long#MAX_VALUE} at first */
    List<Listed> page(
            long workspaceId, long webhookId, Delivery.@Nullable State state, long before, long offset, int limit) {
        JdbcClient.StatementSpec page = jdbc.sql(state == null ? PAGE : PAGE_BY_STATE)
                .param(workspaceId)
                .param(webhookId)
                .param(before);
        return (state == null ? page : page.param(state.ordinal()))
                .param(offset)
                .param(limit)
                .query((row, _) -> new Listed(row.getLong("event_id"), delivery(row)))
                .list();
    }

    private static final String COUNT =
            "SELECT count(*) FROM weir.webhook_delivery WHERE workspace_id = ? AND webhook_id = ?";

    private static final String COUNT_BY_STATE = COUNT + " AND state = ?";

    long count(long workspaceId, long webhookId, Delivery.@Nullable State state) {
        JdbcClient.StatementSpec count = jdbc.sql(state == null ? COUNT : COUNT_BY_STATE)
                .param(workspaceId)
                .param(webhookId);
        return (state == null ? count : count.param(state.ordinal()))
                .query(Long.class)
                .single();
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        Delivery.State state = Delivery.State.values()[row.getInt("state")];
        Instant at = instant(row, "at");
        return new Delivery(
                row.getLong("id"),
                row.getLong("webhook_id"),
                row.getString("public_id"),
                EventType.find(row.getString("type")).orElseThrow(),
                (Long) row.getObject("job_id"),
                (Long) row.getObject("sequence"),
                state,
                row.getInt("tries"),
                state == Delivery.State.PENDING ? instant(row, "due_at") : null,
                row.getTimestamp("created_at").toInstant(),
                instant(row, "ended_at"),
                at == null ? null : AttemptTable.attempt(row, at));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }
}
