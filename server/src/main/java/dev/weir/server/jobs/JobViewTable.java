package dev.weir.server.jobs;

import dev.weir.server.catalog.PlanJson;
import dev.weir.server.catalog.Wanted;
import dev.weir.server.credits.JobBalance;
import dev.weir.server.waterfall.JobStatus;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** The SQL of jobs as they are shown: asked for, standing, counted and paid, in one look. */
final class JobViewTable {

    private final JdbcClient jdbc;
    private final RowMapper<JobView> view = (row, _) -> view(row);

    JobViewTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    // Row by row from the few ids, with look-ups by key for everything that is told of a job.
    private static final String VIEWS = """
            SELECT j.id, j.workspace_id, j.name, j.source, j.created_key, j.created_member, j.requested, j.metadata,
                   j.expected, j.p90, j.rerun_of, j.plan, j.max_credits, j.max_row_credits, j.fresh, j.created_at,
                   s.status, s.paused, s.phase, s.total_rows, s.updated_at, s.started_at, s.completed_at,
                   b.completed, b.failed, b.in_doubt, b.running,
                   a.held, a.balance, a.posted, a.open, a.doubt, a.accepting, g.rows_at
            FROM unnest(?::bigint[]) WITH ORDINALITY AS p (id, n)
            JOIN weir.job j ON j.workspace_id = ? AND j.id = p.id
            JOIN weir.job_state s ON s.job_id = j.id AND s.phase <> 'ingesting'
            JOIN weir.account a ON a.workspace_id = j.workspace_id AND a.kind = 2 AND a.job_id = j.id
            LEFT JOIN weir.pruned g ON g.job_id = j.id
            CROSS JOIN LATERAL (
                SELECT coalesce(sum(completed_rows), 0)::int AS completed, coalesce(sum(failed_rows), 0)::int AS failed,
                       coalesce(sum(doubt_rows), 0)::int AS in_doubt, (count(*) FILTER (WHERE state = 1))::int AS running
                FROM weir.batch WHERE job_id = j.id) AS b
            ORDER BY p.n
            """;

    /** Those of the workspace's jobs that have been taken in, in the order of the ids. */
    List<JobView> views(long workspaceId, List<Long> ids) {
        return jdbc.sql(VIEWS)
                .param(ids.stream().mapToLong(Long::longValue).toArray())
                .param(workspaceId)
                .query(view)
                .list();
    }

    Optional<JobView> find(long workspaceId, long jobId) {
        return views(workspaceId, List.of(jobId)).stream().findFirst();
    }

    private static final String ALL = """
            SELECT job_id FROM weir.job_state WHERE workspace_id = ? AND phase <> 'ingesting' AND job_id < ?
            ORDER BY job_id DESC LIMIT ? OFFSET ?
            """;

    private static final String OF_STATUS = """
            SELECT job_id FROM weir.job_state
            WHERE workspace_id = ? AND status = ? AND phase <> 'ingesting' AND job_id < ?
            ORDER BY job_id DESC LIMIT ? OFFSET ?
            """;

    /** Their ids, the youngest first. @param status null for any @param before only those of smaller ids */
    List<Long> ids(long workspaceId, @Nullable JobStatus status, long before, int most, long skip) {
        JdbcClient.StatementSpec statement = status == null
                ? jdbc.sql(ALL).param(workspaceId)
                : jdbc.sql(OF_STATUS).param(workspaceId).param(status.text());
        return statement
                .param(before)
                .param(most)
                .param(skip)
                .query((row, _) -> row.getLong(1))
                .list();
    }

    private static final String COUNT =
            "SELECT count(*) FROM weir.job_state WHERE workspace_id = ? AND phase <> 'ingesting'";

    private static final String COUNT_OF_STATUS =
            "SELECT count(*) FROM weir.job_state WHERE workspace_id = ? AND status = ? AND phase <> 'ingesting'";

    long count(long workspaceId, @Nullable JobStatus status) {
        JdbcClient.StatementSpec statement = status == null
                ? jdbc.sql(COUNT).param(workspaceId)
                : jdbc.sql(COUNT_OF_STATUS).param(workspaceId).param(status.text());
        return statement.query(Long.class).single();
    }

    private static JobView view(ResultSet row) throws SQLException {
        Wanted wanted = PlanJson.wanted(row.getString("plan"));
        return new JobView(
                row.getLong("id"),
                row.getLong("workspace_id"),
                row.getString("name"),
                about(row, wanted),
                wanted,
                PlanJson.origin(row.getString("plan")),
                number(row, "max_credits"),
                number(row, "max_row_credits"),
                row.getBoolean("fresh"),
                JobStatus.valueOf(row.getString("status").toUpperCase(Locale.ROOT)),
                row.getBoolean("paused"),
                row.getString("phase"),
                row.getInt("total_rows"),
                new RowCounts(
                        row.getInt("completed"), row.getInt("failed"), row.getInt("in_doubt"), row.getInt("running")),
                new JobBalance(
                        row.getLong("held"),
                        row.getLong("balance"),
                        row.getLong("posted"),
                        row.getLong("open"),
                        row.getLong("doubt"),
                        row.getBoolean("accepting")),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("updated_at").toInstant(),
                moment(row, "started_at"),
                moment(row, "completed_at"),
                moment(row, "rows_at"));
    }

    private static About about(ResultSet row, Wanted wanted) throws SQLException {
        String requested = row.getString("requested");
        return new About(
                About.Source.valueOf(row.getString("source").toUpperCase(Locale.ROOT)),
                number(row, "created_key"),
                number(row, "created_member"),
                requested == null
                        ? wanted.fields()
                        : List.of(JsonMapper.shared().readValue(requested, String[].class)),
                row.getString("metadata"),
                number(row, "expected"),
                number(row, "p90"),
                number(row, "rerun_of"),
                null);
    }

    private static @Nullable Long number(ResultSet row, String column) throws SQLException {
        return (Long) row.getObject(column);
    }

    private static @Nullable Instant moment(ResultSet row, String column) throws SQLException {
        return row.getTimestamp(column) == null
                ? null
                : row.getTimestamp(column).toInstant();
    }
}
