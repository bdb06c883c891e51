package dev.weir.server.rights;

import dev.weir.server.jobs.CellRef;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads what is kept of single rows, whatever table it is in. */
final class SubjectTable {

    private final JdbcClient jdbc;

    SubjectTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A cell. */
    record Cell(
            int step,
            int state,
            @Nullable String reason,
            @Nullable String kept,
            Instant at) {}

    private static final String CELLS = """
            SELECT c.job_id, c.row_idx, c.step, c.state, c.reason, c.kept, c.at
            FROM unnest(?::bigint[], ?::int[]) AS n (job_id, row_idx)
            JOIN weir.cell c ON c.job_id = n.job_id AND c.row_idx = n.row_idx
            WHERE c.workspace_id = ? ORDER BY c.job_id, c.row_idx, c.step
            """;

    Map<CellRef, List<Cell>> cells(long workspaceId, List<CellRef> rows) {
        Map<CellRef, List<Cell>> found = new HashMap<>();
        of(CELLS, workspaceId, rows).query(row -> {
            found.computeIfAbsent(new CellRef(row.getLong(1), row.getInt(2), 0), _ -> new ArrayList<>())
                    .add(new Cell(
                            row.getInt(3),
                            row.getInt(4),
                            row.getString(5),
                            row.getString(6),
                            row.getTimestamp(7).toInstant()));
        });
        return found;
    }

    /** What one provider was asked, or not, and said. */
    record Said(
            int step,
            int place,
            boolean late,
            int kind,
            String verdict,
            @Nullable String detail,
            @Nullable String outputs,
            @Nullable String kept,
            long charged,
            long vendorCertain,
            long vendorPossible,
            Instant at) {}

    private static final String SAID = """
            SELECT r.job_id, r.row_idx, r.step, r.place, r.late, r.kind, r.verdict, r.detail, r.outputs, r.kept, r.charged,
                   r.vendor_certain, r.vendor_possible, r.at
            FROM unnest(?::bigint[], ?::int[]) AS n (job_id, row_idx)
            JOIN weir.enrichment_record r ON r.job_id = n.job_id AND r.row_idx = n.row_idx
            WHERE r.workspace_id = ? ORDER BY r.job_id, r.row_idx, r.step, r.place, r.late
            """;

    Map<CellRef, List<Said>> said(long workspaceId, List<CellRef> rows) {
        Map<CellRef, List<Said>> found = new HashMap<>();
        of(SAID, workspaceId, rows).query(row -> {
            found.computeIfAbsent(new CellRef(row.getLong(1), row.getInt(2), 0), _ -> new ArrayList<>())
                    .add(new Said(
                            row.getInt(3),
                            row.getInt(4),
                            row.getBoolean(5),
                            row.getInt(6),
                            Objects.requireNonNull(row.getString(7)),
                            row.getString(8),
                            row.getString(9),
                            row.getString(10),
                            row.getLong(11),
                            row.getLong(12),
                            row.getLong(13),
                            row.getTimestamp(14).toInstant()));
        });
        return found;
    }

    /** A result's way into a table. */
    record Delivered(String step, String status, @Nullable String table, Instant at) {}

    private static final String DELIVERED = """
            SELECT l.batch_id, l.row_index, l.workflow_slug, l.status, l.result_table, l.at
            FROM unnest(?::bigint[], ?::int[]) AS n (job_id, row_idx)
            JOIN weir.enrichment_results_log l ON l.batch_id = n.job_id AND l.row_index = n.row_idx
            WHERE l.workspace_id = ? ORDER BY l.batch_id, l.row_index, l.id
            """;

    Map<CellRef, List<Delivered>> delivered(long workspaceId, List<CellRef> rows) {
        Map<CellRef, List<Delivered>> found = new HashMap<>();
        of(DELIVERED, workspaceId, rows).query(row -> {
            found.computeIfAbsent(new CellRef(row.getLong(1), row.getInt(2), 0), _ -> new ArrayList<>())
                    .add(new Delivered(
                            Objects.requireNonNull(row.getString(3)),
                            Objects.requireNonNull(row.getString(4)),
                            row.getString(5),
                            row.getTimestamp(6).toInstant()));
        });
        return found;
    }

    /** A subscriber, as it stands. @param given what sources said, JSON @param found what enrichment found, JSON */
    record Subscriber(
            long id,
            String email,
            String type,
            String status,
            @Nullable String source,
            String given,
            String found,
            Instant createdAt,
            @Nullable BigDecimal score,
            @Nullable String tier,
            @Nullable String working) {}

    private static final String SUBSCRIBERS = """
            SELECT s.id, s.email, s.email_type, s.status, f.slug, s.given, s.found, s.created_at, s.score, s.tier,
                   s.score_working
            FROM weir.subscriber s
            LEFT JOIN weir.audience_source f ON f.id = s.source_id AND f.workspace_id = s.workspace_id
            WHERE s.workspace_id = ? AND s.id = ANY (?) ORDER BY s.id
            """;

