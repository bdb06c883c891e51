package dev.weir.server.workspace;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.api_key}. */
final class ApiKeyTable {

    private final JdbcClient jdbc;

    ApiKeyTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String PEPPER = "SELECT key_pepper FROM weir.installation WHERE only_row";

    byte[] pepper() {
        return jdbc.sql(PEPPER).query(byte[].class).single();
    }

    private static final String NEW_ID = "SELECT nextval(pg_get_serial_sequence('weir.api_key', 'id'))";

    long newId() {
        return jdbc.sql(NEW_ID).query(Long.class).single();
    }

    private static final String INSERT = """
            INSERT INTO weir.api_key (id, workspace_id, member_id, name, role, hash, created_by, maker_id, expires_at)
            OVERRIDING SYSTEM VALUE VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            RETURNING created_at
            """;

    /** @param role null for the installation's */
    Instant insert(
            long id,
            long workspaceId,
            @Nullable Long memberId,
            String name,
            @Nullable Role role,
            byte[] hash,
            String createdBy,
            @Nullable Long makerId,
            @Nullable Instant expiresAt) {
        return jdbc.sql(INSERT)
                .param(id)
                .param(workspaceId)
                .param(memberId)
                .param(name)
                .param(role == null ? null : role.name())
                .param(hash)
                .param(createdBy)
                .param(makerId)
                .param(expiresAt == null ? null : Timestamp.from(expiresAt))
                .query(Timestamp.class)
                .single()
                .toInstant();
    }

    /**
     * A key as it is looked up when it is shown.
     *
     * @param workspace null for the installation's key
     * @param role null for the installation's key; else what key and member may both do
     * @param ended why it may do nothing any more; null when it may
     * @param unnoted whether its last use is worth noting again
     */
    @SuppressWarnings("ArrayRecordComponent") // compared in constant time, and never as a record
    record Shown(
            byte[] hash,
            @Nullable Workspace workspace,
            @Nullable Long memberId,
            @Nullable Long makerId,
            @Nullable Role role,
            @Nullable Ended ended,
            boolean unnoted) {}

    enum Ended {
        REVOKED,
        EXPIRED
    }

    private static final String SHOWN = """
            SELECT k.hash, k.member_id, k.maker_id, k.role, m.role AS member_role,
                   w.id AS workspace, w.name, w.sandbox, w.auto_grant,
                   k.revoked_at IS NOT NULL OR (k.member_id IS NOT NULL AND (m.id IS NULL OR m.removed_at IS NOT NULL))
                       AS revoked,
                   coalesce(k.expires_at <= weir.now(), false) AS expired,
                   coalesce(k.last_used_at <= weir.now() - interval '1 minute', true) AS unnoted
            FROM weir.api_key k
            LEFT JOIN weir.workspace w ON w.id = k.workspace_id
            LEFT JOIN weir.member m ON m.id = k.member_id AND m.workspace_id = k.workspace_id
            WHERE k.workspace_id = ? AND k.id = ?
            """;

    Optional<Shown> shown(long workspaceId, long id) {
        return jdbc.sql(SHOWN)
                .param(workspaceId)
                .param(id)
                .query((row, _) -> shown(row))
                .optional();
    }

    private static Shown shown(ResultSet row) throws SQLException {
        Role role = role(row.getString("role"));
        Role ofMember = role(row.getString("member_role"));
        long workspace = row.getLong("workspace");
        return new Shown(
                row.getBytes("hash"),
                workspace == 0
                        ? null
                        : new Workspace(
                                workspace,
                                row.getString("name"),
                                row.getBoolean("sandbox"),
                                row.getBoolean("auto_grant")),
                (Long) row.getObject("member_id"),
                (Long) row.getObject("maker_id"),
                role != null && ofMember != null && role.covers(ofMember) ? ofMember : role,
                row.getBoolean("revoked") ? Ended.REVOKED : row.getBoolean("expired") ? Ended.EXPIRED : null,
                row.getBoolean("unnoted"));
    }

    private static @Nullable Role role(@Nullable String name) {
        return name == null ? null : Role.valueOf(name);
    }

    private static final String NOTE_USE = """
            UPDATE weir.api_key SET last_used_at = weir.now()
            WHERE workspace_id = ? AND id = ? AND coalesce(last_used_at <= weir.now() - interval '1 minute', true)
            """;

    void noteUse(long workspaceId, long id) {
        jdbc.sql(NOTE_USE).param(workspaceId).param(id).update();
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        return new ApiKey(
                row.getLong("id"),
                (Long) row.getObject("member_id"),
                row.getString("name"),
                Role.valueOf(row.getString("role")),
                row.getString("created_by"),
                (Long) row.getObject("maker_id"),
                row.getTimestamp("created_at").toInstant(),
                instant(row.getTimestamp("expires_at")),
                instant(row.getTimestamp("revoked_at")),
                instant(row.getTimestamp("last_used_at")));
    }

