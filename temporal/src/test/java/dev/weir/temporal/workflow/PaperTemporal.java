package dev.weir.temporal.workflow;

import dev.weir.temporal.testing.TemporalServer;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.enums.v1.IndexedValueType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Temporal's server for tests in this process, whose time is skipped while nothing is under way; and workers on paper. */
final class PaperTemporal implements AutoCloseable {

    static final Tempo TEMPO = Tempo.DEFAULT;

    private final TestWorkflowEnvironment server;
    private final Object activities;
    private final Worker tasks;

    final PaperJobs jobs;

    PaperTemporal() {
        this(jobs -> jobs);
    }

    /** @param activities over the jobs */
    PaperTemporal(Function<PaperJobs, Object> activities) {
        this(
                TestWorkflowEnvironment.newInstance(options(WorkflowClientOptions.newBuilder())
                        .registerSearchAttribute(
                                Attributes.WORKSPACE.getName(), IndexedValueType.INDEXED_VALUE_TYPE_INT)
                        .registerSearchAttribute(Attributes.JOB.getName(), IndexedValueType.INDEXED_VALUE_TYPE_INT)
                        .registerSearchAttribute(
                                Attributes.STATUS.getName(), IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD)
                        .build()),
                activities);
    }

    /** Over another server, in a namespace of its own without attributes; time passes there as it does. */
    static PaperTemporal on(TemporalServer other) {
        return new PaperTemporal(
                TestWorkflowEnvironment.newInstance(
                        options(WorkflowClientOptions.newBuilder().setNamespace(other.newNamespace()))
                                .setUseExternalService(true)
                                .setUseTimeskipping(false)
                                .setTarget(other.target())
                                .build()),
                jobs -> jobs);
    }

    private static TestEnvironmentOptions.Builder options(WorkflowClientOptions.Builder client) {
        return TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(client.setIdentity("node").build());
    }

    private PaperTemporal(TestWorkflowEnvironment server, Function<PaperJobs, Object> activities) {
        this.server = server;
        this.jobs = new PaperJobs(server::currentTimeMillis);
        this.activities = activities.apply(jobs);
        this.tasks = worker(Queues.TASKS);
        tasks.registerWorkflowImplementationTypes(JobWorkflowImpl.class);
        worker(Queues.BATCHES);
        worker(Queues.SMALL);
        server.start();
    }

    private Worker worker(String queue) {
        Worker worker = server.newWorker(queue);
        worker.registerActivitiesImplementations(activities);
        return worker;
    }

    void start(long jobId) {
        start(jobId, TEMPO, false);
    }

    void start(long jobId, Tempo tempo, boolean attributes) {
        JobInput input = new JobInput(new JobKey("paper", jobId), 7, tempo, attributes);
        WorkflowOptions.Builder options =
                WorkflowOptions.newBuilder().setWorkflowId(input.workflowId()).setTaskQueue(Queues.TASKS);
        if (input.attributes()) {
            options.setTypedSearchAttributes(Attributes.of(input));
        }
        JobWorkflow workflow = server.getWorkflowClient().newWorkflowStub(JobWorkflow.class, options.build());
        WorkflowClient.start(workflow::run, input);
    }

    JobWorkflow workflow(long jobId) {
        return server.getWorkflowClient().newWorkflowStub(JobWorkflow.class, JobInput.workflowId(jobId));
    }

    WorkflowStub stub(long jobId) {
        return server.getWorkflowClient().newUntypedWorkflowStub(JobInput.workflowId(jobId));
    }

    /** Skips whatever time the workflow waits for until it has ended. */
    void awaitEnd(long jobId) {
        try {
            stub(jobId).getResult(60, TimeUnit.SECONDS, Void.class);
        } catch (TimeoutException e) {
            throw new AssertionError("the workflow of job " + jobId + " has not ended", e);
        }
    }

    /** As the namespace shows it. */
    @Nullable
    String status(long jobId) {
        return stub(jobId).describe().getTypedSearchAttributes().get(Attributes.STATUS);
    }

    void sleep(Duration time) {
        server.sleep(time);
    }

    /** Of the newest run. */
    WorkflowExecutionHistory history(long jobId) {
        return server.getWorkflowClient().fetchHistory(JobInput.workflowId(jobId));
    }

    private String firstRun(long jobId) {
        return history(jobId)
                .getEvents()
                .getFirst()
                .getWorkflowExecutionStartedEventAttributes()
                .getFirstExecutionRunId();
    }

    private WorkflowExecutionHistory history(long jobId, String runId) {
        return server.getWorkflowClient().fetchHistory(JobInput.workflowId(jobId), runId);
    }

    /** All runs, from the first one on. */
    List<WorkflowExecutionHistory> runs(long jobId) {
        List<WorkflowExecutionHistory> runs = new ArrayList<>();
        String run = firstRun(jobId);
        while (!run.isEmpty()) {
            WorkflowExecutionHistory history = history(jobId, run);
            runs.add(history);
            run = history.getLastEvent()
                    .getWorkflowExecutionContinuedAsNewEventAttributes()
                    .getNewExecutionRunId();
        }
        return runs;
    }

    /** Decides once more what was decided. */
    void replay(long jobId) throws Exception {
        for (WorkflowExecutionHistory run : runs(jobId)) {
            WorkflowReplayer.replayWorkflowExecution(run, tasks);
        }
    }

    static long count(List<HistoryEvent> events, EventType type) {
        return events.stream().filter(event -> event.getEventType() == type).count();
    }

    @Override
    public void close() {
        server.close();
    }
}
