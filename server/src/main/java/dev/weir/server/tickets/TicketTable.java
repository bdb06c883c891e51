package dev.weir.server.tickets;

import dev.weir.provider.OperationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.ticket}. Every change of state carries its guard in the WHERE. */
final class TicketTable {

    private static final RowMapper<Ticket> TICKET = (row, _) -> ticket(row);

    private final JdbcClient jdbc;

    TicketTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static Ticket ticket(ResultSet row) throws SQLException {
        String provider = row.getString("provider");
        String ask = row.getString("ask");
        java.sql.Array events = row.getArray("events");
        long submission = row.getLong("submission_id");
        Long submissionId = row.wasNull() ? null : submission;
        long group = row.getLong("gather_group");
        Long gatherGroup = row.wasNull() ? null : group;
        return new Ticket(
                row.getLong("id"),
                row.getLong("workspace_id"),
                row.getLong("job_id"),
                row.getInt("row_idx"),
                row.getInt("step"),
                row.getInt("place"),
                row.getInt("attempt"),
                row.getString("key"),
                provider == null ? null : new OperationId(provider, row.getString("operation")),
                ask == null ? null : AskJson.read(ask),
                events == null ? List.of() : Arrays.asList((String[]) events.getArray()),
                submissionId,
                gatherGroup,
                TicketState.values()[row.getInt("state")],
                row.getInt("tries"),
                row.getTimestamp("due_at").toInstant(),
                row.getTimestamp("deadline").toInstant(),
                row.getTimestamp("created_at").toInstant(),
                instant(row, "sent_at"),
                instant(row, "ended_at"));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }

    // Arrays of arrays have one length in PostgreSQL, so events come joined; no event's name holds the separator. An
    // awaited event is out from the start.
    private static final String INSERT = """
            INSERT INTO weir.ticket (workspace_id, job_id, row_idx, step, place, attempt, kind, key, provider, operation,
                                     ask, events, state, due_at, deadline, created_at, sent_at)
            SELECT workspace_id, job_id, row_idx, step, place, attempt, CASE WHEN ask IS NULL THEN 2 ELSE 1 END, key,
                   provider, operation, ask, string_to_array(events, E'\\n'), CASE WHEN ask IS NULL THEN 1 ELSE 0 END,
                   now + linger * interval '1 millisecond', now + patience * interval '1 millisecond', now,
                   CASE WHEN ask IS NULL THEN now END
            FROM unnest(?::bigint[], ?::bigint[], ?::int[], ?::smallint[], ?::smallint[], ?::smallint[], ?::text[],
                        ?::text[], ?::text[], ?::text[], ?::text[], ?::bigint[], ?::bigint[])
                 AS t (workspace_id, job_id, row_idx, step, place, attempt, key, provider, operation, ask, events, linger,
                       patience)
            CROSS JOIN (SELECT weir.now() AS now) AS clock
            ON CONFLICT (job_id, row_idx, step, place, attempt) DO NOTHING
            """;

    /** Returns how many were not there before. */
    int insert(List<NewTicket> tickets) {
        int n = tickets.size();
        long[] workspaces = new long[n];
        long[] jobs = new long[n];
        int[] rows = new int[n];
        short[] steps = new short[n];
        short[] places = new short[n];
        short[] attempts = new short[n];
        String[] keys = new String[n];
        @Nullable String[] providers = new @Nullable String[n];
        @Nullable String[] operations = new @Nullable String[n];
        @Nullable String[] asks = new @Nullable String[n];
        @Nullable String[] events = new @Nullable String[n];
        long[] lingers = new long[n];
        long[] patiences = new long[n];
        for (int i = 0; i < n; i++) {
            NewTicket ticket = tickets.get(i);
            workspaces[i] = ticket.workspaceId();
            jobs[i] = ticket.jobId();
            rows[i] = ticket.rowIndex();
            steps[i] = (short) ticket.step();
            places[i] = (short) ticket.place();
            attempts[i] = (short) ticket.attempt();
            keys[i] = ticket.key();
            OperationId operation = ticket.operation();
            providers[i] = operation == null ? null : operation.provider();
            operations[i] = operation == null ? null : operation.operation();
            asks[i] = ticket.ask() == null ? null : AskJson.write(ticket.ask());
            events[i] = ticket.events().isEmpty() ? null : String.join("\n", ticket.events());
            lingers[i] = ticket.linger().toMillis();
            patiences[i] = ticket.patience().toMillis();
        }
        return jdbc.sql(INSERT)
                .param(workspaces)
                .param(jobs)
                .param(rows)
                .param(steps)
                .param(places)
                .param(attempts)
                .param(keys)
                .param(providers)
                .param(operations)
                .param(asks)
                .param(events)
                .param(lingers)
                .param(patiences)
                .update();
    }

