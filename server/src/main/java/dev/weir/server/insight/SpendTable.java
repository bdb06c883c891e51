package dev.weir.server.insight;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL that adds up what was spent in some time, from raw rows. */
final class SpendTable {

    /** A sum of a group, in one vendor's unit. */
    record Sum(
            String group,
            String unit,
            long posted,
            long posts,
            long refunded,
            long refunds,
            long inDoubt,
            long doubts,
            long calls,
            long chargedCalls,
            long certain,
            long possible,
            long unrecorded,
            long adjusted) {}

    private final JdbcClient jdbc;

    SpendTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    // Added up by place first, so that a job's plan is read once a place and not once a row.
    private static final String SUMS = """
            WITH entry AS (
                SELECT job_id, step, place, at, CASE kind WHEN 3 THEN 1 ELSE 2 END AS what, 1 AS n, amount, 0 AS certain,
                       0 AS possible, 0 AS charged
                FROM weir.transfer
                WHERE workspace_id = :workspace AND at >= :from AND at < :to AND kind IN (3, 5, 6)
                UNION ALL
                SELECT job_id, step, place, at, 3, 1, amount, 0, 0, 0
                FROM weir.intent
                WHERE workspace_id = :workspace AND state = 1 AND at >= :from AND at < :to
                UNION ALL
                SELECT job_id, step, place, at, 4, 1, 0, vendor_certain, vendor_possible,
                       CASE WHEN vendor_certain > 0 THEN 1 ELSE 0 END
                FROM weir.enrichment_record
                WHERE workspace_id = :workspace AND kind = 1 AND at >= :from AND at < :to
                UNION ALL
                SELECT job_id, step, place, day::timestamp AT TIME ZONE 'UTC', 4, records, 0, certain, possible, billed
                FROM weir.pruned_record
                WHERE workspace_id = :workspace AND kind = 1
                  AND day >= (CAST(:from AS timestamptz) AT TIME ZONE 'UTC')::date
                  AND day < (CAST(:to AS timestamptz) AT TIME ZONE 'UTC')::date
                UNION ALL
                SELECT job_id, step, place, at, 5, 1, 0, 0, possible, 0
                FROM weir.stray_cost
                WHERE workspace_id = :workspace AND at >= :from AND at < :to
                UNION ALL
                SELECT job_id, step, place, at, 6, 1, 0, amount, 0, 0
                FROM weir.cost_adjustment
                WHERE workspace_id = :workspace AND at >= :from AND at < :to),
            summed AS (
                SELECT job_id, step, place,
                       CASE WHEN :by = 'day' THEN (at AT TIME ZONE 'UTC')::date END AS day,
                       coalesce(sum(amount) FILTER (WHERE what = 1), 0) AS posted, count(*) FILTER (WHERE what = 1) AS posts,
                       coalesce(sum(amount) FILTER (WHERE what = 2), 0) AS refunded,
                       count(*) FILTER (WHERE what = 2) AS refunds,
                       coalesce(sum(amount) FILTER (WHERE what = 3), 0) AS in_doubt,
                       count(*) FILTER (WHERE what = 3) AS doubts,
                       coalesce(sum(n) FILTER (WHERE what = 4), 0) AS calls, sum(charged) AS charged_calls,
                       sum(certain) AS certain, sum(possible) AS possible,
                       count(*) FILTER (WHERE what = 5) AS unrecorded,
                       coalesce(sum(certain) FILTER (WHERE what = 6), 0) AS adjusted
                FROM entry GROUP BY 1, 2, 3, 4)
            SELECT CASE :by WHEN 'day' THEN s.day::text
                            WHEN 'job' THEN s.job_id::text
                            WHEN 'provider' THEN split_part(p.pinned ->> 'operation', '.', 1)
                            ELSE p.fields END AS key,
                   coalesce(p.pinned ->> 'unit', 'credit') AS unit,
                   sum(s.posted) AS posted, sum(s.posts) AS posts, sum(s.refunded) AS refunded, sum(s.refunds) AS refunds,
                   sum(s.in_doubt) AS in_doubt, sum(s.doubts) AS doubts, sum(s.calls) AS calls,
                   sum(s.charged_calls) AS charged_calls, sum(s.certain) AS certain, sum(s.possible) AS possible,
                   sum(s.unrecorded) AS unrecorded, sum(s.adjusted) AS adjusted
            FROM summed s
            JOIN weir.job j ON j.id = s.job_id AND j.workspace_id = :workspace
            CROSS JOIN LATERAL (
                SELECT j.plan::jsonb #> ARRAY['steps', s.step::text, 'places', s.place::text] AS pinned,
                       (SELECT string_agg(field, ',' ORDER BY n)
                        FROM jsonb_array_elements_text(j.plan::jsonb #> ARRAY['steps', s.step::text, 'fields'])
                             WITH ORDINALITY AS f (field, n)) AS fields) AS p
            GROUP BY 1, 2
            """;

    /** @param by {@code provider}, {@code field}, {@code job} or {@code day} */
    List<Sum> sums(long workspaceId, String by, Instant from, Instant to) {
        return jdbc.sql(SUMS)
                .param("workspace", workspaceId)
                .param("by", by)
                .param("from", Timestamp.from(from))
                .param("to", Timestamp.from(to))
                .query((row, _) -> new Sum(
                        row.getString("key"),
                        row.getString("unit"),
                        row.getLong("posted"),
                        row.getLong("posts"),
                        row.getLong("refunded"),
                        row.getLong("refunds"),
                        row.getLong("in_doubt"),
                        row.getLong("doubts"),
                        row.getLong("calls"),
                        row.getLong("charged_calls"),
                        row.getLong("certain"),
                        row.getLong("possible"),
                        row.getLong("unrecorded"),
                        row.getLong("adjusted")))
                .list();
    }
}
