package dev.weir.server.storage;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL that writes {@code weir.enrichment_results_log}. */
final class LogTable {

    private final JdbcClient jdbc;

    LogTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.enrichment_results_log
                (workspace_id, result_id, workflow_id, workflow_slug, company_id, company_domain, play_name, step_number,
                 status, result_table, batch_id, row_index, error, at)
            SELECT ?, result_id, workflow_id, workflow_slug, company_id, company_domain, play_name, step_number,
                   status, result_table, batch_id, row_index, error, (SELECT weir.now())
            FROM unnest(?::bigint[], ?::uuid[], ?::text[], ?::bigint[], ?::text[], ?::text[], ?::int[], ?::text[],
                        ?::text[], ?::bigint[], ?::int[], ?::text[])
                 AS w (result_id, workflow_id, workflow_slug, company_id, company_domain, play_name, step_number,
                       status, result_table, batch_id, row_index, error)
            """;

    void insert(long workspaceId, List<LogWrite> lines) {
        int n = lines.size();
        long[] results = new long[n];
        String[] workflows = new String[n];
        String[] slugs = new String[n];
        @Nullable Long[] companies = new @Nullable Long[n];
        @Nullable String[] domains = new @Nullable String[n];
        String[] plays = new String[n];
        int[] numbers = new int[n];
        String[] statuses = new String[n];
        @Nullable String[] tables = new @Nullable String[n];
        @Nullable Long[] jobs = new @Nullable Long[n];
        @Nullable Integer[] rows = new @Nullable Integer[n];
        @Nullable String[] errors = new @Nullable String[n];
        for (int i = 0; i < n; i++) {
            LogWrite line = lines.get(i);
            results[i] = line.resultId();
            workflows[i] = line.workflowId().toString();
            slugs[i] = line.workflowSlug();
            companies[i] = line.companyId();
            domains[i] = line.companyDomain();
            plays[i] = line.playName();
            numbers[i] = line.stepNumber();
            statuses[i] = line.status().text();
            tables[i] = line.resultTable();
            jobs[i] = line.batchId();
            rows[i] = line.rowIndex();
            errors[i] = line.error();
        }
        jdbc.sql(INSERT)
                .param(workspaceId)
                .param(results)
                .param(workflows)
                .param(slugs)
                .param(companies)
                .param(domains)
                .param(plays)
                .param(numbers)
                .param(statuses)
                .param(tables)
                .param(jobs)
                .param(rows)
                .param(errors)
                .update();
    }
}
