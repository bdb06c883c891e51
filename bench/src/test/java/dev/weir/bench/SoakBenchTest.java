package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class SoakBenchTest {

    @Test
    void slopesComeOutOfMixedWorkThatGoesOnToTheEnd() throws Exception {
        FigureReport report = SoakBench.run(
                new SoakOptions(5, Duration.ofMillis(500), 300, 200),
                TestTarget.shared(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        assertThat(report.reached("throughputSlope")).isFinite();
        assertThat(report.reached("rssSlope")).isFinite();
        assertThat(report.reached("p99Slope")).isFinite();
        assertThat(report.toJson()).contains("\"across\" : \"minutes\"");
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }
}
