package dev.weir.acceptance.storage;

import dev.weir.acceptance.HomeDatabase;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Weir's own tables in a home, read as their owner, whom no policy binds. Nothing here is of Weir's own code. */
final class WeirTables {

    private final Path home;

    WeirTables(Path home) {
        this.home = home;
    }

    /** A line of the results log. */
    record LogLine(
            long resultId,
            String slug,
            @Nullable Long companyId,
            @Nullable String companyDomain,
            String play,
            int stepNumber,
            String status,
            @Nullable String table,
            @Nullable Long job,
            @Nullable Integer row,
            @Nullable String error) {}

    /** A step that is complete. */
    record Completion(long companyId, String play, String slug, int stepNumber, long resultId) {}

    /** What a step's calls came to, by our own records. @param again asked once more since nobody knew the answer */
    record Calls(long charged, long certain, long possible, long again) {
        static final Calls NONE = new Calls(0, 0, 0, 0);
    }

    /** What of a step was posted to customers. @param cells whose it was */
    record Posts(long count, long cells, long milli) {
        static final Posts NONE = new Posts(0, 0, 0);
    }

    /**
     * How far everything is.
     *
     * @param made results so far
     * @param workspace of those that are stored in the workspace's database
     * @param hq of those that are stored in the schema of the workspace
     * @param pending results whose way is not over
     * @param waiting those of them that are to be stored in the workspace's database
     */
    record Look(long made, long workspace, long hq, long pending, long waiting) {}

    /** Statements in it. @throws IllegalStateException when nobody runs it now */
    JdbcClient sql() {
        return HomeDatabase.of(home);
    }

    private static final String LOOK = """
            SELECT logged + pending, workspace, hq, pending, waiting
            FROM (SELECT count(*) AS logged,
                         count(*) FILTER (WHERE status = 'stored' AND result_table LIKE 'workspace.%') AS workspace,
                         count(*) FILTER (WHERE status = 'stored' AND result_table LIKE 'hq.%') AS hq
                  FROM weir.enrichment_results_log) AS log,
                 (SELECT count(*) AS pending, count(*) FILTER (WHERE cell_state = 2 AND EXISTS (
                             SELECT FROM weir.enrichment_registry AS step
                             WHERE step.workflow_id = result.workflow_id AND destination_db = 'workspace')) AS waiting
                  FROM weir.result) AS outbox
            """;

    /** Empty when the database does not answer, as when its server has just been killed. */
    Optional<Look> look() {
        try {
            return Optional.of(sql().sql(LOOK)
                    .query((row, _) ->
                            new Look(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5)))
                    .single());
        } catch (DataAccessException | IllegalStateException dead) {
            return Optional.empty();
        }
    }

    private static final String LOG = """
            SELECT result_id, workflow_slug AS slug, company_id, company_domain, play_name AS play, step_number, status,
                   result_table AS "table", batch_id AS job, row_index AS row, error
            FROM weir.enrichment_results_log ORDER BY id
            """;

    List<LogLine> log() {
        return Listed.of(sql().sql(LOG), LogLine.class);
    }

    private static final String COMPLETIONS = """
            SELECT company_id, play_name AS play, workflow_slug AS slug, step_number, result_id
            FROM weir.company_play_step_completions
            """;

    List<Completion> completions() {
        return Listed.of(sql().sql(COMPLETIONS), Completion.class);
    }

    private static final String CALLS = """
            SELECT step, sum(charged), sum(vendor_certain), sum(vendor_possible),
                   sum(attempt - 1 + greatest(tries - 1, 0))
            FROM weir.enrichment_record WHERE kind = 1 GROUP BY step
            """;

    /** By the step's place in the blueprint, of all jobs: there is one blueprint. */
    Map<Integer, Calls> calls() {
        Map<Integer, Calls> calls = new HashMap<>();
        sql().sql(CALLS)
                .query((row, _) -> calls.put(
                        row.getInt(1), new Calls(row.getLong(2), row.getLong(3), row.getLong(4), row.getLong(5))))
                .list();
        return calls;
    }

    private static final String POSTS = """
            SELECT step, count(*), count(DISTINCT (job_id, row_idx)), sum(amount)
            FROM weir.transfer WHERE kind = 3 GROUP BY step
            """;

    /** The same of what customers paid. */
    Map<Integer, Posts> posts() {
        Map<Integer, Posts> posts = new HashMap<>();
        sql().sql(POSTS)
                .query((row, _) -> posts.put(row.getInt(1), new Posts(row.getLong(2), row.getLong(3), row.getLong(4))))
                .list();
        return posts;
    }

    /** As if more time had passed than an answer of which nobody knows whether it was asked for is waited for. */
    void putClockForward() {
        HomeDatabase.putClockForward(home);
    }
}
