package dev.weir.server.insight;

import dev.weir.server.waterfall.CellState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** The SQL that counts what is stored. */
final class FigureTable {

    /** So many rows of a job tell how often its providers know something. */
    private static final int SAMPLE_ROWS = 20_000;

    /**
     * Stages to count.
     *
     * @param labels {@code job:step:place} to label, several to one
     * @param valid by label, the text that an answer holds which calls its value valid
     */
    record Asked(
            long workspaceId,
            long[] jobs,
            Map<String, String> labels,
            Map<String, Stage> stages,
            Map<String, String> units,
            Map<String, String> valid) {}

    private final JdbcClient jdbc;

    FigureTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String STAGES = """
            SELECT label, count(*) FILTER (WHERE kind = 1) AS asked, count(*) FILTER (WHERE kind = 2) AS remembered,
                   count(*) FILTER (WHERE kind = 3) AS followed,
                   count(*) FILTER (WHERE verdict IN ('accepted', 'partial', 'rejected')) AS found,
                   count(*) FILTER (WHERE verdict IN ('accepted', 'partial')) AS accepted,
                   count(*) FILTER (WHERE verdict IN ('accepted', 'partial')
                                      AND strpos(outputs, CAST(:valid AS jsonb) ->> label) > 0) AS verified,
                   sum(charged)::bigint AS charged, sum(vendor_certain)::bigint AS certain,
                   sum(vendor_possible)::bigint AS possible,
                   percentile_disc(0.5) WITHIN GROUP (ORDER BY latency_ms) FILTER (WHERE kind = 1) AS p50,
                   percentile_disc(0.95) WITHIN GROUP (ORDER BY latency_ms) FILTER (WHERE kind = 1) AS p95,
                   coalesce(sum(latency_ms) FILTER (WHERE kind = 1), 0)::bigint AS asking
            FROM (SELECT CAST(:labels AS jsonb) ->> (job_id || ':' || step || ':' || place) AS label, *
                  FROM weir.enrichment_record
                  WHERE workspace_id = :workspace AND job_id = ANY (:jobs) AND NOT late OFFSET 0) AS r
            GROUP BY label
            """;

    private static final String NOT_ASKED = """
            SELECT CAST(:labels AS jsonb) ->> (job_id || ':' || step || ':' || place) AS label,
                   coalesce(detail, '') AS reason, count(*) AS n
            FROM weir.enrichment_record
            WHERE workspace_id = :workspace AND job_id = ANY (:jobs) AND kind = 4 AND NOT late GROUP BY 1, 2
            """;

    private static final String IN_DOUBT = """
            SELECT CAST(:labels AS jsonb) ->> (job_id || ':' || step || ':' || place) AS label, count(*) AS n,
                   sum(possible)::bigint AS possible
            FROM weir.intent WHERE workspace_id = :workspace AND job_id = ANY (:jobs) AND state = 1 GROUP BY 1
            """;

    /** By label; those that had no turn are missing. */
    Map<String, StageFigures> stages(Asked asked) {
        String labels = json(asked.labels());
        Map<String, Map<String, Long>> notAsked = new HashMap<>();
        jdbc.sql(NOT_ASKED)
                .param("labels", labels)
                .param("workspace", asked.workspaceId())
                .param("jobs", asked.jobs())
                .query(row -> {
                    notAsked.computeIfAbsent(row.getString(1), _ -> new HashMap<>())
                            .put(row.getString(2), row.getLong(3));
                });
        Map<String, long[]> doubts = new HashMap<>();
        jdbc.sql(IN_DOUBT)
                .param("labels", labels)
                .param("workspace", asked.workspaceId())
                .param("jobs", asked.jobs())
                .query(row -> {
                    doubts.put(row.getString(1), new long[] {row.getLong(2), row.getLong(3)});
                });
        Map<String, StageFigures> figures = new HashMap<>();
        jdbc.sql(STAGES)
                .param("labels", labels)
                .param("valid", json(asked.valid()))
                .param("workspace", asked.workspaceId())
                .param("jobs", asked.jobs())
                .query(row -> {
                    String label = row.getString("label");
                    figures.put(
                            label,
                            figures(
                                    row,
                                    asked,
                                    notAsked.getOrDefault(label, Map.of()),
                                    doubts.getOrDefault(label, new long[2])));
                });
        doubts.forEach((label, doubt) -> figures.putIfAbsent(label, onlyDoubts(asked, label, doubt)));
        return figures;
    }

