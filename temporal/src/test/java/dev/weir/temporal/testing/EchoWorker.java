package dev.weir.temporal.testing;

import dev.weir.temporal.TemporalAddress;
import dev.weir.temporal.TemporalConnection;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.worker.WorkerFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs {@link Echo} workflows in one namespace of a server. */
final class EchoWorker implements AutoCloseable {
    private static final int PATIENCE = 60;

    private final TemporalConnection connection;
    private final WorkerFactory factory;

    EchoWorker(TemporalServer server, String namespace) {
        connection = TemporalConnection.open(TemporalAddress.plain(server.target(), namespace));
        factory = WorkerFactory.newInstance(connection.client());
        factory.newWorker(Echo.QUEUE).registerWorkflowImplementationTypes(Echo.Impl.class);
        factory.start();
    }

    WorkflowStub of(String id) {
        return connection.client().newUntypedWorkflowStub(id);
    }

    WorkflowStub begin(String id) {
        WorkflowStub workflow = connection
                .client()
                .newUntypedWorkflowStub(
                        "Echo",
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(id)
                                .setTaskQueue(Echo.QUEUE)
                                .build());
        workflow.start();
        return workflow;
    }

    /** Tells a workflow that word; returns what it ended with. */
    String said(WorkflowStub workflow, String word) throws TimeoutException {
        workflow.signal("say", word);
        return workflow.getResult(PATIENCE, TimeUnit.SECONDS, String.class);
    }

    @Override
    public void close() {
        factory.shutdownNow();
        factory.awaitTermination(PATIENCE, TimeUnit.SECONDS);
        connection.close();
    }
}
