package dev.weir.server.storage;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL that reads {@code weir.company_play_step_completions} for people. */
final class PlayProgressTable {

    private final JdbcClient jdbc;

    PlayProgressTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String OF = """
            SELECT company_id, play_name, workflow_id, workflow_slug, step_number, result_id, batch_id, row_index,
                   completed_at, updated_at
            FROM weir.company_play_step_completions
            WHERE workspace_id = ? AND company_id = ? ORDER BY play_name, step_number, workflow_slug
            """;

    List<Completion> of(long workspaceId, long companyId) {
        return jdbc.sql(OF)
                .params(workspaceId, companyId)
                .query((row, _) -> LogPagesTable.completion(row))
                .list();
    }

    private static final String COMPANIES = """
            SELECT company_id, count(*) FILTER (WHERE workflow_id = ANY (?))::int AS steps, max(updated_at) AS newest
            FROM weir.company_play_step_completions
            WHERE workspace_id = ? AND play_name = ? AND company_id > ?
            GROUP BY company_id ORDER BY company_id OFFSET ? LIMIT ?
            """;

    List<PlayProgress.Standing> companies(
            long workspaceId, String play, Collection<UUID> steps, long after, long skip, int most) {
        return jdbc.sql(COMPANIES)
                .param(steps.toArray(UUID[]::new))
                .param(workspaceId)
                .param(play)
                .param(after)
                .param(skip)
                .param(most)
                .query((row, _) -> new PlayProgress.Standing(
                        row.getLong("company_id"),
                        row.getInt("steps"),
                        row.getTimestamp("newest").toInstant()))
                .list();
    }

    private static final String COUNT = """
            SELECT count(DISTINCT company_id) FROM weir.company_play_step_completions
            WHERE workspace_id = ? AND play_name = ?
            """;

    long count(long workspaceId, String play) {
        return jdbc.sql(COUNT).params(workspaceId, play).query(Long.class).single();
    }

    private static final String STEPS = """
            SELECT DISTINCT workflow_id FROM weir.company_play_step_completions WHERE workspace_id = ? AND play_name = ?
            """;

    List<UUID> steps(long workspaceId, String play) {
        return jdbc.sql(STEPS)
                .params(workspaceId, play)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }
}
