package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class HorizonBenchTest {

    @Test
    void whatTheOpenTransactionSawIsKeptWhileItLastsAndBothCellsRunTheirJobs() throws Exception {
        FigureReport report = HorizonBench.run(
                new HorizonOptions(2, 1_000, 1_000, 1),
                TestTarget.shared(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        assertThat(report.reached("horizonRatio")).isPositive();
        assertThat(report.reached("deadTuples")).isPositive();
        assertThat(report.toTable()).contains("horizonRatio", "≥ 0.9", "beside an open transaction", "PostgreSQL 18");
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }
}
