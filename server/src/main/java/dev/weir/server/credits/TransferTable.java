package dev.weir.server.credits;

import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.transfer}, which only grows. */
final class TransferTable {

    private final JdbcClient jdbc;

    TransferTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.transfer (workspace_id, debit, credit, amount, kind, job_id, at)
            VALUES (?, ?, ?, ?, ?, ?, weir.now())
            """;

    void insert(long workspaceId, long debit, long credit, long milli, TransferKind kind, long jobId) {
        jdbc.sql(INSERT)
                .param(workspaceId)
                .param(debit)
                .param(credit)
                .param(milli)
                .param(kind.code)
                .param(jobId)
                .update();
    }

    private static final String INSERT_NEW_POSTS = """
            INSERT INTO weir.transfer (workspace_id, debit, credit, amount, kind, job_id, row_idx, step, place, at)
            SELECT workspace_id, debit, credit, amount, 3, job_id, row_idx, step, place, (SELECT weir.now())
            FROM unnest(?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::bigint[], ?::int[], ?::smallint[], ?::smallint[])
                 AS p (workspace_id, debit, credit, amount, job_id, row_idx, step, place)
            """;
    private static final String INSERT_POSTS =
            INSERT_NEW_POSTS + "ON CONFLICT (job_id, row_idx, step, place) WHERE kind = 3 DO NOTHING";

    /**
     * Returns how many were not there before.
     *
     * @param fresh whether none can be; costs less, and fails when one is after all
     */
    int insertPosts(List<Post> posts, boolean fresh) {
        return insert(fresh ? INSERT_NEW_POSTS : INSERT_POSTS, posts);
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
