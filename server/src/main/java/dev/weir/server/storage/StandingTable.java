package dev.weir.server.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The SQL of {@code weir.result} that reads how results fare that are on their way or were given up, and has the latter tried
 * anew.
 */
final class StandingTable {

    private final JdbcClient jdbc;

    StandingTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How results of a workflow fare. @param oldest when the oldest pending one was settled; null: none is */
    record Standing(long pending, long dead, @Nullable Instant oldest) {

        static final Standing NONE = new Standing(0, 0, null);

        Standing and(Standing other) {
            return new Standing(
                    pending + other.pending,
                    dead + other.dead,
                    oldest == null || (other.oldest != null && other.oldest.isBefore(oldest)) ? other.oldest : oldest);
        }
    }

    private static final String STANDING = """
            SELECT w.id,
                   (SELECT count(*) FROM weir.result r WHERE r.workspace_id = ? AND r.workflow_id = w.id
                        AND r.state = 0 AND r.cell_state = 2) AS pending,
                   (SELECT count(*) FROM weir.result r WHERE r.workspace_id = ? AND r.workflow_id = w.id
                        AND r.state = 1) AS dead,
                   (SELECT min(o.at) FROM (SELECT r.at FROM weir.result r WHERE r.workspace_id = ? AND r.workflow_id = w.id
                                               AND r.state = 0 AND r.cell_state = 2
                                           ORDER BY r.due_at, r.id LIMIT 500) AS o) AS oldest
            FROM unnest(?::uuid[]) AS w (id)
            """;

    Map<UUID, Standing> standing(long workspaceId, Collection<UUID> workflows) {
        Map<UUID, Standing> standing = new HashMap<>();
        jdbc.sql(STANDING)
                .params(workspaceId, workspaceId, workspaceId)
                .param(ResultTable.texts(workflows))
                .query(row -> {
                    Timestamp oldest = row.getTimestamp("oldest");
                    standing.put(
                            row.getObject("id", UUID.class),
                            new Standing(
                                    row.getLong("pending"),
                                    row.getLong("dead"),
                                    oldest == null ? null : oldest.toInstant()));
                });
        return standing;
    }

    private static final String LOAD = """
            WITH RECURSIVE flow AS (
                (SELECT workspace_id, workflow_id FROM weir.result WHERE state = 0 AND cell_state = 2
                 ORDER BY workspace_id, workflow_id LIMIT 1)
                UNION ALL
                SELECT n.workspace_id, n.workflow_id
                FROM flow f
                CROSS JOIN LATERAL (SELECT workspace_id, workflow_id FROM weir.result
                                    WHERE state = 0 AND cell_state = 2
                                      AND (workspace_id, workflow_id) > (f.workspace_id, f.workflow_id)
                                    ORDER BY workspace_id, workflow_id LIMIT 1) AS n)
            SELECT (SELECT count(*) FROM weir.result WHERE state = 0 AND cell_state = 2)
                       + (SELECT count(*) FROM weir.result WHERE state = 0 AND cell_state <> 2) AS pending,
                   (SELECT count(*) FROM weir.result WHERE state = 1) AS dead,
                   (SELECT extract(epoch FROM weir.now() - min(o.at))
                    FROM flow f
                    CROSS JOIN LATERAL (SELECT r.at FROM weir.result r
                                        WHERE r.workspace_id = f.workspace_id AND r.workflow_id = f.workflow_id
                                          AND r.state = 0 AND r.cell_state = 2
                                        ORDER BY r.due_at, r.id LIMIT 1) AS o) AS oldest
            """;

    /** How many results are on their way in the whole installation. @param oldestSeconds age of the oldest with values */
    record Load(long pending, long dead, double oldestSeconds) {}

    Load load() {
        return jdbc.sql(LOAD)
                .query((row, _) -> new Load(row.getLong("pending"), row.getLong("dead"), row.getDouble("oldest")))
                .single();
    }

    private static final String DEAD = """
            SELECT r.id, r.workflow_id, r.job_id, r.row_idx, r.outside_id, r.at, f.result_table, f.error, f.at AS refused_at
            FROM weir.result r
            LEFT JOIN weir.result_refusal f ON f.workspace_id = r.workspace_id AND f.result_id = r.id
            WHERE r.workspace_id = ? AND r.state = 1 AND r.workflow_id = ANY (?::uuid[]) AND r.id < ?
            ORDER BY r.id DESC OFFSET ? LIMIT ?
            """;

    /** A result that was given up. */
    record Dead(
            long id,
            UUID workflowId,
            @Nullable Long jobId,
            @Nullable Integer rowIndex,
            Instant settledAt,
            @Nullable String table,
            @Nullable String error,
            @Nullable Instant refusedAt) {}

    /** Those of these workflows that were given up, the newest first. @param before only those of smaller ids */
    List<Dead> dead(long workspaceId, Collection<UUID> workflows, long before, long skip, int most) {
        return jdbc.sql(DEAD)
                .param(workspaceId)
                .param(ResultTable.texts(workflows))
                .param(before)
                .param(skip)
                .param(most)
                .query((row, _) -> dead(row))
                .list();
    }

    private static Dead dead(ResultSet row) throws SQLException {
        boolean outside = row.getObject("outside_id") != null;
        Timestamp refused = row.getTimestamp("refused_at");
        return new Dead(
                row.getLong("id"),
                row.getObject("workflow_id", UUID.class),
                outside ? null : row.getLong("job_id"),
                outside ? null : row.getInt("row_idx"),
                row.getTimestamp("at").toInstant(),
                row.getString("result_table"),
                row.getString("error"),
                refused == null ? null : refused.toInstant());
    }

    private static final String DEAD_IN = """
            WITH RECURSIVE flow AS (
                (SELECT workflow_id FROM weir.result WHERE workspace_id = ? AND state = 1 ORDER BY workflow_id LIMIT 1)
                UNION ALL
                SELECT n.workflow_id
                FROM flow f
                CROSS JOIN LATERAL (SELECT workflow_id FROM weir.result
                                    WHERE workspace_id = ? AND state = 1 AND workflow_id > f.workflow_id
                                    ORDER BY workflow_id LIMIT 1) AS n)
            SELECT workflow_id FROM flow
            """;

    /** The workflows of a workspace of which results were given up. */
    List<UUID> deadIn(long workspaceId) {
        return jdbc.sql(DEAD_IN)
                .params(workspaceId, workspaceId)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    // As if they had been settled just now: also by how long they may be tried.
    private static final String REPLAY = """
            UPDATE weir.result SET state = 0, tries = 0, target_key = NULL, due_at = weir.now()
            WHERE id IN (SELECT id FROM weir.result
                         WHERE workspace_id = ? AND workflow_id = ANY (?::uuid[]) AND state = 1 ORDER BY id LIMIT ?)
            RETURNING id
            """;

    /** Results of these workflows that were given up are tried anew. Returns those. */
    List<Long> replay(long workspaceId, Collection<UUID> workflows, int most) {
        return jdbc.sql(REPLAY)
                .param(workspaceId)
                .param(ResultTable.texts(workflows))
                .param(most)
                .query((row, _) -> row.getLong(1))
                .list();
    }

    private static final String REPLAY_ONE = """
            UPDATE weir.result SET state = 0, tries = 0, target_key = NULL, due_at = weir.now()
            WHERE workspace_id = ? AND id = ? AND state = 1
            """;

    /** Returns whether it had been given up. */
    boolean replay(long workspaceId, long id) {
        return jdbc.sql(REPLAY_ONE).params(workspaceId, id).update() == 1;
    }
}
