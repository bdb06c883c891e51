package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(300)
class ReadsBenchTest {

    @Test
    void everyReadThatTheServerDescribesIsTimed() throws Exception {
        FigureReport report = ReadsBench.run(
                new ReadsOptions(200, 1, 1),
                TestTarget.shared(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        JsonNode json = JsonMapper.shared().readTree(report.toJson());
        assertThat(StreamSupport.stream(json.path("endpoints").spliterator(), false)
                        .map(one -> one.path("endpoint").asString()))
                .contains(
                        "/api/v1/workspaces/{workspaceId}/enrichment-jobs/{jobId}/rows",
                        "/api/v1/workspaces/{workspaceId}/enrichment-jobs/{jobId}/export",
                        "/api/v1/workspaces/{workspaceId}/enrichment-jobs/{jobId}/cells/{row}/{step}",
                        "/api/v1/workspaces/{workspaceId}/enrichment-records/{recordId}",
                        "/api/v1/tickets/{ticket}",
                        "/api/v1/workspaces/{workspaceId}/webhooks/{webhookId}/deliveries/{deliveryId}");
        assertThat(report.reached("readsNotTimed")).as(report.toTable()).isZero();
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }
}
