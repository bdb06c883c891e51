package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class IdleBenchTest {

    @Test
    void nodesWithoutWorkAreSeenToLookForItAndEnd() throws Exception {
        FigureReport report = IdleBench.run(
                new IdleOptions(2, 0, 3, 1),
                TestTarget.shared(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        assertThat(report.reached("idlePgPercent")).isBetween(0.0, 200.0);
        assertThat(report.reached("idleTransactionsPerSecond")).isPositive();
        assertThat(report.reached("idleRssMiB")).isBetween(50.0, 1_100.0);
        assertThat(report.toTable()).contains("idlePgPercent", "≤ 1", "PostgreSQL 18");
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }
}
