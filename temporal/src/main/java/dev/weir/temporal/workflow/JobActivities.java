package dev.weir.temporal.workflow;

import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityMethod;

/** What a job's workflow has done for it. Every one may be done twice. */
@ActivityInterface
public interface JobActivities {

    /** Looks at what of a job is due. */
    @ActivityMethod(name = "look")
    JobView look(JobKey job);

    /**
     * Runs a batch until it has nothing to do at the moment, unless it is not due or is held by somebody; then looks at its
     * job. Heartbeats meanwhile; whoever cancels its workflow stops it, and what is in flight settles.
     */
    @ActivityMethod(name = "run-batch")
    JobView runBatch(JobKey job, long batchId);
}
