package dev.weir.bench.peer;

import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;

/** A list worked off by one activity for each call. */
@WorkflowInterface
public interface ActivityPerCall {

    /** Returns for how many rows something was found. */
    @WorkflowMethod(name = "activity-per-call")
    int run(Rows rows);
}
