package dev.weir.temporal.workflow;

import io.temporal.workflow.SignalMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/**
 * Has the batches of one job run until all are done: it remembers when to come back, the truth stays in Weir's tables.
 *
 * <p>Both signals may come twice, late, or not at all: what they tell of is looked up, not believed.
 */
@WorkflowInterface
public interface JobWorkflow {

    @WorkflowMethod(name = "enrichment-job")
    void run(JobInput input);

    /** Something of the job may have become due. */
    @SignalMethod(name = "look")
    void look();

    /** The job was paused or cancelled: nothing is begun before that was looked up. Running batches hear of it by their leases. */
    @SignalMethod(name = "stop")
    void stop();
}
