package dev.weir.temporal;

import dev.weir.server.jobs.engine.Grants;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How many batches of a job may run, and may be scheduled, at once: its fair part of all slots, between workspaces first and
 * between the jobs of one then, as of a look at what is due.
 */
final class Shares {

    /** So that a slot that becomes free finds the next batch waiting, and need not wait for a workflow to schedule it. */
    private static final int IN_LINE = 4;

    /** Far below the 2,000 activities that a workflow may have open, and what Temporal's documentation advises. */
    private static final int MOST = 500;

    private final int slots;
    private final Map<Long, Long> workspaces = new HashMap<>();
    private final Map<Long, Integer> jobs = new HashMap<>();

    /** @param slots of all nodes together */
    Shares(List<Grants.Due> due, int slots) {
        this.slots = slots;
        due.forEach(job -> workspaces.put(job.jobId(), job.workspaceId()));
        due.forEach(job -> jobs.merge(job.workspaceId(), 1, Integer::sum));
    }

    /** How many may run at once. A job that has nothing due is taken to be alone in a workspace with those that have. */
    int fair(long jobId) {
        Long workspace = workspaces.get(jobId);
        int ofWorkspace = workspace == null ? 1 : jobs.getOrDefault(workspace, 1);
        return Math.min(Math.ceilDiv(slots, Math.max(1, jobs.size()) * ofWorkspace), MOST - IN_LINE);
    }

    /** How many may be scheduled at once: some wait in line. */
    int room(long jobId) {
        int fair = fair(jobId);
        return fair + Math.min(fair, IN_LINE);
    }
}
