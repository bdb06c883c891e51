package dev.weir.server.insight;

import dev.weir.server.jobs.CellCodes;
import dev.weir.server.waterfall.CellState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.json.JsonMapper;

/** The SQL that counts what is stored. */
final class FigureTable {

    /**
     * Stages to count.
     *
     * @param labels {@code job:step:place} to label, several to one
     * @param costs what the vendor takes for a call, by the same keys, in 1/1000 of its unit
     * @param valid by label, the text that an answer holds which calls its value valid
     * @param verified {@code job:step} of steps that verify their finds, to the field they are for
     */
    record Asked(
            long workspaceId,
            long[] jobs,
            Map<String, String> labels,
            Map<String, Long> costs,
            Map<String, Stage> stages,
            Map<String, String> units,
            Map<String, String> valid,
            Map<String, String> verified) {

        /** Of what its answers were accepted for, so many count as verified; null where nobody says so. */
        @Nullable
        Long verified(String label, long saidValid, Tally tally) {
            if (Objects.requireNonNull(stages.get(label)).part() == Stage.Part.FINDS_TO_BE_VERIFIED) {
                return tally.stood;
            }
            return valid.containsKey(label) ? saidValid : null;
        }
    }

    /** What is counted of a stage beside its records. */
    private static final class Tally {
        private final Map<String, Long> notAsked = new HashMap<>();
        private long inDoubt;
        private long possible;
        private long adjusted;
        private long refunded;
        private long stood;
    }

    private final JdbcClient jdbc;

    FigureTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String STAGES = """
            SELECT label, coalesce(sum(n) FILTER (WHERE kind = 1), 0)::bigint AS asked,
                   coalesce(sum(n) FILTER (WHERE kind = 2), 0)::bigint AS remembered,
                   coalesce(sum(n) FILTER (WHERE kind = 3), 0)::bigint AS followed,
                   coalesce(sum(n) FILTER (WHERE verdict IN ('accepted', 'partial', 'rejected')), 0)::bigint AS found,
                   coalesce(sum(n) FILTER (WHERE verdict IN ('accepted', 'partial')), 0)::bigint AS accepted,
                   count(*) FILTER (WHERE verdict IN ('accepted', 'partial')
                                      AND strpos(outputs, CAST(:valid AS jsonb) ->> label) > 0) AS verified,
                   sum(charged)::bigint AS charged, sum(vendor_certain)::bigint AS certain,
                   sum(vendor_possible)::bigint AS possible,
                   percentile_disc(0.5) WITHIN GROUP (ORDER BY latency_ms) FILTER (WHERE kind = 1) AS p50,
                   percentile_disc(0.95) WITHIN GROUP (ORDER BY latency_ms) FILTER (WHERE kind = 1) AS p95,
                   coalesce(sum(asking) FILTER (WHERE kind = 1), 0)::bigint AS asking, bool_or(gone) AS gone
            FROM (SELECT CAST(:labels AS jsonb) ->> (job_id || ':' || step || ':' || place) AS label, 1 AS n, kind,
                         verdict, outputs, charged, vendor_certain, vendor_possible, latency_ms, latency_ms AS asking,
                         false AS gone
                  FROM weir.enrichment_record
                  WHERE workspace_id = :workspace AND job_id = ANY (:jobs) AND NOT late
                  UNION ALL
                  SELECT CAST(:labels AS jsonb) ->> (job_id || ':' || step || ':' || place), records, kind, verdict, NULL,
                         charged, certain, possible, NULL, latency_ms, true
                  FROM weir.pruned_record
                  WHERE workspace_id = :workspace AND job_id = ANY (:jobs) AND NOT late OFFSET 0) AS r
            GROUP BY label
            """;

    private static final String NOT_ASKED = """
            SELECT CAST(:labels AS jsonb) ->> (job_id || ':' || step || ':' || place) AS label,
                   reason, sum(n)::bigint AS n
            FROM (SELECT job_id, step, place, coalesce(detail, '') AS reason, 1 AS n
                  FROM weir.enrichment_record
                  WHERE workspace_id = :workspace AND job_id = ANY (:jobs) AND kind = 4 AND NOT late
                  UNION ALL
                  SELECT job_id, step, place, detail, records
                  FROM weir.pruned_record
                  WHERE workspace_id = :workspace AND job_id = ANY (:jobs) AND kind = 4 AND NOT late) AS r
            GROUP BY 1, 2
            """;