    private static @Nullable Instant instant(@Nullable Timestamp at) {
        return at == null ? null : at.toInstant();
    }

    private static final String OF_WORKSPACE = """
            SELECT id, member_id, name, role, created_by, maker_id, created_at, expires_at, revoked_at, last_used_at
            FROM weir.api_key WHERE workspace_id = ? AND id < ? ORDER BY id DESC OFFSET ? LIMIT ?
            """;

    /** Newest first. */
    List<ApiKey> of(long workspaceId, long before, long offset, int most) {
        return jdbc.sql(OF_WORKSPACE)
                .param(workspaceId)
                .param(before)
                .param(offset)
                .param(most)
                .query((row, _) -> key(row))
                .list();
    }

    private static final String COUNT = "SELECT count(*) FROM weir.api_key WHERE workspace_id = ?";

    long count(long workspaceId) {
        return jdbc.sql(COUNT).param(workspaceId).query(Long.class).single();
    }

    private static final String HOLD = "SELECT id FROM weir.workspace WHERE id = ? FOR NO KEY UPDATE";

    /** Lets nobody else change who may do what in that workspace until the transaction ends. */
    void hold(long workspaceId) {
        jdbc.sql(HOLD).param(workspaceId).query(Long.class).optional();
    }

    // Roles are numbered as they cover one another.
    private static final String LIVE = """
            SELECT k.id, k.member_id, k.name, k.created_by, k.maker_id, k.created_at, k.expires_at, k.revoked_at,
                   k.last_used_at,
                   CASE WHEN m.role IS NULL
                             OR array_position('{VIEWER,MEMBER,ADMIN,OWNER}'::text[], k.role)
                                <= array_position('{VIEWER,MEMBER,ADMIN,OWNER}'::text[], m.role)
                        THEN k.role ELSE m.role END AS role
            FROM weir.api_key k
            LEFT JOIN weir.member m ON m.workspace_id = k.workspace_id AND m.id = k.member_id
            WHERE k.workspace_id = ? AND k.revoked_at IS NULL AND coalesce(k.expires_at > weir.now(), true)
            ORDER BY k.id
            """;

    /** All that have not ended, in order, with what they and their member may both do. */
    List<ApiKey> live(long workspaceId) {
        return jdbc.sql(LIVE).param(workspaceId).query((row, _) -> key(row)).list();
    }

    private static final String COUNT_LIVE = """
            SELECT count(*) FROM weir.api_key
            WHERE workspace_id = ? AND revoked_at IS NULL AND coalesce(expires_at > weir.now(), true)
            """;

    long countLive(long workspaceId) {
        return jdbc.sql(COUNT_LIVE).param(workspaceId).query(Long.class).single();
    }

    private static final String OF_OR_BY = """
            SELECT id, member_id, name, role, created_by, maker_id, created_at, expires_at, revoked_at, last_used_at
            FROM weir.api_key
            WHERE workspace_id = ? AND revoked_at IS NULL AND (member_id = ? OR maker_id = ?) ORDER BY id
            """;

    /** Those of a member and those that the member made, in order, but for the revoked. */
    List<ApiKey> ofOrBy(long workspaceId, long memberId) {
        return jdbc.sql(OF_OR_BY)
                .param(workspaceId)
                .param(memberId)
                .param(memberId)
                .query((row, _) -> key(row))
                .list();
    }

    private static final String MEMBER_ROLE =
            "SELECT role FROM weir.member WHERE workspace_id = ? AND id = ? AND removed_at IS NULL";

    /** Empty when there is no such member. */
    Optional<Role> roleOf(long workspaceId, long memberId) {
        return jdbc.sql(MEMBER_ROLE)
                .param(workspaceId)
                .param(memberId)
                .query((row, _) -> Role.valueOf(row.getString("role")))
                .optional();
    }

    private static final String ONE = """
            SELECT id, member_id, name, role, created_by, maker_id, created_at, expires_at, revoked_at, last_used_at
            FROM weir.api_key WHERE workspace_id = ? AND id = ?
            """;

    Optional<ApiKey> find(long workspaceId, long id) {
        return jdbc.sql(ONE)
                .param(workspaceId)
                .param(id)
                .query((row, _) -> key(row))
                .optional();
    }

    private static final String REVOKE = """
            UPDATE weir.api_key SET revoked_at = weir.now() WHERE workspace_id = ? AND id = ? AND revoked_at IS NULL
            """;

    /** Whether it was not revoked before. */
    boolean revoke(long workspaceId, long id) {
        return jdbc.sql(REVOKE).param(workspaceId).param(id).update() > 0;
    }

    private static final String EXPIRE = """
            UPDATE weir.api_key SET expires_at = least(expires_at, weir.now() + ? * interval '1 second')
            WHERE workspace_id = ? AND id = ?
            """;

    /** Lets it go on for that long at most. */
    void expire(long workspaceId, long id, long seconds) {
        jdbc.sql(EXPIRE).param(seconds).param(workspaceId).param(id).update();
    }
}
