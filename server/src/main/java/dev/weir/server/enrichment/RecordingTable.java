package dev.weir.server.enrichment;

import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.server.jobs.ValuesJson;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL that looks back on what was asked: records, standing intents, memory. */
final class RecordingTable {

    private static final Receipt NO_RECEIPT = Receipt.free(new byte[0]);

    private final JdbcClient jdbc;

    RecordingTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String OF_ROWS = """
            SELECT row_idx, step, place, kind, verdict, detail, outputs, kept, charged, vendor_certain, vendor_possible,
                   attempt, tries, latency_ms, answer_key, at
            FROM weir.enrichment_record
            WHERE workspace_id = ? AND job_id = ? AND row_idx >= ? AND row_idx < ? AND NOT late
            ORDER BY row_idx, step, place
            """;

    List<Recording> ofRows(long workspaceId, long jobId, int lo, int hi) {
        return jdbc.sql(OF_ROWS)
                .params(workspaceId, jobId, lo, hi)
                .query((row, _) -> recording(workspaceId, row))
                .list();
    }

    private static Recording recording(long workspaceId, ResultSet row) throws SQLException {
        return new Recording(
                row.getInt(1),
                row.getInt(2),
                row.getInt(3),
                Recording.Source.values()[row.getInt(4) - 1],
                row.getString(5),
                row.getString(6),
                ValuesJson.read(row.getString(7)),
                fields(row.getString(8)),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getInt(12),
                row.getInt(13),
                row.getInt(14),
                row.getBytes(15) == null ? null : AnswerKey.of(workspaceId, row.getBytes(15)),
                row.getTimestamp(16).toInstant());
    }

    // The limit comes before the look at the ledger. Places are numbers and not a join, which could be turned round and
    // would lose the order of the key.
    private static final String PAGE = """
            SELECT r.*, p.id AS post, coalesce(f.amount, 0) AS refunded, f.at AS refunded_at
            FROM (SELECT row_idx, step, place, kind, verdict, detail, outputs, kept, charged, vendor_certain,
                         vendor_possible, attempt, tries, latency_ms, answer_key, at, late, vendor_reported
                  FROM weir.enrichment_record
                  WHERE workspace_id = :workspace AND job_id = :job
                    AND (row_idx, step, place, late) > (:row, CAST(:step AS smallint), CAST(:place AS smallint), :late)
                    AND row_idx < :hi
                    AND (CAST(:places AS int[]) IS NULL OR step * 32768 + place = ANY (CAST(:places AS int[])))
                    AND (CAST(:outcome AS text) IS NULL
                         OR CASE WHEN verdict IN ('accepted', 'partial') THEN 'success'
                                 WHEN kind = 4 THEN 'skipped' ELSE 'failed' END = CAST(:outcome AS text))
                  ORDER BY row_idx, step, place, late OFFSET :skip LIMIT :limit) AS r
            LEFT JOIN LATERAL (SELECT t.id FROM weir.transfer t
                               WHERE t.workspace_id = :workspace AND t.job_id = :job AND t.row_idx = r.row_idx
                                 AND t.step = r.step AND t.place = r.place AND t.kind = 3 LIMIT 1) AS p ON r.charged > 0
            LEFT JOIN LATERAL (SELECT t.amount, t.at FROM weir.transfer t
                               WHERE t.workspace_id = :workspace AND t.job_id = :job AND t.row_idx = r.row_idx
                                 AND t.step = r.step AND t.place = r.place AND t.kind = 5 LIMIT 1) AS f ON r.charged > 0
            ORDER BY r.row_idx, r.step, r.place, r.late
            """;

    List<Recordings.Booked> page(
            long workspaceId, long jobId, Recordings.Filter filter, Recordings.Key after, long skip, int limit) {
        // Where a second bound stood beside that of the key, the index might be walked from the farther one.
        Recordings.Key from = after.orBehind(filter.rowIndex());
        return filtered(PAGE, workspaceId, jobId, filter)
                .param("row", from.rowIndex())
                .param("step", from.step())
                .param("place", from.place())
                .param("late", from.late())
                .param("skip", skip)
                .param("limit", limit)
                .query((row, _) -> new Recordings.Booked(
                        recording(workspaceId, row),
                        row.getBoolean("late"),
                        row.getBoolean("vendor_reported"),
                        (Long) row.getObject("post"),
                        row.getLong("refunded"),
                        row.getTimestamp("refunded_at") == null
                                ? null
                                : row.getTimestamp("refunded_at").toInstant()))
                .list();
    }

    private static final String COUNT = """
            SELECT count(*) FROM weir.enrichment_record
            WHERE workspace_id = :workspace AND job_id = :job AND row_idx >= :lo AND row_idx < :hi
              AND (CAST(:places AS int[]) IS NULL OR step * 32768 + place = ANY (CAST(:places AS int[])))
              AND (CAST(:outcome AS text) IS NULL
                   OR CASE WHEN verdict IN ('accepted', 'partial') THEN 'success'
                           WHEN kind = 4 THEN 'skipped' ELSE 'failed' END = CAST(:outcome AS text))
            """;

    long count(long workspaceId, long jobId, Recordings.Filter filter) {
        Integer row = filter.rowIndex();
        return filtered(COUNT, workspaceId, jobId, filter)
                .param("lo", row == null ? 0 : row)
                .query(Long.class)
                .single();
    }

