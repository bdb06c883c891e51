package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
class WatchersBenchTest {

    @Test
    void everyWatcherIsToldOfTheEndAndOfSomethingBefore() throws Exception {
        FigureReport report = WatchersBench.run(
                new WatchersOptions(5, 600, 400),
                TestTarget.shared(),
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        assertThat(report.reached("watchersWithoutEnd")).isZero();
        assertThat(report.reached("watcherEvents")).isGreaterThan(5);
        // The day's clock is the database's: told before it has happened, it would be another event.
        assertThat(report.reached("watcherEndP50Millis")).isBetween(-50.0, 60_000.0);
        assertThat(report.reached("watchersRssMiB")).isBetween(50.0, 1_100.0);
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }
}
