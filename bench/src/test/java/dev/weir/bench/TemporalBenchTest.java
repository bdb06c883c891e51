package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.temporal.TemporalConnection;
import io.temporal.serviceclient.WorkflowServiceStubs;
import io.temporal.serviceclient.WorkflowServiceStubsOptions;
import io.temporal.testserver.TestServer;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(300)
class TemporalBenchTest {

    @Test
    void aQuickRunGivesEveryFigureAndCountsTheEventsOfEachWorkflow() throws Exception {
        TemporalOptions options = TemporalOptions.quick();
        TemporalReport report;
        try (TestServer.InProcessTestServer server = TestServer.createServer(true)) {
            WorkflowServiceStubs stubs = WorkflowServiceStubs.newServiceStubs(WorkflowServiceStubsOptions.newBuilder()
                    .setChannel(server.getChannel())
                    .validateAndBuildWithDefaults());
            try (TemporalConnection connection = TemporalConnection.of(stubs, "default")) {
                report = TemporalBench.run(
                        options,
                        connection,
                        List.of(ProcessHandle.current()),
                        TestTarget.shared(),
                        new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));
            } finally {
                stubs.shutdownNow();
            }
        }

        JsonNode json = JsonMapper.shared().readTree(report.toJson());
        for (String ratio :
                new String[] {"temporalOverConductor", "lateTemporalOverConductor", "temporalOverActivityPerCall"}) {
            assertThat(json.get(ratio).doubleValue()).as(ratio).isPositive();
        }
        JsonNode histories = json.get("histories");
        assertThat(histories).hasSize(3);
        // A batch: its activity, and what is around it. A call: three events at least, and its part of the workflow's
        // tasks.
        assertThat(histories.get(0).get("eventsPerRun").intValue()).isBetween(10, 100);
        assertThat(histories.get(1).get("eventsPerRun").intValue())
                .isGreaterThan(histories.get(0).get("eventsPerRun").intValue())
                .isEqualTo(report.eventsPerRun());
        assertThat(histories.get(2).get("runs").intValue()).isEqualTo(4);
        assertThat(histories.get(2).get("eventsPer1000Rows").doubleValue()).isGreaterThan(3_000);
        assertThat(json.get("cells")).hasSize(5);
        assertThat(json.get("cells")
                        .get(1)
                        .get("runs")
                        .get(0)
                        .get("besideCpuMicrosPerUnit")
                        .doubleValue())
                .isPositive();
        assertThat(report.toTable())
                .contains("temporalOverConductor", "temporalOverActivityPerCall", "eventsPerRun", "Temporal µs/row");
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }
}
