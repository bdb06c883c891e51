package dev.weir.server.jobs;

import dev.weir.server.problem.Problem;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.Semaphore;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Keeps two processes from taking in the same job at once, and marks every job that is being taken in. It is the database
 * session's lock, so that it ends with a process that dies, and what that process left half done can be told from what is
 * under way.
 */
public final class IngestLock {

    /** The first key of all locks on jobs, which the locks on fingerprints, having one key only, never meet. */
    private static final int JOBS = 7_313_092;

    /** Each holds a connection while it needs others for its rows; so many at once leave the pool enough of them. */
    private static final int AT_ONCE = 6;

    /** Of these so many may be at it for long, so that a few rows need not wait until a million are in. */
    private static final int LONG_AT_ONCE = 4;

    private final DataSource dataSource;
    private final Semaphore room = new Semaphore(AT_ONCE);
    private final Semaphore longRoom = new Semaphore(LONG_AT_ONCE);

    public IngestLock(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** A session that holds locks until it is closed. */
    final class Held implements AutoCloseable {
        private final Connection connection;
        private final boolean lengthy;

        private Held(Connection connection, boolean lengthy) {
            this.connection = connection;
            this.lengthy = lengthy;
        }

        /** Marks a job as being taken in; false when another session is at it. */
        boolean job(long jobId) {
            // A number beyond 32 bits may share its lock with another; then one of the two is swept another time.
            return ask("SELECT pg_try_advisory_lock(" + JOBS + ", ?)", (int) jobId);
        }

        private boolean ask(String sql, Number key) {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setObject(1, key);
                try (ResultSet result = statement.executeQuery()) {
                    return result.next() && result.getBoolean(1);
                }
            } catch (SQLException e) {
                throw new IllegalStateException("could not lock the submit", e);
            }
        }

        @Override
        public void close() {
            try (connection;
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT pg_advisory_unlock_all()");
            } catch (SQLException e) {
                // The session is broken, and its locks have ended with it; the pool throws it away.
            } finally {
                release(lengthy);
            }
        }
    }

    /** @throws Problem when another process holds the fingerprint's */
    Held take(long workspaceId, byte @Nullable [] fingerprint) {
        return take(workspaceId, fingerprint, false);
    }

    /**
     * As above.
     *
     * @param lengthy whether it may be held for long; such wait for each other, and leave room for others
     */
    Held take(long workspaceId, byte @Nullable [] fingerprint, boolean lengthy) {
        Held held = open(lengthy);
        boolean taken = false;
        try {
            taken = fingerprint == null
                    || held.ask(
                            "SELECT pg_try_advisory_lock(?)",
                            ByteBuffer.wrap(fingerprint).getLong() ^ workspaceId);
        } finally {
            if (!taken) {
                held.close();
            }
        }
        if (!taken) {
            throw Problem.conflict(
                    "submit_in_progress",
                    "Another process is taking in the same job just now; wait for it, or run it again in a moment.");
        }
        return held;
    }

    private void release(boolean lengthy) {
        room.release();
        if (lengthy) {
            longRoom.release();
        }
    }

    private Held open(boolean lengthy) {
        if (lengthy) {
            longRoom.acquireUninterruptibly();
        }
        room.acquireUninterruptibly();
        try {
            return new Held(dataSource.getConnection(), lengthy);
        } catch (SQLException e) {
            release(lengthy);
            throw new IllegalStateException("could not lock the submit", e);
        }
    }
}
