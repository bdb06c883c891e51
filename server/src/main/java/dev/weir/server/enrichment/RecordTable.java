package dev.weir.server.enrichment;

import dev.weir.server.workspace.Alike;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.enrichment_record}, which only grows. */
final class RecordTable {

    /**
     * A record as far as a run that goes on from it needs it.
     *
     * @param late whether its answer came after its time-out
     * @param counts whether its cell makes anything of it, which is so of every record that is not late
     */
    record Stored(
            int rowIndex,
            int step,
            int place,
            String verdict,
            @Nullable String detail,
            @Nullable String outputs,
            @Nullable String kept,
            long charged,
            @Nullable AnswerKey key,
            boolean late,
            boolean counts) {}

    private final JdbcClient jdbc;

    RecordTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT_NEW = """
            INSERT INTO weir.enrichment_record
                (workspace_id, job_id, row_idx, step, place, kind, verdict, detail, outputs, kept, charged,
                 vendor_certain, vendor_possible, vendor_reported, attempt, tries, latency_ms, answer_key, epoch, at)
            SELECT workspace_id, job_id, row_idx, step, place, kind, verdict, detail, outputs, kept, charged,
                   vendor_certain, vendor_possible, vendor_reported, attempt, tries, latency_ms, answer_key, epoch,
                   (SELECT weir.now())
            FROM unnest(?::bigint[], ?::bigint[], ?::int[], ?::smallint[], ?::smallint[], ?::smallint[], ?::text[],
                        ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[], ?::bigint[], ?::boolean[],
                        ?::smallint[], ?::smallint[], ?::int[], ?::bytea[], ?::bigint[])
                 AS r (workspace_id, job_id, row_idx, step, place, kind, verdict, detail, outputs, kept, charged,
                       vendor_certain, vendor_possible, vendor_reported, attempt, tries, latency_ms, answer_key, epoch)
            """;
    private static final String IF_NOT_THERE = "ON CONFLICT (job_id, row_idx, step, place, late) DO NOTHING";
    private static final String INSERT = INSERT_NEW + IF_NOT_THERE;

    private static final String INSERT_NEW_ALIKE = """
            INSERT INTO weir.enrichment_record
                (workspace_id, job_id, row_idx, step, place, kind, verdict, detail, outputs, kept, charged,
                 vendor_certain, vendor_possible, vendor_reported, attempt, tries, latency_ms, answer_key, epoch, at)
            SELECT ?, ?, row_idx, ?, ?, ?, ?, ?, outputs, ?, ?, ?, ?, ?, ?, ?, latency_ms, answer_key, ?, (SELECT weir.now())
            FROM unnest(?::int[], ?::text[], ?::int[], ?::bytea[]) AS r (row_idx, outputs, latency_ms, answer_key)
            """;
    private static final String INSERT_ALIKE = INSERT_NEW_ALIKE + IF_NOT_THERE;

    private static final String INSERT_LATE = """
            INSERT INTO weir.enrichment_record
                (workspace_id, job_id, row_idx, step, place, late, kind, verdict, detail, outputs, kept, charged,
                 vendor_certain, vendor_possible, vendor_reported, attempt, tries, latency_ms, answer_key, epoch, at)
            VALUES (?, ?, ?, ?, ?, true, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, weir.now())
            ON CONFLICT (job_id, row_idx, step, place, late) DO NOTHING
            """;

    /**
     * Writes the record of an answer that came after its time-out, beside the one that says so. Under epoch 0 it did not
     * count. Returns whether it was not there before.
     */
    boolean insertLate(RecordWrite record) {
        AnswerKey key = record.key();
        return jdbc.sql(INSERT_LATE)
                        .param(record.workspaceId())
                        .param(record.jobId())
                        .param(record.rowIndex())
                        .param((short) record.step())
                        .param((short) record.place())
                        .param((short) record.kind().code)
                        .param(record.verdict())
                        .param(record.detail())
                        .param(record.outputs())
                        .param(record.kept())
                        .param(record.charged())
                        .param(record.vendorCertain())
                        .param(record.vendorPossible())
                        .param(record.vendorReported())
                        .param((short) record.attempt())
                        .param((short) record.tries())
                        .param(record.latencyMs())
                        .param(key == null ? null : key.bytes())
                        .param(record.epoch())
                        .update()
                == 1;
    }

    /**
     * Returns how many were not there before.
     *
     * @param fresh whether none can be; costs a third less, and fails when one is after all
     */
    int insert(List<RecordWrite> records, boolean fresh) {
        return Alike.of(records, RecordWrite::common)
                .map(kinds -> kinds.entrySet().stream()
                        .mapToInt(kind -> insertAlike(kind.getKey(), kind.getValue(), fresh))
                        .sum())
                .orElseGet(() -> insertAll(records, fresh));
    }