    List<Subscriber> subscribers(long workspaceId, List<Long> ids) {
        return jdbc.sql(SUBSCRIBERS)
                .param(workspaceId)
                .param(ids.toArray(Long[]::new))
                .query((row, _) -> new Subscriber(
                        row.getLong(1),
                        Objects.requireNonNull(row.getString(2)),
                        Objects.requireNonNull(row.getString(3)),
                        Objects.requireNonNull(row.getString(4)),
                        row.getString(5),
                        Objects.requireNonNull(row.getString(6)),
                        Objects.requireNonNull(row.getString(7)),
                        row.getTimestamp(8).toInstant(),
                        row.getBigDecimal(9),
                        row.getString(10),
                        row.getString(11)))
                .list();
    }

    /** What came of a subscriber. @param changes JSON @param payload as it came; null once that was let go of */
    record Arrival(
            String kind,
            @Nullable String source,
            String outcome,
            String changes,
            @Nullable String payload,
            @Nullable Long jobId,
            Instant at) {}

    private static final String ARRIVALS = """
            SELECT e.subscriber_id, e.kind, f.slug, e.outcome, e.changes, e.payload, e.job_id, e.at
            FROM weir.subscriber_event e
            LEFT JOIN weir.audience_source f ON f.id = e.source_id AND f.workspace_id = e.workspace_id
            WHERE e.workspace_id = ? AND e.subscriber_id = ANY (?) ORDER BY e.subscriber_id, e.id
            """;

    Map<Long, List<Arrival>> arrivals(long workspaceId, List<Long> subscribers) {
        Map<Long, List<Arrival>> arrivals = new HashMap<>();
        jdbc.sql(ARRIVALS)
                .param(workspaceId)
                .param(subscribers.toArray(Long[]::new))
                .query(row -> {
                    arrivals.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())
                            .add(new Arrival(
                                    Objects.requireNonNull(row.getString(2)),
                                    row.getString(3),
                                    Objects.requireNonNull(row.getString(4)),
                                    Objects.requireNonNull(row.getString(5)),
                                    row.getString(6),
                                    row.getObject(7, Long.class),
                                    row.getTimestamp(8).toInstant()));
                });
        return arrivals;
    }

    private static final String REFUSED = """
            SELECT e.kind, f.slug, e.outcome, e.changes, e.payload, e.at
            FROM weir.subscriber_event e
            LEFT JOIN weir.audience_source f ON f.id = e.source_id AND f.workspace_id = e.workspace_id
            WHERE e.workspace_id = ? AND e.id > ? AND e.id <= ? AND e.outcome = 'refused' AND e.payload ~* ?
            ORDER BY e.id
            """;

    /** What came, was refused, and mentions any of it, of the numbers behind {@code from} up to {@code to}. */
    List<Arrival> refused(long workspaceId, long from, long to, Mentions mentions) {
        return jdbc.sql(REFUSED)
                .params(workspaceId, from, to, mentions.expression())
                .query((row, _) -> new Arrival(
                        Objects.requireNonNull(row.getString(1)),
                        row.getString(2),
                        Objects.requireNonNull(row.getString(3)),
                        Objects.requireNonNull(row.getString(4)),
                        row.getString(5),
                        null,
                        row.getTimestamp(6).toInstant()))
                .list();
    }

    /** What was wanted of enrichment for a subscriber. @param state see {@code weir.enrichment_request} */
    record Wanted(
            String blueprint,
            int state,
            @Nullable Long jobId,
            @Nullable String reason,
            Instant at) {}

    private static final String WANTED = """
            SELECT subscriber_id, blueprint, state, job_id, reason, created_at FROM weir.enrichment_request
            WHERE workspace_id = ? AND subscriber_id = ANY (?) ORDER BY subscriber_id, id
            """;

    Map<Long, List<Wanted>> wanted(long workspaceId, List<Long> subscribers) {
        Map<Long, List<Wanted>> wanted = new HashMap<>();
        jdbc.sql(WANTED)
                .param(workspaceId)
                .param(subscribers.toArray(Long[]::new))
                .query(row -> {
                    wanted.computeIfAbsent(row.getLong(1), _ -> new ArrayList<>())
                            .add(new Wanted(
                                    Objects.requireNonNull(row.getString(2)),
                                    row.getInt(3),
                                    row.getObject(4, Long.class),
                                    row.getString(5),
                                    row.getTimestamp(6).toInstant()));
                });
        return wanted;
    }

    private JdbcClient.StatementSpec of(String sql, long workspaceId, List<CellRef> rows) {
        return jdbc.sql(sql)
                .param(rows.stream().mapToLong(CellRef::jobId).toArray())
                .param(rows.stream().mapToInt(CellRef::rowIndex).toArray())
                .param(workspaceId);
    }
}
