package dev.weir.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.postgres.testing.TestPostgres;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The commands of docs/operating/faults.md with few rows and few kills; every line they print is in the test's output. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultRunsTest {

    private static final long SEED = 7;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private Arena arena;

    @BeforeAll
    void open(@TempDir Path folder) {
        arena = Arena.open(folder, TestPostgres.unpackFolder());
    }

    @AfterAll
    void close() {
        arena.close();
    }

    @Test
    void killsAtRandomMomentsLoseNothingAndChargeNothingTwice() {
        assertShown(new RandomKills(600, 3, PATIENCE, SEED).run(arena, System.out::println));
    }

    @Test
    void deathsAtEveryFailpointOfTwoWorkersLoseNothingAndChargeNothingTwice() {
        assertShown(new AimedKills(1_400, Trap.PLACES.size(), 0, PATIENCE, SEED).run(arena, System.out::println));
    }

    @Test
    void transientFaultsAreSeenInTheCostsAndNotInTheResult() {
        assertShown(new TransientFaults(500, SEED).run(arena, System.out::println));
    }

    private static void assertShown(Showing showing) {
        assertThat(showing.wrong()).isEmpty();
        assertThat(showing.discrepancies()).isEmpty();
    }
}
