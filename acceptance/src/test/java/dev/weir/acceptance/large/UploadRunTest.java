package dev.weir.acceptance.large;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.TestedProgram;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class UploadRunTest {

    private static final int ROWS = 12_000;

    @TempDir
    Path folder;

    @Test
    void anUploadWhoseServerIsKilledIsAllThereOrNotAtAllAndComesBackAsItWasSent() throws Exception {
        UploadRun run = UploadRun.of(TestedProgram.COMMAND, folder, ROWS, 3, Duration.ofMillis(700));

        assertThat(run.wrong()).isEmpty();
        assertThat(run.peakKib()).isPositive();
    }
}