    private int insertAlike(RecordWrite.Common common, List<RecordWrite> records, boolean fresh) {
        int n = records.size();
        int[] rows = new int[n];
        @Nullable String[] outputs = new @Nullable String[n];
        int[] latencies = new int[n];
        byte[] @Nullable [] keys = new byte[n] @Nullable [];
        for (int i = 0; i < n; i++) {
            RecordWrite record = records.get(i);
            rows[i] = record.rowIndex();
            outputs[i] = record.outputs();
            latencies[i] = record.latencyMs();
            AnswerKey key = record.key();
            keys[i] = key == null ? null : key.bytes();
        }
        return jdbc.sql(fresh ? INSERT_NEW_ALIKE : INSERT_ALIKE)
                .param(common.workspaceId())
                .param(common.jobId())
                .param((short) common.step())
                .param((short) common.place())
                .param((short) common.kind().code)
                .param(common.verdict())
                .param(common.detail())
                .param(common.kept())
                .param(common.charged())
                .param(common.vendorCertain())
                .param(common.vendorPossible())
                .param(common.vendorReported())
                .param((short) common.attempt())
                .param((short) common.tries())
                .param(common.epoch())
                .param(rows)
                .param(outputs)
                .param(latencies)
                .param(keys)
                .update();
    }

    private int insertAll(List<RecordWrite> records, boolean fresh) {
        int n = records.size();
        long[] workspaces = new long[n];
        long[] jobs = new long[n];
        int[] rows = new int[n];
        short[] steps = new short[n];
        short[] places = new short[n];
        short[] kinds = new short[n];
        String[] verdicts = new String[n];
        @Nullable String[] details = new @Nullable String[n];
        @Nullable String[] outputs = new @Nullable String[n];
        @Nullable String[] kept = new @Nullable String[n];
        long[] charged = new long[n];
        long[] certain = new long[n];
        long[] possible = new long[n];
        boolean[] reported = new boolean[n];
        short[] attempts = new short[n];
        short[] tries = new short[n];
        int[] latencies = new int[n];
        byte[] @Nullable [] keys = new byte[n] @Nullable [];
        long[] epochs = new long[n];
        for (int i = 0; i < n; i++) {
            RecordWrite record = records.get(i);
            workspaces[i] = record.workspaceId();
            jobs[i] = record.jobId();
            rows[i] = record.rowIndex();
            steps[i] = (short) record.step();
            places[i] = (short) record.place();
            kinds[i] = (short) record.kind().code;
            verdicts[i] = record.verdict();
            details[i] = record.detail();
            outputs[i] = record.outputs();
            kept[i] = record.kept();
            charged[i] = record.charged();
            certain[i] = record.vendorCertain();
            possible[i] = record.vendorPossible();
            reported[i] = record.vendorReported();
            attempts[i] = (short) record.attempt();
            tries[i] = (short) record.tries();
            latencies[i] = record.latencyMs();
            AnswerKey key = record.key();
            keys[i] = key == null ? null : key.bytes();
            epochs[i] = record.epoch();
        }
        return jdbc.sql(fresh ? INSERT_NEW : INSERT)
                .param(workspaces)
                .param(jobs)
                .param(rows)
                .param(steps)
                .param(places)
                .param(kinds)
                .param(verdicts)
                .param(details)
                .param(outputs)
                .param(kept)
                .param(charged)
                .param(certain)
                .param(possible)
                .param(reported)
                .param(attempts)
                .param(tries)
                .param(latencies)
                .param(keys)
                .param(epochs)
                .update();
    }

    private static final String OF_ROWS = """
            SELECT row_idx, step, place, verdict, detail, outputs, kept, charged, answer_key, late,
                   NOT late OR epoch > 0 AS counts
            FROM weir.enrichment_record
            WHERE workspace_id = ? AND job_id = ? AND row_idx = ANY (?)
            ORDER BY row_idx, step, place, late
            """;

    List<Stored> ofRows(long workspaceId, long jobId, Collection<Integer> rows) {
        return jdbc.sql(OF_ROWS)
                .param(workspaceId)
                .param(jobId)
                .param(rows.stream().mapToInt(Integer::intValue).toArray())
                .query((row, _) -> new Stored(
                        row.getInt(1),
                        row.getInt(2),
                        row.getInt(3),
                        row.getString(4),
                        row.getString(5),
                        row.getString(6),
                        row.getString(7),
                        row.getLong(8),
                        row.getBytes(9) == null ? null : AnswerKey.of(workspaceId, row.getBytes(9)),
                        row.getBoolean(10),
                        row.getBoolean(11)))
                .list();
    }

    private static final String CHARGED_OF_ROW = """
            SELECT (SELECT coalesce(sum(charged), 0) FROM weir.enrichment_record
                    WHERE workspace_id = ? AND job_id = ? AND row_idx = ?)::bigint
                 - (SELECT coalesce(sum(amount), 0) FROM weir.transfer
                    WHERE workspace_id = ? AND job_id = ? AND row_idx = ? AND kind = 5)::bigint
            """;

    /** What a row has cost, less what was refunded. */
    long chargedOfRow(long workspaceId, long jobId, int rowIndex) {
        return jdbc.sql(CHARGED_OF_ROW)
                .param(workspaceId)
                .param(jobId)
                .param(rowIndex)
                .param(workspaceId)
                .param(jobId)
                .param(rowIndex)
                .query(Long.class)
                .single();
    }
}