    private static final String BY_KEY = "SELECT * FROM weir.ticket WHERE workspace_id = ? AND key = ?";

    Optional<Ticket> byKey(long workspaceId, String key) {
        return jdbc.sql(BY_KEY).params(workspaceId, key).query(TICKET).optional();
    }

    private static final String BY_IDS =
            "SELECT * FROM weir.ticket WHERE workspace_id = ? AND id = ANY (?) ORDER BY id";

    List<Ticket> byIds(long workspaceId, Collection<Long> ids) {
        return jdbc.sql(BY_IDS)
                .param(workspaceId)
                .param(array(ids))
                .query(TICKET)
                .list();
    }

    private static final String LOCK = BY_IDS + " FOR NO KEY UPDATE";

    /** The same, and nobody else changes them until the transaction ends. */
    List<Ticket> lock(long workspaceId, Collection<Long> ids) {
        return jdbc.sql(LOCK).param(workspaceId).param(array(ids)).query(TICKET).list();
    }

    private static final String OF_ROWS = """
            SELECT * FROM weir.ticket WHERE workspace_id = ? AND job_id = ? AND row_idx = ANY (?)
            ORDER BY row_idx, step, place, attempt
            """;

    List<Ticket> ofRows(long workspaceId, long jobId, Collection<Integer> rows) {
        return jdbc.sql(OF_ROWS)
                .param(workspaceId)
                .param(jobId)
                .param(indexes(rows))
                .query(TICKET)
                .list();
    }

    private static final String OF_SUBMISSION =
            "SELECT * FROM weir.ticket WHERE workspace_id = ? AND submission_id = ? ORDER BY id";

    List<Ticket> ofSubmission(long workspaceId, long submissionId) {
        return jdbc.sql(OF_SUBMISSION)
                .params(workspaceId, submissionId)
                .query(TICKET)
                .list();
    }

    private static final String ASKED_IN = """
            SELECT s.id AS asked_in, t.*
            FROM weir.submission s
            CROSS JOIN LATERAL (
                SELECT * FROM weir.ticket i WHERE i.workspace_id = s.workspace_id AND i.submission_id = s.id
                UNION ALL
                SELECT * FROM weir.ticket h
                WHERE h.workspace_id = s.workspace_id AND h.id = ANY (s.handed_on)
                  AND h.submission_id IS DISTINCT FROM s.id) AS t
            WHERE s.workspace_id = ? AND s.id = ANY (?)
            ORDER BY t.id
            """;

    /** By submission, what is or ended in it, and what was handed on from it. */
    Map<Long, List<Ticket>> askedIn(long workspaceId, Collection<Long> submissionIds) {
        Map<Long, List<Ticket>> asked = new HashMap<>();
        jdbc.sql(ASKED_IN).param(workspaceId).param(array(submissionIds)).query(row -> {
            asked.computeIfAbsent(row.getLong("asked_in"), _ -> new ArrayList<>())
                    .add(ticket(row));
        });
        return asked;
    }

    private static final String ANSWERED_IN = """
            UPDATE weir.ticket t SET submission_id = m.submission_id
            FROM unnest(?::bigint[], ?::bigint[]) AS m (id, submission_id)
            WHERE t.workspace_id = ? AND t.id = m.id AND t.id = ANY (?) AND t.state = 2
            """;

