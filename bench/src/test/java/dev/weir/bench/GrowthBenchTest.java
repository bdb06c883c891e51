package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(300)
class GrowthBenchTest {

    @Test
    void aQuickRunGivesEveryFigureAndTheSlicesAddUpToTheLargeJob() throws Exception {
        GrowthOptions options = GrowthOptions.quick();
        GrowthReport report = GrowthBench.run(
                options,
                TestTarget.shared(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        JsonNode json = JsonMapper.shared().readTree(report.toJson());
        assertThat(json.get("largeOverSmall").doubleValue()).isPositive();
        assertThat(json.get("cells")).hasSize(3);
        JsonNode large = json.get("cells").get(1).get("runs").get(0);
        assertThat(large.get("units").longValue()).isEqualTo(options.large());
        List<Slices.Slice> slices = report.slices().getFirst();
        assertThat(slices).hasSize(10).allSatisfy(slice -> {
            assertThat(slice.rows()).isEqualTo(options.large() / 10);
            assertThat(slice.seconds()).isPositive();
        });
        // The looks begin before the clock and the job closes after its last row: near, but not equal.
        assertThat(slices.stream().mapToDouble(Slices.Slice::seconds).sum())
                .isLessThan(large.get("seconds").doubleValue() + 5);
        assertThat(report.toTable()).contains("largeOverSmall", "9000 to 10000", "PostgreSQL 18");
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }

    @Test
    void aLargeJobThatIsNotLargerIsRefused() {
        assertThatThrownBy(() -> new GrowthOptions(5_000, 5_000, 1_000, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("more rows");
    }
}
