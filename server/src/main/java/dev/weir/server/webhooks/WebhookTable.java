package dev.weir.server.webhooks;

import dev.weir.server.jobs.EventType;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.webhook}. */
final class WebhookTable {

    /** The first key of the locks on a workspace's webhooks. */
    private static final int WEBHOOKS = 7_313_093;

    /** A webhook, the number of its newest secret, and the time by which it was read. */
    record Stored(Webhook webhook, int secretNumber, Instant now) {}

    private final JdbcClient jdbc;

    WebhookTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String SHARE_LOCK = "SELECT pg_advisory_xact_lock_shared(?, ?)";

    /** Whoever writes an event: no webhook of the workspace changes until the transaction ends. */
    void shareLock(long workspaceId) {
        locked(SHARE_LOCK, workspaceId);
    }

    private static final String LOCK = "SELECT pg_advisory_xact_lock(?, ?)";

    /** Whoever changes webhooks: no event of the workspace is written until the transaction ends. */
    void lock(long workspaceId) {
        locked(LOCK, workspaceId);
    }

    private void locked(String lock, long workspaceId) {
        // A number beyond 32 bits may share its lock with another; then one waits for the other's commit.
        jdbc.sql(lock)
                .param(WEBHOOKS)
                .param((int) workspaceId)
                .query((_, _) -> true)
                .single();
    }

    private static final String WANTED = """
            SELECT EXISTS (SELECT FROM weir.webhook
                           WHERE workspace_id = ? AND job_id IS NULL AND is_active AND ? = ANY (event_types))
            """;

    /** Whether anybody subscribes to it. */
    boolean wanted(long workspaceId, String type) {
        return jdbc.sql(WANTED)
                .param(workspaceId)
                .param(type)
                .query(Boolean.class)
                .single();
    }

    private static final String INSERT = """
            INSERT INTO weir.webhook (workspace_id, job_id, callback_url, event_types, is_active)
            VALUES (?, ?, ?, ?, ?) RETURNING id
            """;

    /** @param jobId the one job whose end it waits for; null for a subscription */
    long insert(long workspaceId, @Nullable Long jobId, String callbackUrl, List<EventType> types, boolean active) {
        return jdbc.sql(INSERT)
                .param(workspaceId)
                .param(jobId)
                .param(callbackUrl)
                .param(texts(types))
                .param(active)
                .query(Long.class)
                .single();
    }

    private static final String FIND = """
            SELECT w.*, weir.now() AS now FROM weir.webhook w WHERE workspace_id = ? AND id = ?
            """;

    Optional<Stored> find(long workspaceId, long id) {
        return jdbc.sql(FIND)
                .param(workspaceId)
                .param(id)
                .query((row, _) -> stored(row))
                .optional();
    }

    private static final String PAGE = """
            SELECT w.*, weir.now() AS now FROM weir.webhook w
            WHERE workspace_id = ? AND job_id IS NULL AND id < ? ORDER BY id DESC
            OFFSET ? LIMIT ?
            """;

    /** The subscriptions. */
    List<Webhook> page(long workspaceId, long before, long offset, int limit) {
        return jdbc.sql(PAGE)
                .param(workspaceId)
                .param(before)
                .param(offset)
                .param(limit)
                .query((row, _) -> stored(row).webhook())
                .list();
    }

    private static final String OF_JOB = """
            SELECT w.*, weir.now() AS now FROM weir.webhook w WHERE workspace_id = ? AND job_id = ?
            """;

    Optional<Webhook> ofJob(long workspaceId, long jobId) {
        return jdbc.sql(OF_JOB)
                .param(workspaceId)
                .param(jobId)
                .query((row, _) -> stored(row).webhook())
                .optional();
    }

    private static final String COUNT = "SELECT count(*) FROM weir.webhook WHERE workspace_id = ? AND job_id IS NULL";

    /** The subscriptions. */
    long count(long workspaceId) {
        return jdbc.sql(COUNT).param(workspaceId).query(Long.class).single();
    }

    private static final String UPDATE = """
            UPDATE weir.webhook
            SET callback_url = ?, event_types = ?, is_active = ?, disabled_reason = ?, updated_at = weir.now()
            WHERE workspace_id = ? AND id = ?
            """;

    void update(
            long workspaceId,
            long id,
            String callbackUrl,
            List<EventType> types,
            boolean active,
            @Nullable String disabledReason) {
        jdbc.sql(UPDATE)
                .param(callbackUrl)
                .param(texts(types))
                .param(active)
                .param(disabledReason)
                .param(workspaceId)
                .param(id)
                .update();
    }

    private static final String GONE = """
            UPDATE weir.webhook SET is_active = false, disabled_reason = 'gone', updated_at = weir.now()
            WHERE workspace_id = ? AND id = ? AND is_active
            """;

    /** Its server said that it wants no more. Returns whether it was active. */
    boolean gone(long workspaceId, long id) {
        return jdbc.sql(GONE).param(workspaceId).param(id).update() == 1;
    }

    private static final String ROTATE = """
            UPDATE weir.webhook
            SET secret_number = secret_number + 1, previous_until = weir.now() + ? * interval '1 millisecond',
                updated_at = weir.now()
            WHERE workspace_id = ? AND id = ? RETURNING secret_number
            """;

    /** Returns the number of the new secret; the one before signs beside it for that long. */
    Optional<Integer> rotate(long workspaceId, long id, Duration window) {
        return jdbc.sql(ROTATE)
                .param(window.toMillis())
                .param(workspaceId)
                .param(id)
                .query(Integer.class)
                .optional();
    }

    private static final String DELETE = "DELETE FROM weir.webhook WHERE workspace_id = ? AND id = ?";

    boolean delete(long workspaceId, long id) {
        return jdbc.sql(DELETE).param(workspaceId).param(id).update() == 1;
    }

    private static String[] texts(List<EventType> types) {
        return types.stream().map(EventType::text).toArray(String[]::new);
    }

    private static Stored stored(ResultSet row) throws SQLException {
        Instant now = row.getTimestamp("now").toInstant();
        Instant until = instant(row.getTimestamp("previous_until"));
        boolean rotating = until != null && now.isBefore(until);
        Webhook webhook = new Webhook(
                row.getLong("id"),
                row.getLong("workspace_id"),
                (Long) row.getObject("job_id"),
                row.getString("callback_url"),
                types(row.getArray("event_types")),
                row.getBoolean("is_active"),
                row.getString("disabled_reason"),
                rotating ? until : null,
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
        return new Stored(webhook, row.getInt("secret_number"), now);
    }

    private static List<EventType> types(Array array) throws SQLException {
        return Arrays.stream((String[]) array.getArray())
                .map(text -> EventType.find(text).orElseThrow())
                .toList();
    }

    private static @Nullable Instant instant(@Nullable Timestamp time) {
        return time == null ? null : time.toInstant();
    }
}
