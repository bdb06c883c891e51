package dev.weir.temporal.workflow;

import java.util.List;

/**
 * What of a job is to be run, as an activity saw it.
 *
 * @param due batches that were due and free, in their order
 * @param room how many batches of the job may be scheduled at once, fair to other jobs
 * @param nextMillis how long until another is due by itself; negative when none will be
 */
public record JobView(Standing standing, List<Batch> due, int room, long nextMillis) {

    public JobView {
        due = List.copyOf(due);
    }

    /** Whether anything of a job is to be run. */
    public enum Standing {
        RUNNING,
        PAUSED,
        ENDED
    }

    /**
     * A batch that is due.
     *
     * @param small whether it goes to {@link Queues#SMALL}
     */
    public record Batch(long batchId, boolean small) {}
}
