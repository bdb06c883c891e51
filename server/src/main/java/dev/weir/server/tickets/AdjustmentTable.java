package dev.weir.server.tickets;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.cost_adjustment}, which only grows, and of what it is worked out from. */
final class AdjustmentTable {

    /** One item of a submission of which the vendor has said what all of it cost. @param reply as it is filed, if it is */
    record ItemCost(
            long submissionId,
            long total,
            long jobId,
            int step,
            int place,
            @Nullable String reply) {}

    /** What has been written of a submission. */
    record Booked(long amount, int tellings) {
        static final Booked NOTHING = new Booked(0, 0);
    }

    private final JdbcClient jdbc;

    AdjustmentTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    // Of a question that was handed over again nobody can say which submission cost what.
    private static final String ITEMS = """
            SELECT s.id, s.vendor_total, t.job_id, t.step, t.place, f.reply
            FROM weir.submission s
            JOIN weir.ticket t ON t.workspace_id = s.workspace_id AND t.submission_id = s.id
            LEFT JOIN LATERAL (SELECT e.reply FROM weir.evidence e
                               WHERE e.workspace_id = t.workspace_id AND e.job_id = t.job_id AND e.row_idx = t.row_idx
                                 AND e.step = t.step AND e.place = t.place
                               ORDER BY e.attempt DESC, e.id DESC LIMIT 1) AS f ON true
            WHERE s.workspace_id = ? AND s.id = ANY (?) AND s.state = 2 AND s.vendor_total IS NOT NULL
              AND s.handed_on = '{}'
            ORDER BY s.id, t.job_id, t.step, t.place
            """;

    /** The items of those that have ended and of which the vendor has said a total. */
    List<ItemCost> items(long workspaceId, Collection<Long> submissionIds) {
        return jdbc.sql(ITEMS)
                .param(workspaceId)
                .param(TicketTable.array(submissionIds))
                .query((row, _) -> new ItemCost(
                        row.getLong(1), row.getLong(2), row.getLong(3), row.getInt(4), row.getInt(5), row.getString(6)))
                .list();
    }

    private static final String BOOKED = """
            SELECT submission_id, sum(amount)::bigint, max(ordinal) + 1 FROM weir.cost_adjustment
            WHERE workspace_id = ? AND submission_id = ANY (?) GROUP BY submission_id
            """;

    /** By submission; of which there is nothing it is missing. */
    Map<Long, Booked> booked(long workspaceId, Collection<Long> submissionIds) {
        Map<Long, Booked> booked = new HashMap<>();
        jdbc.sql(BOOKED)
                .param(workspaceId)
                .param(TicketTable.array(submissionIds))
                .query(row -> {
                    booked.put(row.getLong(1), new Booked(row.getLong(2), row.getInt(3)));
                });
        return booked;
    }

    private static final String INSERT = """
            INSERT INTO weir.cost_adjustment (workspace_id, submission_id, ordinal, job_id, step, place, amount, at)
            SELECT ?, submission_id, ordinal, job_id, step, place, amount, (SELECT weir.now())
            FROM unnest(?::bigint[], ?::int[], ?::bigint[], ?::smallint[], ?::smallint[], ?::bigint[])
                 AS a (submission_id, ordinal, job_id, step, place, amount)
            """;

    void insert(long workspaceId, List<Adjustment> adjustments) {
        jdbc.sql(INSERT)
                .param(workspaceId)
                .param(adjustments.stream().mapToLong(Adjustment::submissionId).toArray())
                .param(adjustments.stream().mapToInt(Adjustment::ordinal).toArray())
                .param(adjustments.stream().mapToLong(Adjustment::jobId).toArray())
                .param(adjustments.stream().map(one -> (short) one.step()).toArray(Short[]::new))
                .param(adjustments.stream().map(one -> (short) one.place()).toArray(Short[]::new))
                .param(adjustments.stream().mapToLong(Adjustment::amount).toArray())
                .update();
    }
}
