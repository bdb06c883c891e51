package dev.weir.temporal.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.temporal.workflow.Attributes;
import dev.weir.temporal.workflow.JobInput;
import dev.weir.temporal.workflow.JobKey;
import dev.weir.temporal.workflow.Tempo;
import io.temporal.client.WorkflowExecutionMetadata;
import io.temporal.client.WorkflowStub;
import io.temporal.common.SearchAttributes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("real")
final class RealServerTest {

    @TempDir
    private Path folder;

    @Test
    void whatItWasToldIsThereAfterItWasStoppedAndAfterItsFolderIsOpenedAgain() throws Exception {
        String namespace;
        try (RealServer server = RealServer.start(RealServer.programs(), folder)) {
            namespace = server.newNamespace();
            String target = server.target();
            try (EchoWorker worker = new EchoWorker(server, namespace)) {
                WorkflowStub workflow = worker.begin("waits", SearchAttributes.EMPTY);
                worker.begin("waits-longer", SearchAttributes.EMPTY);
                server.stop();
                server.start();

                assertThat(server.target()).isEqualTo(target);
                assertThat(worker.said(workflow, "still here")).isEqualTo("still here");
            }
        }
        try (RealServer server = RealServer.start(RealServer.programs(), folder);
                EchoWorker worker = new EchoWorker(server, namespace)) {
            assertThat(worker.said(worker.of("waits-longer"), "here, too")).isEqualTo("here, too");
        }
    }

    @Test
    void itTakesSearchAttributesAndFindsWorkflowsByThem() throws Exception {
        try (RealServer server = RealServer.start(RealServer.programs(), folder);
                EchoWorker worker = new EchoWorker(server, server.newNamespace())) {
            await(worker.connection()::attributes);
            worker.begin("seventh", Attributes.of(new JobInput(new JobKey("installation", 7), 1, Tempo.DEFAULT, true)));
            worker.begin("eighth", Attributes.of(new JobInput(new JobKey("installation", 8), 1, Tempo.DEFAULT, true)));

            await(() -> found(worker, "WeirWorkspace = 1 AND WeirStatus = 'running'").size() == 2);
            assertThat(found(worker, "WeirJob = 8")).containsExactly("eighth");
        }
    }

    private static List<String> found(EchoWorker worker, String query) {
        return worker.connection()
                .client()
                .listExecutions(query)
                .map(WorkflowExecutionMetadata::getExecution)
                .map(execution -> execution.getWorkflowId())
                .toList();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }
}
