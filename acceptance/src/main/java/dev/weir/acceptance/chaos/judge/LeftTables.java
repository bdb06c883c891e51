package dev.weir.acceptance.chaos.judge;

import dev.weir.acceptance.chaos.judge.LeftFacts.Job;
import dev.weir.acceptance.chaos.judge.LeftFacts.Left;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What is not over, read as the tables' owner. */
record LeftTables(JdbcClient sql) {

    private static final String JOBS = """
            SELECT s.job_id, s.status, s.phase, s.total_rows, coalesce(r.rows, 0) AS rows,
                   coalesce(b.completed, 0) AS completed, coalesce(b.failed, 0) AS failed, coalesce(b.open, 0) AS open,
                   coalesce(c.cells, 0) AS cells, coalesce(c.dead, 0) AS dead,
                   jsonb_array_length(j.plan::jsonb -> 'steps') AS steps
            FROM weir.job_state s
            JOIN weir.job j ON j.id = s.job_id
            LEFT JOIN (SELECT job_id, count(*) AS rows FROM weir.job_row GROUP BY job_id) AS r USING (job_id)
            LEFT JOIN (SELECT job_id, sum(completed_rows) AS completed, sum(failed_rows) AS failed,
                              count(*) FILTER (WHERE state <> 2) AS open
                       FROM weir.batch GROUP BY job_id) AS b USING (job_id)
            LEFT JOIN (SELECT job_id, count(*) FILTER (WHERE state <> 1) AS cells, count(*) FILTER (WHERE state = 7) AS dead
                       FROM weir.cell GROUP BY job_id) AS c USING (job_id)
            """;

    /** By what it is: a name for it, and where it is. */
    private static final List<Map.Entry<String, String>> LEFT = List.of(
            Map.entry(
                    "cells that wait",
                    "SELECT format('job %s row %s', job_id, row_idx) FROM weir.cell WHERE state = 1"),
            Map.entry(
                    "intents that are open or to be repeated",
                    "SELECT format('job %s row %s', job_id, row_idx) FROM weir.intent WHERE state <> 1"),
            Map.entry("tickets that wait", "SELECT format('ticket %s', id) FROM weir.ticket WHERE state IN (0, 1)"),
            Map.entry(
                    "submissions that are under way",
                    "SELECT format('submission %s', id) FROM weir.submission WHERE state IN (0, 1)"),
            Map.entry("inbox rows unread", "SELECT format('inbox %s', id) FROM weir.inbox WHERE processed_at IS NULL"),
            Map.entry("results on their way", "SELECT format('result %s', id) FROM weir.result WHERE state = 0"),
            Map.entry("results given up", "SELECT format('result %s', id) FROM weir.result WHERE state = 1"),
            Map.entry(
                    "deliveries on their way",
                    "SELECT format('delivery %s', id) FROM weir.webhook_delivery WHERE state = 0"),
            Map.entry(
                    "deliveries given up",
                    "SELECT format('delivery %s', id) FROM weir.webhook_delivery WHERE state = 2"),
            Map.entry(
                    "arrivals that no trigger has seen",
                    "SELECT format('event %s', id) FROM weir.subscriber_event WHERE NOT considered"),
            Map.entry(
                    "requests that are not over",
                    "SELECT format('request %s', id) FROM weir.enrichment_request WHERE state < 2"),
            Map.entry("scores that are due", "SELECT format('subscriber %s', id) FROM weir.subscriber WHERE score_due"),
            Map.entry(
                    "jobs that were never quite submitted",
                    "SELECT format('job %s', job_id) FROM weir.job_state WHERE phase = 'ingesting'"));

    /** @param expected rows of jobs, as whoever submitted them knows */
    LeftFacts facts(Map<Long, Long> expected) {
        List<Left> left = new ArrayList<>();
        for (Map.Entry<String, String> one : LEFT) {
            left.add(sql.sql("SELECT count(*), coalesce(min(one), '') FROM (" + one.getValue() + ") AS remaining (one)")
                    .query((row, _) -> new Left(one.getKey(), row.getLong(1), row.getString(2)))
                    .single());
        }
        return new LeftFacts(
                sql.sql(JOBS)
                        .query((row, _) -> new Job(
                                row.getLong("job_id"),
                                row.getString("status"),
                                row.getString("phase"),
                                expected.getOrDefault(row.getLong("job_id"), row.getLong("total_rows")),
                                row.getLong("rows"),
                                row.getLong("completed"),
                                row.getLong("failed"),
                                row.getLong("open"),
                                row.getLong("cells"),
                                row.getLong("dead"),
                                row.getInt("steps")))
                        .list(),
                left);
    }
}
