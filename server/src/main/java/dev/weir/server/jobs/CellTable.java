package dev.weir.server.jobs;

import dev.weir.server.waterfall.CellState;
import dev.weir.server.workspace.Alike;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.cell}: one row per cell that is not merely derived. */
final class CellTable {

    private static final RowMapper<StoredCell> STORED_CELL = (row, _) -> new StoredCell(
            row.getInt("row_idx"),
            row.getInt("step"),
            CellCodes.state(row.getInt("state")),
            row.getString("reason"),
            row.getString("kept"),
            row.getString("missing"),
            RowEnd.of(row.getInt("row_end")),
            row.getTimestamp("at").toInstant());

    private final JdbcClient jdbc;

    CellTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.cell AS c
                (workspace_id, job_id, row_idx, step, state, reason, kept, missing, row_end, epoch, at)
            SELECT workspace_id, job_id, row_idx, step, state, reason, kept, missing, row_end, epoch, (SELECT weir.now())
            FROM unnest(?::bigint[], ?::bigint[], ?::int[], ?::smallint[], ?::smallint[], ?::text[], ?::text[],
                        ?::text[], ?::smallint[], ?::bigint[])
                 AS w (workspace_id, job_id, row_idx, step, state, reason, kept, missing, row_end, epoch)
            """;
    // A cell answers once. Only one that waits is written again, by whoever holds a younger lease.
    private static final String OR_END = """
            ON CONFLICT (job_id, row_idx, step) DO UPDATE
                SET state = excluded.state, reason = excluded.reason, kept = excluded.kept,
                    missing = excluded.missing, row_end = excluded.row_end, epoch = excluded.epoch, at = excluded.at
                WHERE c.state = 1 AND c.epoch <= excluded.epoch
            """;
    private static final String UPSERT = INSERT + OR_END;

    private static final String INSERT_ALIKE = """
            INSERT INTO weir.cell AS c
                (workspace_id, job_id, row_idx, step, state, reason, kept, missing, row_end, epoch, at)
            SELECT ?, ?, row_idx, ?, ?, ?, kept, ?, ?, ?, (SELECT weir.now())
            FROM unnest(?::int[], ?::text[]) AS w (row_idx, kept)
            """;
    private static final String UPSERT_ALIKE = INSERT_ALIKE + OR_END;

    /** What cells have in common that differ in their rows and values only. */
    private record Common(
            long workspaceId,
            long jobId,
            int step,
            CellState state,
            @Nullable String reason,
            @Nullable String missing,
            RowEnd rowEnd,
            long epoch) {
        static Common of(CellWrite cell) {
            return new Common(
                    cell.workspaceId(),
                    cell.jobId(),
                    cell.step(),
                    cell.state(),
                    cell.reason(),
                    cell.missing(),
                    cell.rowEnd(),
                    cell.epoch());
        }
    }

    /**
     * Returns how many cells were written; a cell that was final already is not.
     *
     * @param fresh whether none can be there yet; costs less, and fails when one is after all
     */
    int write(List<CellWrite> cells, boolean fresh) {
        return Alike.of(cells, Common::of)
                .map(kinds -> kinds.entrySet().stream()
                        .mapToInt(kind -> writeAlike(kind.getKey(), kind.getValue(), fresh))
                        .sum())
                .orElseGet(() -> writeAll(cells, fresh));
    }

    private int writeAlike(Common common, List<CellWrite> cells, boolean fresh) {
        return jdbc.sql(fresh ? INSERT_ALIKE : UPSERT_ALIKE)
                .param(common.workspaceId())
                .param(common.jobId())
                .param((short) common.step())
                .param(CellCodes.of(common.state()))
                .param(common.reason())
                .param(common.missing())
                .param((short) common.rowEnd().code)
                .param(common.epoch())
                .param(cells.stream().mapToInt(CellWrite::rowIndex).toArray())
                .param(cells.stream().map(CellWrite::kept).toArray(String[]::new))
                .update();
    }

    private int writeAll(List<CellWrite> cells, boolean fresh) {
        int n = cells.size();
        long[] workspaces = new long[n];
        long[] jobs = new long[n];
        int[] rows = new int[n];
        short[] steps = new short[n];
        short[] states = new short[n];
        @Nullable String[] reasons = new @Nullable String[n];
        @Nullable String[] kept = new @Nullable String[n];
        @Nullable String[] missing = new @Nullable String[n];
        short[] ends = new short[n];
        long[] epochs = new long[n];
        for (int i = 0; i < n; i++) {
            CellWrite cell = cells.get(i);
            workspaces[i] = cell.workspaceId();
            jobs[i] = cell.jobId();
            rows[i] = cell.rowIndex();
            steps[i] = (short) cell.step();
            states[i] = CellCodes.of(cell.state());
            reasons[i] = cell.reason();
            kept[i] = cell.kept();
            missing[i] = cell.missing();
            ends[i] = (short) cell.rowEnd().code;
            epochs[i] = cell.epoch();
        }
        return jdbc.sql(fresh ? INSERT : UPSERT)
                .param(workspaces)
                .param(jobs)
                .param(rows)
                .param(steps)
                .param(states)
                .param(reasons)
                .param(kept)
                .param(missing)
                .param(ends)
                .param(epochs)
                .update();
    }

    private static final String OF_ROWS = """
            SELECT row_idx, step, state, reason, kept, missing, row_end, at FROM weir.cell
            WHERE workspace_id = ? AND job_id = ? AND row_idx >= ? AND row_idx < ? ORDER BY row_idx, step
            """;

    List<StoredCell> ofRows(long workspaceId, long jobId, int lo, int hi) {
        return jdbc.sql(OF_ROWS)
                .param(workspaceId)
                .param(jobId)
                .param(lo)
                .param(hi)
                .query(STORED_CELL)
                .list();
    }

    private static final String OF_THESE = """
            SELECT row_idx, step, state, reason, kept, missing, row_end, at FROM weir.cell
            WHERE workspace_id = ? AND job_id = ? AND row_idx = ANY (?) ORDER BY row_idx, step
            """;

    List<StoredCell> ofRows(long workspaceId, long jobId, Collection<Integer> rows) {
        return jdbc.sql(OF_THESE)
                .param(workspaceId)
                .param(jobId)
                .param(rows.stream().mapToInt(Integer::intValue).toArray())
                .query(STORED_CELL)
                .list();
    }

    // One look-up by the primary key for each row.
    private static final String OF_RERUNS = """
            SELECT r.n, c.row_idx, c.step, c.state, c.reason, c.kept, c.missing, c.row_end, c.at
            FROM unnest(?::bigint[], ?::int[]) WITH ORDINALITY AS r (job_id, row_idx, n)
            CROSS JOIN LATERAL (SELECT * FROM weir.cell s
                                WHERE s.workspace_id = ? AND s.job_id = r.job_id AND s.row_idx = r.row_idx
                                ORDER BY s.step LIMIT 32767) AS c
            ORDER BY r.n, c.step
            """;

    /** The cells of rows that ask others again, by step. */
    Map<RerunTable.Rerun, List<StoredCell>> ofReruns(long workspaceId, List<RerunTable.Rerun> reruns) {
        Map<RerunTable.Rerun, List<StoredCell>> found = new HashMap<>();
        jdbc.sql(OF_RERUNS)
                .param(reruns.stream().mapToLong(RerunTable.Rerun::rerunId).toArray())
                .param(reruns.stream().mapToInt(RerunTable.Rerun::rerunRow).toArray())
                .param(workspaceId)
                .query(row -> {
                    found.computeIfAbsent(reruns.get(row.getInt("n") - 1), _ -> new ArrayList<>())
                            .add(STORED_CELL.mapRow(row, 0));
                });
        return found;
    }

    private static final String BY_REFS = """
            SELECT c.job_id, c.row_idx, c.step, c.state, c.reason, c.kept, c.missing, c.row_end, c.at
            FROM unnest(?::bigint[], ?::int[], ?::smallint[]) AS r (job_id, row_idx, step)
            JOIN weir.cell c ON c.job_id = r.job_id AND c.row_idx = r.row_idx AND c.step = r.step
            WHERE c.workspace_id = ?
            """;

    Map<CellRef, StoredCell> byRefs(long workspaceId, List<CellRef> wanted) {
        short[] steps = new short[wanted.size()];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = (short) wanted.get(i).step();
        }
        Map<CellRef, StoredCell> found = new HashMap<>();
        jdbc.sql(BY_REFS)
                .param(wanted.stream().mapToLong(CellRef::jobId).toArray())
                .param(wanted.stream().mapToInt(CellRef::rowIndex).toArray())
                .param(steps)
                .param(workspaceId)
                .query(row -> {
                    StoredCell cell = Objects.requireNonNull(STORED_CELL.mapRow(row, 0));
                    found.put(new CellRef(row.getLong("job_id"), cell.rowIndex(), cell.step()), cell);
                });
        return found;
    }

    private static final String WAIT_FOR_LATE = """
            UPDATE weir.cell SET state = 1, reason = 'late', at = weir.now()
            WHERE workspace_id = ? AND job_id = ? AND row_idx = ? AND step = ?
              AND ((state = 3 AND reason = 'timed_out') OR (state = 1 AND reason = 'late'))
            """;

    /** A cell that failed for want of an answer in time waits again, or does so already. Returns whether it was one. */
    boolean waitForLate(long workspaceId, long jobId, int rowIndex, int step) {
        return jdbc.sql(WAIT_FOR_LATE)
                        .params(workspaceId, jobId, rowIndex, step)
                        .update()
                == 1;
    }

    private static final String LOCK_END = """
            SELECT row_end FROM weir.cell
            WHERE workspace_id = ? AND job_id = ? AND row_idx = ? AND row_end > 0 FOR NO KEY UPDATE
            """;

    /** What a row has come to; nobody else opens it again before the transaction is over. */
    RowEnd lockEnd(long workspaceId, long jobId, int rowIndex) {
        return jdbc.sql(LOCK_END)
                .params(workspaceId, jobId, rowIndex)
                .query((row, _) -> RowEnd.of(row.getInt(1)))
                .optional()
                .orElse(RowEnd.OPEN);
    }

    private static final String WAIT_AGAIN = """
            UPDATE weir.cell SET state = 1, reason = 'retry', row_end = 0, at = weir.now()
            WHERE workspace_id = ? AND job_id = ? AND row_idx = ? AND state = 5
            """;

    /** Cells of a row that were in doubt wait again. Returns how many. */
    int waitAgain(long workspaceId, long jobId, int rowIndex) {
        return jdbc.sql(WAIT_AGAIN)
                .param(workspaceId)
                .param(jobId)
                .param(rowIndex)
                .update();
    }

    // The lock on the cell that ended the row keeps two who would open it again apart.
    private static final String IS_FINAL_IN_DOUBT = """
            SELECT row_end = 3 FROM weir.cell
            WHERE workspace_id = ? AND job_id = ? AND row_idx = ? AND row_end > 0 FOR NO KEY UPDATE
            """;

    boolean isFinalInDoubt(long workspaceId, long jobId, int rowIndex) {
        return jdbc.sql(IS_FINAL_IN_DOUBT)
                .param(workspaceId)
                .param(jobId)
                .param(rowIndex)
                .query(Boolean.class)
                .optional()
                .orElse(false);
    }

    private static final String ENDED = """
            SELECT row_idx FROM weir.cell
            WHERE workspace_id = ? AND job_id = ? AND row_idx >= ? AND row_idx < ? AND row_end = ?
            ORDER BY row_idx OFFSET ? LIMIT ?
            """;

    /** The rows of a range that have come to that end. @param end not OPEN, which no cell says */
    List<Integer> ended(long workspaceId, long jobId, int lo, int hi, RowEnd end, long skip, int limit) {
        return jdbc.sql(ENDED)
                .params(workspaceId, jobId, lo, hi, end.code, skip, limit)
                .query((row, _) -> row.getInt(1))
                .list();
    }

    private static final String IS_FINAL = """
            SELECT EXISTS (SELECT FROM weir.cell WHERE workspace_id = ? AND job_id = ? AND row_idx = ? AND row_end > 0)
            """;

    boolean isFinal(long workspaceId, long jobId, int rowIndex) {
        return jdbc.sql(IS_FINAL)
                .param(workspaceId)
                .param(jobId)
                .param(rowIndex)
                .query(Boolean.class)
                .single();
    }

    private static final String FAIL_DOUBTS = """
            UPDATE weir.cell
            SET state = CASE WHEN state = 5 THEN 3 ELSE state END,
                reason = CASE WHEN state = 5 THEN 'in_doubt' ELSE reason END,
                row_end = CASE WHEN row_end = 3 THEN 2 ELSE row_end END, at = weir.now()
            WHERE workspace_id = ? AND job_id = ? AND row_idx = ? AND (state = 5 OR row_end = 3)
            RETURNING step::int, old.state = 5
            """;

    /** Returns the steps that were in doubt. */
    List<Integer> failDoubts(long workspaceId, long jobId, int rowIndex) {
        List<Integer> failed = new ArrayList<>();
        jdbc.sql(FAIL_DOUBTS).params(workspaceId, jobId, rowIndex).query(row -> {
            if (row.getBoolean(2)) {
                failed.add(row.getInt(1));
            }
        });
        return failed;
    }

    private static final String FAIL_DOUBT = """
            UPDATE weir.cell c SET state = 3, reason = 'in_doubt', at = weir.now()
            WHERE c.workspace_id = ? AND c.job_id = ? AND c.row_idx = ? AND c.state = 5
              AND (c.step = ? OR (c.reason = 'depends' AND NOT EXISTS (
                      SELECT FROM weir.cell e
                      WHERE e.job_id = c.job_id AND e.row_idx = c.row_idx AND e.step < c.step AND e.step <> ?
                        AND e.state = 5 AND e.reason <> 'depends')))
            RETURNING c.step::int
            """;

    /** One cell in doubt fails, and those that depended on nothing else; the row remains in doubt by another. */
    List<Integer> failDoubt(long workspaceId, long jobId, int rowIndex, int step) {
        return jdbc.sql(FAIL_DOUBT)
                .params(workspaceId, jobId, rowIndex, step, step)
                .query((row, _) -> row.getInt(1))
                .list();
    }

    private static final String REOPEN_ROW = """
            UPDATE weir.cell SET row_end = 0 WHERE workspace_id = ? AND job_id = ? AND row_idx = ? AND row_end > 0
            """;

    /** No cell of the row says any longer that it made the row final. */
    void reopenRow(long workspaceId, long jobId, int rowIndex) {
        jdbc.sql(REOPEN_ROW).param(workspaceId).param(jobId).param(rowIndex).update();
    }

    private static final String TALLIES = """
            SELECT b.lo, t.step, t.found, t.known, t.ended
            FROM unnest(?::int[], ?::int[]) AS b (lo, hi)
            CROSS JOIN LATERAL (
                SELECT step, count(*) FILTER (WHERE state = 2) AS found,
                       count(*) FILTER (WHERE state = 4 AND reason = 'already_known') AS known,
                       count(*) FILTER (WHERE state > 1) AS ended
                FROM weir.cell
                WHERE workspace_id = ? AND job_id = ? AND row_idx >= b.lo AND row_idx < b.hi
                GROUP BY step) AS t
            """;

    List<CellTally> tallies(long workspaceId, long jobId, List<BatchMark> batches) {
        return jdbc.sql(TALLIES)
                .param(batches.stream().mapToInt(BatchMark::lo).toArray())
                .param(batches.stream().mapToInt(BatchMark::hi).toArray())
                .param(workspaceId)
                .param(jobId)
                .query((row, _) ->
                        new CellTally(row.getInt(1), row.getInt(2), row.getInt(3), row.getInt(4), row.getInt(5)))
                .list();
    }
}
