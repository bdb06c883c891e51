package dev.weir.server.jobs;

import java.util.List;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.rerun_row}: which row is asked again by which row of a later job. */
final class RerunTable {

    /** A row that is asked again. @param rowIdx in the job looked at @param rerunRow in the job that asks again */
    record Rerun(int rowIdx, long rerunId, int rerunRow) {}

    /** So many rows of one stretch have come to something else by a rerun. @param bucket number of the stretch, from 1 */
    record Shift(int bucket, int was, int becomes, int rows) {}

    private final JdbcClient jdbc;

    RerunTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    // What its parent's row stands for, this row stands for, too.
    private static final String INSERT = """
            WITH o AS (SELECT row_idx, ?::int + n::int - 1 AS rerun_row
                       FROM unnest(?::int[]) WITH ORDINALITY AS o (row_idx, n))
            INSERT INTO weir.rerun_row (workspace_id, job_id, row_idx, rerun_id, rerun_row)
            SELECT ?::bigint, ?::bigint, o.row_idx, ?::bigint, o.rerun_row FROM o
            UNION ALL
            SELECT a.workspace_id, a.job_id, a.row_idx, ?::bigint, o.rerun_row
            FROM o CROSS JOIN LATERAL (SELECT * FROM weir.rerun_row r
                                       WHERE r.workspace_id = ? AND r.rerun_id = ? AND r.rerun_row = o.row_idx) AS a
            """;

    /**
     * Rows of a rerun, from {@code first} on, ask these rows of the parent again.
     *
     * @param origins the parent's rows, one for each
     */
    void insert(long workspaceId, long parentId, long rerunId, int first, int[] origins) {
        jdbc.sql(INSERT)
                .param(first)
                .param(origins)
                .param(workspaceId)
                .param(parentId)
                .param(rerunId)
                .param(rerunId)
                .param(workspaceId)
                .param(parentId)
                .update();
    }

    private static final String OF_ROWS = """
            SELECT row_idx, rerun_id, rerun_row FROM weir.rerun_row
            WHERE workspace_id = ? AND job_id = ? AND row_idx >= ? AND row_idx < ? ORDER BY row_idx, rerun_id
            """;

    /** The reruns of a range of rows, by row, the latest last. */
    List<Rerun> ofRows(long workspaceId, long jobId, int lo, int hi) {
        return jdbc.sql(OF_ROWS)
                .params(workspaceId, jobId, lo, hi)
                .query(DataClassRowMapper.newInstance(Rerun.class))
                .list();
    }

    private static final String ANY = """
            SELECT EXISTS (SELECT FROM weir.rerun_row
                           WHERE workspace_id = ? AND job_id = ? AND row_idx >= ? AND row_idx < ?)
            """;

    /** Whether any row of the range is asked again. */
    boolean any(long workspaceId, long jobId, int lo, int hi) {
        return jdbc.sql(ANY)
                .params(workspaceId, jobId, lo, hi)
                .query(Boolean.class)
                .single();
    }

    /** What a rerun {@code q} has made of its row. */
    private static final String ENDING = """
            CROSS JOIN LATERAL (SELECT max(c.row_end) AS row_end, bool_or(c.state = 6) AS cancelled,
                                       count(*) FILTER (WHERE c.state = 4 AND c.reason = 'before_start') AS passed_over
                                FROM weir.cell c
                                WHERE c.job_id = q.rerun_id AND c.row_idx = q.rerun_row) AS e
            """;

    /**
     * What the row {@code q.row_idx} is by that: as its cells end it that were done again, and as those left it that were
     * passed over, which are the row's own, or of a rerun before. As {@link RowEnd#by} has it.
     */
    private static final String END = """
            CASE WHEN e.passed_over = 0 THEN e.row_end
                 ELSE greatest(e.row_end, (
                     SELECT max(l.row_end)
                     FROM (SELECT DISTINCT ON (c.step)
                                  CASE WHEN c.state IN (2, 4) THEN 1
                                       WHEN c.state = 3 AND c.reason <> 'in_doubt' AND c.step = ANY (?::int[]) THEN 1
                                       WHEN c.state = 5 THEN 3
                                       ELSE 2 END AS row_end
                           FROM (SELECT 0 AS rerun_id, o.step, o.state, o.reason FROM weir.cell o
                                 WHERE o.job_id = q.job_id AND o.row_idx = q.row_idx
                                 UNION ALL
                                 SELECT b.rerun_id, o.step, o.state, o.reason
                                 FROM weir.rerun_row b JOIN weir.cell o ON o.job_id = b.rerun_id AND o.row_idx = b.rerun_row
                                 WHERE b.workspace_id = q.workspace_id AND b.job_id = q.job_id AND b.row_idx = q.row_idx
                                   AND b.rerun_id < q.rerun_id AND o.state NOT IN (1, 6)
                                   AND o.reason IS DISTINCT FROM 'before_start') AS c
                           WHERE c.step < e.passed_over
                           ORDER BY c.step, c.rerun_id DESC) AS l)) END
            """;

