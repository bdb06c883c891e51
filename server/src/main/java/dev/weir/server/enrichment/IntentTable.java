package dev.weir.server.enrichment;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.intent}: the calls that are on their way, in doubt, or to be repeated. */
final class IntentTable {

    /** The states an intent stands in. */
    enum State {
        OPEN,
        DOUBT,
        REPEAT,
        /** For an answer that comes later; its ticket says until when. Whose lease it was does not matter. */
        WAITING
    }

    /** An intent as it is stored. */
    record Stored(
            AnswerKey key,
            long jobId,
            int rowIndex,
            int step,
            int place,
            int attempt,
            long amount,
            long possible,
            State state,
            long epoch,
            Instant at) {}

    private static final String COLUMNS =
            "workspace_id, answer_key, job_id, row_idx, step, place, attempt, amount, possible, state, epoch, at";
    private static final RowMapper<Stored> STORED = (row, _) -> new Stored(
            AnswerKey.of(row.getLong("workspace_id"), row.getBytes("answer_key")),
            row.getLong("job_id"),
            row.getInt("row_idx"),
            row.getInt("step"),
            row.getInt("place"),
            row.getInt("attempt"),
            row.getLong("amount"),
            row.getLong("possible"),
            State.values()[row.getInt("state")],
            row.getLong("epoch"),
            row.getTimestamp("at").toInstant());

    private final JdbcClient jdbc;

    IntentTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT_NEW = """
            INSERT INTO weir.intent (workspace_id, answer_key, job_id, row_idx, step, place, amount, epoch, state, at)
            SELECT workspace_id, answer_key, job_id, row_idx, step, place, amount, epoch, state, (SELECT weir.now())
            FROM unnest(?::bigint[], ?::bytea[], ?::bigint[], ?::int[], ?::smallint[], ?::smallint[], ?::bigint[],
                        ?::bigint[], ?::smallint[])
                 AS i (workspace_id, answer_key, job_id, row_idx, step, place, amount, epoch, state)
            """;
    private static final String INSERT = INSERT_NEW + "ON CONFLICT (workspace_id, answer_key) DO NOTHING";

    /**
     * Returns how many were written; the others stand already, for somebody else or for a flush that is repeated.
     *
     * @param intents in the order of their keys, as for all who insert them: of two who want the same keys one waits for the
     *     other, and neither for both
     * @param plain whether none is to be expected; costs a quarter less, and fails when one stands after all
     */
    int insert(List<NewIntent> intents, boolean plain) {
        int n = intents.size();
        long[] workspaces = new long[n];
        byte[][] keys = new byte[n][];
        long[] jobs = new long[n];
        int[] rows = new int[n];
        short[] steps = new short[n];
        short[] places = new short[n];
        long[] amounts = new long[n];
        long[] epochs = new long[n];
        short[] states = new short[n];
        for (int i = 0; i < n; i++) {
            NewIntent intent = intents.get(i);
            workspaces[i] = intent.key().workspaceId();
            keys[i] = intent.key().bytes();
            jobs[i] = intent.jobId();
            rows[i] = intent.rowIndex();
            steps[i] = (short) intent.step();
            places[i] = (short) intent.place();
            amounts[i] = intent.amount();
            epochs[i] = intent.epoch();
            states[i] = (short) intent.state().ordinal();
        }
        return jdbc.sql(plain ? INSERT_NEW : INSERT)
                .param(workspaces)
                .param(keys)
                .param(jobs)
                .param(rows)
                .param(steps)
                .param(places)
                .param(amounts)
                .param(epochs)
                .param(states)
                .update();
    }

    private static final String BY_KEYS = "SELECT " + COLUMNS + """
             FROM weir.intent
            WHERE (workspace_id, answer_key) IN (SELECT * FROM unnest(?::bigint[], ?::bytea[]))
            """;

    List<Stored> byKeys(List<AnswerKey> keys) {
        return jdbc.sql(BY_KEYS)
                .param(keys.stream().mapToLong(AnswerKey::workspaceId).toArray())
                .param(keys.stream().map(AnswerKey::bytes).toArray(byte[][]::new))
                .query(STORED)
                .list();
    }