    /** These, which have ended, were answered in those submissions. @param by submissions by ticket */
    void answeredIn(long workspaceId, Map<Long, Long> by) {
        List<Long> ids = List.copyOf(by.keySet());
        jdbc.sql(ANSWERED_IN)
                .param(array(ids))
                .param(ids.stream().mapToLong(id -> by.getOrDefault(id, 0L)).toArray())
                .param(workspaceId)
                .param(array(ids))
                .update();
    }

    private static final String END = """
            UPDATE weir.ticket SET state = ?, ended_at = weir.now()
            WHERE workspace_id = ? AND id = ANY (?) AND state IN (0, 1)
            """;

    /** Ends those that are open. Returns how many were. */
    int end(long workspaceId, Collection<Long> ids, TicketState state) {
        return jdbc.sql(END)
                .param(state.ordinal())
                .param(workspaceId)
                .param(array(ids))
                .update();
    }

    private static final String CANCEL = """
            UPDATE weir.ticket t SET state = 4, ended_at = weir.now()
            FROM unnest(?::bigint[], ?::int[]) AS r (job_id, row_idx)
            WHERE t.job_id = r.job_id AND t.row_idx = r.row_idx AND t.state IN (0, 1)
            RETURNING t.workspace_id, t.submission_id
            """;

    /** Cancels what is open of these rows. Returns the submissions in which it was out, by workspace. */
    Map<Long, Set<Long>> cancel(long[] jobs, int[] rows) {
        Map<Long, Set<Long>> out = new TreeMap<>();
        jdbc.sql(CANCEL).param(jobs).param(rows).query(row -> {
            long submission = row.getLong(2);
            if (!row.wasNull()) {
                out.computeIfAbsent(row.getLong(1), _ -> new TreeSet<>()).add(submission);
            }
        });
        return out;
    }

    private static final String COUNT_OPEN = "SELECT count(*) FROM weir.ticket WHERE job_id = ? AND state IN (0, 1)";

    int countOpen(long jobId) {
        return jdbc.sql(COUNT_OPEN).param(jobId).query(Integer.class).single();
    }

    // A signal of before the ticket counts, too. Each of the two is one look-up in signal_job; together they would be a
    // walk over all signals of that name.
    private static final String SIGNALLED = """
            UPDATE weir.ticket t SET state = 2, ended_at = weir.now()
            WHERE t.job_id = ? AND t.row_idx = ANY (?) AND t.state = 1 AND t.kind = 2
              AND (EXISTS (SELECT FROM weir.signal s
                           WHERE s.job_id = t.job_id AND s.name = ANY (t.events) AND s.row_idx = t.row_idx OFFSET 0)
                OR EXISTS (SELECT FROM weir.signal s
                           WHERE s.job_id = t.job_id AND s.name = ANY (t.events) AND s.row_idx IS NULL OFFSET 0))
            """;

    /** Answers the tickets of these rows whose event has come. */
    int signalled(long jobId, Collection<Integer> rows) {
        return jdbc.sql(SIGNALLED).param(jobId).param(indexes(rows)).update();
    }

    // An answer that came before the row had run again after the time-out was judged like any, with its own record.
    private static final String LATE = """
            SELECT t.* FROM weir.ticket t
            WHERE t.workspace_id = ? AND t.job_id = ? AND t.row_idx = ANY (?) AND t.state = 3 AND t.kind = 1
              AND EXISTS (SELECT FROM weir.evidence e
                          WHERE e.job_id = t.job_id AND e.row_idx = t.row_idx AND e.step = t.step AND e.place = t.place)
              AND NOT EXISTS (SELECT FROM weir.enrichment_record r
                              WHERE r.job_id = t.job_id AND r.row_idx = t.row_idx AND r.step = t.step
                                AND r.place = t.place AND (r.late OR r.verdict <> 'timed_out'))
            ORDER BY t.row_idx, t.step, t.place
            """;

