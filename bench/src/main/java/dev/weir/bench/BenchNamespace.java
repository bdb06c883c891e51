package dev.weir.bench;

import com.google.protobuf.util.Durations;
import dev.weir.server.problem.Problem;
import dev.weir.temporal.TemporalConnection;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.workflowservice.v1.GetSystemInfoRequest;
import io.temporal.api.workflowservice.v1.RegisterNamespaceRequest;
import io.temporal.api.workflowservice.v1.WorkflowServiceGrpc;

/** The namespace of a bench. */
public final class BenchNamespace {

    private static final int DAYS_KEPT = 1;

    private BenchNamespace() {}

    /**
     * Makes it, unless it is there.
     *
     * @throws Problem when the cluster does not answer, or refuses
     */
    public static void require(TemporalConnection connection) {
        try {
            var _ = service(connection)
                    .registerNamespace(RegisterNamespaceRequest.newBuilder()
                            .setNamespace(connection.namespace())
                            .setDescription("Benches of Weir")
                            .setWorkflowExecutionRetentionPeriod(Durations.fromDays(DAYS_KEPT))
                            .build());
        } catch (StatusRuntimeException refused) {
            if (refused.getStatus().getCode() != Status.Code.ALREADY_EXISTS) {
                connection.check().ifPresent(why -> {
                    throw new Problem(
                            Problem.Kind.UNAVAILABLE,
                            "temporal_unavailable",
                            why + " Start it, or say where one is, as docs/operating/temporal.md has it.");
                });
            }
        }
    }

    static String serverVersion(TemporalConnection connection) {
        return service(connection)
                .getSystemInfo(GetSystemInfoRequest.getDefaultInstance())
                .getServerVersion();
    }

    private static WorkflowServiceGrpc.WorkflowServiceBlockingStub service(TemporalConnection connection) {
        return connection.client().getWorkflowServiceStubs().blockingStub();
    }
}
