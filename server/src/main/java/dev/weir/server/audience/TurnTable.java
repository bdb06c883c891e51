package dev.weir.server.audience;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.audience_turn}. */
final class TurnTable {

    /** A turn that is this node's. @param wakes that were there when it began @param failures in a row, before */
    record Claim(long workspaceId, Duty duty, long epoch, long wakes, int failures) {}

    private final JdbcClient jdbc;

    TurnTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String WAKE = """
            INSERT INTO weir.audience_turn AS turn (workspace_id, duty, due_at, wakes) VALUES (?, ?, weir.now(), 1)
            ON CONFLICT (workspace_id, duty) DO UPDATE
            SET due_at = least(turn.due_at, excluded.due_at), wakes = turn.wakes + 1, failures = 0
            """;

    /** Also a turn that failed is taken at once. */
    void wake(long workspaceId, Duty duty) {
        jdbc.sql(WAKE).params(workspaceId, duty.code()).update();
    }

    private static final String WAKE_AT = """
            INSERT INTO weir.audience_turn AS turn (workspace_id, duty, due_at, wakes) VALUES (?, ?, ?, 1)
            ON CONFLICT (workspace_id, duty) DO UPDATE
            SET due_at = least(turn.due_at, excluded.due_at), wakes = turn.wakes + 1
            """;

    void wakeAt(long workspaceId, Duty duty, Instant at) {
        jdbc.sql(WAKE_AT).params(workspaceId, duty.code(), Timestamp.from(at)).update();
    }

    /** Whether a turn is due that is nobody's. */
    static final String ANY_DUE = """
            SELECT EXISTS (SELECT FROM weir.audience_turn
                           WHERE due_at <= (SELECT weir.now()) AND lease_until <= (SELECT weir.now()))
            """;

    // A value, not a join: a plan that looks at the inside of a join again for each row outside takes more than one
    // turn.
    private static final String CLAIM = """
            UPDATE weir.audience_turn
            SET epoch = epoch + 1, lease_until = weir.now() + ? * interval '1 millisecond'
            WHERE (workspace_id, duty) = (SELECT workspace_id, duty FROM weir.audience_turn
                                          WHERE duty = ANY (?) AND due_at <= weir.now() AND lease_until <= weir.now()
                                          ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING workspace_id, duty, epoch, wakes, failures
            """;

    /** The turn of one of these duties that has been due for longest and is nobody's. */
    Optional<Claim> claim(Duration lease, Collection<Duty> duties) {
        return jdbc.sql(CLAIM)
                .params(lease.toMillis(), duties.stream().map(Duty::code).toArray(Integer[]::new))
                .query((row, _) -> new Claim(
                        row.getLong("workspace_id"),
                        Duty.of(row.getInt("duty")),
                        row.getLong("epoch"),
                        row.getLong("wakes"),
                        row.getInt("failures")))
                .optional();
    }

    // At once (null) is behind all who are due by now. Woken meanwhile: not later than that.
    private static final String END = """
            UPDATE weir.audience_turn
            SET lease_until = '-infinity', failures = 0,
                due_at = CASE WHEN wakes = ? THEN coalesce(?::timestamptz, weir.now())
                              ELSE least(?::timestamptz, weir.now()) END
            WHERE workspace_id = ? AND duty = ? AND epoch = ?
            """;

    /** @param next null where nothing is to be done until somebody wakes it */
    void end(Claim claim, @Nullable Instant next) {
        @Nullable
        String due = next == null
                ? "infinity"
                : next.equals(Dutiful.AT_ONCE)
                        ? null
                        : Timestamp.from(next).toInstant().toString();
        jdbc.sql(END)
                .param(claim.wakes())
                .param(due)
                .param(due)
                .params(claim.workspaceId(), claim.duty().code(), claim.epoch())
                .update();
    }

    private static final String FAIL = """
            UPDATE weir.audience_turn
            SET lease_until = '-infinity', failures = failures + 1, due_at = weir.now() + ? * interval '1 millisecond'
            WHERE workspace_id = ? AND duty = ? AND epoch = ?
            """;

    /** @param pause before it is tried again */
    void fail(Claim claim, Duration pause) {
        jdbc.sql(FAIL)
                .params(pause.toMillis(), claim.workspaceId(), claim.duty().code(), claim.epoch())
                .update();
    }
}
