package dev.weir.temporal;

import dev.weir.temporal.workflow.Attributes;
import dev.weir.temporal.workflow.JobInput;
import dev.weir.temporal.workflow.JobKey;
import dev.weir.temporal.workflow.JobWorkflow;
import dev.weir.temporal.workflow.Queues;
import dev.weir.temporal.workflow.Tempo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.client.BatchRequest;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowServiceException;
import java.util.function.BooleanSupplier;

/** Signals over a connection. A job's workflow is started with the first one, and only once, since its id is the job's. */
final class WorkflowSignals implements Signals {

    private final WorkflowClient client;
    private final String installation;
    private final Tempo tempo;
    private final BooleanSupplier attributes;
    private final Runnable forgetAttributes;

    /**
     * @param attributes whether the namespace has {@link Attributes} by now
     * @param forgetAttributes is told when it has them no more
     */
    WorkflowSignals(
            WorkflowClient client,
            String installation,
            Tempo tempo,
            BooleanSupplier attributes,
            Runnable forgetAttributes) {
        this.client = client;
        this.installation = installation;
        this.tempo = tempo;
        this.attributes = attributes;
        this.forgetAttributes = forgetAttributes;
    }

    @Override
    public void look(long jobId, long workspaceId) {
        boolean named = attributes.getAsBoolean();
        try {
            look(jobId, workspaceId, named);
        } catch (WorkflowServiceException refused) {
            if (!named || !isInvalid(refused)) {
                throw refused;
            }
            // Somebody took them away, or has made the namespace anew.
            forgetAttributes.run();
            look(jobId, workspaceId, false);
        }
    }

    private static boolean isInvalid(WorkflowServiceException refused) {
        return refused.getCause() instanceof StatusRuntimeException status
                && status.getStatus().getCode() == Status.Code.INVALID_ARGUMENT;
    }

    private void look(long jobId, long workspaceId, boolean named) {
        JobInput input = new JobInput(new JobKey(installation, jobId), workspaceId, tempo, named);
        WorkflowOptions.Builder options =
                WorkflowOptions.newBuilder().setWorkflowId(input.workflowId()).setTaskQueue(Queues.TASKS);
        if (named) {
            options.setTypedSearchAttributes(Attributes.of(input));
        }
        JobWorkflow workflow = client.newWorkflowStub(JobWorkflow.class, options.build());
        BatchRequest request = client.newSignalWithStartRequest();
        request.add(workflow::run, input);
        request.add(workflow::look);
        client.signalWithStart(request);
    }

    @Override
    public void stop(long jobId) {
        try {
            client.newWorkflowStub(JobWorkflow.class, JobInput.workflowId(jobId))
                    .stop();
        } catch (WorkflowNotFoundException _) {
            // Nothing of it is scheduled.
        }
    }
}
