package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class FairBenchTest {

    @Test
    void everyWorkspaceHasGotSomethingWhenTheSmallestJobHasAllItsRows() throws Exception {
        FigureReport report = FairBench.run(
                new FairOptions(1_000, 2, 1),
                TestTarget.shared(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        assertThat(report.reached("fairRowsOf1")).isEqualTo(1_000);
        assertThat(report.reached("fairRowsOf2")).isPositive();
        assertThat(report.reached("fairJain")).isBetween(0.5, 1.0);
        assertThat(report.reached("fairMaxOverMin")).isGreaterThanOrEqualTo(1);
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }
}
