package dev.weir.server.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.destination}. Every change by a node carries the epoch of its lease. */
final class DestinationTable {

    /** A table that is this node's. @param failures in a row, before */
    record Claim(long id, long epoch, int failures) {}

    /** A row as it is stored. */
    record Stored(
            long id,
            Lane lane,
            int failures,
            @Nullable Instant retryAt,
            @Nullable Instant failingSince,
            @Nullable String error,
            long written,
            @Nullable Instant writtenAt) {}

    private final JdbcClient jdbc;

    DestinationTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String ENSURE = """
            INSERT INTO weir.destination (workspace_id, db, table_name) VALUES (?, ?, ?)
            ON CONFLICT (workspace_id, db, table_name) DO NOTHING
            """;

    private static final String CLAIM = """
            UPDATE weir.destination
            SET epoch = epoch + 1, lease_until = weir.now() + ? * interval '1 millisecond'
            WHERE id = (SELECT id FROM weir.destination
                        WHERE workspace_id = ? AND db = ? AND table_name = ?
                          AND lease_until <= weir.now() AND retry_at <= weir.now() AND (failures = 0 OR ?)
                        FOR UPDATE SKIP LOCKED)
            RETURNING id, epoch, failures
            """;

    /**
     * Takes a table for that long, unless another node has it or it is not to be tried yet.
     *
     * @param alsoFailing whether one that has failed is taken, too
     */
    Optional<Claim> claim(Lane lane, Duration lease, boolean alsoFailing) {
        Optional<Claim> claim = tryClaim(lane, lease, alsoFailing);
        return claim.isEmpty()
                        && jdbc.sql(ENSURE)
                                        .params(lane.workspaceId(), lane.db().text(), lane.table())
                                        .update()
                                == 1
                ? tryClaim(lane, lease, alsoFailing)
                : claim;
    }

    private Optional<Claim> tryClaim(Lane lane, Duration lease, boolean alsoFailing) {
        return jdbc.sql(CLAIM)
                .params(lease.toMillis(), lane.workspaceId(), lane.db().text(), lane.table(), alsoFailing)
                .query((row, _) -> new Claim(row.getLong("id"), row.getLong("epoch"), row.getInt("failures")))
                .optional();
    }

    private static final String KEEP = """
            UPDATE weir.destination SET lease_until = weir.now() + ? * interval '1 millisecond'
            WHERE workspace_id = ? AND id = ? AND epoch = ? AND lease_until > '-infinity'
            """;

    /** Returns false when it is another node's, or given back; else it stays this one's for that long. */
    boolean keep(long workspaceId, Claim claim, Duration lease) {
        return jdbc.sql(KEEP)
                        .params(lease.toMillis(), workspaceId, claim.id(), claim.epoch())
                        .update()
                == 1;
    }

    private static final String RELEASE = """
            UPDATE weir.destination SET lease_until = '-infinity' WHERE workspace_id = ? AND id = ? AND epoch = ?
            """;

    void release(long workspaceId, Claim claim) {
        jdbc.sql(RELEASE).params(workspaceId, claim.id(), claim.epoch()).update();
    }

    private static final String WROTE = """
            UPDATE weir.destination
            SET written = written + ?, written_at = CASE WHEN ? > 0 THEN weir.now() ELSE written_at END
            WHERE workspace_id = ? AND id = ? AND epoch = ?
            """;

    /** Locks it until the transaction ends. Returns false when it is another node's; nothing may be noted then. */
    boolean wrote(long workspaceId, Claim claim, int results) {
        return jdbc.sql(WROTE)
                        .params(results, results, workspaceId, claim.id(), claim.epoch())
                        .update()
                == 1;
    }

    private static final String WORKS = """
            UPDATE weir.destination SET failures = 0, failing_since = NULL, error = NULL, retry_at = '-infinity'
            WHERE workspace_id = ? AND id = ? AND epoch = ? AND failures > 0
            """;

    void works(long workspaceId, Claim claim) {
        jdbc.sql(WORKS).params(workspaceId, claim.id(), claim.epoch()).update();
    }

    private static final String FAILS = """
            UPDATE weir.destination
            SET failures = failures + 1, failing_since = coalesce(failing_since, weir.now()), error = ?,
                retry_at = weir.now() + least(60, power(2, least(failures, 6))) * interval '1 second',
                lease_until = '-infinity'
            WHERE workspace_id = ? AND id = ? AND epoch = ?
            """;

    /** Notes a failure, and gives the table back; it is tried again after 1 s, 2 s, 4 s and so on up to a minute. */
    void fails(long workspaceId, Claim claim, String error) {
        jdbc.sql(FAILS)
                .params(Sentences.kept(error), workspaceId, claim.id(), claim.epoch())
                .update();
    }

    private static final String TRY_NOW = """
            UPDATE weir.destination SET retry_at = '-infinity' WHERE workspace_id = ? AND retry_at > weir.now()
            """;

    /** Those that wait for their next try have it at once. */
    void tryNow(long workspaceId) {
        jdbc.sql(TRY_NOW).param(workspaceId).update();
    }

    private static final String ALL = "SELECT * FROM weir.destination WHERE workspace_id = ? ORDER BY db, table_name";

    List<Stored> all(long workspaceId) {
        return jdbc.sql(ALL).param(workspaceId).query((row, _) -> stored(row)).list();
    }

    private static final String COUNTS = """
            SELECT count(*) FILTER (WHERE failures = 0) AS healthy, count(*) FILTER (WHERE failures > 0) AS failing
            FROM weir.destination
            """;

    /** How many tables there are with which nothing is wrong, and how many others. */
    record Counts(long healthy, long failing) {}

    /** Of all workspaces that the transaction sees. */
    Counts counts() {
        return jdbc.sql(COUNTS)
                .query((row, _) -> new Counts(row.getLong("healthy"), row.getLong("failing")))
                .single();
    }

    private static final String ONE = "SELECT * FROM weir.destination WHERE workspace_id = ? AND id = ?";

    Optional<Stored> find(long workspaceId, long id) {
        return jdbc.sql(ONE)
                .params(workspaceId, id)
                .query((row, _) -> stored(row))
                .optional();
    }

    private static Stored stored(ResultSet row) throws SQLException {
        int failures = row.getInt("failures");
        return new Stored(
                row.getLong("id"),
                new Lane(
                        row.getLong("workspace_id"),
                        Route.Db.find(row.getString("db")).orElse(Route.Db.WORKSPACE),
                        row.getString("table_name")),
                failures,
                failures == 0 ? null : retryAt(row),
                instant(row, "failing_since"),
                row.getString("error"),
                row.getLong("written"),
                instant(row, "written_at"));
    }

    /** Null when it is tried at once. */
    private static @Nullable Instant retryAt(ResultSet row) throws SQLException {
        OffsetDateTime time = row.getObject("retry_at", OffsetDateTime.class);
        return time.isEqual(OffsetDateTime.MIN) ? null : time.toInstant();
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}