    // Each key is looked up by the primary key, whatever the planner believes of a table that is empty now and then: a
    // join could be turned round into a walk of the whole index.
    private static final String DELETE = """
            DELETE FROM weir.intent WHERE ctid = ANY (ARRAY(
                SELECT found.ctid
                FROM unnest(?::bigint[], ?::bytea[], ?::bigint[], ?::int[]) AS k (workspace_id, answer_key, job_id, row_idx)
                CROSS JOIN LATERAL (SELECT i.ctid FROM weir.intent i
                                    WHERE i.workspace_id = k.workspace_id AND i.answer_key = k.answer_key
                                      AND i.job_id = k.job_id AND i.row_idx = k.row_idx AND i.state IN (0, 3)
                                    LIMIT 1) AS found))
            """;

    // A flush settles rows that lie side by side in the index of askings, and far from each other in that of keys: this
    // takes
    // a seventh of the time.
    private static final String DELETE_ALIKE = """
            DELETE FROM weir.intent
            WHERE workspace_id = ? AND job_id = ? AND row_idx = ANY (?) AND step = ? AND place = ? AND state IN (0, 3)
            """;

    /** In how many statements intents of different jobs and places are removed at most. */
    private static final int KINDS = 8;

    /** Whose intents are removed in one statement. */
    private record Kind(long workspaceId, long jobId, int step, int place) {}

    /** Removes open and waiting intents that have been settled. Returns how many there were. */
    int delete(List<Settled> settled) {
        Map<Kind, List<Settled>> kinds = new HashMap<>();
        for (Settled one : settled) {
            kinds.computeIfAbsent(
                            new Kind(one.key().workspaceId(), one.jobId(), one.step(), one.place()),
                            _ -> new ArrayList<>())
                    .add(one);
        }
        if (kinds.size() > KINDS) {
            return deleteByKeys(settled);
        }
        int deleted = 0;
        for (Map.Entry<Kind, List<Settled>> kind : kinds.entrySet()) {
            deleted += jdbc.sql(DELETE_ALIKE)
                    .param(kind.getKey().workspaceId())
                    .param(kind.getKey().jobId())
                    .param(kind.getValue().stream().mapToInt(Settled::rowIndex).toArray())
                    .param((short) kind.getKey().step())
                    .param((short) kind.getKey().place())
                    .update();
        }
        return deleted;
    }

    private int deleteByKeys(List<Settled> settled) {
        return jdbc.sql(DELETE)
                .param(settled.stream().mapToLong(s -> s.key().workspaceId()).toArray())
                .param(settled.stream().map(s -> s.key().bytes()).toArray(byte[][]::new))
                .param(settled.stream().mapToLong(Settled::jobId).toArray())
                .param(settled.stream().mapToInt(Settled::rowIndex).toArray())
                .update();
    }

    private static final String SET_STATE = """
            UPDATE weir.intent SET state = ?, attempt = attempt + ?, possible = possible + ?, epoch = ?, at = weir.now()
            WHERE workspace_id = ? AND answer_key = ? AND job_id = ? AND row_idx = ? AND state = ? AND attempt = ?
            """;

    /** Moves one intent from one state to another. Returns whether it stood in the first. */
    boolean move(IntentMove move) {
        return jdbc.sql(SET_STATE)
                        .param(move.to().ordinal())
                        .param(move.nextAttempt() ? 1 : 0)
                        .param(move.addPossible())
                        .param(move.epoch())
                        .param(move.key().workspaceId())
                        .param(move.key().bytes())
                        .param(move.jobId())
                        .param(move.rowIndex())
                        .param(move.from().ordinal())
                        .param(move.attempt())
                        .update()
                == 1;
    }

    private static final String ADD_POSSIBLE = """
            UPDATE weir.intent i SET possible = i.possible + t.possible
            FROM unnest(?::bigint[], ?::int[], ?::smallint[], ?::smallint[], ?::bigint[]) WITH ORDINALITY
                 AS t (job_id, row_idx, step, place, possible, n)
            WHERE i.workspace_id = ? AND i.job_id = t.job_id AND i.row_idx = t.row_idx AND i.step = t.step
              AND i.place = t.place AND i.state = 3
            RETURNING t.n
            """;

    /** Notes on waiting intents that they may have cost their price once more. Returns those that wait. */
    List<LateCosts.Tried> addPossible(long workspaceId, List<LateCosts.Tried> tried) {
        if (tried.isEmpty()) {
            return tried;
        }
        return jdbc.sql(ADD_POSSIBLE)
                .param(tried.stream().mapToLong(one -> one.ticket().jobId()).toArray())
                .param(tried.stream().mapToInt(one -> one.ticket().rowIndex()).toArray())
                .param(tried.stream().map(one -> (short) one.ticket().step()).toArray(Short[]::new))
                .param(tried.stream().map(one -> (short) one.ticket().place()).toArray(Short[]::new))
                .param(tried.stream().mapToLong(one -> one.spec().costMilli()).toArray())
                .param(workspaceId)
                .query((row, _) -> tried.get(row.getInt(1) - 1))
                .list();
    }

