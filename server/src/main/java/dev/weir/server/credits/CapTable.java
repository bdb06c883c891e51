package dev.weir.server.credits;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.day_cap}: caps by day, and what counts towards them. */
final class CapTable {

    private static final RowMapper<CapBalance> BALANCE = (row, _) -> new CapBalance(
            new CapScope(row.getLong("workspace_id"), row.getString("provider"), row.getString("unit")),
            row.getLong("most"),
            row.getLong("spent"),
            row.getLong("open"),
            row.getLong("doubt"));

    private final JdbcClient jdbc;

    CapTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String OF = """
            SELECT workspace_id, provider, unit, most, open, doubt,
                   CASE WHEN day = (weir.now() AT TIME ZONE 'UTC')::date THEN spent ELSE 0 END AS spent
            FROM weir.day_cap WHERE workspace_id = ANY (?)
            ORDER BY workspace_id, provider, unit
            """;

    /** How a workspace's caps stand today. */
    List<CapBalance> of(long workspaceId) {
        return jdbc.sql(OF).param(new long[] {workspaceId}).query(BALANCE).list();
    }

    private static final String LOCK = OF + "FOR NO KEY UPDATE";

    /** The same of several, and nobody else moves them until the transaction ends. */
    List<CapBalance> lock(Collection<Long> workspaceIds) {
        return jdbc.sql(LOCK)
                .param(workspaceIds.stream().mapToLong(Long::longValue).toArray())
                .query(BALANCE)
                .list();
    }

    // Locked in one order for all. 'steady' tells whether all of this transaction was in one day, so that what it wrote
    // and what it counts here are of the same.
    private static final String MOVE = """
            UPDATE weir.day_cap c
            SET day = d.today, spent = CASE WHEN c.day = d.today THEN c.spent ELSE 0 END + d.spent,
                open = c.open + d.open, doubt = c.doubt + d.doubt
            FROM (SELECT m.*, (weir.now() AT TIME ZONE 'UTC')::date AS today,
                         ((weir.now() - statement_timestamp() + transaction_timestamp()) AT TIME ZONE 'UTC')::date AS began
                  FROM unnest(?::bigint[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::int[], ?::bigint[])
                       AS m (workspace_id, provider, unit, spent, open, doubt, admits, promised)) AS d
            WHERE c.id = ANY (ARRAY(SELECT l.id FROM weir.day_cap l WHERE l.workspace_id = ANY (?)
                                    ORDER BY l.workspace_id, l.provider, l.unit FOR NO KEY UPDATE))
              AND c.workspace_id = d.workspace_id AND c.provider = d.provider AND c.unit = d.unit
            RETURNING c.workspace_id, d.began = d.today AS steady,
                      d.admits = 1 AND c.spent + c.open + c.doubt + d.promised > c.most AS full
            """;

    /**
     * Moves those of them that there are caps for.
     *
     * @return the workspaces with a cap that has no room for what is to be admitted
     * @throws MidnightPassed when the day ended since the transaction began
     */
    Set<Long> move(List<CapMove> moves) {
        Set<Long> full = new HashSet<>();
        jdbc.sql(MOVE)
                .param(moves.stream().mapToLong(m -> m.scope().workspaceId()).toArray())
                .param(moves.stream().map(m -> m.scope().provider()).toArray(String[]::new))
                .param(moves.stream().map(m -> m.scope().unit()).toArray(String[]::new))
                .param(moves.stream().mapToLong(CapMove::spent).toArray())
                .param(moves.stream().mapToLong(CapMove::open).toArray())
                .param(moves.stream().mapToLong(CapMove::doubt).toArray())
                .param(moves.stream().mapToInt(m -> m.admits() ? 1 : 0).toArray())
                .param(moves.stream().mapToLong(CapMove::promised).toArray())
                .param(moves.stream()
                        .mapToLong(m -> m.scope().workspaceId())
                        .distinct()
                        .toArray())
                .query((row, _) -> {
                    if (!row.getBoolean("steady")) {
                        throw new MidnightPassed();
                    }
                    return row.getBoolean("full") && full.add(row.getLong("workspace_id"));
                })
                .list();
        return full;
    }

    private static final String DELETE = "DELETE FROM weir.day_cap WHERE workspace_id = ?";

    private static final String INSERT = """
            INSERT INTO weir.day_cap (workspace_id, provider, unit, most, day, spent, open, doubt, stood)
            VALUES (?, ?, ?, ?, (weir.now() AT TIME ZONE 'UTC')::date, ?, ?, ?, ?)
            """;

    /** Puts these in the place of all that the workspace has. */
    void replace(long workspaceId, List<CapBalance> caps) {
        jdbc.sql(DELETE).param(workspaceId).update();
        for (CapBalance cap : caps) {
            jdbc.sql(INSERT)
                    .param(workspaceId)
                    .param(cap.scope().provider())
                    .param(cap.scope().unit())
                    .param(cap.most())
                    .param(cap.spent())
                    .param(cap.open())
                    .param(cap.doubt())
                    .param(cap.spent() + cap.open() + cap.doubt())
                    .update();
        }
    }
}