    /** Those that timed out, were answered after it, and have no record of that answer yet. */
    List<Ticket> late(long workspaceId, long jobId, Collection<Integer> rows) {
        return jdbc.sql(LATE)
                .param(workspaceId)
                .param(jobId)
                .param(indexes(rows))
                .query(TICKET)
                .list();
    }

    // ------------------------------------------------------------------------------------------- handing over

    // Jumps from one operation to the next, however many tickets wait for each.
    private static final String GROUPS = """
            WITH RECURSIVE g AS (
                (SELECT workspace_id, provider, operation FROM weir.ticket
                 WHERE workspace_id = ANY (?) AND state = 0 AND kind = 1
                 ORDER BY workspace_id, provider, operation LIMIT 1)
                UNION ALL
                SELECT n.workspace_id, n.provider, n.operation
                FROM g CROSS JOIN LATERAL (
                    SELECT t.workspace_id, t.provider, t.operation FROM weir.ticket t
                    WHERE t.workspace_id = ANY (?) AND t.state = 0 AND t.kind = 1
                      AND (t.workspace_id, t.provider, t.operation) > (g.workspace_id, g.provider, g.operation)
                    ORDER BY t.workspace_id, t.provider, t.operation LIMIT 1) AS n)
            SELECT g.workspace_id, g.provider, g.operation, d.due, s.soon
            FROM g
            CROSS JOIN LATERAL (
                SELECT count(*)::int AS due FROM (
                    SELECT FROM weir.ticket t
                    WHERE t.workspace_id = g.workspace_id AND t.provider = g.provider AND t.operation = g.operation
                      AND t.state = 0 AND t.kind = 1 AND t.due_at <= weir.now() LIMIT ?) AS counted) AS d
            CROSS JOIN LATERAL (
                SELECT count(*)::int AS soon FROM (
                    SELECT FROM weir.ticket t
                    WHERE t.workspace_id = g.workspace_id AND t.provider = g.provider AND t.operation = g.operation
                      AND t.state = 0 AND t.kind = 1 AND t.due_at <= weir.now() + ? * interval '1 millisecond' LIMIT ?)
                    AS counted) AS s
            """;

    /** @param most is counted no further */
    List<Submissions.Gathered> groups(Collection<Long> workspaceIds, Duration soon, int most) {
        long[] workspaces = array(workspaceIds);
        return jdbc.sql(GROUPS)
                .param(workspaces)
                .param(workspaces)
                .param(most)
                .param(soon.toMillis())
                .param(most)
                .query((row, _) -> new Submissions.Gathered(
                        row.getLong(1),
                        new OperationId(row.getString(2), row.getString(3)),
                        row.getInt(4),
                        row.getInt(5)))
                .list();
    }

    private static final String TAKE = """
            SELECT * FROM weir.ticket
            WHERE workspace_id = ? AND provider = ? AND operation = ? AND state = 0 AND kind = 1
              AND due_at <= weir.now() + ? * interval '1 millisecond'
            ORDER BY due_at, id LIMIT ? FOR NO KEY UPDATE SKIP LOCKED
            """;

    /** Locks gathered tickets of an operation that are due within that time, the oldest first. */
    List<Ticket> take(long workspaceId, OperationId operation, Duration within, int most) {
        return jdbc.sql(TAKE)
                .params(workspaceId, operation.provider(), operation.operation(), within.toMillis(), most)
                .query(TICKET)
                .list();
    }

    private static final String TAKE_OF_NO_GROUP = """
            SELECT * FROM weir.ticket
            WHERE workspace_id = ? AND provider = ? AND operation = ? AND state = 0 AND kind = 1
              AND due_at <= weir.now() + ? * interval '1 millisecond' AND gather_group IS NULL
            ORDER BY due_at, id LIMIT ? FOR NO KEY UPDATE SKIP LOCKED
            """;

    /** The same, of those that may be handed over with any others. */
    List<Ticket> takeOfNoGroup(long workspaceId, OperationId operation, Duration within, int most) {
        return jdbc.sql(TAKE_OF_NO_GROUP)
                .params(workspaceId, operation.provider(), operation.operation(), within.toMillis(), most)
                .query(TICKET)
                .list();
    }

