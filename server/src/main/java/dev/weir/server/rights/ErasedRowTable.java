package dev.weir.server.rights;

import dev.weir.server.jobs.CellRef;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.erased_row}: rows of whom is erased, and all that hangs on them. */
final class ErasedRowTable {

    private final JdbcClient jdbc;

    ErasedRowTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Rows of one job. */
    record Rows(long jobId, int[] rows) {

        Rows {
            rows = rows.clone();
        }

        @Override
        public int[] rows() {
            return rows.clone();
        }

        List<CellRef> refs() {
            List<CellRef> refs = new ArrayList<>();
            for (int row : rows) {
                refs.add(new CellRef(jobId, row, 0));
            }
            return refs;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Rows that && that.jobId == jobId && Arrays.equals(that.rows, rows);
        }

        @Override
        public int hashCode() {
            return Long.hashCode(jobId) + Arrays.hashCode(rows);
        }
    }

    private static final String MARK = """
            INSERT INTO weir.erased_row (workspace_id, job_id, row_idx, erasure_id)
            SELECT ?, job_id, row_idx, ? FROM unnest(?::bigint[], ?::int[]) AS n (job_id, row_idx)
            ON CONFLICT (job_id, row_idx) DO NOTHING
            """;

    private static final String MARK_ROWS = """
            UPDATE weir.job_row r SET erased_at = weir.now()
            FROM unnest(?::bigint[], ?::int[]) AS n (job_id, row_idx)
            WHERE r.workspace_id = ? AND r.job_id = n.job_id AND r.row_idx = n.row_idx AND r.erased_at IS NULL
            """;

    /** Runs that load these rows from now on find that they are erased. */
    void mark(long workspaceId, long erasureId, List<CellRef> rows) {
        long[] jobs = rows.stream().mapToLong(CellRef::jobId).toArray();
        int[] indexes = rows.stream().mapToInt(CellRef::rowIndex).toArray();
        jdbc.sql(MARK)
                .param(workspaceId)
                .param(erasureId)
                .param(jobs)
                .param(indexes)
                .update();
        jdbc.sql(MARK_ROWS).param(jobs).param(indexes).param(workspaceId).update();
    }

    // After the mark is committed: a batch that is leased under a later epoch has read it.
    private static final String HOLD = """
            UPDATE weir.erased_row e SET held_epoch = b.epoch
            FROM weir.batch b
            WHERE e.workspace_id = ? AND e.erasure_id = ? AND e.held_epoch IS NULL
              AND b.job_id = e.job_id AND b.lo <= e.row_idx AND b.hi > e.row_idx AND b.state = 1
            """;

    void noteHolders(long workspaceId, long erasureId) {
        jdbc.sql(HOLD).param(workspaceId).param(erasureId).update();
    }

    private static final String HELD = """
            SELECT count(*) FROM weir.erased_row e
            JOIN weir.batch b ON b.job_id = e.job_id AND b.lo <= e.row_idx AND b.hi > e.row_idx
            WHERE e.workspace_id = ? AND e.erasure_id = ? AND b.state = 1 AND b.epoch = e.held_epoch
              AND NOT EXISTS (SELECT FROM weir.cell c
                              WHERE c.job_id = e.job_id AND c.row_idx = e.row_idx AND c.row_end > 0 OFFSET 0)
            """;

    /** Rows that a run may hold which began before they were marked. */
    long held(long workspaceId, long erasureId) {
        return jdbc.sql(HELD)
                .param(workspaceId)
                .param(erasureId)
                .query(Long.class)
                .single();
    }

    private static final String NEXT = """
            SELECT job_id, row_idx FROM weir.erased_row
            WHERE workspace_id = ? AND erasure_id = ? AND (job_id, row_idx) > (?, ?) ORDER BY job_id, row_idx LIMIT ?
            """;

    /** So many rows behind that one, by job. */
    List<Rows> next(long workspaceId, long erasureId, long job, int row, int most) {
        return byJob(jdbc.sql(NEXT).params(workspaceId, erasureId, job, row, most));
    }

    private static final String WATCHED = """
            SELECT job_id, row_idx FROM weir.erased_row
            WHERE workspace_id = ? AND NOT quiet AND (job_id, row_idx) > (?, ?) ORDER BY job_id, row_idx LIMIT ?
            """;

