package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(300)
class InFlightBenchTest {

    @TempDir
    Path folder;

    @Test
    void allCallsAreInFlightAtOnceAndEveryRowSettlesOnce() throws Exception {
        // Longer than a slow machine needs until the last of them has left.
        InFlightOptions options = new InFlightOptions(100, 200, Duration.ofSeconds(3));
        InFlightReport report = InFlightBench.run(
                options,
                TestTarget.shared(),
                folder,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        JsonNode json = JsonMapper.shared().readTree(report.toJson());
        assertThat(report.mostAtOnce()).isEqualTo(options.calls());
        assertThat(report.reconciles()).isTrue();
        assertThat(json.get("sandboxCalls").longValue()).isEqualTo(options.rows());
        assertThat(json.get("records").longValue()).isEqualTo(options.rows());
        assertThat(json.get("openIntents").longValue()).isZero();
        assertThat(json.get("brokenInvariants").longValue()).isZero();
        assertThat(json.get("inFlightRssMiB").doubleValue()).isBetween(50.0, 1_100.0);
        assertThat(report.toTable()).contains("inFlightMost", "inFlightRssMiB", "reconciles", "PostgreSQL 18");
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }
}
