package dev.weir.server.callbacks;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Finds what a secret of ours leads to: submissions by their tokens, tickets by their keys. Many at once. */
final class AddressTable {

    private final JdbcClient jdbc;

    AddressTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A token's hash, and the workspace that it names. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Token(long workspaceId, byte[] hash) {}

    /**
     * A submission.
     *
     * @param open whether anything is still expected of it
     * @param now the database's time
     */
    record Submission(
            long id, String provider, String operation, boolean open, Instant askedAt, Instant deadline, Instant now) {}

    private static final String SUBMISSIONS = """
            SELECT t.n, s.id, s.provider, s.operation, s.state IN (0, 1), coalesce(s.sent_at, s.created_at), s.deadline,
                   (SELECT weir.now())
            FROM unnest(?::bigint[], ?::bytea[]) WITH ORDINALITY AS t (workspace_id, hash, n)
            CROSS JOIN LATERAL (SELECT * FROM weir.submission f
                                WHERE f.workspace_id = t.workspace_id AND f.token_hash = t.hash LIMIT 1) AS s
            """;

    /** By their index in what was given; those that lead nowhere are not there. */
    Map<Integer, Submission> submissions(List<Token> tokens) {
        Map<Integer, Submission> found = new TreeMap<>();
        jdbc.sql(SUBMISSIONS)
                .param(tokens.stream().mapToLong(Token::workspaceId).toArray())
                .param(tokens.stream().map(Token::hash).toArray(byte[][]::new))
                .query(row -> {
                    found.put(
                            row.getInt(1) - 1,
                            new Submission(
                                    row.getLong(2),
                                    row.getString(3),
                                    row.getString(4),
                                    row.getBoolean(5),
                                    row.getTimestamp(6).toInstant(),
                                    row.getTimestamp(7).toInstant(),
                                    row.getTimestamp(8).toInstant()));
                });
        return found;
    }

    /** A ticket's key, and the workspace that it names. */
    record Key(long workspaceId, String text) {}

    /**
     * A ticket of an operation.
     *
     * @param state the code of its state
     * @param submission it is or ended in; 0 for none
     * @param now the database's time
     */
    record Ticket(long id, int state, long submission, Instant deadline, Instant now) {

        /** Whether what is said by it is still kept. */
        boolean isTaken() {
            return now.isBefore(deadline.plus(Callbacks.TAKEN_LATE));
        }
    }

    private static final String TICKETS = """
            SELECT k.n, t.id, t.state, coalesce(t.submission_id, 0), t.deadline, (SELECT weir.now())
            FROM unnest(?::bigint[], ?::text[]) WITH ORDINALITY AS k (workspace_id, key, n)
            CROSS JOIN LATERAL (SELECT * FROM weir.ticket f
                                WHERE f.workspace_id = k.workspace_id AND f.key = k.key AND f.kind = 1 LIMIT 1) AS t
            """;

    /** By their index in what was given; those that lead nowhere are not there. */
    Map<Integer, Ticket> tickets(List<Key> keys) {
        Map<Integer, Ticket> found = new TreeMap<>();
        jdbc.sql(TICKETS)
                .param(keys.stream().mapToLong(Key::workspaceId).toArray())
                .param(keys.stream().map(Key::text).toArray(String[]::new))
                .query(row -> {
                    found.put(
                            row.getInt(1) - 1,
                            new Ticket(
                                    row.getLong(2),
                                    row.getInt(3),
                                    row.getLong(4),
                                    row.getTimestamp(5).toInstant(),
                                    row.getTimestamp(6).toInstant()));
                });
        return found;
    }
}
