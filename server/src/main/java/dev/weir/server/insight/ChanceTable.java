package dev.weir.server.insight;

import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL that counts how often answers were accepted. */
final class ChanceTable {

    /** So many rows of a job tell how often its providers know something. */
    private static final int SAMPLE_ROWS = 20_000;

    private final JdbcClient jdbc;

    ChanceTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    // Whether the row had been missed by somebody before is what tells the easy rows from the hard ones. Where finds
    // are
    // verified, whoever found it before the next was asked has found what did not stand; verifiers neither find nor
    // miss.
    private static final String CHANCES = """
            SELECT job_id || ':' || step || ':' || place AS stage,
                   EXISTS (SELECT FROM weir.enrichment_record e
                           WHERE e.workspace_id = r.workspace_id AND e.job_id = r.job_id AND e.row_idx = r.row_idx
                             AND e.step = r.step AND e.place < r.place AND NOT e.late
                             AND (e.verdict IN ('rejected', 'not_found', 'bad_answer', 'blocked')
                                  OR (e.verdict = 'accepted' AND e.job_id || ':' || e.step = ANY (:verified)))
                             AND e.job_id || ':' || e.step || ':' || e.place <> ALL (:verifiers) OFFSET 0) AS missed,
                   count(*) AS asked, count(*) FILTER (WHERE verdict IN ('accepted', 'partial')) AS accepted,
                   sum(latency_ms)::bigint AS millis
            FROM weir.enrichment_record r
            WHERE workspace_id = :workspace AND job_id = ANY (:jobs) AND row_idx < :rows AND kind = 1 AND NOT late
              AND verdict IN ('accepted', 'partial', 'rejected', 'not_found', 'bad_answer', 'blocked')
            GROUP BY 1, 2
            """;

    /**
     * @param sources by {@code job:step:place}
     * @param verified {@code job:step} of steps that verify their finds
     * @param verifiers those of the sources that verify
     */
    Chances chances(
            long workspaceId,
            long[] jobs,
            Map<String, Chances.Source> sources,
            Set<String> verified,
            Set<String> verifiers) {
        Chances.Gathering gathering = new Chances.Gathering();
        jdbc.sql(CHANCES)
                .param("workspace", workspaceId)
                .param("jobs", jobs)
                .param("rows", SAMPLE_ROWS)
                .param("verified", verified.toArray(String[]::new))
                .param("verifiers", verifiers.toArray(String[]::new))
                .query(row -> {
                    gathering.add(
                            Objects.requireNonNull(sources.get(row.getString("stage"))),
                            row.getBoolean("missed"),
                            new Chances.Sample(row.getLong("asked"), row.getLong("accepted"), row.getLong("millis")));
                });
        return gathering.done();
    }
}
