package dev.weir.server.tickets;

import dev.weir.provider.OperationId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.submission}. Every change of state carries its guard in the WHERE. */
final class SubmissionTable {

    private static final RowMapper<StoredSubmission> STORED = (row, _) -> {
        long total = row.getLong("vendor_total");
        Long vendorTotal = row.wasNull() ? null : total;
        return new StoredSubmission(
                row.getLong("id"),
                row.getLong("workspace_id"),
                new OperationId(row.getString("provider"), row.getString("operation")),
                row.getString("vendor_id"),
                row.getInt("items"),
                SubmissionState.values()[row.getInt("state")],
                row.getBoolean("lost"),
                TicketTable.instant(row, "poll_at"),
                row.getInt("polls"),
                row.getTimestamp("deadline").toInstant(),
                vendorTotal,
                row.getString("detail"),
                row.getTimestamp("created_at").toInstant(),
                TicketTable.instant(row, "sent_at"),
                TicketTable.instant(row, "ended_at"));
    };

    private final JdbcClient jdbc;

    SubmissionTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** One that is about to leave. @param patience how long its answers are waited for */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Leaving(byte[] tokenHash, int items, Duration patience) {}

    private static final String INSERT = """
            INSERT INTO weir.submission (workspace_id, provider, operation, token_hash, items, lease_until, deadline,
                                         created_at)
            SELECT ?, ?, ?, token_hash, items, now + ? * interval '1 millisecond',
                   now + patience * interval '1 millisecond', now
            FROM unnest(?::bytea[], ?::int[], ?::bigint[]) AS s (token_hash, items, patience)
            CROSS JOIN (SELECT weir.now() AS now) AS clock
            RETURNING *
            """;

    /** Those of one operation, in their order. */
    List<StoredSubmission> insert(long workspaceId, OperationId operation, List<Leaving> all, Duration lease) {
        Map<ByteBuffer, StoredSubmission> byToken = new HashMap<>();
        jdbc.sql(INSERT)
                .param(workspaceId)
                .param(operation.provider())
                .param(operation.operation())
                .param(lease.toMillis())
                .param(all.stream().map(Leaving::tokenHash).toArray(byte[][]::new))
                .param(all.stream().mapToInt(Leaving::items).toArray())
                .param(all.stream().mapToLong(one -> one.patience().toMillis()).toArray())
                .query(row -> {
                    byToken.put(
                            ByteBuffer.wrap(row.getBytes("token_hash")), Objects.requireNonNull(STORED.mapRow(row, 0)));
                });
        return all.stream()
                .map(one -> Objects.requireNonNull(byToken.get(ByteBuffer.wrap(one.tokenHash()))))
                .toList();
    }

    private static final String BY_TOKEN = "SELECT * FROM weir.submission WHERE workspace_id = ? AND token_hash = ?";

    Optional<StoredSubmission> byToken(long workspaceId, byte[] hash) {
        return jdbc.sql(BY_TOKEN).param(workspaceId).param(hash).query(STORED).optional();
    }

    private static final String GET = "SELECT * FROM weir.submission WHERE workspace_id = ? AND id = ?";

    Optional<StoredSubmission> get(long workspaceId, long id) {
        return jdbc.sql(GET).params(workspaceId, id).query(STORED).optional();
    }

    // A call-back may have told the end before the vendor's answer to the submission is known.
    private static final String ACCEPTED = """
            UPDATE weir.submission s
            SET state = CASE WHEN s.state = 0 THEN 1 ELSE s.state END, vendor_id = a.vendor_id, sent_at = weir.now(),
                lease_until = NULL, lost = false, again_at = NULL,
                poll_at = CASE WHEN s.state <> 2 THEN weir.now() + a.poll * interval '1 millisecond' END
            FROM unnest(?::bigint[], ?::text[], ?::bigint[]) AS a (id, vendor_id, poll)
            WHERE s.workspace_id = ? AND s.id = a.id AND (s.state IN (0, 2) OR s.lost)
              AND s.id = ANY (ARRAY(SELECT id FROM weir.submission WHERE workspace_id = ? AND id = ANY (?)
                                    ORDER BY id FOR NO KEY UPDATE))
            """;

    /** That the vendor has taken one. @param poll null when it is not asked */
    record Acceptance(
            long id, @Nullable String vendorId, @Nullable Duration poll) {}

