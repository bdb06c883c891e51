package dev.weir.acceptance.large;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.Main;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class UploadRunTest {

    private static final int ROWS = 12_000;

    private static final List<String> WEIR = List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx512m",
            "-XX:+UseParallelGC",
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName());

    @TempDir
    Path folder;

    @Test
    void anUploadWhoseServerIsKilledIsAllThereOrNotAtAllAndComesBackAsItWasSent() throws Exception {
        UploadRun run = UploadRun.of(WEIR, folder, ROWS, 3, Duration.ofMillis(700));

        assertThat(run.wrong()).isEmpty();
        assertThat(run.peakKib()).isPositive();
    }
}
