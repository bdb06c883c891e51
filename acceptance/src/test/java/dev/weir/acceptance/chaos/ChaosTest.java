package dev.weir.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Discrepancy;
import dev.weir.acceptance.chaos.faults.Coverage;
import dev.weir.acceptance.chaos.inside.Bug;
import dev.weir.postgres.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The bounded version of {@code weir chaos}: some seconds of faults, and one bug. */
@Timeout(600)
class ChaosTest {

    private static final int CLIENTS = 3;
    private static final long SEED = 7;

    @TempDir
    Path folder;

    private ChaosRun.Outcome outcome(Duration lasting, Optional<Bug> bug) throws IOException, InterruptedException {
        return ChaosRun.of(
                new ChaosRun.Wish(
                        folder,
                        TestPostgres.unpackFolder(),
                        Optional.empty(),
                        SEED,
                        lasting,
                        CLIENTS,
                        bug,
                        new Coverage(),
                        false),
                System.out::println);
    }

    @Test
    void whatIsLeftOfTwoServersUnderFaultsFitsEverybodysBooks() throws IOException, InterruptedException {
        ChaosRun.Outcome outcome = outcome(Duration.ofSeconds(20), Optional.empty());
        assertThat(outcome.broken()).isEmpty();
        assertThat(outcome.found()).isEmpty();
        assertThat(outcome.ordeal())
                .hasValueSatisfying(ordeal -> assertThat(ordeal.struck().values().stream()
                                .mapToInt(Integer::intValue)
                                .sum())
                        .isPositive());
    }

    @Test
    void aBugThatIsPlantedIsFound() throws IOException, InterruptedException {
        ChaosRun.Outcome outcome = outcome(Duration.ofSeconds(60), Optional.of(Bug.HOLD_KEPT));
        assertThat(outcome.broken()).isEmpty();
        assertThat(outcome.found()).extracting(Discrepancy::kind).contains(Discrepancy.Kind.INVARIANT_BROKEN);
    }
}
