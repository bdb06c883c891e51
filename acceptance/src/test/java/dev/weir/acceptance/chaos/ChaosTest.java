package dev.weir.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.chaos.faults.Coverage;
import dev.weir.postgres.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The bounded version of {@code weir chaos}, some seconds of faults; as long as the build has no minute to spare, on demand. */
@EnabledIfSystemProperty(named = "weir.chaos", matches = "true")
@Timeout(600)
class ChaosTest {

    private static final int CLIENTS = 3;
    private static final Duration LASTING = Duration.ofSeconds(12);
    private static final long SEED = 7;

    @TempDir
    Path folder;

    @Test
    void whatIsLeftOfTwoServersUnderFaultsFitsEverybodysBooks() throws IOException, InterruptedException {
        ChaosRun.Outcome outcome = ChaosRun.of(
                new ChaosRun.Wish(
                        folder,
                        TestPostgres.unpackFolder(),
                        Optional.empty(),
                        SEED,
                        LASTING,
                        CLIENTS,
                        Optional.empty(),
                        new Coverage(),
                        false,
                        true),
                System.out::println);
        assertThat(outcome.broken()).isEmpty();
        assertThat(outcome.found()).isEmpty();
        assertThat(outcome.ordeal())
                .hasValueSatisfying(ordeal -> assertThat(ordeal.struck().values().stream()
                                .mapToInt(Integer::intValue)
                                .sum())
                        .isPositive());
    }
}
