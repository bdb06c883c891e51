package dev.weir.server.storage;

import dev.weir.server.jobs.CellCodes;
import dev.weir.server.jobs.Results;
import dev.weir.server.waterfall.CellState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.result} by which results go their way; see {@link StandingTable} for how they fare. */
final class ResultTable {

    /** Results of one step in one workspace. */
    record Flow(long workspaceId, UUID workflowId) {}

    /** A result as the outbox has it. @param outsideId null for a cell's */
    record Noted(
            long id,
            UUID workflowId,
            long jobId,
            int rowIndex,
            int step,
            @Nullable Long outsideId,
            CellState cellState,
            @Nullable String reason) {}

    private final JdbcClient jdbc;

    ResultTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.result (workspace_id, workflow_id, job_id, row_idx, step, cell_state, reason, at)
            SELECT workspace_id, workflow_id, job_id, row_idx, step, cell_state, reason, (SELECT weir.now())
            FROM unnest(?::bigint[], ?::uuid[], ?::bigint[], ?::int[], ?::smallint[], ?::smallint[], ?::text[])
                 AS w (workspace_id, workflow_id, job_id, row_idx, step, cell_state, reason)
            """;

    /** In that order. */
    void insert(List<Results.Result> ended) {
        int n = ended.size();
        long[] workspaces = new long[n];
        String[] workflows = new String[n];
        long[] jobs = new long[n];
        int[] rows = new int[n];
        short[] steps = new short[n];
        short[] states = new short[n];
        @Nullable String[] reasons = new @Nullable String[n];
        for (int i = 0; i < n; i++) {
            Results.Result result = ended.get(i);
            workspaces[i] = result.workspaceId();
            workflows[i] = result.workflowId().toString();
            jobs[i] = result.jobId();
            rows[i] = result.rowIndex();
            steps[i] = (short) result.step();
            states[i] = CellCodes.of(result.state());
            reasons[i] = result.reason();
        }
        jdbc.sql(INSERT)
                .param(workspaces)
                .param(workflows)
                .param(jobs)
                .param(rows)
                .param(steps)
                .param(states)
                .param(reasons)
                .update();
    }

    private static final String INSERT_OUTSIDE = """
            INSERT INTO weir.result (workspace_id, workflow_id, job_id, row_idx, step, outside_id, cell_state, at)
            VALUES (?, ?, 0, 0, 0, ?, 2, weir.now()) RETURNING id
            """;

    long insertOutside(long workspaceId, UUID workflowId, long outsideId) {
        return jdbc.sql(INSERT_OUTSIDE)
                .params(workspaceId, workflowId, outsideId)
                .query(Long.class)
                .single();
    }

    // Steps over the index from one workflow to the next, however many results each has.
    private static final String DUE = """
            WITH RECURSIVE flow AS (
                (SELECT workspace_id, workflow_id FROM weir.result WHERE state = 0 AND cell_state = 2
                 ORDER BY workspace_id, workflow_id LIMIT 1)
                UNION ALL
                SELECT n.workspace_id, n.workflow_id
                FROM flow f
                CROSS JOIN LATERAL (SELECT workspace_id, workflow_id FROM weir.result
                                    WHERE state = 0 AND cell_state = 2
                                      AND (workspace_id, workflow_id) > (f.workspace_id, f.workflow_id)
                                    ORDER BY workspace_id, workflow_id LIMIT 1) AS n)
            SELECT f.workspace_id, f.workflow_id
            FROM flow f
            CROSS JOIN LATERAL (SELECT r.due_at FROM weir.result r
                                WHERE r.workspace_id = f.workspace_id AND r.workflow_id = f.workflow_id
                                  AND r.state = 0 AND r.cell_state = 2
                                ORDER BY r.due_at, r.id LIMIT 1) AS first
            WHERE first.due_at <= (SELECT weir.now())
            """;

    /** Where results that have values are due. */
    List<Flow> due() {
        return jdbc.sql(DUE).query((row, _) -> flow(row)).list();
    }

    private static final String PENDING_IN = """
            WITH RECURSIVE flow AS (
                (SELECT workflow_id FROM weir.result WHERE workspace_id = ? AND state = 0 AND cell_state = 2
                 ORDER BY workflow_id LIMIT 1)
                UNION ALL
                SELECT n.workflow_id
                FROM flow f
                CROSS JOIN LATERAL (SELECT workflow_id FROM weir.result
                                    WHERE workspace_id = ? AND state = 0 AND cell_state = 2
                                      AND workflow_id > f.workflow_id
                                    ORDER BY workflow_id LIMIT 1) AS n)
            SELECT workflow_id FROM flow
            """;

    /** The workflows of a workspace of which results with values are pending. */
    List<UUID> pendingIn(long workspaceId) {
        return jdbc.sql(PENDING_IN)
                .params(workspaceId, workspaceId)
                .query((row, _) -> row.getObject(1, UUID.class))
                .list();
    }

    private static final String UNTOLD = """
            WITH RECURSIVE flow AS (
                (SELECT workspace_id, workflow_id FROM weir.result WHERE state = 0 AND cell_state <> 2
                 ORDER BY workspace_id, workflow_id LIMIT 1)
                UNION ALL
                SELECT n.workspace_id, n.workflow_id
                FROM flow f
                CROSS JOIN LATERAL (SELECT workspace_id, workflow_id FROM weir.result
                                    WHERE state = 0 AND cell_state <> 2
                                      AND (workspace_id, workflow_id) > (f.workspace_id, f.workflow_id)
                                    ORDER BY workspace_id, workflow_id LIMIT 1) AS n)
            SELECT workspace_id, workflow_id FROM flow
            """;

    /** Whether there are any such, or any whose values are due. */
    static final String ANY_DUE = "SELECT EXISTS (" + DUE + ") OR EXISTS (" + UNTOLD + ")";

    /** Where results are pending that nothing is written of. */
    List<Flow> untold() {
        return jdbc.sql(UNTOLD).query((row, _) -> flow(row)).list();
    }

    private static Flow flow(ResultSet row) throws SQLException {
        return new Flow(row.getLong("workspace_id"), row.getObject("workflow_id", UUID.class));
    }

    private static final String TAKE_UNTOLD = """
            DELETE FROM weir.result
            WHERE id = ANY (ARRAY(SELECT id FROM weir.result
                                   WHERE workspace_id = ? AND workflow_id = ? AND state = 0 AND cell_state <> 2
                                   ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED))
            RETURNING id, workflow_id, job_id, row_idx, step, outside_id, cell_state, reason
            """;

    /** Takes results out that nothing is written of, the oldest first. */
    List<Noted> takeUntold(Flow flow, int most) {
        return taken(TAKE_UNTOLD, flow, most);
    }

    private static final String TAKE_ALONE = """
            DELETE FROM weir.result
            WHERE id = ANY (ARRAY(SELECT id FROM weir.result
                                   WHERE workspace_id = ? AND workflow_id = ? AND state = 0 AND cell_state = 2
                                   ORDER BY due_at, id LIMIT ? FOR UPDATE SKIP LOCKED))
            RETURNING id, workflow_id, job_id, row_idx, step, outside_id, cell_state, reason
            """;

    /** Takes results with values out, the oldest first: their step writes them nowhere. */
    List<Noted> takeAlone(Flow flow, int most) {
        return taken(TAKE_ALONE, flow, most);
    }

    private List<Noted> taken(String sql, Flow flow, int most) {
        return jdbc
                .sql(sql)
                .params(flow.workspaceId(), flow.workflowId(), most)
                .query((row, _) -> noted(row))
                .list()
                .stream()
                .sorted(Comparator.comparingLong(Noted::id))
                .toList();
    }

    /** Of a row that has all its columns. */
    static Noted noted(ResultSet row) throws SQLException {
        return new Noted(
                row.getLong("id"),
                row.getObject("workflow_id", UUID.class),
                row.getLong("job_id"),
                row.getInt("row_idx"),
                row.getInt("step"),
                (Long) row.getObject("outside_id"),
                CellCodes.state(row.getInt("cell_state")),
                row.getString("reason"));
    }

    private static final String NEXT = """
            SELECT b.id
            FROM unnest(?::uuid[]) AS w (id)
            CROSS JOIN LATERAL (SELECT r.id, r.due_at FROM weir.result r
                                WHERE r.workspace_id = ? AND r.workflow_id = w.id AND r.state = 0 AND r.cell_state = 2
                                  AND r.due_at <= (SELECT weir.now())
                                ORDER BY r.due_at, r.id LIMIT ?) AS b
            ORDER BY b.due_at, b.id LIMIT ?
            """;

    /** What of these workflows is due: what was never tried comes first, in the order of ids. */
    List<Long> next(long workspaceId, Collection<UUID> workflows, int most) {
        return jdbc.sql(NEXT)
                .param(texts(workflows))
                .param(workspaceId)
                .param(most)
                .param(most)
                .query((row, _) -> row.getLong(1))
                .list();
    }

    private static final String BLOCKING = """
            SELECT r.target_key, min(r.id) AS id, min(r.due_at) AS due_at
            FROM unnest(?::bytea[]) AS k (target_key)
            JOIN weir.result r ON r.workspace_id = ? AND r.target_key = k.target_key AND r.state = 0
                AND r.target_key IS NOT NULL
            WHERE r.workflow_id = ANY (?::uuid[]) AND NOT r.id = ANY (?)
            GROUP BY r.target_key
            """;

    /** The oldest result of each of those keys that is pending and was tried, or held up, before; but for these. */
    Map<TargetKey, Long> blocking(
            long workspaceId, Collection<UUID> workflows, Collection<TargetKey> keys, Collection<Long> butFor) {
        Map<TargetKey, Long> blocking = new HashMap<>();
        jdbc.sql(BLOCKING)
                .param(bytes(keys))
                .param(workspaceId)
                .param(texts(workflows))
                .param(ids(butFor))
                .query(row -> {
                    blocking.put(new TargetKey(row.getBytes("target_key")), row.getLong("id"));
                });
        return blocking;
    }

    private static final String HOLD_UP = """
            UPDATE weir.result r SET target_key = h.target_key, due_at = b.due_at
            FROM unnest(?::bigint[], ?::bytea[], ?::bigint[]) AS h (id, target_key, behind)
            JOIN weir.result b ON b.id = h.behind AND b.state = 0
            WHERE r.id = h.id AND r.state = 0
            """;

    /** A result that waits for another of its key. */
    record HeldUp(long id, TargetKey key, long behind) {}

    /** They are due when the one that they wait for is; at once where that was given up meanwhile. */
    void holdUp(Collection<HeldUp> held) {
        jdbc.sql(HOLD_UP)
                .param(ids(held.stream().map(HeldUp::id).toList()))
                .param(bytes(held.stream().map(HeldUp::key).toList()))
                .param(ids(held.stream().map(HeldUp::behind).toList()))
                .update();
    }

    private static final String LET_GO = """
            UPDATE weir.result SET due_at = '-infinity'
            WHERE workspace_id = ? AND workflow_id = ANY (?::uuid[]) AND target_key = ANY (?) AND target_key IS NOT NULL
              AND state = 0 AND tries = 0
            """;

    /** What waited for results of these keys is due. */
    void letGo(long workspaceId, Collection<UUID> workflows, Collection<TargetKey> keys) {
        jdbc.sql(LET_GO)
                .param(workspaceId)
                .param(texts(workflows))
                .param(bytes(keys))
                .update();
    }

    private static final String DELETE = "DELETE FROM weir.result WHERE id = ANY (?) AND state = 0 RETURNING id";

    /** Their way is over. Returns those that were there. */
    List<Long> delete(Collection<Long> of) {
        return jdbc.sql(DELETE).param(ids(of)).query((row, _) -> row.getLong(1)).list();
    }

    private static final String REFUSE = """
            UPDATE weir.result r
            SET tries = r.tries + 1, target_key = h.target_key,
                due_at = weir.now() + least(600, power(4, least(r.tries, 5))) * interval '1 second'
            FROM unnest(?::bigint[], ?::bytea[]) AS h (id, target_key)
            WHERE r.id = h.id AND r.state = 0
            RETURNING r.id, r.tries
            """;

    /** Their table refused them: tried again later. Returns how often each was. */
    Map<Long, Integer> refuse(Collection<Long> of, Collection<TargetKey> keys) {
        Map<Long, Integer> tries = new HashMap<>();
        jdbc.sql(REFUSE).param(ids(of)).param(bytes(keys)).query(row -> {
            tries.put(row.getLong("id"), row.getInt("tries"));
        });
        return tries;
    }

    private static final String GIVE_UP =
            "UPDATE weir.result SET state = 1, target_key = NULL WHERE id = ANY (?) AND state = 0";

    void giveUp(Collection<Long> of) {
        jdbc.sql(GIVE_UP).param(ids(of)).update();
    }

    private static final String OLD = """
            SELECT b.id
            FROM unnest(?::uuid[]) AS w (id)
            CROSS JOIN LATERAL (SELECT r.id, r.at, r.due_at FROM weir.result r
                                WHERE r.workspace_id = ? AND r.workflow_id = w.id AND r.state = 0 AND r.cell_state = 2
                                ORDER BY r.due_at, r.id LIMIT ?) AS b
            CROSS JOIN (SELECT weir.now() - ? * interval '1 millisecond' AS until) AS t
            WHERE b.at <= t.until AND b.due_at <= t.until
              AND EXISTS (SELECT FROM weir.destination d
                          WHERE d.workspace_id = ? AND d.id = ? AND d.failing_since <= t.until)
            ORDER BY b.id LIMIT ?
            """;

    /**
     * Of the next ones of these workflows, whether due or not, those that were settled that long ago, and not replayed since;
     * none when their table has not failed for so long.
     */
    List<Long> old(long workspaceId, long destinationId, Collection<UUID> workflows, Duration age, int most) {
        return jdbc.sql(OLD)
                .param(texts(workflows))
                .param(workspaceId)
                .param(most)
                .param(age.toMillis())
                .param(workspaceId)
                .param(destinationId)
                .param(most)
                .query((row, _) -> row.getLong(1))
                .list();
    }

    static String[] texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }

    private static long[] ids(Collection<Long> ids) {
        return ids.stream().mapToLong(Long::longValue).toArray();
    }

    private static byte[][] bytes(Collection<TargetKey> keys) {
        return keys.stream().map(TargetKey::bytes).toArray(byte[][]::new);
    }
}
