package dev.weir.server.vault;

import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.data_key} and {@code weir.secret}. */
final class VaultTable {

    private final JdbcClient jdbc;

    VaultTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A data key as it is kept. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record WrappedKey(int version, byte[] wrapped, String masterKey) {}

    /** A secret as it is kept, with the data key it is sealed under. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Sealed(String purpose, long number, byte[] sealed, int version, byte[] wrapped, String masterKey) {
        WrappedKey key() {
            return new WrappedKey(version, wrapped, masterKey);
        }
    }

    private static final String NEWEST_KEY = """
            SELECT version, wrapped, master_key FROM weir.data_key WHERE workspace_id = ?
            ORDER BY version DESC LIMIT 1 FOR KEY SHARE
            """;

    /** It is not deleted before the transaction ends. Empty also when the one that was newest is just being deleted. */
    Optional<WrappedKey> newestKey(long workspaceId) {
        return jdbc.sql(NEWEST_KEY)
                .param(workspaceId)
                .query(DataClassRowMapper.newInstance(WrappedKey.class))
                .optional();
    }

    private static final String INSERT_KEY = """
            INSERT INTO weir.data_key (workspace_id, version, wrapped, master_key) VALUES (?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """;

    /** Whether it is the one of that version now, and not another's. */
    boolean insertKey(long workspaceId, WrappedKey key) {
        return jdbc.sql(INSERT_KEY)
                        .param(workspaceId)
                        .param(key.version())
                        .param(key.wrapped())
                        .param(key.masterKey())
                        .update()
                == 1;
    }

    private static final String NEXT_NUMBER = "SELECT nextval('weir.secret_number')";

    long nextNumber() {
        return jdbc.sql(NEXT_NUMBER).query(Long.class).single();
    }

    private static final String PUT = """
            INSERT INTO weir.secret (workspace_id, purpose, number, data_key, sealed) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (workspace_id, purpose)
                DO UPDATE SET number = excluded.number, data_key = excluded.data_key, sealed = excluded.sealed
            """;

    void put(long workspaceId, String purpose, long number, int dataKey, byte[] sealed) {
        jdbc.sql(PUT)
                .param(workspaceId)
                .param(purpose)
                .param(number)
                .param(dataKey)
                .param(sealed)
                .update();
    }

    private static final String FIND = """
            SELECT s.purpose, s.number, s.sealed, k.version, k.wrapped, k.master_key
            FROM weir.secret s JOIN weir.data_key k ON k.workspace_id = s.workspace_id AND k.version = s.data_key
            WHERE s.workspace_id = ? AND s.purpose = ?
            """;

    Optional<Sealed> find(long workspaceId, String purpose) {
        return jdbc.sql(FIND)
                .param(workspaceId)
                .param(purpose)
                .query(DataClassRowMapper.newInstance(Sealed.class))
                .optional();
    }

    private static final String DELETE = "DELETE FROM weir.secret WHERE workspace_id = ? AND purpose = ?";

    boolean delete(long workspaceId, String purpose) {
        return jdbc.sql(DELETE).param(workspaceId).param(purpose).update() == 1;
    }

    private static final String LOCK_OLD = """
            SELECT s.purpose, s.number, s.sealed, k.version, k.wrapped, k.master_key
            FROM weir.secret s JOIN weir.data_key k ON k.workspace_id = s.workspace_id AND k.version = s.data_key
            WHERE s.workspace_id = ? AND s.data_key < ?
            ORDER BY s.purpose LIMIT ? FOR UPDATE OF s
            """;

    /** Some that are sealed under a key older than that; nobody changes them before the transaction ends. */
    List<Sealed> lockOld(long workspaceId, int before, int limit) {
        return jdbc.sql(LOCK_OLD)
                .param(workspaceId)
                .param(before)
                .param(limit)
                .query(DataClassRowMapper.newInstance(Sealed.class))
                .list();
    }

    private static final String LOCK_OLD_KEYS = """
            SELECT version FROM weir.data_key WHERE workspace_id = ? AND version < ? ORDER BY version FOR UPDATE
            """;

    private static final String DELETE_UNUSED = """
            DELETE FROM weir.data_key k
            WHERE k.workspace_id = ? AND k.version < ?
              AND NOT EXISTS (SELECT FROM weir.secret s WHERE s.workspace_id = k.workspace_id AND s.data_key = k.version)
            """;

    private static final String OLD_KEYS = """
            SELECT count(*)::int FROM weir.data_key WHERE workspace_id = ? AND version < ?
            """;

    /** Deletes the keys older than that under which nothing is sealed any more; tells how many older ones are left. */
    int deleteUnusedKeys(long workspaceId, int before) {
        // Who is just sealing under one holds it; the deletion's own look must come after that one has ended.
        jdbc.sql(LOCK_OLD_KEYS)
                .param(workspaceId)
                .param(before)
                .query((row, _) -> row.getInt(1))
                .list();
        jdbc.sql(DELETE_UNUSED).param(workspaceId).param(before).update();
        return jdbc.sql(OLD_KEYS)
                .param(workspaceId)
                .param(before)
                .query(Integer.class)
                .single();
    }

    private static final String LOCK_WRAPPED_BY_OTHERS = """
            SELECT version, wrapped, master_key FROM weir.data_key WHERE workspace_id = ? AND master_key <> ?
            ORDER BY version FOR UPDATE
            """;

    List<WrappedKey> lockWrappedByOthers(long workspaceId, String masterKey) {
        return jdbc.sql(LOCK_WRAPPED_BY_OTHERS)
                .param(workspaceId)
                .param(masterKey)
                .query(DataClassRowMapper.newInstance(WrappedKey.class))
                .list();
    }

    private static final String REWRAP = """
            UPDATE weir.data_key SET wrapped = ?, master_key = ? WHERE workspace_id = ? AND version = ?
            """;

    void rewrap(long workspaceId, WrappedKey key) {
        jdbc.sql(REWRAP)
                .param(key.wrapped())
                .param(key.masterKey())
                .param(workspaceId)
                .param(key.version())
                .update();
    }

    private static final String MASTER_KEYS = "SELECT DISTINCT master_key FROM weir.data_key WHERE workspace_id = ?";

    List<String> masterKeys(long workspaceId) {
        return jdbc.sql(MASTER_KEYS)
                .param(workspaceId)
                .query((row, n) -> row.getString(1))
                .list();
    }
}