    private JdbcClient.StatementSpec filtered(
            String statement, long workspaceId, long jobId, Recordings.Filter filter) {
        Integer row = filter.rowIndex();
        List<Recordings.StepPlace> places = filter.places();
        return jdbc.sql(statement)
                .param("workspace", workspaceId)
                .param("job", jobId)
                .param("hi", row == null ? Integer.MAX_VALUE : row + 1)
                .param(
                        "places",
                        places == null
                                ? null
                                : places.stream()
                                        .map(place -> String.valueOf(place.step() * 32_768 + place.place()))
                                        .collect(Collectors.joining(",", "{", "}")),
                        Types.VARCHAR)
                .param(
                        "outcome",
                        filter.outcome() == null ? null : filter.outcome().text(),
                        Types.VARCHAR);
    }

    private static final String OPEN_CALLS = """
            SELECT step::int, place::int, state::int, attempt::int, amount, possible, at FROM weir.intent
            WHERE workspace_id = ? AND job_id = ? AND row_idx = ? ORDER BY step, place
            """;

    List<Recordings.OpenCall> openCalls(long workspaceId, long jobId, int rowIndex) {
        return jdbc.sql(OPEN_CALLS)
                .params(workspaceId, jobId, rowIndex)
                .query((row, _) -> new Recordings.OpenCall(
                        row.getInt(1),
                        row.getInt(2),
                        switch (IntentTable.State.values()[row.getInt(3)]) {
                            case OPEN -> "in_flight";
                            case DOUBT -> "in_doubt";
                            case REPEAT -> "to_be_repeated";
                            case WAITING -> "waiting";
                        },
                        row.getInt(4),
                        row.getLong(5),
                        row.getLong(6),
                        row.getTimestamp(7).toInstant()))
                .list();
    }

    private static List<String> fields(@Nullable String list) {
        return list == null || list.isEmpty() ? List.of() : List.of(list.split(",", -1));
    }

    private static final String UNANSWERED = """
            SELECT row_idx, answer_key, true, step::int, place::int, amount FROM weir.intent
            WHERE workspace_id = :workspace AND job_id = :job AND row_idx >= :lo AND row_idx < :hi
            UNION ALL
            SELECT row_idx, answer_key, false, -1, -1, 0 FROM weir.follower
            WHERE workspace_id = :workspace AND job_id = :job AND row_idx >= :lo AND row_idx < :hi
            """;

    List<Recordings.Unanswered> unanswered(long workspaceId, long jobId, int lo, int hi) {
        return jdbc.sql(UNANSWERED)
                .param("workspace", workspaceId)
                .param("job", jobId)
                .param("lo", lo)
                .param("hi", hi)
                .query((row, _) -> new Recordings.Unanswered(
                        row.getInt(1),
                        AnswerKey.of(workspaceId, row.getBytes(2)),
                        row.getBoolean(3),
                        row.getInt(4),
                        row.getInt(5),
                        row.getLong(6)))
                .list();
    }

    private static final String REFUNDS = """
            SELECT row_idx, step, place, amount FROM weir.transfer
            WHERE workspace_id = ? AND job_id = ? AND row_idx >= ? AND row_idx < ? AND kind = 5
            ORDER BY row_idx, step, place
            """;

    List<Recordings.Refund> refunds(long workspaceId, long jobId, int lo, int hi) {
        return jdbc.sql(REFUNDS)
                .params(workspaceId, jobId, lo, hi)
                .query((row, _) -> new Recordings.Refund(row.getInt(1), row.getInt(2), row.getInt(3), row.getLong(4)))
                .list();
    }

    private static final String RECALLED = """
            SELECT a.answer_key, a.kind, a.outputs, a.at, a.fresh_until
            FROM unnest(?::bytea[]) AS q (answer_key)
            CROSS JOIN LATERAL (SELECT * FROM weir.answer s
                                WHERE s.workspace_id = ? AND s.answer_key = q.answer_key LIMIT 1) AS a
            """;

    Map<AnswerKey, Recordings.Recalled> recalled(long workspaceId, List<AnswerKey> keys) {
        Map<AnswerKey, Recordings.Recalled> recalled = new HashMap<>();
        jdbc.sql(RECALLED)
                .param(keys.stream().map(AnswerKey::bytes).toArray(byte[][]::new))
                .param(workspaceId)
                .query(row -> {
                    recalled.put(
                            AnswerKey.of(workspaceId, row.getBytes(1)),
                            new Recordings.Recalled(
                                    reply(row.getInt(2), row.getString(3)),
                                    row.getTimestamp(4).toInstant(),
                                    row.getTimestamp(5).toInstant()));
                });
        return recalled;
    }

    private static Reply reply(int kind, @Nullable String outputs) {
        return switch (kind) {
            case AnswerWrite.FOUND -> new Reply.Found(ValuesJson.read(outputs), NO_RECEIPT);
            case AnswerWrite.NOT_FOUND -> new Reply.NotFound(NO_RECEIPT);
            default -> new Reply.Blocked(NO_RECEIPT);
        };
    }

    private static final String SHARED_WITHIN = """
            SELECT answer_key FROM weir.enrichment_record
            WHERE workspace_id = ? AND job_id = ? AND answer_key IS NOT NULL
            GROUP BY answer_key HAVING bool_or(kind IN (2, 3)) AND bool_or(kind = 1)
            """;

    Set<AnswerKey> sharedWithin(long workspaceId, long jobId) {
        return new HashSet<>(jdbc.sql(SHARED_WITHIN)
                .params(workspaceId, jobId)
                .query((row, _) -> AnswerKey.of(workspaceId, row.getBytes(1)))
                .list());
    }
}
