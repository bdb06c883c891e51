package dev.weir.server.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.testing.WeirDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class VerificationTest {

    @Test
    void aConsistentWorldIsClean() {
        try (WeirDatabase database = WeirDatabase.fresh()) {
            SmallWorld.build(database.owner());
            Report report = new Verification(database.app()).run();
            assertThat(report.findings()).isEmpty();
            assertThat(report.warnings()).isEmpty();
            assertThat(report.checksRun()).hasSameSizeAs(Verification.checks());
        }
    }
}
