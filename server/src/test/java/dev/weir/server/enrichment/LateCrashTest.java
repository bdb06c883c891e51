package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Heard;
import dev.weir.provider.LateOperation;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.testing.Death;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedLate;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program dies while rows wait; the next one of the same home goes on where it stopped, and nobody pays twice. */
@Timeout(240)
class LateCrashTest {

    private static final int ROWS = 120;

    @TempDir
    Path folder;

    private static Map<String, Reply> names(Submission submission) {
        return ScriptedLate.answers(
                submission, item -> found("company.name", item.ask().text("company.domain")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"handover.bound", "handover.answered", "polls.heard"})
    void whateverDiesNoQuestionIsHandedOverTwiceAndEachIsChargedOnceAtMost(String point) throws Exception {
        ScriptedLate vendor = ScriptedLate.giving(
                "late",
                "company.name",
                20,
                Charge.ACCEPTED,
                new LateOperation.Polling(Duration.ofMillis(200), 1.5, Duration.ofSeconds(1)));
        vendor.patient(Duration.ofMinutes(1));
        vendor.takes(submission -> new Submitted.Accepted("v-" + submission.reference(), Map.of()));
        vendor.tells((submission, _) -> Heard.last(names(submission), null));
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor))
                .settings(settings -> settings.with(settings.enrichment()
                                .withLinger(Duration.ofMillis(100))
                                .withLateLook(Duration.ofMillis(100)))
                        .withPublicUrl(URI.create("https://weir.example")))) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of("company.name"), "late")),
                    TestWeir.companies(ROWS),
                    NoEngine.INSTANCE);
            // Of what a death leaves behind, leases and patience have passed when the next program begins.
            JobProgress end = new Death(point, 2)
                    .thenFinish(test, job, () -> test.database().crank(Duration.ofMinutes(3)));

            assertThat(end.status()).isIn(JobStatus.COMPLETED, JobStatus.PARTIALLY_COMPLETED, JobStatus.FAILED);
            assertThat(end.rows().inDoubt()).isZero();
            assertThat(end.rows().completed() + end.rows().failed()).isEqualTo(ROWS);
            assertThat(end.credits().posted()).isEqualTo(end.rows().completed() * PRICE);
            assertThat(end.credits().balance()).isZero();
            assertThat(vendor.mostOftenAsked()).isEqualTo(1);
            // Nobody gave up what the vendor was known to have: that was asked for, and answered.
            assertThat(test.database().ownerJdbc().sql("""
                                    SELECT count(*) FROM weir.ticket t JOIN weir.submission s ON s.id = t.submission_id
                                    WHERE t.state = 3 AND s.vendor_id IS NOT NULL
                                    """).query(Long.class).single())
                    .isZero();
            test.assertVerified();
        }
    }
}
