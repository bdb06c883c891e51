package dev.weir.server.retention;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.retention} and {@code weir.retention_round}. */
final class RetentionTable {

    private final JdbcClient jdbc;

    RetentionTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String FIND = """
            SELECT rows_days, answers_days, inbox_days, events_days, outside_days, log_days, arrivals_days
            FROM weir.retention WHERE workspace_id = ?
            """;

    /** As it was set; empty when it never was. */
    Optional<RetentionPolicy> find(long workspaceId) {
        return jdbc.sql(FIND)
                .param(workspaceId)
                .query((row, _) -> new RetentionPolicy(
                        days(row, 1),
                        days(row, 2),
                        days(row, 3),
                        days(row, 4),
                        days(row, 5),
                        days(row, 6),
                        days(row, 7)))
                .optional();
    }

    private static @Nullable Integer days(ResultSet row, int column) throws SQLException {
        return (Integer) row.getObject(column);
    }

    private static final String SET = """
            INSERT INTO weir.retention
                (workspace_id, rows_days, answers_days, inbox_days, events_days, outside_days, log_days, arrivals_days, set_by)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (workspace_id) DO UPDATE
            SET rows_days = EXCLUDED.rows_days, answers_days = EXCLUDED.answers_days, inbox_days = EXCLUDED.inbox_days,
                events_days = EXCLUDED.events_days, outside_days = EXCLUDED.outside_days, log_days = EXCLUDED.log_days,
                arrivals_days = EXCLUDED.arrivals_days, set_by = EXCLUDED.set_by, set_at = weir.now()
            """;

    void set(long workspaceId, RetentionPolicy policy, String by) {
        jdbc.sql(SET)
                .param(workspaceId)
                .param(policy.rows())
                .param(policy.answers())
                .param(policy.inbox())
                .param(policy.events())
                .param(policy.outsideResults())
                .param(policy.log())
                .param(policy.arrivals())
                .param(by)
                .update();
    }

    private static final String ANSWERS_PRUNED =
            "UPDATE weir.retention SET answers_pruned_at = weir.now() WHERE workspace_id = ?";

    /** Notes that answers go now: who has reused one of them can no longer be asked where it came from. */
    void answersPruned(long workspaceId) {
        jdbc.sql(ANSWERS_PRUNED).param(workspaceId).update();
    }

    private static final String CLAIM = """
            UPDATE weir.retention_round SET lease_until = weir.now() + make_interval(secs => ?)
            WHERE due_at <= weir.now() AND lease_until < weir.now()
            """;

    /** Takes the daily round on, when it is due and nobody is at it. */
    boolean claim(Duration lease) {
        return jdbc.sql(CLAIM).param(lease.toSeconds()).update() == 1;
    }

    private static final String RENEW =
            "UPDATE weir.retention_round SET lease_until = weir.now() + make_interval(secs => ?)";

    void renew(Duration lease) {
        jdbc.sql(RENEW).param(lease.toSeconds()).update();
    }

    private static final String DONE = """
            UPDATE weir.retention_round SET due_at = weir.now() + make_interval(secs => ?), lease_until = '-infinity'
            """;

    /** The round is over; the next one comes after that. */
    void done(Duration next) {
        jdbc.sql(DONE).param(next.toSeconds()).update();
    }

    private static final String GIVE_UP = "UPDATE weir.retention_round SET lease_until = '-infinity'";

    /** Whoever comes next goes on with the round. */
    void giveUp() {
        jdbc.sql(GIVE_UP).update();
    }
}