    void accepted(long workspaceId, List<Acceptance> all) {
        long[] ids = all.stream().mapToLong(Acceptance::id).toArray();
        @Nullable String[] vendorIds = new @Nullable String[ids.length];
        @Nullable Long[] polls = new @Nullable Long[ids.length];
        for (int i = 0; i < ids.length; i++) {
            Duration poll = all.get(i).poll();
            vendorIds[i] = all.get(i).vendorId();
            polls[i] = poll == null ? null : poll.toMillis();
        }
        jdbc.sql(ACCEPTED)
                .param(ids)
                .param(vendorIds)
                .param(polls)
                .param(workspaceId)
                .param(workspaceId)
                .param(ids)
                .update();
    }

    private static final String REFUSED = """
            UPDATE weir.submission
            SET state = 3, detail = ?, sent_at = weir.now(), ended_at = weir.now(), lease_until = NULL
            WHERE workspace_id = ? AND id = ? AND state = 0
            """;

    boolean refused(long workspaceId, long id, String detail) {
        return jdbc.sql(REFUSED).params(detail, workspaceId, id).update() == 1;
    }

    private static final String LOST = """
            UPDATE weir.submission SET state = 1, lost = true, detail = ?, sent_at = weir.now(), lease_until = NULL,
                again_at = weir.now() + ?::bigint * interval '1 millisecond'
            WHERE workspace_id = ? AND id = ? AND state = 0
            """;

    /** @param again when what is open of it is to be handed over again; null for never */
    boolean lost(long workspaceId, long id, String detail, @Nullable Duration again) {
        return jdbc.sql(LOST)
                        .param(detail)
                        .param(again == null ? null : again.toMillis())
                        .param(workspaceId)
                        .param(id)
                        .update()
                == 1;
    }

    private static final String AGAIN = """
            SELECT * FROM weir.submission
            WHERE workspace_id = ANY (?) AND state = 1 AND again_at <= weir.now()
            ORDER BY workspace_id, again_at LIMIT ?
            """;

    /** Those whose open tickets are to be handed over again now. */
    List<StoredSubmission> again(Collection<Long> workspaceIds, int most) {
        return jdbc.sql(AGAIN)
                .param(TicketTable.array(workspaceIds))
                .param(most)
                .query(STORED)
                .list();
    }

    private static final String HANDED_ON = """
            UPDATE weir.submission SET handed_on = handed_on || ?::bigint[], again_at = NULL
            WHERE workspace_id = ? AND id = ?
            """;

    /** These tickets are in another one now, or were answered by another one. */
    void handedOn(long workspaceId, long id, Collection<Long> tickets) {
        jdbc.sql(HANDED_ON)
                .param(TicketTable.array(tickets))
                .param(workspaceId)
                .param(id)
                .update();
    }

    private static final String ABANDONED = """
            SELECT * FROM weir.submission
            WHERE workspace_id = ANY (?) AND state = 0 AND lease_until < weir.now()
            ORDER BY workspace_id, lease_until LIMIT ?
            """;

    /** Those whose senders have died over them. */
    List<StoredSubmission> abandoned(Collection<Long> workspaceIds, int most) {
        return jdbc.sql(ABANDONED)
                .param(TicketTable.array(workspaceIds))
                .param(most)
                .query(STORED)
                .list();
    }

    private static final String CLAIM_POLLS = """
            UPDATE weir.submission SET lease_until = weir.now() + ? * interval '1 millisecond'
            WHERE id = ANY (ARRAY(
                SELECT id FROM weir.submission
                WHERE workspace_id = ANY (?) AND state = 1 AND poll_at <= weir.now()
                  AND (lease_until IS NULL OR lease_until < weir.now())
                ORDER BY workspace_id, poll_at LIMIT ? FOR NO KEY UPDATE SKIP LOCKED))
            RETURNING *
            """;

    List<StoredSubmission> claimPolls(Collection<Long> workspaceIds, Duration lease, int most) {
        return jdbc.sql(CLAIM_POLLS)
                .param(lease.toMillis())
                .param(TicketTable.array(workspaceIds))
                .param(most)
                .query(STORED)
                .list();
    }

    /** Whether the sender of one has died over it, or one is to be handed over again, or asked about. */
    static final String ANY_DUE = """
            SELECT EXISTS (SELECT FROM weir.submission WHERE state = 0 AND lease_until < (SELECT weir.now()))
                OR EXISTS (SELECT FROM weir.submission WHERE state = 1 AND again_at <= (SELECT weir.now()))
                OR EXISTS (SELECT FROM weir.submission
                           WHERE state = 1 AND poll_at <= (SELECT weir.now())
                             AND (lease_until IS NULL OR lease_until < (SELECT weir.now())))
            """;

    private static final String CLAIM_LAST = """
            UPDATE weir.submission SET lease_until = weir.now() + ? * interval '1 millisecond'
            WHERE workspace_id = ? AND id = ? AND state = 1 AND poll_at IS NOT NULL
              AND (lease_until IS NULL OR lease_until < weir.now())
            RETURNING *
            """;

