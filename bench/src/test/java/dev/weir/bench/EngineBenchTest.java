package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EngineBenchTest {

    @Test
    void aQuickRunGivesEveryFigureAndLeavesNoDatabase() throws Exception {
        ByteArrayOutputStream progress = new ByteArrayOutputStream();
        Report report = EngineBench.run(
                Options.quick(5_000), TestTarget.shared(), new PrintStream(progress, true, StandardCharsets.UTF_8));

        JsonNode json = JsonMapper.shared().readTree(report.toJson());
        assertThat(json.get("engineOverFloor").doubleValue()).isPositive().isEqualTo(round(report.engineOverFloor()));
        assertThat(json.get("ingestOverFloor").doubleValue()).isPositive().isEqualTo(round(report.ingestOverFloor()));
        assertThat(json.get("engineOverLeanestFloor").doubleValue())
                .isPositive()
                .isCloseTo(perSecond(json, "engine") / perSecond(json, "leanest floor"), within(0.01));
        // A JVM that runs a server and its own heap: neither nothing nor more than its flags allow twice over.
        assertThat(json.get("rssMiB").doubleValue()).isBetween(50.0, 1_100.0);
        assertThat(json.get("cells")).hasSize(10);
        for (JsonNode cell : json.get("cells")) {
            JsonNode run = cell.get("runs").get(0);
            assertThat(run.get("units").longValue()).isEqualTo(5_000);
            assertThat(run.get("unitsPerSecond").doubleValue()).isPositive();
            assertThat(run.get("walBytesPerUnit").doubleValue()).isBetween(50.0, 100_000.0);
            assertThat(run.get("commitsPerUnit").doubleValue()).isBetween(1e-5, 1.0);
            assertThat(run.get("pgCpuMicrosPerUnit").isNumber()).isTrue();
        }
        assertThat(json.get("machine").get("fdatasyncMicros").doubleValue()).isPositive();
        assertThat(json.get("machine").get("settings").get("fsync").stringValue())
                .isEqualTo("on");
        assertThat(report.toTable()).contains("engineOverFloor", "ingestOverFloor", "rssMiB", "PostgreSQL 18");
        assertThat(progress.toString(StandardCharsets.UTF_8)).contains("engine, instant provider", "server JVM");
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }

    private static double perSecond(JsonNode json, String cell) {
        return json.get("cells")
                .valueStream()
                .filter(one -> one.get("name").stringValue().startsWith(cell))
                .findFirst()
                .orElseThrow()
                .get("runs")
                .get(0)
                .get("unitsPerSecond")
                .doubleValue();
    }

    private static double round(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }
}
