package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class TablesBenchTest {

    @Test
    void whatCellsTakeIsSeenTableByTableAndTheFifthsAddUp() throws Exception {
        FigureReport report = TablesBench.run(
                new TablesOptions(5_000, 1_000, 100),
                TestTarget.shared(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        assertThat(report.reached("lastFifthOverFirst")).isPositive();
        assertThat(report.reached("bytesPerCell")).isBetween(100.0, 20_000.0);
        assertThat(report.toTable()).contains("enrichment_record", "transfer_post", "≥ 0.9");
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }
}
