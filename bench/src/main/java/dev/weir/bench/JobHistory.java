package dev.weir.bench;

import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * How much Temporal has written down of a workflow that has ended.
 *
 * @param runs as which it went on, one after another
 * @param most events of one of them
 * @param events of all
 */
record JobHistory(int runs, int most, long events) {

    static final JobHistory NONE = new JobHistory(0, 0, 0);

    private static final int SECONDS = 60;

    /** Reads it, as soon as the workflow has ended. @throws TimeoutException when it does not within a minute */
    static JobHistory of(WorkflowClient client, String workflowId) throws TimeoutException {
        var _ = client.newUntypedWorkflowStub(workflowId).getResult(SECONDS, TimeUnit.SECONDS, Object.class);
        JobHistory history = NONE;
        // An empty run is the latest one.
        String run = "";
        do {
            List<HistoryEvent> events = client.fetchHistory(workflowId, run).getEvents();
            history = history.and(new JobHistory(1, events.size(), events.size()));
            run = events.getFirst().getWorkflowExecutionStartedEventAttributes().getContinuedExecutionRunId();
        } while (!run.isEmpty());
        return history;
    }

    /** Both together. */
    JobHistory and(JobHistory other) {
        return new JobHistory(runs + other.runs, Math.max(most, other.most), events + other.events);
    }
}
