package dev.weir.server.jobs;

import dev.weir.server.credits.JobBalance;
import dev.weir.server.waterfall.JobStatus;

/** How far a job has come, rows and money at one moment. */
public record JobProgress(
        JobStatus status, boolean paused, String phase, int totalRows, RowCounts rows, JobBalance credits) {

    /** Nothing of it is left to do, and its hold has been given back. */
    public boolean closed() {
        return phase.equals("closed");
    }
}
