package dev.weir.server.enrichment;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL that counts, from raw rows, what caps by day count. */
final class UsageTable {

    /**
     * What an operation has used today and may still use.
     *
     * @param unit the vendor's, as its jobs pinned it; null when they did not
     */
    record Used(
            String operation,
            @Nullable String unit,
            long spent,
            long open,
            long doubt,
            long cost,
            long costOpen,
            long costDoubt) {}

    private final JdbcClient jdbc;

    UsageTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String TODAY = """
            WITH used AS (
                SELECT job_id, step, place, CASE kind WHEN 3 THEN amount ELSE -amount END AS spent,
                       0 AS cost, -1 AS state, 0 AS amount, 0 AS possible
                FROM weir.transfer
                WHERE workspace_id = ? AND kind IN (3, 5)
                  AND at >= (SELECT date_trunc('day', weir.now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')
                UNION ALL
                SELECT job_id, step, place, 0, vendor_certain + vendor_possible, -1, 0, 0
                FROM weir.enrichment_record
                WHERE workspace_id = ? AND kind = 1
                  AND at >= (SELECT date_trunc('day', weir.now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')
                UNION ALL
                SELECT job_id, step, place, 0, certain + possible, -1, 0, 0
                FROM weir.pruned_record
                WHERE workspace_id = ? AND kind = 1 AND day = (weir.now() AT TIME ZONE 'UTC')::date
                UNION ALL
                SELECT job_id, step, place, 0, possible, -1, 0, 0
                FROM weir.stray_cost
                WHERE workspace_id = ?
                  AND at >= (SELECT date_trunc('day', weir.now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')
                UNION ALL
                SELECT job_id, step, place, 0, amount, -1, 0, 0
                FROM weir.cost_adjustment
                WHERE workspace_id = ?
                  AND at >= (SELECT date_trunc('day', weir.now() AT TIME ZONE 'UTC') AT TIME ZONE 'UTC')
                UNION ALL
                SELECT job_id, step, place, 0, 0, state, amount, possible FROM weir.intent WHERE workspace_id = ?),
            summed AS (
                SELECT job_id, step, place, sum(spent) AS spent, sum(cost) AS cost,
                       coalesce(sum(amount) FILTER (WHERE state IN (0, 3)), 0) AS open,
                       coalesce(sum(amount) FILTER (WHERE state IN (1, 2)), 0) AS doubt,
                       count(*) FILTER (WHERE state IN (0, 3)) AS calls_open,
                       count(*) FILTER (WHERE state IN (1, 2)) AS calls_doubt,
                       coalesce(sum(possible) FILTER (WHERE state IN (0, 3)), 0) AS possible_open,
                       coalesce(sum(possible) FILTER (WHERE state IN (1, 2)), 0) AS possible_doubt
                FROM used GROUP BY job_id, step, place)
            SELECT p.pinned ->> 'operation' AS operation, p.pinned ->> 'unit' AS unit,
                   sum(s.spent) AS spent, sum(s.open) AS open, sum(s.doubt) AS doubt, sum(s.cost) AS cost,
                   sum(s.calls_open * (p.pinned ->> 'cost')::bigint + s.possible_open) AS cost_open,
                   sum(s.calls_doubt * (p.pinned ->> 'cost')::bigint + s.possible_doubt) AS cost_doubt
            FROM summed s
            JOIN weir.job j ON j.id = s.job_id AND j.workspace_id = ?
            CROSS JOIN LATERAL (
                SELECT j.plan::jsonb #> ARRAY['steps', s.step::text, 'places', s.place::text] AS pinned) AS p
            GROUP BY 1, 2
            """;

    /** By operation. */
    List<Used> today(long workspaceId) {
        return jdbc.sql(TODAY)
                .params(workspaceId, workspaceId, workspaceId, workspaceId, workspaceId, workspaceId, workspaceId)
                .query((row, _) -> new Used(
                        row.getString("operation"),
                        row.getString("unit"),
                        row.getLong("spent"),
                        row.getLong("open"),
                        row.getLong("doubt"),
                        row.getLong("cost"),
                        row.getLong("cost_open"),
                        row.getLong("cost_doubt")))
                .list();
    }
}
