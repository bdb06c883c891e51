package dev.weir.server.jobs;

import dev.weir.server.problem.Problem;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two processes from taking in the same job at once. It is the database session's lock, so that it ends with a
 * process that dies, and what that process left half done can be told from what is under way.
 */
public final class IngestLock {

    private final DataSource dataSource;

    public IngestLock(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Held until closed. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    /** @throws Problem when another process holds it */
    Held take(long workspaceId, byte @Nullable [] fingerprint) {
        if (fingerprint == null) {
            return () -> {};
        }
        long key = ByteBuffer.wrap(fingerprint).getLong() ^ workspaceId;
        Connection connection = null;
        try {
            connection = dataSource.getConnection();
            if (!ask(connection, "SELECT pg_try_advisory_lock(?)", key)) {
                connection.close();
                throw Problem.conflict(
                        "submit_in_progress",
                        "Another process is taking in the same job just now; wait for it, or run it again in a moment.");
            }
        } catch (SQLException e) {
            close(connection);
            throw new IllegalStateException("could not lock the submit", e);
        }
        Connection held = connection;
        return () -> release(held, key);
    }

    private static void release(Connection held, long key) {
        try (held) {
            ask(held, "SELECT pg_advisory_unlock(?)", key);
        } catch (SQLException e) {
            // The session is broken, and its lock has ended with it.
            close(held);
        }
    }

    private static boolean ask(Connection connection, String sql, long key) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setLong(1, key);
            try (ResultSet result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    private static void close(@Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException ignored) {
                // Nothing is left to close.
            }
        }
    }
}
