package dev.weir.server.credits;

import dev.weir.server.workspace.Alike;
import java.sql.Timestamp;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.transfer}, which only grows. */
final class TransferTable {

    private final JdbcClient jdbc;

    TransferTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.transfer (workspace_id, debit, credit, amount, kind, job_id, at)
            VALUES (?, ?, ?, ?, ?, ?, weir.now()) RETURNING id
            """;

    /** Returns its number. */
    long insert(long workspaceId, long debit, long credit, long milli, TransferKind kind, long jobId) {
        return jdbc.sql(INSERT)
                .param(workspaceId)
                .param(debit)
                .param(credit)
                .param(milli)
                .param(kind.code)
                .param(jobId)
                .query(Long.class)
                .single();
    }

    private static final String INSERT_REPAYMENT = """
            INSERT INTO weir.transfer (workspace_id, debit, credit, amount, kind, job_id, row_idx, step, place, at)
            SELECT workspace_id, credit, ?, ?, 6, job_id, row_idx, step, place, weir.now()
            FROM weir.transfer WHERE workspace_id = ? AND at = ? AND id = ? AND kind = 3
            RETURNING id
            """;

    private static final String INSERT_REFUND = """
            INSERT INTO weir.refund (workspace_id, key, transfer_id, post_id, amount, reason, at)
            VALUES (?, ?, ?, ?, ?, ?, weir.now())
            """;

    /** Gives some of a post back to a workspace's own account. Returns the new transfer's number. */
    long insertRepayment(Transaction post, long to, long milli, RefundRequest request) {
        long id = jdbc.sql(INSERT_REPAYMENT)
                .param(to)
                .param(milli)
                .param(request.workspaceId())
                .param(Timestamp.from(post.at()))
                .param(post.id())
                .query(Long.class)
                .single();
        jdbc.sql(INSERT_REFUND)
                .param(request.workspaceId())
                .param(request.key())
                .param(id)
                .param(post.id())
                .param(milli)
                .param(request.reason())
                .update();
        return id;
    }

    private static final String REFUNDED_BY = """
            SELECT transfer_id, post_id, amount FROM weir.refund WHERE workspace_id = ? AND key = ?
            """;

    /** A refund that was made. */
    record Refund(long transferId, long postId, long amount) {}

    Optional<Refund> refundOf(long workspaceId, String key) {
        return jdbc.sql(REFUNDED_BY)
                .param(workspaceId)
                .param(key)
                .query(Refund.class)
                .optional();
    }

    private static final String REPAID = "SELECT coalesce(sum(amount), 0) FROM weir.refund WHERE workspace_id = ?";

    /** All that was given back to a workspace's own account. */
    long repaid(long workspaceId) {
        return jdbc.sql(REPAID).param(workspaceId).query(Long.class).single();
    }

    private static final String BACK_SO_FAR = """
            SELECT coalesce((SELECT sum(amount) FROM weir.transfer WHERE job_id = ? AND row_idx = ? AND step = ?
                                                                     AND place = ? AND kind = 5), 0)
                 + coalesce((SELECT sum(amount) FROM weir.transfer WHERE job_id = ? AND row_idx = ? AND step = ?
                                                                     AND place = ? AND kind = 6), 0)
            """;

    /** What was given back of an asking's post, whether to its job or to its workspace. */
    long backSoFar(long jobId, Transaction.Asking asking) {
        JdbcClient.StatementSpec statement = jdbc.sql(BACK_SO_FAR);
        for (int i = 0; i < 2; i++) {
            statement = statement
                    .param(jobId)
                    .param(asking.rowIndex())
                    .param((short) asking.step())
                    .param((short) asking.place());
        }
        return statement.query(Long.class).single();
    }

    private static final RowMapper<Transaction> TRANSACTION = (row, _) -> {
        Transaction.Kind kind = Transaction.Kind.values()[row.getInt("kind") - 1];
        boolean ofAsking =
                kind == Transaction.Kind.POST || kind == Transaction.Kind.REFUND || kind == Transaction.Kind.REPAYMENT;
        return new Transaction(
                row.getLong("id"),
                kind,
                row.getLong("amount"),
                kind == Transaction.Kind.GRANT ? null : row.getLong("job_id"),
                ofAsking
                        ? new Transaction.Asking(row.getInt("row_idx"), row.getInt("step"), row.getInt("place"))
                        : null,
                row.getTimestamp("at").toInstant());
    };

    // A planner without fresh statistics takes a workspace's transfers for a handful, and would read and sort a million
    // of
    // them for a page. Until the transaction ends, it walks the index.
    private static final String WALK_THE_INDEX =
            "SELECT set_config('enable_bitmapscan', 'off', true), set_config('enable_sort', 'off', true)";

    private void walkTheIndex() {
        jdbc.sql(WALK_THE_INDEX).query().singleRow();
    }

    private static final String NEWEST = """
            SELECT id, kind, amount, job_id, row_idx, step, place, at FROM weir.transfer
            WHERE workspace_id = ? ORDER BY at DESC, id DESC OFFSET ? LIMIT ?
            """;

    List<Transaction> newest(long workspaceId, long skip, int most) {
        walkTheIndex();
        return jdbc.sql(NEWEST)
                .param(workspaceId)
                .param(skip)
                .param(most)
                .query(TRANSACTION)
                .list();
    }

    private static final String BEFORE = """
            SELECT id, kind, amount, job_id, row_idx, step, place, at FROM weir.transfer
            WHERE workspace_id = ? AND (at, id) < (?, ?) ORDER BY at DESC, id DESC LIMIT ?
            """;

    List<Transaction> before(long workspaceId, Transaction.Mark mark, int most) {
        walkTheIndex();
        return jdbc.sql(BEFORE)
                .param(workspaceId)
                .param(Timestamp.from(mark.at()))
                .param(mark.id())
                .param(most)
                .query(TRANSACTION)
                .list();
    }

    private static final String COUNT = "SELECT count(*) FROM weir.transfer WHERE workspace_id = ?";

    long count(long workspaceId) {
        return jdbc.sql(COUNT).param(workspaceId).query(Long.class).single();
    }

    // One row in a day of the index: nobody asks for it but a person.
    private static final String BY_ID = """
            SELECT id, kind, amount, job_id, row_idx, step, place, at FROM weir.transfer
            WHERE workspace_id = ? AND id = ?
            """;

    Optional<Transaction> byId(long workspaceId, long id) {
        return jdbc.sql(BY_ID).param(workspaceId).param(id).query(TRANSACTION).optional();
    }

    private static final String INSERT_NEW_POSTS = """
            INSERT INTO weir.transfer (workspace_id, debit, credit, amount, kind, job_id, row_idx, step, place, at)
            SELECT workspace_id, debit, credit, amount, 3, job_id, row_idx, step, place, (SELECT weir.now())
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::int[], ?::smallint[], ?::smallint[])
                 AS p (workspace_id, debit, credit, amount, job_id, row_idx, step, place)
            """;
    private static final String IF_NOT_POSTED = "ON CONFLICT (job_id, row_idx, step, place) WHERE kind = 3 DO NOTHING";
    private static final String INSERT_POSTS = INSERT_NEW_POSTS + IF_NOT_POSTED;

    private static final String INSERT_NEW_POSTS_ALIKE = """
            INSERT INTO weir.transfer (workspace_id, debit, credit, amount, kind, job_id, row_idx, step, place, at)
            SELECT ?, ?, ?, ?, 3, ?, row_idx, ?, ?, (SELECT weir.now()) FROM unnest(?::int[]) AS p (row_idx)
            """;
    private static final String INSERT_POSTS_ALIKE = INSERT_NEW_POSTS_ALIKE + IF_NOT_POSTED;

    /** What posts have in common that differ in their rows only. */
    private record Common(long workspaceId, JobAccounts accounts, long amount, long jobId, int step, int place) {
        static Common of(Post post) {
            return new Common(
                    post.workspaceId(), post.accounts(), post.amount(), post.jobId(), post.step(), post.place());
        }
    }

    /**
     * Returns how many were not there before.
     *
     * @param fresh whether none can be; costs less, and fails when one is after all
     */
    int insertPosts(List<Post> posts, boolean fresh) {
        return Alike.of(posts, Common::of)
                .map(kinds -> kinds.entrySet().stream()
                        .mapToInt(kind -> insertPostsAlike(kind.getKey(), kind.getValue(), fresh))
                        .sum())
                .orElseGet(() -> insert(fresh ? INSERT_NEW_POSTS : INSERT_POSTS, posts));
    }

    private int insertPostsAlike(Common common, List<Post> posts, boolean fresh) {
        return jdbc.sql(fresh ? INSERT_NEW_POSTS_ALIKE : INSERT_POSTS_ALIKE)
                .param(common.workspaceId())
                .param(common.accounts().job())
                .param(common.accounts().revenue())
                .param(common.amount())
                .param(common.jobId())
                .param((short) common.step())
                .param((short) common.place())
                .param(posts.stream().mapToInt(Post::rowIndex).toArray())
                .update();
    }

    private static final String INSERT_REFUNDS = """
            INSERT INTO weir.transfer (workspace_id, debit, credit, amount, kind, job_id, row_idx, step, place, at)
            SELECT workspace_id, credit, debit, amount, 5, job_id, row_idx, step, place, (SELECT weir.now())
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::int[], ?::smallint[], ?::smallint[])
                 AS p (workspace_id, debit, credit, amount, job_id, row_idx, step, place)
            ON CONFLICT (job_id, row_idx, step, place) WHERE kind = 5 DO NOTHING
            """;

    /** The reverse of these posts. Returns how many were not reversed before. */
    int insertRefunds(List<Post> posts) {
        return insert(INSERT_REFUNDS, posts);
    }

    private int insert(String statement, List<Post> posts) {
        int n = posts.size();
        long[] workspaces = new long[n];
        long[] debits = new long[n];
        long[] credits = new long[n];
        long[] amounts = new long[n];
        long[] jobs = new long[n];
        int[] rows = new int[n];
        short[] steps = new short[n];
        short[] places = new short[n];
        for (int i = 0; i < n; i++) {
            Post post = posts.get(i);
            workspaces[i] = post.workspaceId();
            debits[i] = post.accounts().job();
            credits[i] = post.accounts().revenue();
            amounts[i] = post.amount();
            jobs[i] = post.jobId();
            rows[i] = post.rowIndex();
            steps[i] = (short) post.step();
            places[i] = (short) post.place();
        }
        return jdbc.sql(statement)
                .param(workspaces)
                .param(debits)
                .param(credits)
                .param(amounts)
                .param(jobs)
                .param(rows)
                .param(steps)
                .param(places)
                .update();
    }
}
