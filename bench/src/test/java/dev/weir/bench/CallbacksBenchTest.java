package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(300)
class CallbacksBenchTest {

    @Test
    void everyCallBackThatIsAcknowledgedIsKeptAndHasItsEffect() throws Exception {
        CallbacksReport report = CallbacksBench.run(
                new CallbacksOptions(600, 300, 8),
                TestTarget.shared(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        JsonNode json = JsonMapper.shared().readTree(report.toJson());
        assertThat(report.reconciles()).as(report.toJson()).isTrue();
        assertThat(json.get("lost").longValue()).isZero();
        assertThat(report.perSecond()).isPositive();
        assertThat(json.get("callbacksRssMiB").doubleValue()).isBetween(50.0, 1_100.0);
        assertThat(report.toTable()).contains("callbacksPerSecond", "lost", "PostgreSQL 18");
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }
}
