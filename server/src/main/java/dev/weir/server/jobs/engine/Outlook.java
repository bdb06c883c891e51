package dev.weir.server.jobs.engine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What of a job is to be run, as of the moment it was asked for.
 *
 * @param standing whether anything of it is to be run at all
 * @param due batches that are due and that nobody holds, in their order, as many as were asked for; none while paused
 * @param next how long until the next of the others is due by itself; empty when none will be
 */
public record Outlook(Standing standing, List<Batch> due, Optional<Duration> next) {

    /** Nothing is to be run: every batch is done, or there is no such job. */
    public static final Outlook ENDED = new Outlook(Standing.ENDED, List.of(), Optional.empty());

    public Outlook {
        due = List.copyOf(due);
    }

    /** A job as engines see it. */
    public enum Standing {
        RUNNING,
        PAUSED,
        ENDED
    }

    /** A batch that is due. */
    public record Batch(long batchId, int rows) {

        /** See {@link Lease#isSmall}. */
        public boolean isSmall() {
            return rows <= Lease.SMALL_ROWS;
        }
    }
}
