package dev.weir.server.storage;

import dev.weir.server.jobs.Reuse;
import dev.weir.server.jobs.ValuesJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL that reads what completions are of. */
final class EarlierTable {

    private final JdbcClient jdbc;

    EarlierTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    // Look-ups by key: of the few completions of each step and company, and of the one cell or report of each. A value
    // that
    // somebody was erased from is none any more.
    private static final String FIND = """
            SELECT a.n, c.batch_id, c.row_index, c.step, c.outside_id, v.kept, v.at AS cell_at, o.data,
                   o.at AS outside_at, (SELECT weir.now()) AS now
            FROM unnest(?::uuid[], ?::bigint[]) WITH ORDINALITY AS a (workflow_id, company_id, n)
            CROSS JOIN LATERAL (SELECT * FROM weir.company_play_step_completions s
                                WHERE s.workspace_id = ? AND s.workflow_id = a.workflow_id
                                  AND s.company_id = a.company_id
                                OFFSET 0) AS c
            LEFT JOIN LATERAL (SELECT kept, at FROM weir.cell
                               WHERE workspace_id = ? AND job_id = c.batch_id AND row_idx = c.row_index
                                 AND step = c.step AND state = 2
                               OFFSET 0) AS v ON c.outside_id IS NULL
            LEFT JOIN LATERAL (SELECT data, at FROM weir.outside_result
                               WHERE workspace_id = ? AND id = c.outside_id OFFSET 0) AS o ON true
            WHERE coalesce(v.kept, o.data) NOT LIKE '%[erased]%'
            """;

    Map<EarlierResults.Asked, List<EarlierResults.Earlier>> find(long workspaceId, List<EarlierResults.Asked> asked) {
        Map<EarlierResults.Asked, List<EarlierResults.Earlier>> found = new HashMap<>();
        jdbc.sql(FIND)
                .param(asked.stream().map(one -> one.workflowId().toString()).toArray(String[]::new))
                .param(asked.stream().mapToLong(EarlierResults.Asked::companyId).toArray())
                .param(workspaceId)
                .param(workspaceId)
                .param(workspaceId)
                .query(row -> {
                    found.computeIfAbsent(asked.get(row.getInt("n") - 1), _ -> new ArrayList<>())
                            .add(earlier(row));
                });
        found.values().forEach(all -> all.sort(Comparator.comparing(EarlierResults.Earlier::age)));
        return found;
    }

    private static EarlierResults.Earlier earlier(ResultSet row) throws SQLException {
        Instant now = row.getTimestamp("now").toInstant();
        String data = row.getString("data");
        if (data != null) {
            Instant at = row.getTimestamp("outside_at").toInstant();
            Map<String, Object> values = new LinkedHashMap<>();
            Reported.read(data).forEach((field, value) -> put(values, field, value));
            return new EarlierResults.Earlier(
                    values, Reuse.reported(row.getLong("outside_id"), at), Duration.between(at, now));
        }
        ValuesJson.Sourced kept = ValuesJson.readSourced(row.getString("kept"));
        Reuse before = kept.reused();
        Reuse from = before == null
                ? Reuse.of(
                        row.getLong("batch_id"),
                        row.getInt("row_index"),
                        row.getInt("step"),
                        row.getTimestamp("cell_at").toInstant())
                : before;
        return new EarlierResults.Earlier(kept.values().byField(), from, Duration.between(from.at(), now));
    }

    private static void put(Map<String, Object> values, String field, @Nullable Object value) {
        if (value != null) {
            values.put(field, value);
        }
    }
}
