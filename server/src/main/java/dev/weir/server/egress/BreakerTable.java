package dev.weir.server.egress;

import dev.weir.server.egress.CredentialState.Phase;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Table {@code weir.breaker}: what all nodes know of a credential. Each statement is its own transaction, held for no
 * longer than it runs; a change names the version it was decided on, so of two who decide at once one decides again.
 */
final class BreakerTable implements BreakerStore {

    private final JdbcClient jdbc;

    BreakerTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String READ = """
            SELECT weir.now() AS now, b.*
            FROM (VALUES (1)) AS always (one)
            LEFT JOIN weir.breaker b
                ON b.workspace_id = :workspace AND b.provider = :provider AND b.credential = :credential
            """;

    @Override
    public Seen read(CredentialKey key) {
        return jdbc.sql(READ)
                .param("workspace", key.workspaceId())
                .param("provider", key.provider())
                .param("credential", key.credential())
                .query((row, n) -> seen(row))
                .single();
    }

    private static final String INSERT = """
            INSERT INTO weir.breaker (workspace_id, provider, credential, version,
                                      phase, outcomes, outcome_count, since, until, probe, epoch)
            VALUES (:workspace, :provider, :credential, 1,
                    :phase, :outcomes, :count, :since, :until, :probe, :epoch)
            ON CONFLICT DO NOTHING
            """;

    private static final String UPDATE = """
            UPDATE weir.breaker
            SET version = version + 1, phase = :phase, outcomes = :outcomes, outcome_count = :count,
                since = :since, until = :until, probe = :probe, epoch = :epoch
            WHERE workspace_id = :workspace AND provider = :provider AND credential = :credential
              AND version = :version
            """;

    @Override
    public boolean replace(CredentialKey key, long seenVersion, BreakerState next) {
        JdbcClient.StatementSpec statement = jdbc.sql(seenVersion == 0 ? INSERT : UPDATE)
                .param("workspace", key.workspaceId())
                .param("provider", key.provider())
                .param("credential", key.credential())
                .param("phase", next.phase().name())
                .param("outcomes", next.outcomes().bits())
                .param("count", next.outcomes().size())
                .param("since", utc(next.since()), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .param("until", utc(next.until()), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
                .param("probe", next.probe())
                .param("epoch", next.epoch());
        return (seenVersion == 0 ? statement : statement.param("version", seenVersion)).update() == 1;
    }

    private static final String ALL = """
            SELECT * FROM weir.breaker ORDER BY workspace_id, provider, credential
            """;

    @Override
    public List<CredentialState> all() {
        return jdbc.sql(ALL).query((row, n) -> shown(row)).list();
    }

    private static Seen seen(ResultSet row) throws SQLException {
        Instant now = row.getObject("now", OffsetDateTime.class).toInstant();
        long version = row.getLong("version");
        return version == 0 ? new Seen(BreakerState.NEW, 0, now) : new Seen(state(row), version, now);
    }

    private static BreakerState state(ResultSet row) throws SQLException {
        return new BreakerState(
                Phase.valueOf(row.getString("phase")),
                new Outcomes(row.getLong("outcomes"), row.getInt("outcome_count")),
                instant(row, "since"),
                instant(row, "until"),
                row.getLong("probe"),
                row.getLong("epoch"));
    }

    private static CredentialState shown(ResultSet row) throws SQLException {
        BreakerState state = state(row);
        return new CredentialState(
                new CredentialKey(row.getLong("workspace_id"), row.getString("provider"), row.getString("credential")),
                state.phase(),
                state.outcomes().failures(),
                state.outcomes().size(),
                state.since(),
                state.until());
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    private static @Nullable OffsetDateTime utc(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