    // A lost call may have cost its price beside what its earlier tries may have; a vendor's total corrects what is
    // certain.
    private static final String BESIDE_RECORDS = """
            SELECT CAST(:labels AS jsonb) ->> (job_id || ':' || step || ':' || place) AS label, sum(n)::bigint AS n,
                   sum(possible)::bigint AS possible, sum(adjusted)::bigint AS adjusted
            FROM (SELECT job_id, step, place, 1 AS n, possible
                         + CAST(CAST(:costs AS jsonb) ->> (job_id || ':' || step || ':' || place) AS bigint) AS possible,
                         0 AS adjusted
                  FROM weir.intent WHERE workspace_id = :workspace AND job_id = ANY (:jobs) AND state = 1
                  UNION ALL
                  SELECT job_id, step, place, 0, possible, 0
                  FROM weir.stray_cost WHERE workspace_id = :workspace AND job_id = ANY (:jobs)
                  UNION ALL
                  SELECT job_id, step, place, 0, 0, amount
                  FROM weir.cost_adjustment WHERE workspace_id = :workspace AND job_id = ANY (:jobs)) AS p
            GROUP BY 1
            """;

    private static final String REFUNDED = """
            SELECT CAST(:labels AS jsonb) ->> (job_id || ':' || step || ':' || place) AS label,
                   sum(amount)::bigint AS refunded
            FROM weir.transfer WHERE workspace_id = :workspace AND job_id = ANY (:jobs) AND kind = 5 GROUP BY 1
            """;

    // What a cell keeps stands beside the number of the place that gave it; -1 for none.
    private static final String STOOD = """
            SELECT CAST(:labels AS jsonb) ->> (job_id || ':' || step || ':' || place) AS label, count(*) AS n
            FROM (SELECT job_id, step,
                         CASE WHEN field IS NOT NULL THEN CAST(kept AS jsonb) -> field ->> 1 END AS place
                  FROM (SELECT job_id, step, kept, CAST(:verified AS jsonb) ->> (job_id || ':' || step) AS field
                        FROM weir.cell WHERE workspace_id = :workspace AND job_id = ANY (:jobs) AND kept IS NOT NULL
                       ) AS c OFFSET 0) AS p
            WHERE place IS NOT NULL AND place <> '-1' GROUP BY 1
            """;

    /** By label; those that had no turn are missing. */
    Map<String, StageFigures> stages(Asked asked) {
        Map<String, Tally> tallies = tallies(asked);
        Map<String, StageFigures> figures = new HashMap<>();
        of(STAGES, asked).param("valid", json(asked.valid())).query(row -> {
            String label = row.getString("label");
            figures.put(label, figures(row, asked, tallies.getOrDefault(label, new Tally())));
        });
        tallies.forEach((label, tally) -> figures.putIfAbsent(label, withoutRecords(asked, label, tally)));
        return figures;
    }

    private JdbcClient.StatementSpec of(String statement, Asked asked) {
        return jdbc.sql(statement)
                .param("labels", json(asked.labels()))
                .param("workspace", asked.workspaceId())
                .param("jobs", asked.jobs());
    }

    private Map<String, Tally> tallies(Asked asked) {
        Map<String, Tally> tallies = new HashMap<>();
        of(NOT_ASKED, asked).query(row -> {
            tally(tallies, row).notAsked.put(row.getString(2), row.getLong(3));
        });
        of(BESIDE_RECORDS, asked).param("costs", json(asked.costs())).query(row -> {
            Tally tally = tally(tallies, row);
            tally.inDoubt = row.getLong(2);
            tally.possible = row.getLong(3);
            tally.adjusted = row.getLong(4);
        });
        of(REFUNDED, asked).query(row -> {
            tally(tallies, row).refunded = row.getLong(2);
        });
        if (!asked.verified().isEmpty()) {
            of(STOOD, asked).param("verified", json(asked.verified())).query(row -> {
                tally(tallies, row).stood = row.getLong(2);
            });
        }
        return tallies;
    }

