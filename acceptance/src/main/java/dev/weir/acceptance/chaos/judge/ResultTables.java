package dev.weir.acceptance.chaos.judge;

import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What jobs have come to, read as the tables' owner. */
record ResultTables(JdbcClient sql) {

    // Where a value came from may differ where a vendor was not reached; what it is may not.
    private static final String CELLS = """
            SELECT row_idx, step, state, coalesce(reason, '') AS reason, kept, coalesce(missing, '') AS missing
            FROM weir.cell WHERE job_id = ? ORDER BY row_idx, step
            """;

    private static final String CHARGED = """
            SELECT row_idx, sum(CASE kind WHEN 3 THEN amount ELSE -amount END)
            FROM weir.transfer WHERE job_id = ? AND kind IN (3, 5) GROUP BY row_idx
            """;

    private static final String SAID = """
            SELECT DISTINCT row_idx FROM weir.enrichment_record WHERE job_id = ? AND detail LIKE 'resolved: %'
            """;

    private static final String EVENTS = "SELECT type, body FROM weir.event WHERE job_id = ? ORDER BY sequence";

    private static final String STATUS = "SELECT status FROM weir.job_state WHERE job_id = ?";

    private static final String DOUBTFUL = """
            SELECT EXISTS (SELECT FROM weir.event
                           WHERE job_id = ? AND type IN ('job.completed', 'job.partially_completed', 'job.failed')
                             AND (body::jsonb #>> '{data,inDoubtRecords}')::int > 0)
            """;

    /**
     * Whether it ended with doubts: what became of those later has not changed its status, and whoever did its failed rows
     * again did these, too.
     */
    boolean endedInDoubt(long job) {
        return sql.sql(DOUBTFUL).param(job).query(Boolean.class).single();
    }

    /** @param jobs by the name that the load gave each @param otherRows names of jobs that cannot be compared */
    ResultFacts facts(Map<String, Long> jobs, Set<String> otherRows) {
        Map<String, ResultFacts.Job> all = new HashMap<>();
        jobs.forEach((name, job) -> job(job).ifPresent(facts ->
                all.put(name, endedInDoubt(job) ? new ResultFacts.Job(ResultFacts.Job.AN_END, facts.rows()) : facts)));
        return new ResultFacts(all, otherRows);
    }

    private Optional<ResultFacts.Job> job(long job) {
        Map<Integer, List<String>> cells = new TreeMap<>();
        sql.sql(CELLS).param(job).query((ResultSet row) -> {
            cells.computeIfAbsent(row.getInt("row_idx"), _ -> new ArrayList<>())
                    .add(row.getInt("step") + ": " + row.getInt("state") + " " + row.getString("reason") + " "
                            + values(row.getString("kept")) + " " + row.getString("missing"));
        });
        Map<Integer, Long> charged = new HashMap<>();
        sql.sql(CHARGED).param(job).query((ResultSet row) -> {
            charged.put(row.getInt(1), row.getLong(2));
        });
        Set<Integer> said =
                new HashSet<>(sql.sql(SAID).param(job).query(Integer.class).list());
        Map<Integer, Set<String>> events = new HashMap<>();
        sql.sql(EVENTS).param(job).query((ResultSet row) -> {
            event(
                    row.getString(1),
                    JsonMapper.shared().readTree(row.getString(2)).path("data"),
                    events);
        });
        Map<Integer, ResultFacts.Row> rows = new HashMap<>();
        cells.forEach((row, some) -> rows.put(
                row,
                new ResultFacts.Row(
                        some, charged.getOrDefault(row, 0L), events.getOrDefault(row, Set.of()), said.contains(row))));
        return sql.sql(STATUS)
                .param(job)
                .query(String.class)
                .optional()
                .map(status -> new ResultFacts.Job(status, rows));
    }

    /** Field by field, without the place that each came from. */
    private static String values(@Nullable String kept) {
        Map<String, String> values = new TreeMap<>();
        if (kept != null) {
            JsonMapper.shared()
                    .readTree(kept)
                    .properties()
                    .forEach(field ->
                            values.put(field.getKey(), field.getValue().path(0).toString()));
        }
        return values.toString();
    }

    /** That each row was told of when it was final. What was told of a row in doubt was told of no other. */
    private static void event(String type, JsonNode data, Map<Integer, Set<String>> events) {
        for (String which : List.of("completedRows", "failedRows")) {
            data.path(which)
                    .forEach(row -> events.computeIfAbsent(row.asInt(), _ -> new HashSet<>())
                            .add(type + data.path("step").asString("")));
        }
    }
}
