package dev.weir.bench;

import dev.weir.server.jobs.Job;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Looks at jobs' phases by a statement of one row. */
final class PhaseWatch implements AutoCloseable {

    private static final Duration LOOK = Duration.ofMillis(1);
    private static final long MOST_SECONDS = 60;

    private final Connection connection;
    private final PreparedStatement phase;

    PhaseWatch(BenchDatabase database) throws SQLException {
        this.connection = database.owner();
        this.phase = connection.prepareStatement("SELECT phase FROM weir.job_state WHERE job_id = ?");
    }

    boolean isClosed(Job job) throws SQLException {
        phase.setLong(1, job.id());
        try (ResultSet result = phase.executeQuery()) {
            return result.next() && result.getString(1).equals("closed");
        }
    }

    /** Looks every millisecond. @throws IllegalStateException when the job has not closed within a minute */
    void awaitClosed(Job job) throws SQLException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
        while (!isClosed(job)) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("a job of one row has not closed within " + MOST_SECONDS + " s");
            }
            Thread.sleep(LOOK);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
