package dev.weir.server.credits;

import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.account}. */
final class AccountTable {

    private final JdbcClient jdbc;

    AccountTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.account (workspace_id, kind, job_id, capped)
            VALUES (?, ?, ?, EXISTS (SELECT FROM weir.day_cap WHERE workspace_id = ?))
            ON CONFLICT (workspace_id, kind, job_id) DO NOTHING
            RETURNING id
            """;

    /** Opens an account that is not likely to be there. @return the id of it, or of the one there was */
    long open(long workspaceId, AccountKind kind, long jobId) {
        return jdbc.sql(INSERT)
                .param(workspaceId)
                .param(kind.code)
                .param(jobId)
                .param(workspaceId)
                .query(Long.class)
                .optional()
                .orElseGet(() -> id(workspaceId, kind, jobId));
    }

    /** The id of a workspace's account of that kind, which is opened if need be. */
    long ensure(long workspaceId, AccountKind kind) {
        return find(workspaceId, kind, 0).orElseGet(() -> open(workspaceId, kind, 0));
    }

    private static final String LOCK_JOBS = """
            SELECT id FROM weir.account WHERE workspace_id = ? AND kind = 2 ORDER BY job_id FOR NO KEY UPDATE
            """;

    private static final String CAPPED =
            "UPDATE weir.account SET capped = ? WHERE workspace_id = ? AND kind = 2 AND capped <> ?";

    /** Locks all of a workspace's job accounts and notes on them whether caps by day count them. */
    void capped(long workspaceId, boolean capped) {
        jdbc.sql(LOCK_JOBS).param(workspaceId).query((row, _) -> row.getLong(1)).list();
        jdbc.sql(CAPPED).param(capped).param(workspaceId).param(capped).update();
    }

    private static final String TOTALS = """
            SELECT (SELECT balance FROM weir.account WHERE workspace_id = ? AND kind = 1 AND job_id = 0) AS available,
                   coalesce(sum(balance), 0) AS held, coalesce(sum(open), 0) AS open, coalesce(sum(doubt), 0) AS in_doubt,
                   coalesce(sum(posted), 0) AS posted
            FROM weir.account WHERE workspace_id = ? AND kind = 2
            """;

    WorkspaceBalance totals(long workspaceId) {
        return jdbc.sql(TOTALS)
                .param(workspaceId)
                .param(workspaceId)
                .query((row, _) -> new WorkspaceBalance(
                        row.getLong("available"),
                        row.getLong("held"),
                        row.getLong("open"),
                        row.getLong("in_doubt"),
                        row.getLong("posted")))
                .single();
    }

    private static final String ID = "SELECT id FROM weir.account WHERE workspace_id = ? AND kind = ? AND job_id = ?";

    long id(long workspaceId, AccountKind kind, long jobId) {
        return find(workspaceId, kind, jobId).orElseThrow();
    }

    private Optional<Long> find(long workspaceId, AccountKind kind, long jobId) {
        return jdbc.sql(ID)
                .param(workspaceId)
                .param(kind.code)
                .param(jobId)
                .query(Long.class)
                .optional();
    }

    private static final String BALANCE =
            "SELECT balance FROM weir.account WHERE workspace_id = ? AND kind = ? AND job_id = ?";

    long balance(long workspaceId, AccountKind kind, long jobId) {
        return jdbc.sql(BALANCE)
                .param(workspaceId)
                .param(kind.code)
                .param(jobId)
                .query(Long.class)
                .optional()
                .orElse(0L);
    }

    private static final String LOCKED_BALANCE = "SELECT balance FROM weir.account WHERE id = ? FOR NO KEY UPDATE";

    long lockedBalance(long id) {
        return jdbc.sql(LOCKED_BALANCE).param(id).query(Long.class).single();
    }

    private static final String ADD = "UPDATE weir.account SET balance = balance + ? WHERE id = ?";

    void add(long id, long milli) {
        one(jdbc.sql(ADD).param(milli).param(id).update(), id);
    }

    private static final String ADD_HOLD =
            "UPDATE weir.account SET balance = balance + ?, held = held + ? WHERE id = ?";

    void addHold(long id, long milli) {
        one(jdbc.sql(ADD_HOLD).param(milli).param(milli).param(id).update(), id);
    }

    private static void one(int updated, long id) {
        if (updated != 1) {
            throw new IllegalStateException("account " + id + " is not there");
        }
    }

    private static final String JOB = """
            SELECT held, balance, posted, open, doubt, accepting FROM weir.account
            WHERE workspace_id = ? AND kind = 2 AND job_id = ?
            """;

    JobBalance job(long workspaceId, long jobId) {
        return jdbc.sql(JOB)
                .param(workspaceId)
                .param(jobId)
                .query(JobBalance.class)
                .optional()
                .orElse(JobBalance.NONE);
    }

    private static final String LOCK_JOB = JOB + " FOR NO KEY UPDATE";

    JobBalance lockJob(long workspaceId, long jobId) {
        return jdbc.sql(LOCK_JOB)
                .param(workspaceId)
                .param(jobId)
                .query(JobBalance.class)
                .single();
    }

    private static final String ACCEPTING =
            "UPDATE weir.account SET accepting = ? WHERE workspace_id = ? AND kind = 2 AND job_id = ?";

    void accepting(long workspaceId, long jobId, boolean accepting) {
        jdbc.sql(ACCEPTING).param(accepting).param(workspaceId).param(jobId).update();
    }

    private static final String LOCK = """
            SELECT id FROM weir.account WHERE kind = 2 AND workspace_id = ANY (?) AND job_id = ANY (?)
            ORDER BY job_id FOR NO KEY UPDATE
            """;

    void lock(List<Movement> movements) {
        jdbc.sql(LOCK)
                .param(movements.stream().mapToLong(Movement::workspaceId).toArray())
                .param(movements.stream().mapToLong(Movement::jobId).toArray())
                .query((row, _) -> row.getLong(1))
                .list();
    }

    private static final String MOVE = """
            UPDATE weir.account a
            SET posted = a.posted + m.posted, balance = a.balance - m.posted,
                open = a.open + m.open, doubt = a.doubt + m.doubt
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::int[], ?::bigint[])
                 AS m (workspace_id, job_id, posted, open, doubt, admits, promised)
            WHERE a.workspace_id = m.workspace_id AND a.kind = 2 AND a.job_id = m.job_id
              AND (m.admits = 0
                   OR (a.accepting AND a.open + m.open + a.doubt + m.doubt + m.promised <= a.balance - m.posted))
            RETURNING a.job_id, a.workspace_id, a.capped
            """;

    /** A job that was moved. @param capped whether its workspace has caps by day */
    record Done(long jobId, long workspaceId, boolean capped) {}

    List<Done> move(List<Movement> movements) {
        return jdbc.sql(MOVE)
                .param(movements.stream().mapToLong(Movement::workspaceId).toArray())
                .param(movements.stream().mapToLong(Movement::jobId).toArray())
                .param(movements.stream().mapToLong(Movement::posted).toArray())
                .param(movements.stream().mapToLong(Movement::open).toArray())
                .param(movements.stream().mapToLong(Movement::doubt).toArray())
                .param(movements.stream().mapToInt(m -> m.admits() ? 1 : 0).toArray())
                .param(movements.stream().mapToLong(Movement::promised).toArray())
                .query((row, _) -> new Done(row.getLong(1), row.getLong(2), row.getBoolean(3)))
                .list();
    }
}
