package dev.weir.server.enrichment;

import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.server.jobs.ValuesJson;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.answer}: what providers said, remembered for a time and kept as evidence. */
final class AnswerTable {

    private static final byte[] NO_BODY = {};

    private final JdbcClient jdbc;

    AnswerTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.answer AS a (workspace_id, answer_key, kind, outputs, body, packed, request_id, job_id,
                                          row_idx, step, place, fresh_until, at)
            SELECT workspace_id, answer_key, kind, outputs, body, packed, request_id, job_id, row_idx, step, place,
                   (SELECT weir.now()) + fresh_seconds * interval '1 second', (SELECT weir.now())
            FROM unnest(?::bigint[], ?::bytea[], ?::smallint[], ?::text[], ?::bytea[], ?::boolean[], ?::text[],
                        ?::bigint[], ?::int[], ?::smallint[], ?::smallint[], ?::bigint[])
                 AS n (workspace_id, answer_key, kind, outputs, body, packed, request_id, job_id, row_idx, step, place,
                       fresh_seconds)
            """;
    private static final String UPSERT = INSERT + """
            ORDER BY workspace_id, answer_key
            ON CONFLICT (workspace_id, answer_key) DO UPDATE
                SET kind = excluded.kind, outputs = excluded.outputs, body = excluded.body, packed = excluded.packed,
                    request_id = excluded.request_id, job_id = excluded.job_id, row_idx = excluded.row_idx,
                    step = excluded.step, place = excluded.place, fresh_until = excluded.fresh_until, at = excluded.at
            """;

    /** @param plain whether none is to be expected to stand; costs a third less, and fails when one does after all */
    void write(List<AnswerWrite> answers, boolean plain) {
        int n = answers.size();
        long[] workspaces = new long[n];
        byte[][] keys = new byte[n][];
        short[] kinds = new short[n];
        @Nullable String[] outputs = new @Nullable String[n];
        byte[][] bodies = new byte[n][];
        boolean[] packed = new boolean[n];
        @Nullable String[] requests = new @Nullable String[n];
        long[] jobs = new long[n];
        int[] rows = new int[n];
        short[] steps = new short[n];
        short[] places = new short[n];
        long[] fresh = new long[n];
        for (int i = 0; i < n; i++) {
            AnswerWrite answer = answers.get(i);
            workspaces[i] = answer.key().workspaceId();
            keys[i] = answer.key().bytes();
            kinds[i] = (short) answer.kind();
            outputs[i] = answer.outputs();
            bodies[i] = answer.body().bytes();
            packed[i] = answer.body().packed();
            requests[i] = answer.requestId();
            jobs[i] = answer.jobId();
            rows[i] = answer.rowIndex();
            steps[i] = (short) answer.step();
            places[i] = (short) answer.place();
            fresh[i] = answer.freshSeconds();
        }
        jdbc.sql(plain ? INSERT : UPSERT)
                .param(workspaces)
                .param(keys)
                .param(kinds)
                .param(outputs)
                .param(bodies)
                .param(packed)
                .param(requests)
                .param(jobs)
                .param(rows)
                .param(steps)
                .param(places)
                .param(fresh)
                .update();
    }

    // The usual case: all of one workspace. It takes two thirds of the time of the other.
    private static final String REMEMBERED_OF_ONE = """
            SELECT answer_key, kind, outputs, request_id, at FROM weir.answer
            WHERE workspace_id = ? AND answer_key = ANY (?) AND fresh_until > (SELECT weir.now())
            """;

    // As in IntentTable: one look-up by the primary key for each question.
    private static final String REMEMBERED = """
            SELECT a.workspace_id, a.answer_key, a.kind, a.outputs, a.request_id
            FROM unnest(?::bigint[], ?::bytea[], ?::bigint[], ?::bigint[])
                 AS q (workspace_id, answer_key, not_before_ms, misses_not_before_ms)
            CROSS JOIN LATERAL (SELECT * FROM weir.answer s
                                WHERE s.workspace_id = q.workspace_id AND s.answer_key = q.answer_key LIMIT 1) AS a
            WHERE a.fresh_until > (SELECT weir.now())
              AND a.at >= to_timestamp(CASE a.kind WHEN 2 THEN q.misses_not_before_ms ELSE q.not_before_ms END / 1000.0)
            """;

    /** What is remembered and fresh enough of these questions, as replies that cost nothing. */
    Map<AnswerKey, Reply> remembered(List<Entry.Opening> openings) {
        return remembered(
                openings.stream().map(o -> o.intent().key()).toList(),
                openings.stream().mapToLong(Entry.Opening::notBeforeMillis).toArray(),
                openings.stream()
                        .mapToLong(Entry.Opening::missesNotBeforeMillis)
                        .toArray());
    }

    /**
     * The same of questions alone.
     *
     * @param notBeforeMillis for each: answers older than that are not reused
     * @param missesNotBeforeMillis for each: misses older than that are not; opt-outs are no misses
     */
    Map<AnswerKey, Reply> remembered(List<AnswerKey> keys, long[] notBeforeMillis, long[] missesNotBeforeMillis) {
        long[] workspaces = keys.stream().mapToLong(AnswerKey::workspaceId).toArray();
        byte[][] bytes = keys.stream().map(AnswerKey::bytes).toArray(byte[][]::new);
        return Arrays.stream(workspaces).allMatch(workspace -> workspace == workspaces[0])
                ? rememberedOfOne(keys, bytes, notBeforeMillis, missesNotBeforeMillis)
                : rememberedOfMany(workspaces, bytes, notBeforeMillis, missesNotBeforeMillis);
    }

    private Map<AnswerKey, Reply> rememberedOfOne(
            List<AnswerKey> keys, byte[][] bytes, long[] notBeforeMillis, long[] missesNotBeforeMillis) {
        Map<AnswerKey, Reply> replies = new HashMap<>();
        if (keys.isEmpty()) {
            return replies;
        }
        long workspace = keys.getFirst().workspaceId();
        Map<AnswerKey, Integer> places = new HashMap<>();
        jdbc.sql(REMEMBERED_OF_ONE).param(workspace).param(bytes).query(row -> {
            if (places.isEmpty()) {
                for (int i = 0; i < bytes.length; i++) {
                    places.put(keys.get(i), i);
                }
            }
            AnswerKey key = AnswerKey.of(workspace, row.getBytes(1));
            int place = Objects.requireNonNull(places.get(key));
            int kind = row.getInt(2);
            long notBefore = kind == AnswerWrite.NOT_FOUND ? missesNotBeforeMillis[place] : notBeforeMillis[place];
            if (row.getTimestamp(5).getTime() >= notBefore) {
                replies.put(key, reply(kind, row.getString(3), row.getString(4)));
            }
        });
        return replies;
    }

    private Map<AnswerKey, Reply> rememberedOfMany(
            long[] workspaces, byte[][] keys, long[] notBeforeMillis, long[] missesNotBeforeMillis) {
        Map<AnswerKey, Reply> replies = new HashMap<>();
        jdbc.sql(REMEMBERED)
                .param(workspaces)
                .param(keys)
                .param(notBeforeMillis)
                .param(missesNotBeforeMillis)
                .query(row -> {
                    AnswerKey key = AnswerKey.of(row.getLong(1), row.getBytes(2));
                    replies.put(key, reply(row.getInt(3), row.getString(4), row.getString(5)));
                });
        return replies;
    }

    private static Reply reply(int kind, @Nullable String outputs, @Nullable String requestId) {
        Receipt receipt = new Receipt(0, false, requestId, null, NO_BODY);
        return switch (kind) {
            case AnswerWrite.FOUND -> new Reply.Found(ValuesJson.read(outputs), receipt);
            case AnswerWrite.NOT_FOUND -> new Reply.NotFound(receipt);
            default -> new Reply.Blocked(receipt);
        };
    }
}
