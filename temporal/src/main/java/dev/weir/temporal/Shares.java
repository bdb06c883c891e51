package dev.weir.temporal;

import dev.weir.server.jobs.engine.Grants;
import java.util.List;

/**
 * How many batches a job may have scheduled at once: its fair part of all slots, between workspaces first and between the
 * jobs of one then, as of a look at what is due.
 */
record Shares(List<Grants.Due> due, int slots) {

    /** So that a slot that becomes free finds the next batch waiting, and need not wait for a workflow to schedule it. */
    private static final int IN_LINE = 4;

    Shares {
        due = List.copyOf(due);
    }

    /** A job that has nothing due is taken to be alone with those that have. */
    int of(long jobId) {
        long workspace = due.stream()
                .filter(job -> job.jobId() == jobId)
                .mapToLong(Grants.Due::workspaceId)
                .findFirst()
                .orElse(-1);
        long workspaces = Math.max(
                1, due.stream().map(Grants.Due::workspaceId).distinct().count());
        long jobs = Math.max(
                1, due.stream().filter(job -> job.workspaceId() == workspace).count());
        long share = Math.ceilDiv(slots, workspaces * jobs);
        return (int) (share + Math.min(share, IN_LINE));
    }
}