    private static final String OF_ROWS = "SELECT " + COLUMNS + """
             FROM weir.intent WHERE workspace_id = ? AND job_id = ? AND row_idx = ANY (?)
            """;

    List<Stored> ofRows(long workspaceId, long jobId, Collection<Integer> rows) {
        return jdbc.sql(OF_ROWS)
                .param(workspaceId)
                .param(jobId)
                .param(rows.stream().mapToInt(Integer::intValue).toArray())
                .query(STORED)
                .list();
    }

    private static final String DOUBTS = "SELECT " + COLUMNS + """
             FROM weir.intent WHERE workspace_id = ? AND state = 1 ORDER BY job_id, row_idx, step, place
            """;

    List<Stored> doubts(long workspaceId) {
        return jdbc.sql(DOUBTS).param(workspaceId).query(STORED).list();
    }

    private static final String DOUBTS_AFTER = "SELECT " + COLUMNS + """
             FROM weir.intent
            WHERE workspace_id = ? AND state = 1 AND at >= ?
              AND (at, job_id, row_idx, step, place) > (?, ?, ?, ?, ?)
            ORDER BY at, job_id, row_idx, step, place OFFSET ? LIMIT ?
            """;

    /** A workspace's doubts, the oldest first, after that one. */
    List<Stored> doubts(long workspaceId, Doubt.@Nullable Mark after, long skip, int most) {
        Doubt.Mark from = after == null ? new Doubt.Mark(Instant.EPOCH, 0, -1, 0, 0) : after;
        return jdbc.sql(DOUBTS_AFTER)
                .param(workspaceId)
                .param(Timestamp.from(from.at()))
                .param(Timestamp.from(from.at()))
                .param(from.jobId())
                .param(from.rowIndex())
                .param((short) from.step())
                .param((short) from.place())
                .param(skip)
                .param(most)
                .query(STORED)
                .list();
    }

    private static final String COUNT_DOUBTS = "SELECT count(*) FROM weir.intent WHERE workspace_id = ? AND state = 1";

    long countDoubts(long workspaceId) {
        return jdbc.sql(COUNT_DOUBTS).param(workspaceId).query(Long.class).single();
    }

    /** A row that has doubts. */
    record OfRow(long workspaceId, long jobId, int rowIndex) {}

    private static final String OLD_DOUBTS = """
            SELECT DISTINCT workspace_id, job_id, row_idx FROM (
                SELECT workspace_id, job_id, row_idx FROM weir.intent
                WHERE workspace_id = ANY (?) AND state = 1 AND at < weir.now() - ? * interval '1 second'
                ORDER BY workspace_id, at LIMIT ?) AS old
            """;

    /** Rows with doubts that are older than that. */
    List<OfRow> oldDoubts(Collection<Long> workspaceIds, Duration age, int most) {
        return jdbc.sql(OLD_DOUBTS)
                .param(workspaceIds.stream().mapToLong(Long::longValue).toArray())
                .param(age.toSeconds())
                .param(most)
                .query((row, _) -> new OfRow(row.getLong(1), row.getLong(2), row.getInt(3)))
                .list();
    }

    private static final String HAS_YOUNG_DOUBT = """
            SELECT EXISTS (SELECT FROM weir.intent
                           WHERE workspace_id = ? AND job_id = ? AND row_idx = ? AND state = 1
                             AND at >= weir.now() - ? * interval '1 second')
            """;

    boolean hasYoungDoubt(long workspaceId, long jobId, int rowIndex, Duration age) {
        return jdbc.sql(HAS_YOUNG_DOUBT)
                .param(workspaceId)
                .param(jobId)
                .param(rowIndex)
                .param(age.toSeconds())
                .query(Boolean.class)
                .single();
    }

    private static final String DELETE_DOUBT = """
            DELETE FROM weir.intent
            WHERE workspace_id = ? AND answer_key = ? AND job_id = ? AND row_idx = ? AND state = 1
            """;

    boolean deleteDoubt(Stored doubt) {
        return jdbc.sql(DELETE_DOUBT)
                        .param(doubt.key().workspaceId())
                        .param(doubt.key().bytes())
                        .param(doubt.jobId())
                        .param(doubt.rowIndex())
                        .update()
                == 1;
    }
}
