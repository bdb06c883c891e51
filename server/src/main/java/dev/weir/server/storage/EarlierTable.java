package dev.weir.server.storage;

import dev.weir.server.jobs.Reuse;
import dev.weir.server.jobs.ValuesJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

    // Look-ups by key: of the few completions of each step and company, and of the one cell or report of each. What was
    // reused is as old as what it was taken from, which stands at the end of what ValuesJson.writeReused writes.
    private static final String FIND = """
            SELECT a.n, c.batch_id, c.row_index, c.step, c.outside_id
            FROM unnest(?::uuid[], ?::bigint[], ?::bigint[]) WITH ORDINALITY AS a (workflow_id, company_id, most_millis, n)
            CROSS JOIN LATERAL (
                SELECT s.batch_id, s.row_index, s.step, s.outside_id, coalesce(v.at, o.at) AS at
                FROM (SELECT * FROM weir.company_play_step_completions
                      WHERE workspace_id = ? AND workflow_id = a.workflow_id AND company_id = a.company_id OFFSET 0) AS s
                LEFT JOIN LATERAL (
                    SELECT CASE WHEN reason = 'reused'
                                THEN coalesce(substring(right(kept, 300) FROM
                                         '"at":"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]+Z)"[}],-1[]][}]$')::timestamptz,
                                     '-infinity')
                                ELSE at END AS at
                    FROM weir.cell
                    WHERE workspace_id = ? AND job_id = s.batch_id AND row_idx = s.row_index AND step = s.step
                      AND state = 2 AND kept IS NOT NULL
                    OFFSET 0) AS v ON s.outside_id IS NULL
                LEFT JOIN LATERAL (SELECT at FROM weir.outside_result
                                   WHERE workspace_id = ? AND id = s.outside_id OFFSET 0) AS o ON true
                WHERE coalesce(v.at, o.at) >= (SELECT weir.now()) - a.most_millis * interval '1 millisecond'
                ORDER BY coalesce(v.at, o.at) DESC, s.batch_id DESC
                LIMIT 5) AS c
            ORDER BY a.n, c.at DESC, c.batch_id DESC
            """;

    Map<EarlierResults.Asked, List<EarlierResults.Place>> find(long workspaceId, List<EarlierResults.Asked> asked) {
        Map<EarlierResults.Asked, List<EarlierResults.Place>> found = new HashMap<>();
        jdbc.sql(FIND)
                .param(asked.stream().map(one -> one.workflowId().toString()).toArray(String[]::new))
                .param(asked.stream().mapToLong(EarlierResults.Asked::companyId).toArray())
                .param(asked.stream().mapToLong(one -> one.most().toMillis()).toArray())
                .param(workspaceId)
                .param(workspaceId)
                .param(workspaceId)
                .query(row -> {
                    found.computeIfAbsent(asked.get(row.getInt("n") - 1), _ -> new ArrayList<>(1))
                            .add(place(row));
                });
        return found;
    }

    private static EarlierResults.Place place(ResultSet row) throws SQLException {
        Long outside = (Long) row.getObject("outside_id");
        return outside == null
                ? new EarlierResults.Place(row.getLong("batch_id"), row.getInt("row_index"), row.getInt("step"), null)
                : new EarlierResults.Place(null, null, null, outside);
    }

    private static final String READ = """
            SELECT a.n, v.kept, v.at AS cell_at, o.data, o.at AS outside_at, (SELECT weir.now()) AS now
            FROM unnest(?::bigint[], ?::int[], ?::int[], ?::bigint[]) WITH ORDINALITY
                 AS a (job_id, row_idx, step, outside_id, n)
            LEFT JOIN LATERAL (SELECT kept, at FROM weir.cell
                               WHERE workspace_id = ? AND job_id = a.job_id AND row_idx = a.row_idx AND step = a.step
                                 AND state = 2
                               OFFSET 0) AS v ON a.outside_id IS NULL
            LEFT JOIN LATERAL (SELECT data, at FROM weir.outside_result
                               WHERE workspace_id = ? AND id = a.outside_id OFFSET 0) AS o ON true
            WHERE coalesce(v.kept, o.data) NOT LIKE '%[erased]%'
            """;

    Map<EarlierResults.Place, EarlierResults.Earlier> read(long workspaceId, List<EarlierResults.Place> places) {
        Map<EarlierResults.Place, EarlierResults.Earlier> found = new HashMap<>();
        jdbc.sql(READ)
                .param(places.stream().map(EarlierResults.Place::jobId).toArray(Long[]::new))
                .param(places.stream().map(EarlierResults.Place::rowIndex).toArray(Integer[]::new))
                .param(places.stream().map(EarlierResults.Place::step).toArray(Integer[]::new))
                .param(places.stream().map(EarlierResults.Place::outsideId).toArray(Long[]::new))
                .param(workspaceId)
                .param(workspaceId)
                .query(row -> {
                    EarlierResults.Place place = places.get(row.getInt("n") - 1);
                    found.put(place, earlier(place, row));
                });
        return found;
    }

    private static EarlierResults.Earlier earlier(EarlierResults.Place place, ResultSet row) throws SQLException {
        Instant now = row.getTimestamp("now").toInstant();
        Long outside = place.outsideId();
        if (outside != null) {
            Instant at = row.getTimestamp("outside_at").toInstant();
            Map<String, Object> values = new LinkedHashMap<>();
            Reported.read(row.getString("data")).forEach((field, value) -> put(values, field, value));
            return new EarlierResults.Earlier(values, Reuse.reported(outside, at), Duration.between(at, now));
        }
        ValuesJson.Sourced kept = ValuesJson.readSourced(row.getString("kept"));
        Reuse before = kept.reused();
        Reuse from = before == null
                ? new Reuse(
                        place.jobId(),
                        place.rowIndex(),
                        place.step(),
                        null,
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
