package dev.weir.server.storage;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.company_play_step_completions}. */
final class CompletionTable {

    private final JdbcClient jdbc;

    CompletionTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String UPSERT = """
            INSERT INTO weir.company_play_step_completions AS c
                (workspace_id, company_id, play_name, workflow_id, workflow_slug, step_number, result_id, batch_id,
                 row_index, step, outside_id, completed_at, updated_at)
            SELECT ?, company_id, play_name, workflow_id, workflow_slug, step_number, result_id, batch_id,
                   row_index, step, outside_id, (SELECT weir.now()), (SELECT weir.now())
            FROM unnest(?::bigint[], ?::text[], ?::uuid[], ?::text[], ?::int[], ?::bigint[], ?::bigint[], ?::int[],
                        ?::smallint[], ?::bigint[])
                 AS w (company_id, play_name, workflow_id, workflow_slug, step_number, result_id, batch_id, row_index,
                       step, outside_id)
            ORDER BY company_id, play_name, workflow_id
            ON CONFLICT (workspace_id, company_id, play_name, workflow_id) DO UPDATE
                SET workflow_slug = excluded.workflow_slug, step_number = excluded.step_number,
                    result_id = excluded.result_id, batch_id = excluded.batch_id, row_index = excluded.row_index,
                    step = excluded.step, outside_id = excluded.outside_id, updated_at = excluded.updated_at
                WHERE c.result_id < excluded.result_id
            """;

    private record Key(long companyId, String play, UUID workflowId) {}

    /** Those of companies are complete; the newest result of each counts. */
    void complete(long workspaceId, List<LogWrite> stored) {
        Map<Key, LogWrite> newest = new HashMap<>();
        for (LogWrite line : stored) {
            Long company = line.companyId();
            if (company != null) {
                newest.merge(
                        new Key(company, line.playName(), line.workflowId()),
                        line,
                        (one, other) -> one.resultId() > other.resultId() ? one : other);
            }
        }
        if (newest.isEmpty()) {
            return;
        }
        List<LogWrite> lines = List.copyOf(newest.values());
        int n = lines.size();
        @Nullable Long[] companies = new @Nullable Long[n];
        String[] plays = new String[n];
        String[] workflows = new String[n];
        String[] slugs = new String[n];
        int[] numbers = new int[n];
        long[] results = new long[n];
        @Nullable Long[] jobs = new @Nullable Long[n];
        @Nullable Integer[] rows = new @Nullable Integer[n];
        @Nullable Short[] steps = new @Nullable Short[n];
        @Nullable Long[] outside = new @Nullable Long[n];
        for (int i = 0; i < n; i++) {
            LogWrite line = lines.get(i);
            companies[i] = line.companyId();
            plays[i] = line.playName();
            workflows[i] = line.workflowId().toString();
            slugs[i] = line.workflowSlug();
            numbers[i] = line.stepNumber();
            results[i] = line.resultId();
            jobs[i] = line.batchId();
            rows[i] = line.rowIndex();
            steps[i] = line.outsideId() == null ? (short) line.step() : null;
            outside[i] = line.outsideId();
        }
        jdbc.sql(UPSERT)
                .param(workspaceId)
                .param(companies)
                .param(plays)
                .param(workflows)
                .param(slugs)
                .param(numbers)
                .param(results)
                .param(jobs)
                .param(rows)
                .param(steps)
                .param(outside)
                .update();
    }
}
