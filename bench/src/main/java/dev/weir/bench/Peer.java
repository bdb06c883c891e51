package dev.weir.bench;

import dev.weir.bench.peer.ActivityPerCall;
import dev.weir.bench.peer.ActivityPerCallImpl;
import dev.weir.bench.peer.Call;
import dev.weir.bench.peer.CallActivities;
import dev.weir.bench.peer.Rows;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowOptions;
import io.temporal.worker.Worker;
import io.temporal.worker.WorkerFactory;
import io.temporal.worker.WorkerFactoryOptions;
import io.temporal.worker.WorkerOptions;
import io.temporal.worker.tuning.PollerBehaviorAutoscaling;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Works a list off by one activity for each call, with the answers of the instant provider; Temporal keeps what is found. */
public final class Peer implements AutoCloseable {

    /** Lists are split, so that one part's going on as a new run does not leave the worker idle. */
    private static final int WORKFLOWS = 4;
    /** As many calls under way as Temporal's pages advise at most for one workflow. */
    private static final int TOGETHER = 500;

    private static final String QUEUE = "activity-per-call";

    private final WorkflowClient client;
    private final WorkerFactory factory;

    private Peer(WorkflowClient client, WorkerFactory factory) {
        this.client = client;
        this.factory = factory;
    }

    /** Starts its workers. */
    public static Peer start(WorkflowClient client) {
        WorkerFactory factory = WorkerFactory.newInstance(
                client,
                WorkerFactoryOptions.newBuilder()
                        .setUsingVirtualWorkflowThreads(true)
                        .build());
        Worker worker = factory.newWorker(
                QUEUE,
                WorkerOptions.newBuilder()
                        .setUsingVirtualThreads(true)
                        .setMaxConcurrentActivityExecutionSize(WORKFLOWS * TOGETHER)
                        .setWorkflowTaskPollersBehavior(new PollerBehaviorAutoscaling())
                        .setActivityTaskPollersBehavior(new PollerBehaviorAutoscaling())
                        .build());
        worker.registerWorkflowImplementationTypes(ActivityPerCallImpl.class);
        worker.registerActivitiesImplementations(new InProcess());
        factory.start();
        return new Peer(client, factory);
    }

    /** Answers as the instant provider does. */
    private static final class InProcess implements CallActivities {
        @Override
        public String call(Call call) {
            return InstantProvider.Answer.to(call.firstName(), call.domain()).email();
        }
    }

    /**
     * Returns the ids of its workflows, which have ended.
     *
     * @throws IllegalStateException when something is not found for every row
     */
    public List<String> run(int rows) {
        List<String> ids = new ArrayList<>();
        String prefix = QUEUE + "-" + UUID.randomUUID() + "-";
        for (int i = 0; i < WORKFLOWS; i++) {
            String id = prefix + i;
            ActivityPerCall workflow = client.newWorkflowStub(
                    ActivityPerCall.class,
                    WorkflowOptions.newBuilder()
                            .setWorkflowId(id)
                            .setTaskQueue(QUEUE)
                            .build());
            int from = (int) ((long) rows * i / WORKFLOWS);
            int to = (int) ((long) rows * (i + 1) / WORKFLOWS);
            WorkflowClient.start(workflow::run, new Rows(from, to, 0, TOGETHER));
            ids.add(id);
        }
        int found = found(ids);
        if (found != rows) {
            throw new IllegalStateException("the peer found " + found + " of " + rows);
        }
        return ids;
    }

    /** For how many rows those workflows have found something, as Temporal tells; it waits until they have ended. */
    public int found(List<String> ids) {
        return ids.stream()
                .mapToInt(id -> client.newUntypedWorkflowStub(id).getResult(Integer.class))
                .sum();
    }

    /** Its workflows have ended: what its workers still wait for is nothing. */
    @Override
    public void close() {
        factory.shutdownNow();
        factory.awaitTermination(10, TimeUnit.SECONDS);
    }
}
