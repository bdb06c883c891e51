package dev.weir.server.enrichment;

import java.util.Comparator;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The SQL of {@code weir.follower}: rows that wait for what comes of another row's call, or are in doubt with it. */
final class FollowerTable {

    /** A row that waits for the outcome of another row's call. */
    record Follower(long workspaceId, long jobId, int rowIndex) {}

    private final JdbcClient jdbc;

    FollowerTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private static final String INSERT = """
            INSERT INTO weir.follower (workspace_id, answer_key, job_id, row_idx)
            SELECT * FROM unnest(?::bigint[], ?::bytea[], ?::bigint[], ?::int[])
            ON CONFLICT DO NOTHING
            """;

    /** A row that begins to wait for what comes of that question. */
    record Following(AnswerKey key, long jobId, int rowIndex) {}

    void insert(List<Following> following) {
        jdbc.sql(INSERT)
                .param(following.stream()
                        .mapToLong(one -> one.key().workspaceId())
                        .toArray())
                .param(following.stream().map(one -> one.key().bytes()).toArray(byte[][]::new))
                .param(following.stream().mapToLong(Following::jobId).toArray())
                .param(following.stream().mapToInt(Following::rowIndex).toArray())
                .update();
    }

    private static final String OF = """
            SELECT workspace_id, job_id, row_idx FROM weir.follower
            WHERE workspace_id = ? AND answer_key = ? ORDER BY job_id, row_idx
            """;

    List<Follower> of(AnswerKey key) {
        return jdbc.sql(OF)
                .param(key.workspaceId())
                .param(key.bytes())
                .query((row, _) -> new Follower(row.getLong(1), row.getLong(2), row.getInt(3)))
                .list();
    }

    private static final String TAKE = """
            DELETE FROM weir.follower
            WHERE (workspace_id, answer_key) IN (SELECT * FROM unnest(?::bigint[], ?::bytea[]))
            RETURNING workspace_id, job_id, row_idx
            """;

    /** All that wait for any of these, by job and row; they wait no more. */
    List<Follower> take(List<AnswerKey> keys) {
        return jdbc
                .sql(TAKE)
                .param(keys.stream().mapToLong(AnswerKey::workspaceId).toArray())
                .param(keys.stream().map(AnswerKey::bytes).toArray(byte[][]::new))
                .query((row, _) -> new Follower(row.getLong(1), row.getLong(2), row.getInt(3)))
                .list()
                .stream()
                .sorted(Comparator.comparingLong(Follower::jobId).thenComparingInt(Follower::rowIndex))
                .toList();
    }

    private static final String DELETE = "DELETE FROM weir.follower WHERE workspace_id = ? AND answer_key = ?";

    void delete(AnswerKey key) {
        jdbc.sql(DELETE).param(key.workspaceId()).param(key.bytes()).update();
    }
}
