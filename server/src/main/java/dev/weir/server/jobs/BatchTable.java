package dev.weir.server.jobs;

import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.jobs.engine.Outlook;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.batch}: who may run which rows of a job, and when. */
final class BatchTable {

    /** One row of a claim. @param news the rows to look at; null for all */
    record Claimed(
            long id,
            long jobId,
            long workspaceId,
            int lo,
            int hi,
            long epoch,
            int crashes,
            @Nullable List<Integer> news) {}

    /** A job that has batches due, and how many of its batches are leased by anybody. */
    record Runnable(long jobId, long workspaceId, int leased, int dueRows) {}

    /** How long what comes in for a large batch is gathered before it is run. */
    private static final Duration GATHERING = Duration.ofMillis(250);

    private final JdbcClient jdbc;

    BatchTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.batch (job_id, workspace_id, lo, hi, open_rows, tells_rows)
            SELECT ?, ?, lo, least(lo + ?, ?), least(lo + ?, ?) - lo, ? FROM generate_series(0, ? - 1, ?) AS lo
            """;

    /** @param tellsRows whether {@link #count} is to say that its rows are told of */
    void insert(long jobId, long workspaceId, int rows, int size, boolean tellsRows) {
        jdbc.sql(INSERT)
                .param(jobId)
                .param(workspaceId)
                .param(size)
                .param(rows)
                .param(size)
                .param(rows)
                .param(tellsRows)
                .param(rows)
                .param(size)
                .update();
    }

    /** Whether a batch is to be run, or its owner has let its lease end. */
    static final String ANY_DUE = """
            SELECT EXISTS (SELECT FROM weir.job_state s
                           WHERE s.phase IN ('running', 'closing') AND NOT s.paused
                             AND EXISTS (SELECT FROM weir.batch b
                                         WHERE b.job_id = s.job_id AND b.state = 0
                                           AND b.due_at <= (SELECT weir.now())))
                OR EXISTS (SELECT FROM weir.batch WHERE state = 1 AND lease_until < (SELECT weir.now()))
            """;

    private static final String RUNNABLE = """
            SELECT s.job_id, s.workspace_id,
                   (SELECT count(*) FROM weir.batch b WHERE b.job_id = s.job_id AND b.state = 1) AS leased,
                   d.due_rows
            FROM weir.job_state s
            CROSS JOIN LATERAL (SELECT hi - lo AS due_rows FROM weir.batch b
                                WHERE b.job_id = s.job_id AND b.state = 0 AND b.due_at <= weir.now()
                                ORDER BY b.id LIMIT 1) AS d
            WHERE s.phase IN ('running', 'closing') AND NOT s.paused
            """;

    List<Runnable> runnable() {
        return jdbc.sql(RUNNABLE)
                .query(DataClassRowMapper.newInstance(Runnable.class))
                .list();
    }

    private static final String GRANT = """
            UPDATE weir.batch
            SET state = 1, node = ?, epoch = epoch + 1, lease_until = weir.now() + ? * interval '1 millisecond',
                wakes_taken = wakes, progress_seen = progress, news = '{}',
                news_taken = CASE WHEN look_at > weir.now() THEN news END,
                look_at = CASE WHEN look_at > weir.now() THEN look_at END
            """;

    private static final String GRANTED = "RETURNING id, job_id, workspace_id, lo, hi, epoch, crashes, news_taken";

    // An array sub-select, not a join: it is evaluated once and leaves the planner no join to flip. The watermark keeps
    // the scan off the dead prefix of the index when a long transaction pins the horizon.
    private static final String CLAIM = GRANT + """
            WHERE id = ANY (ARRAY(SELECT id FROM weir.batch
                                  WHERE job_id = ? AND state = 0 AND due_at <= weir.now() AND id >= ?
                                  ORDER BY id LIMIT ? FOR UPDATE SKIP LOCKED))
            """ + GRANTED;

    List<Claimed> claim(long node, Duration lease, long jobId, long watermark, int most) {
        return jdbc.sql(CLAIM)
                .param(node)
                .param(lease.toMillis())
                .param(jobId)
                .param(watermark)
                .param(most)
                .query((row, _) -> claimed(row))
                .list();
    }

    private static final String IF_TO_BE_RUN = """
                                    AND b.state = 0 AND b.due_at <= weir.now()
                                    AND EXISTS (SELECT FROM weir.job_state s
                                                WHERE s.job_id = b.job_id AND s.phase IN ('running', 'closing')
                                                  AND NOT s.paused)
                                  FOR UPDATE SKIP LOCKED))
            """;

    private static final String CLAIM_ONE = GRANT + """
            WHERE id = ANY (ARRAY(SELECT b.id FROM weir.batch b
                                  WHERE b.id = ?
            """ + IF_TO_BE_RUN + GRANTED;

    /** Nothing when it is held or locked by somebody, not due, or its job is not to be run. */
    Optional<Claimed> claimOne(long node, Duration lease, long id) {
        return jdbc.sql(CLAIM_ONE)
                .param(node)
                .param(lease.toMillis())
                .param(id)
                .query((row, _) -> claimed(row))
                .optional();
    }

    private static final String CLAIM_BEHIND = GRANT + """
            WHERE id = ANY (ARRAY(SELECT b.id FROM weir.batch b
                                  WHERE b.id = (SELECT d.id FROM weir.batch d
                                                WHERE d.job_id = ? AND d.state = 0 AND d.due_at <= weir.now()
                                                ORDER BY d.id OFFSET ? LIMIT 1)
            """ + IF_TO_BE_RUN + GRANTED;

    /** The first due batch of a job behind so many; nothing when somebody is about to take it, too. */
    Optional<Claimed> claimBehind(long node, Duration lease, long jobId, int line) {
        return jdbc.sql(CLAIM_BEHIND)
                .params(node, lease.toMillis(), jobId, line)
                .query((row, _) -> claimed(row))
                .optional();
    }

    private static Claimed claimed(ResultSet row) throws SQLException {
        return new Claimed(
                row.getLong(1),
                row.getLong(2),
                row.getLong(3),
                row.getInt(4),
                row.getInt(5),
                row.getLong(6),
                row.getInt(7),
                rows(row.getArray(8)));
    }

    private static final String DUE = """
            SELECT id, hi - lo FROM weir.batch WHERE job_id = ? AND state = 0 AND due_at <= weir.now() ORDER BY id LIMIT ?
            """;

    /** The first batches of a job that are due and free. */
    List<Outlook.Batch> due(long jobId, int most) {
        return jdbc.sql(DUE)
                .params(jobId, most)
                .query((row, _) -> new Outlook.Batch(row.getLong(1), row.getInt(2)))
                .list();
    }

    private static final String NEXT_DUE = """
            SELECT ceil(extract(epoch FROM min(due_at) - weir.now()) * 1000)::bigint FROM weir.batch
            WHERE job_id = ? AND state = 0 AND due_at > weir.now()
            """;

    /** How long until the next free batch of a job is due that is not yet. */
    Optional<Duration> nextDue(long jobId) {
        return jdbc.sql(NEXT_DUE).param(jobId).query(Long.class).optional().map(Duration::ofMillis);
    }

    private static @Nullable List<Integer> rows(@Nullable Array array) throws SQLException {
        return array == null ? null : List.of((Integer[]) array.getArray());
    }

    private static final String WATERMARKS = """
            SELECT j.id, f.first FROM unnest(?::bigint[]) AS j (id)
            CROSS JOIN LATERAL (SELECT min(b.id) AS first FROM weir.batch b WHERE b.job_id = j.id AND b.state = 0) AS f
            WHERE f.first IS NOT NULL
            """;

    /** Of each job the smallest batch that is not running and not done; jobs without one are left out. */
    Map<Long, Long> watermarks(Collection<Long> jobIds) {
        Map<Long, Long> marks = new HashMap<>();
        jdbc.sql(WATERMARKS).param(jobIds.toArray(Long[]::new)).query(row -> {
            marks.put(row.getLong(1), row.getLong(2));
        });
        return marks;
    }

    private static final String JOBS_OF = "SELECT DISTINCT job_id FROM weir.batch WHERE id = ANY (?)";

    List<Long> jobsOf(Collection<Long> ids) {
        return jdbc.sql(JOBS_OF)
                .param(ids.toArray(Long[]::new))
                .query((row, _) -> row.getLong(1))
                .list();
    }

    // In the order of ids, as flushes lock them.
    private static final String RENEW = """
            UPDATE weir.batch SET lease_until = weir.now() + ? * interval '1 millisecond'
            WHERE id = ANY (ARRAY(SELECT id FROM weir.batch WHERE id = ANY (?) AND node = ? AND state = 1
                                  ORDER BY id FOR NO KEY UPDATE))
            RETURNING id, epoch
            """;

    /** Renews a node's leases in bulk. Returns the batches that are still its own, under their present epochs. */
    List<BatchEpoch> renew(Duration lease, long node, long[] ids) {
        return jdbc.sql(RENEW)
                .param(lease.toMillis())
                .param(ids)
                .param(node)
                .query((row, _) -> new BatchEpoch(row.getLong(1), row.getLong(2)))
                .list();
    }

    private static final String DONE = """
            UPDATE weir.batch SET state = 2, node = NULL, lease_until = NULL, crashes = 0
            WHERE id = ? AND epoch = ? AND state = 1 AND open_rows = 0 AND wakes = wakes_taken
            """;

    boolean done(long id, long epoch) {
        return jdbc.sql(DONE).param(id).param(epoch).update() == 1;
    }

    // A wake that came while the batch ran makes it due at once: none is lost while it parks. A run that looked at some
    // rows only leaves the time at which the others are looked at as it is.
    private static final String PARK = """
            UPDATE weir.batch
            SET state = 0, node = NULL, lease_until = NULL, crashes = CASE WHEN ? THEN 0 ELSE crashes END,
                news_taken = NULL,
                due_at = CASE WHEN wakes > wakes_taken THEN weir.now()
                              ELSE least(look_at, weir.now() + ? * interval '1 millisecond') END,
                look_at = CASE WHEN ? THEN least(look_at, weir.now() + ? * interval '1 millisecond') END
            WHERE id = ? AND epoch = ? AND state = 1
            """;

    /** @param told whether no row has to be looked at before that time but those that are woken */
    boolean park(long id, long epoch, Duration after, boolean clean, boolean told) {
        return jdbc.sql(PARK)
                        .param(clean)
                        .param(after.toMillis())
                        .param(told)
                        .param(after.toMillis())
                        .param(id)
                        .param(epoch)
                        .update()
                == 1;
    }

    // A run that crashed having settled nothing counts towards the poison rule; one that settled something ends a
    // short series, but does not lead back from a batch that already runs in pieces.
    private static final String CRASHED = """
            SET state = 0, node = NULL, lease_until = NULL, due_at = weir.now(), look_at = NULL,
                crashes = CASE WHEN progress = progress_seen THEN crashes + 1 WHEN crashes < 3 THEN 0 ELSE crashes END
            """;

    private static final String FREE_EXPIRED = "UPDATE weir.batch " + CRASHED + """
            WHERE id = ANY (ARRAY(SELECT id FROM weir.batch WHERE state = 1 AND lease_until < weir.now()
                                  ORDER BY id FOR UPDATE SKIP LOCKED))
            RETURNING job_id
            """;

    /** Frees the batches whose owners let their lease end. Returns their jobs. */
    List<Long> freeExpired() {
        return jdbc.sql(FREE_EXPIRED).query((row, _) -> row.getLong(1)).list();
    }

    private static final String FREE_OF_NODES = "UPDATE weir.batch " + CRASHED + """
            WHERE id = ANY (ARRAY(SELECT id FROM weir.batch WHERE state = 1 AND node = ANY (?) ORDER BY id FOR UPDATE))
            RETURNING job_id
            """;

    List<Long> freeOf(long[] nodes) {
        return jdbc.sql(FREE_OF_NODES)
                .param(nodes)
                .query((row, _) -> row.getLong(1))
                .list();
    }

    private static final String CRASH = "UPDATE weir.batch " + CRASHED + " WHERE id = ? AND epoch = ? AND state = 1";

    /** A run that threw. */
    boolean crashed(long id, long epoch) {
        return jdbc.sql(CRASH).param(id).param(epoch).update() == 1;
    }

    private static final String FENCE =
            "SELECT id, epoch FROM weir.batch WHERE id = ANY (?) AND state = 1 ORDER BY id FOR NO KEY UPDATE";

    /** Of these batches, the ones that are leased, and under which epoch; they stay so until the transaction ends. */
    List<BatchEpoch> fence(long[] ids) {
        return jdbc.sql(FENCE)
                .param(ids)
                .query((row, _) -> new BatchEpoch(row.getLong(1), row.getLong(2)))
                .list();
    }

    private static final String COUNT = """
            UPDATE weir.batch b
            SET completed_rows = b.completed_rows + d.completed, failed_rows = b.failed_rows + d.failed,
                doubt_rows = b.doubt_rows + d.doubt, open_rows = b.open_rows - d.completed - d.failed,
                progress = b.progress + 1
            FROM unnest(?::bigint[], ?::int[], ?::int[], ?::int[]) AS d (id, completed, failed, doubt)
            WHERE b.id = d.id AND b.id = ANY (?)
            RETURNING b.id, b.tells_rows, b.reopened
            """;

    /** What is told of a batch's rows when they end. */
    record Telling(long batchId, boolean everyRow, boolean reopened) {}

    /** Returns the batches of whose rows something is told. */
    List<Telling> count(long[] ids, int[] completed, int[] failed, int[] doubt) {
        return jdbc
                .sql(COUNT)
                .param(ids)
                .param(completed)
                .param(failed)
                .param(doubt)
                .param(ids)
                .query((row, _) -> new Telling(row.getLong(1), row.getBoolean(2), row.getBoolean(3)))
                .list()
                .stream()
                .filter(telling -> telling.everyRow() || telling.reopened())
                .toList();
    }

    private static final String REOPEN = """
            UPDATE weir.batch
            SET open_rows = open_rows + 1, failed_rows = failed_rows - 1, doubt_rows = doubt_rows - 1,
                state = CASE WHEN state = 2 THEN 0 ELSE state END, wakes = wakes + 1, due_at = least(due_at, weir.now()),
                news = CASE WHEN cardinality(news) < 128 THEN news || ?::int END, reopened = true
            WHERE job_id = ? AND lo <= ? AND hi > ?
            """;

    /** A row that was final and in doubt is open again; its batch is due. */
    void reopen(long jobId, int rowIndex) {
        jdbc.sql(REOPEN).params(rowIndex, jobId, rowIndex, rowIndex).update();
    }

    private static final String DOUBT_SETTLED =
            "UPDATE weir.batch SET doubt_rows = doubt_rows - 1 WHERE job_id = ? AND lo <= ? AND hi > ?";

    /** A final row is failed, and no longer in doubt. */
    void doubtSettled(long jobId, int rowIndex) {
        jdbc.sql(DOUBT_SETTLED).param(jobId).param(rowIndex).param(rowIndex).update();
    }

    private static final String WAKE_ROW = """
            UPDATE weir.batch
            SET wakes = wakes + 1, due_at = least(due_at, weir.now()),
                news = CASE WHEN cardinality(news) < 128 THEN news || ?::int END
            WHERE job_id = ? AND lo <= ? AND hi > ? AND state <> 2
            """;

    void wakeRow(long jobId, int rowIndex) {
        jdbc.sql(WAKE_ROW).params(rowIndex, jobId, rowIndex, rowIndex).update();
    }

    // In the order of ids, as flushes lock them. Each row's batch is one look-up in batch_place.
    private static final String WAKE_ROWS = """
            WITH woken AS MATERIALIZED (
                SELECT p.id, array_agg(DISTINCT r.row_idx) AS rows
                FROM unnest(?::bigint[], ?::int[]) AS r (job_id, row_idx)
                CROSS JOIN LATERAL (SELECT id, hi FROM weir.batch
                                    WHERE job_id = r.job_id AND lo <= r.row_idx
                                    ORDER BY lo DESC LIMIT 1) AS p
                WHERE p.hi > r.row_idx GROUP BY p.id)
            UPDATE weir.batch b
            SET wakes = b.wakes + 1,
                due_at = least(b.due_at,
                               weir.now() + CASE WHEN b.hi - b.lo > ? THEN ? ELSE 0 END * interval '1 millisecond'),
                news = CASE WHEN cardinality(b.news) + cardinality(w.rows) <= 128 THEN b.news || w.rows END
            FROM woken w
            WHERE b.id = w.id
              AND b.id = ANY (ARRAY(SELECT id FROM weir.batch
                                    WHERE id = ANY (ARRAY(SELECT id FROM woken)) AND state <> 2
                                    ORDER BY id FOR NO KEY UPDATE))
            """;

    /** Many batches at once; large ones are due a little later, when more may have come. */
    void wakeRows(long[] jobIds, int[] rowIndexes) {
        jdbc.sql(WAKE_ROWS)
                .param(jobIds)
                .param(rowIndexes)
                .param(Lease.SMALL_ROWS)
                .param(GATHERING.toMillis())
                .update();
    }

    private static final String REOPEN_ENDED = """
            UPDATE weir.batch
            SET open_rows = open_rows + 1, completed_rows = completed_rows - ?, failed_rows = failed_rows - ?,
                doubt_rows = doubt_rows - ?,
                state = CASE WHEN state = 2 THEN 0 ELSE state END, wakes = wakes + 1, due_at = least(due_at, weir.now()),
                news = CASE WHEN cardinality(news) < 128 THEN news || ?::int END, reopened = true
            WHERE job_id = ? AND lo <= ? AND hi > ?
            """;

    /** A row that had come to that end is open again; its batch is due. @param end not OPEN */
    void reopenEnded(long jobId, int rowIndex, RowEnd end) {
        boolean completed = end == RowEnd.COMPLETED;
        jdbc.sql(REOPEN_ENDED)
                .param(completed ? 1 : 0)
                .param(completed ? 0 : 1)
                .param(end == RowEnd.IN_DOUBT ? 1 : 0)
                .params(rowIndex, jobId, rowIndex, rowIndex)
                .update();
    }

    // In the order of ids, as flushes lock them.
    private static final String HOLD_ROWS = """
            SELECT id FROM weir.batch
            WHERE id = ANY (ARRAY(
                      SELECT b.id FROM unnest(?::bigint[], ?::int[]) AS r (job_id, row_idx)
                      CROSS JOIN LATERAL (SELECT id, hi FROM weir.batch
                                          WHERE job_id = r.job_id AND lo <= r.row_idx
                                          ORDER BY lo DESC LIMIT 1) AS b
                      WHERE b.hi > r.row_idx))
            ORDER BY id FOR NO KEY UPDATE
            """;

    /** Keeps everybody from changing the batches of these rows until the transaction ends. */
    void holdRows(long[] jobIds, int[] rowIndexes) {
        jdbc.sql(HOLD_ROWS)
                .param(jobIds)
                .param(rowIndexes)
                .query((row, _) -> row.getLong(1))
                .list();
    }

    // In the order of ids, as flushes lock them.
    private static final String WAKE_JOB = """
            UPDATE weir.batch SET wakes = wakes + 1, due_at = least(due_at, weir.now()), news = NULL
            WHERE id = ANY (ARRAY(SELECT id FROM weir.batch WHERE job_id = ? AND state <> 2
                                  ORDER BY id FOR NO KEY UPDATE))
            """;

    /** All of a job's batches look again now, however long they meant to wait. */
    void wakeJob(long jobId) {
        jdbc.sql(WAKE_JOB).param(jobId).update();
    }

    private static final String HAS_OPEN_ROWS = "SELECT open_rows > 0 FROM weir.batch WHERE id = ?";

    boolean hasOpenRows(long id) {
        return jdbc.sql(HAS_OPEN_ROWS).param(id).query(Boolean.class).single();
    }

    private static final String ALL_DONE = "SELECT NOT EXISTS (SELECT FROM weir.batch WHERE job_id = ? AND state <> 2)";

    boolean allDone(long jobId) {
        return jdbc.sql(ALL_DONE).param(jobId).query(Boolean.class).single();
    }

    private static final String COUNTS = """
            SELECT coalesce(sum(completed_rows), 0)::int AS completed, coalesce(sum(failed_rows), 0)::int AS failed,
                   coalesce(sum(doubt_rows), 0)::int AS in_doubt,
                   (count(*) FILTER (WHERE state = 1))::int AS running
            FROM weir.batch WHERE job_id = ?
            """;

    RowCounts counts(long jobId) {
        return jdbc.sql(COUNTS).param(jobId).query(RowCounts.class).single();
    }

    /** How many rows of a batch stand how. @param failed those in doubt are not among them */
    record Ends(int lo, int hi, int open, int completed, int failed, int doubt) {}

    private static final String ENDS = """
            SELECT lo, hi, open_rows AS open, completed_rows AS completed, failed_rows - doubt_rows AS failed,
                   doubt_rows AS doubt
            FROM weir.batch WHERE job_id = ? ORDER BY lo
            """;

    /** All batches of a job, by their rows. */
    List<Ends> ends(long jobId) {
        return jdbc.sql(ENDS)
                .param(jobId)
                .query(DataClassRowMapper.newInstance(Ends.class))
                .list();
    }

    /** A batch an engine is at, or would be if it had the time. */
    record AtWork(int lo, int hi, boolean leased) {}

    private static final String AT_WORK = """
            SELECT b.lo, b.hi, b.state = 1 AS leased FROM weir.batch b
            WHERE b.job_id = ? AND b.lo < ? AND b.hi > ?
              AND (b.state = 1 OR (b.state = 0 AND b.due_at <= weir.now()))
              AND EXISTS (SELECT FROM weir.job_state s
                          WHERE s.job_id = b.job_id AND s.phase IN ('running', 'closing') AND NOT s.paused)
            """;

    /** Of the batches that hold any of these rows, those that are leased or due. */
    List<AtWork> atWork(long jobId, int lo, int hi) {
        return jdbc.sql(AT_WORK)
                .params(jobId, hi, lo)
                .query(DataClassRowMapper.newInstance(AtWork.class))
                .list();
    }

    private static final String MARKS =
            "SELECT lo, hi, progress FROM weir.batch WHERE job_id = ? AND progress > 0 ORDER BY lo";

    /** Those of a job that have settled anything. */
    List<BatchMark> marks(long jobId) {
        return jdbc.sql(MARKS)
                .param(jobId)
                .query((row, _) -> new BatchMark(row.getInt(1), row.getInt(2), row.getLong(3)))
                .list();
    }

    private static final String JOB_MARKS = """
            SELECT j.id, own.open_rows,
                   CASE WHEN own.progress + own.failed + own.completed + again.batches = 0 THEN ''
                        ELSE concat_ws('.', own.completed, own.failed, own.doubt, own.progress, again.batches,
                                       again.completed, again.failed, again.doubt, again.progress) END AS mark
            FROM unnest(?::bigint[]) AS j (id)
            CROSS JOIN LATERAL (
                SELECT sum(b.open_rows)::int AS open_rows, sum(b.completed_rows) AS completed, sum(b.failed_rows) AS failed,
                       sum(b.doubt_rows) AS doubt, sum(b.progress) AS progress
                FROM weir.batch b WHERE b.job_id = j.id) AS own
            CROSS JOIN LATERAL (
                SELECT count(*) AS batches, coalesce(sum(b.completed_rows), 0) AS completed,
                       coalesce(sum(b.failed_rows), 0) AS failed, coalesce(sum(b.doubt_rows), 0) AS doubt,
                       coalesce(sum(b.progress), 0) AS progress
                FROM weir.batch b
                WHERE b.job_id = ANY (ARRAY(SELECT DISTINCT r.rerun_id FROM weir.rerun_row r
                                            WHERE r.workspace_id = ? AND r.job_id = j.id))) AS again
            WHERE own.open_rows IS NOT NULL
            """;

    /** Of these jobs those that are taken in. */
    List<JobMark> jobMarks(long workspaceId, Collection<Long> jobIds) {
        return jdbc.sql(JOB_MARKS)
                .param(jobIds.toArray(Long[]::new))
                .param(workspaceId)
                .query((row, _) -> new JobMark(row.getLong("id"), row.getInt("open_rows"), row.getString("mark")))
                .list();
    }

    // At work: one of its batches is leased by a node that lives. Where nodes live that hold none of it, it may be one
    // of theirs that waits for a provider, unless a dead node holds some of it, or some was due long ago.
    private static final String UNATTENDED = """
            WITH living AS (SELECT id FROM weir.node
                            WHERE ended_at IS NULL AND beat_until > weir.now() AND home <> ALL (?::text[]::uuid[])),
                 batches AS (SELECT state, lease_until > weir.now() AND node IN (SELECT id FROM living) AS held,
                                    greatest(due_at, (SELECT started_at FROM weir.job_state
                                                      WHERE job_id = b.job_id)) AS due_at
                             FROM weir.batch b WHERE job_id = ? AND state <> 2)
            SELECT EXISTS (SELECT FROM batches) AND NOT EXISTS (SELECT FROM batches WHERE held)
               AND (NOT EXISTS (SELECT FROM living)
                    OR EXISTS (SELECT FROM batches WHERE state = 1
                                  OR due_at < weir.now() - ? * interval '1 millisecond'))
            """;

    /** @param ended homes whose nodes are known to be dead, whatever their last beat promised */
    boolean unattended(long jobId, Collection<UUID> ended, Duration longAgo) {
        return jdbc.sql(UNATTENDED)
                .param(ended.stream().map(UUID::toString).toArray(String[]::new))
                .param(jobId)
                .param(longAgo.toMillis())
                .query(Boolean.class)
                .single();
    }
}