    private static Tally tally(Map<String, Tally> tallies, ResultSet row) throws SQLException {
        return tallies.computeIfAbsent(row.getString("label"), _ -> new Tally());
    }

    private static StageFigures figures(ResultSet row, Asked asked, Tally tally) throws SQLException {
        String label = row.getString("label");
        return new StageFigures(
                Objects.requireNonNull(asked.stages().get(label)),
                asked.units().getOrDefault(label, ""),
                row.getLong("asked"),
                row.getLong("remembered"),
                row.getLong("followed"),
                tally.notAsked,
                row.getLong("found"),
                row.getLong("accepted"),
                // Of rows that are gone nobody can say what their answers held.
                row.getBoolean("gone") ? null : asked.verified(label, row.getLong("verified"), tally),
                tally.inDoubt,
                row.getLong("charged") - tally.refunded,
                tally.refunded,
                row.getLong("certain") + tally.adjusted,
                row.getLong("possible") + tally.possible,
                (Integer) row.getObject("p50"),
                (Integer) row.getObject("p95"),
                row.getLong("asking"));
    }

    /** A stage of which nothing is recorded, and at most a call is in doubt. */
    private static StageFigures withoutRecords(Asked asked, String label, Tally tally) {
        return new StageFigures(
                Objects.requireNonNull(asked.stages().get(label)),
                asked.units().getOrDefault(label, ""),
                0,
                0,
                0,
                Map.of(),
                0,
                0,
                asked.verified(label, 0, tally),
                tally.inDoubt,
                0,
                0,
                tally.adjusted,
                tally.possible,
                null,
                null,
                0);
    }

    /** A stage that never had a turn. */
    static StageFigures nothing(Asked asked, String label) {
        return withoutRecords(asked, label, new Tally());
    }

    private static String json(Map<String, ?> map) {
        return JsonMapper.shared().writeValueAsString(map);
    }

    private static final String CELLS = """
            SELECT step, state, reason, count(*) FROM weir.cell WHERE workspace_id = ? AND job_id = ?
            GROUP BY step, state, reason
            UNION ALL
            SELECT step, state, nullif(reason, ''), sum(cells)::bigint FROM weir.pruned_cell
            WHERE workspace_id = ? AND job_id = ? GROUP BY step, state, reason
            """;

    /** By step, then {@code state} or {@code state: reason}; {@code completed} for all that have. */
    Map<Integer, Map<String, Long>> cells(long workspaceId, long jobId) {
        Map<Integer, Map<String, Long>> cells = new HashMap<>();
        jdbc.sql(CELLS).params(workspaceId, jobId, workspaceId, jobId).query(row -> {
            cells.computeIfAbsent(row.getInt(1), _ -> new HashMap<>())
                    .merge(state(row.getInt(2), row.getString(3)), row.getLong(4), Long::sum);
        });
        return cells;
    }

    private static String state(int code, @Nullable String reason) {
        CellState state = CellCodes.state(code);
        // However a cell completed, it has.
        return reason == null || state == CellState.COMPLETED ? state.text() : state.text() + ": " + reason;
    }

    // A process that died said last that it would be there until beat_until; when somebody noticed is no matter.
    private static final String TIMES = """
            SELECT s.started_at, s.completed_at,
                   (SELECT (1000 * extract(epoch FROM sum(upper(at) - lower(at))))::bigint
                    FROM unnest((SELECT range_agg(tstzrange(n.started_at, greatest(n.started_at,
                                                  least(n.ended_at, n.beat_until))))
                                 FROM weir.node n)
                                * tstzmultirange(tstzrange(s.started_at, s.completed_at))) AS at)
            FROM weir.job_state s WHERE s.workspace_id = ? AND s.job_id = ?
            """;

    JobTimes times(long workspaceId, long jobId) {
        return jdbc.sql(TIMES)
                .params(workspaceId, jobId)
                .query((row, _) -> new JobTimes(instant(row, 1), instant(row, 2), row.getLong(3)))
                .single();
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        java.sql.Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
