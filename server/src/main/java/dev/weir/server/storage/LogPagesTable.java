package dev.weir.server.storage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL that reads {@code weir.enrichment_results_log} and {@code weir.company_play_step_completions}. */
final class LogPagesTable {

    private final JdbcClient jdbc;

    LogPagesTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String AS_ASKED = """
            SELECT set_config('plan_cache_mode', 'force_custom_plan', true)
            """;

    /** Each of the filters has an index: one plan for all of them would go by none. */
    private void planAsAsked() {
        jdbc.sql(AS_ASKED).query((row, _) -> row.getString(1)).single();
    }

    private static final String PAGE = """
            SELECT id, workflow_id, workflow_slug, company_id, company_domain, play_name, step_number, status, result_table,
                   batch_id, row_index, error, at
            FROM weir.enrichment_results_log
            WHERE workspace_id = ? AND id < ?
              AND (?::uuid IS NULL OR workflow_id = ?::uuid)
              AND (?::bigint IS NULL OR company_id = ?::bigint)
              AND (?::text IS NULL OR status = ?::text)
              AND (?::bigint IS NULL OR batch_id = ?::bigint)
              AND (?::text IS NULL OR result_table = ?::text)
            ORDER BY id DESC OFFSET ? LIMIT ?
            """;

    List<LoggedResult> page(long workspaceId, ResultsLog.Filter filter, long before, long skip, int most) {
        planAsAsked();
        return filtered(jdbc.sql(PAGE).param(workspaceId).param(before), filter)
                .param(skip)
                .param(most)
                .query((row, _) -> line(row))
                .list();
    }

    private static final String COUNT = """
            SELECT count(*) FROM weir.enrichment_results_log
            WHERE workspace_id = ?
              AND (?::uuid IS NULL OR workflow_id = ?::uuid)
              AND (?::bigint IS NULL OR company_id = ?::bigint)
              AND (?::text IS NULL OR status = ?::text)
              AND (?::bigint IS NULL OR batch_id = ?::bigint)
              AND (?::text IS NULL OR result_table = ?::text)
            """;

    long count(long workspaceId, ResultsLog.Filter filter) {
        planAsAsked();
        return filtered(jdbc.sql(COUNT).param(workspaceId), filter)
                .query(Long.class)
                .single();
    }

    private static JdbcClient.StatementSpec filtered(JdbcClient.StatementSpec statement, ResultsLog.Filter filter) {
        String status = filter.status() == null ? null : filter.status().text();
        return statement
                .param(filter.workflowId())
                .param(filter.workflowId())
                .param(filter.companyId())
                .param(filter.companyId())
                .param(status)
                .param(status)
                .param(filter.batchId())
                .param(filter.batchId())
                .param(filter.table())
                .param(filter.table());
    }

    private static LoggedResult line(ResultSet row) throws SQLException {
        return new LoggedResult(
                row.getLong("id"),
                row.getObject("workflow_id", UUID.class),
                row.getString("workflow_slug"),
                (Long) row.getObject("company_id"),
                row.getString("company_domain"),
                row.getString("play_name"),
                row.getInt("step_number"),
                LoggedResult.Status.of(row.getString("status")).orElseThrow(),
                row.getString("result_table"),
                (Long) row.getObject("batch_id"),
                (Integer) row.getObject("row_index"),
                row.getString("error"),
                row.getTimestamp("at").toInstant());
    }

    private static final String COMPLETIONS = """
            SELECT company_id, play_name, workflow_id, workflow_slug, step_number, result_id, batch_id, row_index,
                   completed_at, updated_at
            FROM weir.company_play_step_completions
            WHERE workspace_id = ? AND company_id >= ? AND (company_id, result_id) > (?, ?)
              AND (?::bigint IS NULL OR company_id = ?::bigint)
              AND (?::uuid IS NULL OR workflow_id = ?::uuid)
              AND (?::text IS NULL OR play_name = ?::text)
            ORDER BY company_id, result_id OFFSET ? LIMIT ?
            """;

    List<Completion> completions(
            long workspaceId, ResultsLog.CompletionFilter which, long company, long result, long skip, int most) {
        planAsAsked();
        return filtered(jdbc.sql(COMPLETIONS).params(workspaceId, company, company, result), which)
                .param(skip)
                .param(most)
                .query((row, _) -> completion(row))
                .list();
    }

    private static final String COUNT_COMPLETIONS = """
            SELECT count(*) FROM weir.company_play_step_completions
            WHERE workspace_id = ?
              AND (?::bigint IS NULL OR company_id = ?::bigint)
              AND (?::uuid IS NULL OR workflow_id = ?::uuid)
              AND (?::text IS NULL OR play_name = ?::text)
            """;

    long countCompletions(long workspaceId, ResultsLog.CompletionFilter which) {
        planAsAsked();
        return filtered(jdbc.sql(COUNT_COMPLETIONS).param(workspaceId), which)
                .query(Long.class)
                .single();
    }

    private static JdbcClient.StatementSpec filtered(
            JdbcClient.StatementSpec statement, ResultsLog.CompletionFilter which) {
        return statement
                .param(which.companyId())
                .param(which.companyId())
                .param(which.workflowId())
                .param(which.workflowId())
                .param(which.playName())
                .param(which.playName());
    }

    static Completion completion(ResultSet row) throws SQLException {
        return new Completion(
                row.getLong("company_id"),
                row.getString("play_name"),
                row.getObject("workflow_id", UUID.class),
                row.getString("workflow_slug"),
                row.getInt("step_number"),
                row.getLong("result_id"),
                (Long) row.getObject("batch_id"),
                (Integer) row.getObject("row_index"),
                row.getTimestamp("completed_at").toInstant(),
                row.getTimestamp("updated_at").toInstant());
    }
}
