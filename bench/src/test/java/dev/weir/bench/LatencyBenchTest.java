package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(300)
class LatencyBenchTest {

    @Test
    void aQuickRunTimesEveryJobAloneAndBesideTheLargeOne() throws Exception {
        LatencyOptions options = LatencyOptions.quick();
        LatencyReport report = LatencyBench.run(
                options,
                TestTarget.shared(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        JsonNode json = JsonMapper.shared().readTree(report.toJson());
        for (String part : new String[] {"idle", "besideLargeJob"}) {
            JsonNode latencies = json.get(part);
            assertThat(latencies.get("jobs").intValue()).isEqualTo(options.jobs());
            assertThat(latencies.get("p50Millis").doubleValue())
                    .isPositive()
                    .isLessThanOrEqualTo(latencies.get("p99Millis").doubleValue());
        }
        assertThat(json.get("oneRowP99Millis").doubleValue())
                .isEqualTo(json.get("besideLargeJob").get("p99Millis").doubleValue());
        assertThat(report.toTable()).contains("oneRowP50Millis", "oneRowP99Millis", "idle engine", "PostgreSQL 18");
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }

    @Test
    void sharesAreNearestRanks() {
        Latencies hundred = new Latencies(
                DoubleStream.iterate(100, value -> value - 1).limit(100).toArray());

        assertThat(hundred.at(0.5)).isEqualTo(50);
        assertThat(hundred.at(0.99)).isEqualTo(99);
        assertThat(hundred.most()).isEqualTo(100);
        assertThat(new Latencies(new double[] {7}).at(0.99)).isEqualTo(7);
    }
}