    private static final String TAKE_GROUP = """
            SELECT * FROM weir.ticket
            WHERE workspace_id = ? AND gather_group = ? AND state = 0
              AND due_at <= weir.now() + ? * interval '1 millisecond'
            ORDER BY id LIMIT ? FOR NO KEY UPDATE SKIP LOCKED
            """;

    /** The same, of one group. */
    List<Ticket> takeGroup(long workspaceId, long group, Duration within, int most) {
        return jdbc.sql(TAKE_GROUP)
                .params(workspaceId, group, within.toMillis(), most)
                .query(TICKET)
                .list();
    }

    private static final String GROUP =
            "UPDATE weir.ticket SET gather_group = ? WHERE workspace_id = ? AND id = ANY (?) AND state = 0";

    /** Has these, as far as they are gathered, handed over together and with no others. */
    void group(long workspaceId, Collection<Long> ids, long group) {
        jdbc.sql(GROUP).param(group).param(workspaceId).param(array(ids)).update();
    }

    // What it has left of its patience is all of it: time runs from when it is out.
    private static final String BIND = """
            UPDATE weir.ticket t
            SET state = 1, submission_id = b.submission_id, sent_at = weir.now(),
                deadline = weir.now() + (t.deadline - t.created_at)
            FROM unnest(?::bigint[], ?::bigint[]) AS b (id, submission_id)
            WHERE t.workspace_id = ? AND t.id = b.id AND t.id = ANY (?) AND t.state = 0
            """;

    /** Each of them to the submission beside it. */
    int bind(long workspaceId, long[] ids, long[] submissionIds) {
        return jdbc.sql(BIND)
                .param(ids)
                .param(submissionIds)
                .param(workspaceId)
                .param(ids)
                .update();
    }

    private static final String RELEASE = """
            UPDATE weir.ticket
            SET state = 0, submission_id = NULL, sent_at = NULL, tries = tries + ?,
                deadline = created_at + (deadline - sent_at),
                due_at = weir.now() + ? * interval '1 millisecond'
            WHERE workspace_id = ? AND submission_id = ? AND state = 1
            """;

    /** Those of a submission that are still out are gathered again. */
    int release(long workspaceId, long submissionId, int tries, Duration after) {
        return jdbc.sql(RELEASE)
                .params(tries, after.toMillis(), workspaceId, submissionId)
                .update();
    }

    private static final String AGAIN = """
            UPDATE weir.ticket
            SET state = 0, submission_id = NULL, sent_at = NULL, tries = tries + 1,
                deadline = created_at + (deadline - sent_at),
                due_at = weir.now() + ? * interval '1 millisecond'
            WHERE workspace_id = ? AND id = ANY (?) AND submission_id = ? AND state = 1
            RETURNING id
            """;

    /** Of these of a submission, those that are still out are gathered again. Returns which were. */
    List<Long> again(long workspaceId, Collection<Long> ids, long submissionId, Duration after) {
        return jdbc.sql(AGAIN)
                .param(after.toMillis())
                .param(workspaceId)
                .param(array(ids))
                .param(submissionId)
                .query((row, _) -> row.getLong(1))
                .list();
    }

    private static final String POSTPONE = """
            UPDATE weir.ticket SET due_at = weir.now() + ? * interval '1 millisecond'
            WHERE workspace_id = ? AND id = ANY (?) AND state = 0
            """;

    void postpone(long workspaceId, Collection<Long> ids, Duration by) {
        jdbc.sql(POSTPONE)
                .param(by.toMillis())
                .param(workspaceId)
                .param(array(ids))
                .update();
    }

    // Whoever has locked one of them sees for itself that its job takes no calls.
    private static final String HOLD = """
            UPDATE weir.ticket SET due_at = 'infinity'
            WHERE id = ANY (ARRAY(
                SELECT id FROM weir.ticket
                WHERE workspace_id = ? AND job_id = ? AND state = 0 AND kind = 1 AND due_at < 'infinity'
                LIMIT ? FOR NO KEY UPDATE SKIP LOCKED))
            """;