    /** Whether there are any for which something may come yet. */
    static final String ANY_WATCHED = "SELECT EXISTS (SELECT FROM weir.erased_row WHERE NOT quiet)";

    /** The same of those for which something may come yet, of all erasures. */
    List<Rows> watched(long workspaceId, long job, int row, int most) {
        return byJob(jdbc.sql(WATCHED).params(workspaceId, job, row, most));
    }

    private static List<Rows> byJob(JdbcClient.StatementSpec rows) {
        Map<Long, List<Integer>> byJob = new TreeMap<>();
        rows.query(row -> {
            byJob.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>()).add(row.getInt(2));
        });
        List<Rows> all = new ArrayList<>();
        byJob.forEach((job, indexes) -> all.add(
                new Rows(job, indexes.stream().mapToInt(Integer::intValue).toArray())));
        return all;
    }

    // A call that was made before may be answered until its deadline, and filed then; call-backs come as late as they
    // please
    // for tickets that are out.
    private static final String QUIET = """
            UPDATE weir.erased_row e SET quiet = true
            FROM weir.erasure a
            WHERE e.workspace_id = ? AND e.job_id = ? AND e.row_idx = ANY (?) AND NOT e.quiet
              AND a.id = e.erasure_id AND a.done_at < weir.now() - interval '15 minutes'
              AND EXISTS (SELECT FROM weir.cell c WHERE c.job_id = e.job_id AND c.row_idx = e.row_idx AND c.row_end > 0)
              AND NOT EXISTS (SELECT FROM weir.ticket t
                              WHERE t.job_id = e.job_id AND t.row_idx = e.row_idx
                                AND (t.state IN (0, 1) OR t.deadline > weir.now()))
            """;

    void quieten(long workspaceId, Rows rows) {
        jdbc.sql(QUIET)
                .param(workspaceId)
                .param(rows.jobId())
                .param(rows.rows())
                .update();
    }

    private static final String UNFINISHED = """
            SELECT r.row_idx FROM unnest(?::int[]) AS r (row_idx)
            WHERE NOT EXISTS (SELECT FROM weir.cell c
                              WHERE c.workspace_id = ? AND c.job_id = ? AND c.row_idx = r.row_idx AND c.row_end > 0 OFFSET 0)
            """;

    /** Of these rows those that have not ended. */
    Rows unfinished(long workspaceId, Rows rows) {
        return new Rows(
                rows.jobId(),
                jdbc
                        .sql(UNFINISHED)
                        .param(rows.rows())
                        .param(workspaceId)
                        .param(rows.jobId())
                        .query(Integer.class)
                        .list()
                        .stream()
                        .mapToInt(Integer::intValue)
                        .toArray());
    }

    private static final String KEYS = """
            SELECT c.job_id || ':' || c.row_idx || ':' || c.step FROM weir.cell c
            WHERE c.workspace_id = ? AND c.job_id = ? AND c.row_idx = ANY (?)
            """;

    /** What their results are known by in tables elsewhere. */
    List<String> resultKeys(long workspaceId, Rows rows) {
        return jdbc.sql(KEYS)
                .param(workspaceId)
                .param(rows.jobId())
                .param(rows.rows())
                .query((row, _) -> row.getString(1))
                .list();
    }

    private static final String ALL_NEXT = """
            SELECT job_id, row_idx FROM weir.erased_row
            WHERE workspace_id = ? AND erasure_id = ANY (?) AND (job_id, row_idx) > (?, ?)
            ORDER BY job_id, row_idx LIMIT ?
            """;

    /** So many rows behind that one, of all these erasures, by job. */
    List<Rows> next(long workspaceId, List<Long> erasures, long job, int row, int most) {
        return byJob(jdbc.sql(ALL_NEXT)
                .param(workspaceId)
                .param(erasures.stream().mapToLong(Long::longValue).toArray())
                .params(job, row, most));
    }

    /** An earlier result whose key what was written of a row bears. @param row whose result it was; null when that is gone */
    record Origin(String key, MentionTable.@Nullable Found row) {}

    private static final String ORIGINS = """
            SELECT coalesce('outside:' || (s ->> 'outsideId'),
                            (s ->> 'jobId') || ':' || (s ->> 'rowIndex') || ':' || (s ->> 'step')),
                   w.job_id, w.row_idx, w.input,
                   ARRAY(SELECT o.kept FROM weir.cell o
                         WHERE o.workspace_id = ? AND o.job_id = w.job_id AND o.row_idx = w.row_idx AND o.kept IS NOT NULL)
            FROM (SELECT c.kept::json -> 'reused' -> 0 AS s FROM weir.cell c
                  WHERE c.workspace_id = ? AND c.job_id = ? AND c.row_idx = ANY (?) AND c.reason = 'reused'
                    AND c.kept IS JSON OBJECT) AS reused
            LEFT JOIN weir.job_row w ON w.workspace_id = ? AND w.job_id = (s ->> 'jobId')::bigint
                AND w.row_idx = (s ->> 'rowIndex')::int AND w.erased_at IS NULL
            WHERE coalesce(s ->> 'outsideId', s ->> 'jobId') IS NOT NULL
            """;

    /** The results that cells of theirs have reused. */
    void origins(long workspaceId, Rows rows, Consumer<Origin> each) {
        jdbc.sql(ORIGINS)
                .withFetchSize(50)
                .param(workspaceId)
                .param(workspaceId)
                .param(rows.jobId())
                .param(rows.rows())
                .param(workspaceId)
                .query(row -> {
                    String input = row.getString(4);
                    each.accept(new Origin(
                            row.getString(1),
                            input == null
                                    ? null
                                    : new MentionTable.Found(
                                            new CellRef(row.getLong(2), row.getInt(3), 0), input, List.of((String[])
                                                    row.getArray(5).getArray()))));
                });
    }

    private static final String KEEP = """
            INSERT INTO weir.erased_key (workspace_id, erasure_id, weir_key) SELECT ?, ?, unnest(?::text[])
            ON CONFLICT (erasure_id, weir_key) DO NOTHING
            """;

    /** Keeps keys of results that {@link #resultKeys} does not tell. */
    void keep(long workspaceId, long erasureId, Collection<String> keys) {
        if (!keys.isEmpty()) {
            jdbc.sql(KEEP)
                    .param(workspaceId)
                    .param(erasureId)
                    .param(keys.toArray(String[]::new))
                    .update();
        }
    }

    private static final String KEPT_KEYS = """
            SELECT DISTINCT weir_key FROM weir.erased_key WHERE workspace_id = ? AND erasure_id = ANY (?)
            """;

    List<String> keptKeys(long workspaceId, List<Long> erasures) {
        return jdbc.sql(KEPT_KEYS)
                .param(workspaceId)
                .param(erasures.stream().mapToLong(Long::longValue).toArray())
                .query((row, _) -> row.getString(1))
                .list();
    }

    // ---------------------------------------------------------------------------------------- what hangs on a row

    private static final String DELIVERED = """
            SELECT result_table, count(*) FROM weir.enrichment_results_log
            WHERE workspace_id = ? AND batch_id = ? AND row_index = ANY (?) AND status = 'stored' AND result_table IS NOT NULL
            GROUP BY result_table
            """;

    /** How many results of theirs were written into tables that are not Weir's own. */
    Map<String, Long> delivered(long workspaceId, Rows rows) {
        Map<String, Long> counts = new TreeMap<>();
        jdbc.sql(DELIVERED)
                .param(workspaceId)
                .param(rows.jobId())
                .param(rows.rows())
                .query(row -> {
                    counts.put(row.getString(1), row.getLong(2));
                });
        return counts;
    }

    private static final String ANSWERS = """
            DELETE FROM weir.answer a
            USING (SELECT DISTINCT answer_key FROM weir.enrichment_record
                   WHERE workspace_id = ? AND job_id = ? AND row_idx = ANY (?) AND answer_key IS NOT NULL) AS k
            WHERE a.workspace_id = ? AND a.answer_key = k.answer_key
            """;

    /** Answers to what was asked about them are remembered no more. */
    int answers(long workspaceId, Rows rows) {
        return jdbc.sql(ANSWERS)
                .param(workspaceId)
                .param(rows.jobId())
                .param(rows.rows())
                .param(workspaceId)
                .update();
    }

    private static final String RECORDS = """
            SELECT weir.erase_records(?, ?)
            """;

    long records(Rows rows) {
        return function(RECORDS, rows);
    }

    private static final String SIGNALS = """
            SELECT weir.erase_signals(?, ?)
            """;

    long signals(Rows rows) {
        return function(SIGNALS, rows);
    }

    private static final String PROGRESS = """
            SELECT weir.erase_progress(?, ?)
            """;

    long progress(Rows rows) {
        return function(PROGRESS, rows);
    }

    private long function(String sql, Rows rows) {
        return jdbc.sql(sql)
                .param(rows.jobId())
                .param(rows.rows())
                .query(Long.class)
                .single();
    }

    private static final String CELLS = """
            UPDATE weir.cell SET kept = CASE WHEN state = 2 THEN '{}' END
            WHERE workspace_id = ? AND job_id = ? AND row_idx = ANY (?) AND kept IS NOT NULL AND kept <> '{}'
            """;

    int cells(long workspaceId, Rows rows) {
        return update(CELLS, workspaceId, rows);
    }

    private static final String ROWS = """
            UPDATE weir.job_row SET input = '{}', original = CASE WHEN original IS NOT NULL THEN (
                    SELECT json_agg(''::text) FROM json_array_elements(original::json))::text END
            WHERE workspace_id = ? AND job_id = ? AND row_idx = ANY (?) AND input <> '{}'
            """;

    int rows(long workspaceId, Rows rows) {
        return update(ROWS, workspaceId, rows);
    }

    // What was paid for stays in the books: an answer that has yet to be settled says nothing, and what it cost.
    private static final String EVIDENCE = """
            UPDATE weir.evidence
            SET body = '', reply = json_build_object(
                    'kind', CASE WHEN reply::json ->> 'kind' IN ('found', 'not_found', 'blocked', 'bad_answer')
                                 THEN 'not_found' ELSE reply::json ->> 'kind' END,
                    'values', CASE WHEN reply::json ->> 'kind' IN ('trouble', 'again') THEN reply::json ->> 'values' END,
                    'detail', NULL, 'cost', (reply::json ->> 'cost')::bigint,
                    'reported', (reply::json ->> 'reported')::boolean, 'requestId', NULL, 'recordId', NULL)::text
            WHERE workspace_id = ? AND job_id = ? AND row_idx = ANY (?)
              AND (octet_length(body) > 0 OR reply::json ->> 'kind' IN ('found', 'bad_answer')
                   OR reply::json ->> 'detail' IS NOT NULL)
            """;

    int evidence(long workspaceId, Rows rows) {
        return update(EVIDENCE, workspaceId, rows);
    }

    // What has not been handed over never is. Its key says that it is erased, see Ticket.
    private static final String TICKETS = """
            UPDATE weir.ticket
            SET ask = json_build_object('inputs', '{}', 'wanted', ask::json -> 'wanted', 'key', 'erased')::text,
                due_at = CASE WHEN state = 0 THEN 'infinity' ELSE due_at END
            WHERE workspace_id = ? AND job_id = ? AND row_idx = ANY (?) AND kind = 1 AND ask::json ->> 'key' <> 'erased'
            """;

    int tickets(long workspaceId, Rows rows) {
        return update(TICKETS, workspaceId, rows);
    }

    // What has not been read yet is emptied when it was. A submission of many is emptied as a whole: what it said of
    // the others
    // is in their records.
    private static final String INBOX = """
            UPDATE weir.inbox i SET body = '', headers = '{}'
            FROM (SELECT t.id, t.submission_id FROM weir.ticket t
                  WHERE t.workspace_id = ? AND t.job_id = ? AND t.row_idx = ANY (?)) AS t
            WHERE i.workspace_id = ? AND (i.ticket_id = t.id OR i.submission_id = t.submission_id)
              AND i.processed_at IS NOT NULL AND octet_length(i.body) > 0
            """;

    int inbox(long workspaceId, Rows rows) {
        return jdbc.sql(INBOX)
                .param(workspaceId)
                .param(rows.jobId())
                .param(rows.rows())
                .param(workspaceId)
                .update();
    }

    private int update(String sql, long workspaceId, Rows rows) {
        return jdbc.sql(sql)
                .param(workspaceId)
                .param(rows.jobId())
                .param(rows.rows())
                .update();
    }
}