    // A cell that was cancelled leaves its row as it was.
    private static final String SHIFTS = """
            SELECT width_bucket(r.row_idx, ?::int[]) AS bucket, r.was, r.becomes, count(*)::int AS rows
            FROM (SELECT DISTINCT ON (q.row_idx) q.row_idx,
            """ + END + """
                         AS becomes,
                         coalesce((SELECT c.row_end FROM weir.cell c
                                   WHERE c.job_id = q.job_id AND c.row_idx = q.row_idx AND c.row_end > 0 LIMIT 1), 0) AS was
                  FROM weir.rerun_row q
            """ + ENDING + """
                  WHERE q.workspace_id = ? AND q.job_id = ? AND e.row_end > 0 AND NOT e.cancelled
                  ORDER BY q.row_idx, q.rerun_id DESC) AS r
            WHERE r.was <> r.becomes GROUP BY 1, 2, 3
            """;

    /**
     * @param los where stretches of the job's rows begin, ascending
     * @param optional steps whose failure fails no row
     */
    List<Shift> shifts(long workspaceId, long jobId, int[] los, int[] optional) {
        return jdbc.sql(SHIFTS)
                .param(los)
                .param(optional)
                .param(workspaceId)
                .param(jobId)
                .query(DataClassRowMapper.newInstance(Shift.class))
                .list();
    }

    private static final String BUCKETS = """
            SELECT DISTINCT width_bucket(row_idx, ?::int[]) AS bucket FROM weir.rerun_row
            WHERE workspace_id = ? AND job_id = ?
            """;

    /** The stretches any row of which is asked again, by their numbers from 1. */
    List<Integer> buckets(long workspaceId, long jobId, int[] los) {
        return jdbc.sql(BUCKETS)
                .params(los, workspaceId, jobId)
                .query((row, _) -> row.getInt(1))
                .list();
    }

    private static final String ENDED = """
            SELECT r.row_idx FROM weir.job_row r
            LEFT JOIN LATERAL (SELECT c.row_end FROM weir.cell c
                               WHERE c.job_id = r.job_id AND c.row_idx = r.row_idx AND c.row_end > 0 LIMIT 1) AS own ON true
            LEFT JOIN LATERAL (SELECT
            """ + END + """
                               AS row_end FROM weir.rerun_row q
            """ + ENDING + """
                               WHERE q.workspace_id = r.workspace_id AND q.job_id = r.job_id AND q.row_idx = r.row_idx
                                 AND e.row_end > 0 AND NOT e.cancelled
                               ORDER BY q.rerun_id DESC LIMIT 1) AS again ON true
            WHERE r.workspace_id = ? AND r.job_id = ? AND r.row_idx >= ? AND r.row_idx < ?
              AND coalesce(again.row_end, own.row_end, 0) = ?
            ORDER BY r.row_idx OFFSET ? LIMIT ?
            """;

    /**
     * The rows of a range that have come to that end, by a rerun or by themselves.
     *
     * @param optional steps whose failure fails no row
     */
    List<Integer> ended(
            long workspaceId, long jobId, int lo, int hi, int[] optional, RowEnd end, long skip, int limit) {
        return jdbc.sql(ENDED)
                .params(optional, workspaceId, jobId, lo, hi, end.code, skip, limit)
                .query((row, _) -> row.getInt(1))
                .list();
    }

    private static final String DELETE = "DELETE FROM weir.rerun_row WHERE workspace_id = ? AND rerun_id = ?";

    void deleteAll(long workspaceId, long rerunId) {
        jdbc.sql(DELETE).params(workspaceId, rerunId).update();
    }
}
