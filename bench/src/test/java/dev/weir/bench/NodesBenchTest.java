package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class NodesBenchTest {

    @Test
    void moreAndMoreProcessesWorkTheSameJobOff() throws Exception {
        FigureReport report = NodesBench.run(
                new NodesOptions(List.of(1, 2), 2_000, 100, 1),
                TestTarget.shared(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        assertThat(report.reached("nodes2Over1")).isPositive();
        assertThat(report.toTable()).contains("1 node", "2 nodes", "nodes µs/row");
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }
}
