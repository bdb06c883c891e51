package dev.weir.server.enrichment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.FaultKind;
import dev.weir.sandbox.FaultRule;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Vendor;
import dev.weir.sandbox.VendorOperation;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.testing.Death;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A program dies at a named moment; the next one of the same home finishes its work. */
@Timeout(240)
class CrashTest {

    private static final int ROWS = 300;

    @TempDir
    Path folder;

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
            JobProgress end = new Death(point, hit).thenFinish(test, job);

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
            JobProgress end = new Death(point, hit).thenFinish(test, job);

            assertThat(end.rows().completed() + end.rows().failed()).isEqualTo(ROWS);
            assertThat(end.rows().inDoubt()).isZero();
            assertThat(end.credits().balance()).isZero();
            test.assertVerified();
        }
    }
}