    /** One that is to be asked a last time; empty when it cannot be, or somebody does. */
    Optional<StoredSubmission> claimLast(long workspaceId, long id, Duration lease) {
        return jdbc.sql(CLAIM_LAST)
                .params(lease.toMillis(), workspaceId, id)
                .query(STORED)
                .optional();
    }

    private static final String POLLED = """
            UPDATE weir.submission
            SET polls = polls + 1, lease_until = NULL, poll_at = weir.now() + ? * interval '1 millisecond'
            WHERE workspace_id = ? AND id = ? AND state = 1
            """;

    void polled(long workspaceId, long id, Duration next) {
        jdbc.sql(POLLED).params(next.toMillis(), workspaceId, id).update();
    }

    private static final String BY_IDS = "SELECT * FROM weir.submission WHERE workspace_id = ? AND id = ANY (?)";

    List<StoredSubmission> byIds(long workspaceId, Collection<Long> ids) {
        return jdbc.sql(BY_IDS)
                .param(workspaceId)
                .param(TicketTable.array(ids))
                .query(STORED)
                .list();
    }

    /** What the vendor has told of one. @param poll when it is asked, if it had no name before; null for never */
    record Telling(
            long id,
            @Nullable Long vendorTotal,
            @Nullable String vendorId,
            @Nullable Duration poll,
            @Nullable String detail,
            boolean ended) {}

    private static final String TOLD = """
            UPDATE weir.submission s
            SET vendor_total = coalesce(t.total, s.vendor_total), detail = coalesce(t.detail, s.detail), lost = false,
                again_at = NULL,
                ended_at = CASE WHEN t.ended AND s.state IN (0, 1) THEN weir.now() ELSE s.ended_at END,
                vendor_id = coalesce(s.vendor_id, t.vendor_id),
                poll_at = CASE WHEN t.ended THEN NULL
                               WHEN s.vendor_id IS NULL AND t.vendor_id IS NOT NULL AND s.state IN (0, 1)
                               THEN weir.now() + t.poll * interval '1 millisecond'
                               ELSE s.poll_at END,
                state = CASE WHEN t.ended AND s.state IN (0, 1) THEN 2 ELSE s.state END
            FROM unnest(?::bigint[], ?::bigint[], ?::text[], ?::bigint[], ?::text[], ?::boolean[])
                AS t (id, total, vendor_id, poll, detail, ended)
            WHERE s.workspace_id = ? AND s.id = t.id AND s.id = ANY (?)
            """;

    /** Notes that, each of another submission. */
    void told(long workspaceId, List<Telling> all) {
        long[] ids = all.stream().mapToLong(Telling::id).toArray();
        Boolean[] ended = all.stream().map(Telling::ended).toArray(Boolean[]::new);
        jdbc.sql(TOLD)
                .param(ids)
                .param(all.stream().map(Telling::vendorTotal).toArray(Long[]::new))
                .param(all.stream().map(Telling::vendorId).toArray(String[]::new))
                .param(all.stream()
                        .map(one -> one.poll() == null ? null : one.poll().toMillis())
                        .toArray(Long[]::new))
                .param(all.stream().map(Telling::detail).toArray(String[]::new))
                .param(ended)
                .param(workspaceId)
                .param(ids)
                .update();
    }

    private static final String LOCK =
            "SELECT id FROM weir.submission WHERE workspace_id = ? AND id = ANY (?) ORDER BY id FOR NO KEY UPDATE";

    private static final String END_EMPTY = """
            UPDATE weir.submission s SET state = 2, ended_at = weir.now(), poll_at = NULL, lease_until = NULL
            WHERE s.workspace_id = ? AND s.id = ANY (?) AND s.state = 1
              AND NOT EXISTS (SELECT FROM weir.ticket t WHERE t.submission_id = s.id AND t.state = 1)
            RETURNING id, vendor_total IS NOT NULL
            """;

    /** Ends those of which no ticket is out any more. Returns those that did, and of which the vendor has said a total. */
    List<Long> endEmpty(long workspaceId, Collection<Long> ids) {
        // Two who end the last two tickets of one at once: the second looks when the first is committed.
        jdbc.sql(LOCK)
                .param(workspaceId)
                .param(TicketTable.array(ids))
                .query(Long.class)
                .list();
        List<Long> told = new ArrayList<>();
        jdbc.sql(END_EMPTY).param(workspaceId).param(TicketTable.array(ids)).query(row -> {
            if (row.getBoolean(2)) {
                told.add(row.getLong(1));
            }
        });
        return told;
    }
}
