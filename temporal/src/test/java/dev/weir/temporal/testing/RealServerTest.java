package dev.weir.temporal.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.client.WorkflowStub;
import java.nio.file.Path;
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
                WorkflowStub workflow = worker.begin("waits");
                worker.begin("waits-longer");
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
}