    private static StageFigures figures(ResultSet row, Asked asked, Map<String, Long> notAsked, long[] doubt)
            throws SQLException {
        String label = row.getString("label");
        return new StageFigures(
                Objects.requireNonNull(asked.stages().get(label)),
                asked.units().getOrDefault(label, ""),
                row.getLong("asked"),
                row.getLong("remembered"),
                row.getLong("followed"),
                notAsked,
                row.getLong("found"),
                row.getLong("accepted"),
                asked.valid().containsKey(label) ? row.getLong("verified") : null,
                doubt[0],
                row.getLong("charged"),
                row.getLong("certain"),
                row.getLong("possible") + doubt[1],
                (Integer) row.getObject("p50"),
                (Integer) row.getObject("p95"),
                row.getLong("asking"));
    }

    private static StageFigures onlyDoubts(Asked asked, String label, long[] doubt) {
        return new StageFigures(
                Objects.requireNonNull(asked.stages().get(label)),
                asked.units().getOrDefault(label, ""),
                0,
                0,
                0,
                Map.of(),
                0,
                0,
                asked.valid().containsKey(label) ? 0L : null,
                doubt[0],
                0,
                0,
                doubt[1],
                null,
                null,
                0);
    }

    private static String json(Map<String, String> map) {
        return JsonMapper.shared().writeValueAsString(map);
    }

    private static final String CELLS = """
            SELECT step, state, reason, count(*) FROM weir.cell WHERE workspace_id = ? AND job_id = ?
            GROUP BY step, state, reason
            """;

    /** By step, then {@code state} or {@code state: reason}. */
    Map<Integer, Map<String, Long>> cells(long workspaceId, long jobId) {
        Map<Integer, Map<String, Long>> cells = new HashMap<>();
        jdbc.sql(CELLS).params(workspaceId, jobId).query(row -> {
            cells.computeIfAbsent(row.getInt(1), _ -> new HashMap<>())
                    .merge(state(row.getInt(2), row.getString(3)), row.getLong(4), Long::sum);
        });
        return cells;
    }

    private static String state(int code, @Nullable String reason) {
        String state = switch (code) {
            case 1 -> CellState.WAITING.text();
            case 2 -> CellState.COMPLETED.text();
            case 3 -> CellState.FAILED.text();
            case 4 -> CellState.SKIPPED.text();
            case 5 -> CellState.IN_DOUBT.text();
            case 6 -> CellState.CANCELLED.text();
            case 7 -> CellState.DEAD.text();
            default -> String.format(Locale.ROOT, "state %d", code);
        };
        return reason == null ? state : state + ": " + reason;
    }

    private static final String TIMES =
            "SELECT started_at, completed_at FROM weir.job_state WHERE workspace_id = ? AND job_id = ?";

    JobTimes times(long workspaceId, long jobId) {
        return jdbc.sql(TIMES)
                .params(workspaceId, jobId)
                .query((row, _) -> new JobTimes(instant(row, 1), instant(row, 2)))
                .single();
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        java.sql.Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    // Whether the row had been missed by somebody before is what tells the easy rows from the hard ones.
    private static final String CHANCES = """
            SELECT job_id || ':' || step || ':' || place AS stage,
                   EXISTS (SELECT FROM weir.enrichment_record e
                           WHERE e.workspace_id = r.workspace_id AND e.job_id = r.job_id AND e.row_idx = r.row_idx
                             AND e.step = r.step AND e.place < r.place AND NOT e.late
                             AND e.verdict IN ('rejected', 'not_found', 'bad_answer', 'blocked') OFFSET 0) AS missed,
                   count(*) AS asked, count(*) FILTER (WHERE verdict IN ('accepted', 'partial')) AS accepted,
                   sum(latency_ms)::bigint AS millis
            FROM weir.enrichment_record r
            WHERE workspace_id = ? AND job_id = ANY (?) AND row_idx < ? AND kind = 1 AND NOT late
              AND verdict IN ('accepted', 'partial', 'rejected', 'not_found', 'bad_answer', 'blocked')
            GROUP BY 1, 2
            """;

    Chances chances(long workspaceId, long[] jobs, Map<String, Chances.Source> sources) {
        Chances.Gathering gathering = new Chances.Gathering();
        jdbc.sql(CHANCES).param(workspaceId).param(jobs).param(SAMPLE_ROWS).query(row -> {
            gathering.add(
                    Objects.requireNonNull(sources.get(row.getString("stage"))),
                    row.getBoolean("missed"),
                    new Chances.Sample(row.getLong("asked"), row.getLong("accepted"), row.getLong("millis")));
        });
        return gathering.done();
    }
}
