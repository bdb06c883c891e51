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
class ShapeBenchTest {

    @Test
    void everyShapeIsRunToItsEnd() throws Exception {
        FigureReport report = ShapeBench.run(
                new ShapeOptions(500, 500, 1),
                TestTarget.shared(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        assertThat(report.reached("rowMicros")).isPositive();
        JsonNode json = JsonMapper.shared().readTree(report.toJson());
        assertThat(json.path("cells"))
                .hasSize(7)
                .allSatisfy(cell -> assertThat(cell.toString()).contains("\"units\":500"));
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }
}
