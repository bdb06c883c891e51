package dev.weir.peers;

import dev.weir.bench.Contender.Ground;
import dev.weir.bench.peer.Call;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** Statements of contenders: a table of their tasks' own, for engines that keep no results, and counts. */
final class Results {

    /** So slow is nothing that works; what comes later is given up. */
    private static final int ROWS_PER_SECOND_AT_LEAST = 20;

    private static final Duration LOOK = Duration.ofMillis(10);

    private static final String TABLE = "CREATE TABLE result (row_of text PRIMARY KEY, body text NOT NULL)";
    /** What is done at least once may be done again. */
    private static final String KEEP =
            "INSERT INTO result (row_of, body) VALUES (?, ?) ON CONFLICT (row_of) DO NOTHING";

    /** The rows of that table. */
    static final String KEPT = "SELECT count(*) FROM result";

    private Results() {}

    static void makeTable(Ground ground) throws SQLException {
        try (Connection connection = ground.connection();
                Statement statement = connection.createStatement()) {
            statement.execute(TABLE);
        }
    }

    /** In a transaction of the connection's, or one of its own. */
    static void keep(Connection connection, Call call, String body) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(KEEP)) {
            statement.setString(1, call.firstName());
            statement.setString(2, body);
            statement.executeUpdate();
        }
    }

    static long count(Ground ground, String query) throws SQLException {
        try (Connection connection = ground.connection();
                PreparedStatement statement = connection.prepareStatement(query)) {
            return one(statement);
        }
    }

    /**
     * Returns when that query counts so many.
     *
     * @throws IllegalStateException when it does not in the time that rows may take
     */
    static void await(Ground ground, String query, long count) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + longest(ground).toNanos();
        try (Connection connection = ground.connection();
                PreparedStatement statement = connection.prepareStatement(query)) {
            for (long is = one(statement); is != count; is = one(statement)) {
                if (System.nanoTime() > deadline) {
                    throw new IllegalStateException(
                            "not done in time: " + is + " instead of " + count + " by " + query);
                }
                Thread.sleep(LOOK);
            }
        }
    }

    /** How long the rows may take at most. */
    static Duration longest(Ground ground) {
        return Duration.ofSeconds(60 + ground.rows() / ROWS_PER_SECOND_AT_LEAST);
    }

    private static long one(PreparedStatement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery()) {
            result.next();
            return result.getLong(1);
        }
    }
}
