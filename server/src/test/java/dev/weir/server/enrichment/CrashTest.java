package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.sandbox.FaultKind;
import dev.weir.sandbox.FaultRule;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Vendor;
import dev.weir.sandbox.VendorOperation;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.testing.Death;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** A program dies at a named moment; the next one of the same home finishes its work. */
@Timeout(240)
class CrashTest {

    private static final int ROWS = 300;
    private static final List<String> NAME = List.of("company.name");

    @TempDir
    Path folder;

    private static final Logger RUNNER = (Logger) LoggerFactory.getLogger(Runner.class);

    // Every row of a killed program tells that it was killed.
    @BeforeAll
    static void hush() {
        RUNNER.setLevel(Level.OFF);
    }

    @AfterAll
    static void speak() {
        RUNNER.setLevel(null);
    }

    /** Runs until the death, buries the program, and has a new one of its home finish the job. */
    private static JobProgress dieAndFinish(TestWeir test, Job job, Death death) throws InterruptedException {
        UUID home = UUID.randomUUID();
        Weir mortal = test.another();
        Weir.Running dying = test.start(mortal, home, death);
        death.await();
        mortal.close();
        death.bury();
        Thread burial = Thread.ofPlatform().daemon().start(() -> {
            try {
                dying.close();
            } catch (RuntimeException _) {
                // Without a database it cannot say that it has ended.
            }
        });
        try (Weir.Running _ = test.start(home, dev.weir.server.egress.Failpoint.NONE)) {
            JobProgress end = test.await(job);
            burial.join();
            return end;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "enrichment.loaded,1",
        "enrichment.afterIntent,1",
        "enrichment.afterIntent,120",
        "enrichment.beforeSettle,1",
        "enrichment.beforeSettle,90",
        "journal.beforeCommit,1",
        "journal.beforeCommit,3",
        "journal.committed,1",
        "journal.committed,3"
    })
    void whatMayBeRepeatedFreelyIsAndEveryRowIsChargedOnce(String point, int hit) throws Exception {
        ScriptedVendor vendor = ScriptedVendor.named("acme", ask -> found("company.name", ask.text("company.domain")))
                .operation("find", Set.of("company.domain"), NAME, Charge.ACCEPTED, Repeat.FREE);
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor))) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), TestWeir.companies(ROWS), NoEngine.INSTANCE);
            JobProgress end = dieAndFinish(test, job, new Death(point, hit));

            assertThat(end.rows().completed()).isEqualTo(ROWS);
            assertThat(end.credits().posted()).isEqualTo(ROWS * PRICE);
            assertThat(end.credits().balance()).isZero();
            test.assertVerified();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "enrichment.afterIntent,40",
        "egress.afterSend,40",
        "enrichment.beforeSettle,40",
        "journal.beforeCommit,4",
        "journal.committed,4"
    })
    void whatMayHaveBeenChargedIsInDoubtAndNothingElse(String point, int hit) throws Exception {
        SandboxSettings settings = SandboxSettings.DEFAULT.with(
                Vendor.PDL,
                pdl -> pdl.withHitRate(VendorOperation.PDL_COMPANY, 1).withLatency(1, 15));
        try (TestWeir test = new TestWeir(settings, folder)) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of("company.industry"), "pdl")),
                    TestWeir.companies(ROWS),
                    NoEngine.INSTANCE);
            JobProgress end = dieAndFinish(test, job, new Death(point, hit));

            long price = end.credits().held() / ROWS;
            assertThat(end.rows().completed() + end.rows().failed()).isEqualTo(ROWS);
            assertThat(end.credits().doubt()).isEqualTo(end.rows().inDoubt() * price);
            assertThat(end.credits().balance()).isEqualTo(end.credits().doubt());
            var line = test.sandbox().ledger().summary().of(VendorOperation.PDL_COMPANY);
            assertThat(line.askedMoreThanOnce()).isZero();
            // What the vendor charged is either settled or one of the doubts.
            long certain = test.weir().statistics().ofJob(job).stream()
                    .mapToLong(Statistics.ProviderPart::vendorCertain)
                    .sum();
            assertThat(line.chargedMilli())
                    .isBetween(certain, certain + end.credits().doubt());
            test.assertVerified();
        }
    }

    @ParameterizedTest
    @CsvSource({"enrichment.afterIntent,60", "journal.beforeCommit,3"})
    void aRunOfFaultsAndADeathEndsLikeAnyOther(String point, int hit) throws Exception {
        SandboxSettings settings = SandboxSettings.DEFAULT.withAll(vendor ->
                vendor.withFaults(FaultRule.of(FaultKind.SERVER_ERROR, 0.05).healingAfter(1)));
        try (TestWeir test = new TestWeir(settings, folder).settings(BreakersWide::of)) {
            Job job = test.submit(
                    test.request(test.plan(
                            OnDoubt.RETRY, List.of("company.industry", "company.employee_range"), "hunter", "pdl")),
                    TestWeir.companies(ROWS),
                    NoEngine.INSTANCE);
            JobProgress end = dieAndFinish(test, job, new Death(point, hit));

            assertThat(end.rows().completed() + end.rows().failed()).isEqualTo(ROWS);
            assertThat(end.rows().inDoubt()).isZero();
            assertThat(end.credits().balance()).isZero();
            test.assertVerified();
        }
    }
}
