package dev.weir.server.requests;

import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.answered}. */
final class AnsweredTable {

    private final JdbcClient jdbc;

    AnsweredTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** What was asked, hashed, and answered. */
    @SuppressWarnings("ArrayRecordComponent") // compared by its bytes, and never as a record
    record Answered(byte[] asked, Requests.Kept kept) {}

    // Ends with the transaction, and with the process that held it.
    private static final String LOCK = "SELECT pg_try_advisory_xact_lock(?)";

    /** Whether nobody else is at work on it; held until the transaction ends. */
    boolean lock(long lock) {
        return jdbc.sql(LOCK).param(lock).query(Boolean.class).single();
    }

    private static final String FIND = """
            SELECT asked, status, body, location FROM weir.answered
            WHERE workspace_id = ? AND route = ? AND key = ? AND at > weir.now() - ? * interval '1 hour'
            """;

    Optional<Answered> find(long workspaceId, String route, String key, int hours) {
        return jdbc.sql(FIND)
                .param(workspaceId)
                .param(route)
                .param(key)
                .param(hours)
                .query((row, _) -> new Answered(
                        row.getBytes("asked"),
                        new Requests.Kept(row.getInt("status"), row.getString("body"), row.getString("location"))))
                .optional();
    }

    // One that has outlived its time and has not been swept makes room.
    private static final String PUT = """
            INSERT INTO weir.answered (workspace_id, route, key, asked, status, body, location, at)
            VALUES (?, ?, ?, ?, ?, ?, ?, weir.now())
            ON CONFLICT (workspace_id, route, key) DO UPDATE
            SET asked = excluded.asked, status = excluded.status, body = excluded.body, location = excluded.location,
                at = excluded.at
            """;

    void put(long workspaceId, String route, String key, byte[] asked, Requests.Kept kept) {
        jdbc.sql(PUT)
                .param(workspaceId)
                .param(route)
                .param(key)
                .param(asked)
                .param(kept.status())
                .param(kept.body())
                .param(kept.location())
                .update();
    }

    // Skipping what another request sweeps, so that none waits for another.
    private static final String SWEEP = """
            DELETE FROM weir.answered WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM weir.answered
                WHERE workspace_id = ? AND at <= weir.now() - ? * interval '1 hour'
                ORDER BY at LIMIT ? FOR UPDATE SKIP LOCKED))
            """;

    void sweep(long workspaceId, int hours, int most) {
        jdbc.sql(SWEEP).param(workspaceId).param(hours).param(most).update();
    }
}
