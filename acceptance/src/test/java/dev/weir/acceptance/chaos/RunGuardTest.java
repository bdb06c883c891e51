package dev.weir.acceptance.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunGuardTest {

    private static Process sleeper(Path folder) throws Exception {
        return Program.in(Files.createDirectories(folder), List.of("sleep")).start(folder.resolve("out.txt"), "600");
    }

    @Test
    void whatHasItsHomeInTheFolderEndsWithTheGuardAndNothingElse(@TempDir Path folder) throws Exception {
        Path run = Files.createDirectories(folder.resolve("run"));
        Process ours = sleeper(run.toRealPath().resolve("conductor"));
        Process other = sleeper(folder.toRealPath().resolve("run-2"));
        try {
            RunGuard guard = RunGuard.over(run);
            assertThat(ours.isAlive()).isTrue();
            guard.close();
            assertThat(ours.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(other.isAlive()).isTrue();
        } finally {
            ours.destroyForcibly();
            other.destroyForcibly();
        }
    }
}
