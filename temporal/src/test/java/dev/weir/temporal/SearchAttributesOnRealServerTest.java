package dev.weir.temporal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.jobs.engine.StartedEngine;
import dev.weir.server.testing.contract.PaperGrants;
import dev.weir.temporal.testing.SharedServers;
import dev.weir.temporal.testing.TemporalServer;
import dev.weir.temporal.workflow.JobInput;
import io.temporal.client.WorkflowExecutionMetadata;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("real")
@Timeout(120)
class SearchAttributesOnRealServerTest {

    private static final TemporalServer SERVER = SharedServers.real();

    private final PaperGrants grants = new PaperGrants();

    /** A cluster that is new has none, and takes a moment until it knows those it was given. */
    @Test
    void aNamespaceThatHadNoneIsGivenThemAndJobsAreFoundByThemWhileTheEngineRuns() {
        try (TemporalConnection connection =
                        TemporalConnection.open(TemporalAddress.plain(SERVER.target(), SERVER.newNamespace()));
                StartedEngine engine = TemporalEngine.starter(
                                connection, UUID.randomUUID(), TemporalSettings.DEFAULT.working(false))
                        .start(
                                grants,
                                lease -> {
                                    throw new AssertionError("runs " + lease);
                                },
                                1)) {
            List<String> found = List.of();
            while (found.isEmpty()) {
                long job = grants.submit(7, 1, 10, _ -> {});
                engine.start(job);
                LockSupport.parkNanos(300_000_000);
                found = found(connection, job);
                assertThat(found).isSubsetOf(JobInput.workflowId(job));
            }
        }
    }

    private static List<String> found(TemporalConnection connection, long job) {
        if (!connection.attributes()) {
            return List.of();
        }
        return connection
                .client()
                .listExecutions("WeirWorkspace = 7 AND WeirStatus = 'running' AND WeirJob = " + job)
                .map(WorkflowExecutionMetadata::getExecution)
                .map(execution -> execution.getWorkflowId())
                .toList();
    }
}
