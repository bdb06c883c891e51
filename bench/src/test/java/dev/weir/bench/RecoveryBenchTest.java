package dev.weir.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class RecoveryBenchTest {

    private static final Duration AHEAD = Duration.ofSeconds(8);

    @TempDir
    Path folder;

    @Test
    void theOtherNodeGoesOnWhenTheLeaseIsOverAndNothingIsLostOrChargedTwice() throws Exception {
        FigureReport report = RecoveryBench.run(
                new RecoveryOptions(2_000, 50, Duration.ofMillis(100), 1, AHEAD),
                TestTarget.shared(),
                folder,
                new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

        // Not before the lease was over, and so not as soon as the clock had been put forward: that nothing of it was
        // taken
        // from a node that might still work is half of the promise.
        assertThat(report.reached("recoveryMaxSeconds")).isBetween(10.0, 40.0);
        assertThat(report.reached("lost")).isZero();
        assertThat(report.reached("chargedTwice")).isZero();
        assertThat(report.toJson()).contains("\"brokenInvariants\" : 0");
        assertThat(BenchDatabasesLeft.on(TestTarget.shared())).isEmpty();
    }
}