    /** Keeps what is gathered of a job from being due. */
    void hold(long workspaceId, long jobId, int most) {
        jdbc.sql(HOLD).params(workspaceId, jobId, most).update();
    }

    // Jumps from one job to the next, however much is held of each.
    private static final String HELD = """
            WITH RECURSIVE j AS (
                (SELECT workspace_id, job_id FROM weir.ticket
                 WHERE workspace_id = ANY (?) AND state = 0 AND due_at = 'infinity'
                 ORDER BY workspace_id, job_id LIMIT 1)
                UNION ALL
                SELECT n.workspace_id, n.job_id
                FROM j CROSS JOIN LATERAL (
                    SELECT t.workspace_id, t.job_id FROM weir.ticket t
                    WHERE t.workspace_id = ANY (?) AND t.state = 0 AND t.due_at = 'infinity'
                      AND (t.workspace_id, t.job_id) > (j.workspace_id, j.job_id)
                    ORDER BY t.workspace_id, t.job_id LIMIT 1) AS n)
            SELECT workspace_id, job_id FROM j
            """;

    /** Jobs of which something is held. */
    List<Submissions.Held> held(Collection<Long> workspaceIds) {
        long[] workspaces = array(workspaceIds);
        return jdbc.sql(HELD)
                .param(workspaces)
                .param(workspaces)
                .query((row, _) -> new Submissions.Held(row.getLong(1), row.getLong(2)))
                .list();
    }

    private static final String LET_GO = """
            UPDATE weir.ticket SET due_at = weir.now()
            WHERE workspace_id = ? AND job_id = ? AND state = 0 AND due_at = 'infinity'
            """;

    void letGo(long workspaceId, long jobId) {
        jdbc.sql(LET_GO).params(workspaceId, jobId).update();
    }

    /** Whether one that is out is overdue, one that is gathered is to leave, or one is held back. */
    static final String ANY_DUE = """
            SELECT EXISTS (SELECT FROM weir.ticket WHERE state = 1 AND deadline <= (SELECT weir.now()))
                OR EXISTS (SELECT FROM weir.ticket WHERE state = 0 AND due_at = 'infinity')
                OR EXISTS (
                    WITH RECURSIVE g AS (
                        (SELECT workspace_id, provider, operation FROM weir.ticket
                         WHERE state = 0 AND kind = 1 ORDER BY workspace_id, provider, operation LIMIT 1)
                        UNION ALL
                        SELECT n.workspace_id, n.provider, n.operation
                        FROM g CROSS JOIN LATERAL (
                            SELECT t.workspace_id, t.provider, t.operation FROM weir.ticket t
                            WHERE t.state = 0 AND t.kind = 1
                              AND (t.workspace_id, t.provider, t.operation) > (g.workspace_id, g.provider, g.operation)
                            ORDER BY t.workspace_id, t.provider, t.operation LIMIT 1) AS n)
                    SELECT FROM g
                    WHERE EXISTS (SELECT FROM weir.ticket t
                                  WHERE t.workspace_id = g.workspace_id AND t.provider = g.provider
                                    AND t.operation = g.operation AND t.state = 0 AND t.kind = 1
                                    AND t.due_at <= (SELECT weir.now())))
            """;

    // What is gathered has not left: its time has yet to begin. Of all workspaces together the oldest, so that none of
    // which much is overdue keeps the others waiting.
    private static final String OVERDUE = """
            SELECT * FROM weir.ticket
            WHERE workspace_id = ANY (?) AND state = 1 AND deadline <= weir.now()
            ORDER BY deadline LIMIT ?
            """;

    List<Ticket> overdue(Collection<Long> workspaceIds, int most) {
        return jdbc.sql(OVERDUE)
                .param(array(workspaceIds))
                .param(most)
                .query(TICKET)
                .list();
    }

    private static int[] indexes(Collection<Integer> rows) {
        return rows.stream().mapToInt(Integer::intValue).toArray();
    }

    static long[] array(Collection<Long> ids) {
        return ids.stream().mapToLong(Long::longValue).toArray();
    }
}
