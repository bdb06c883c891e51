package dev.weir.server.enrichment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Vendor;
import dev.weir.server.RunningWeir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.RowView;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnrichmentAgainstSandboxTest {

    private static final List<String> FIELDS = List.of("person.work_email", "person.job_title", "company.industry");

    @TempDir
    Path folder;

    @Test
    void everyRowEndsAndMoneyAgreesWithTheVendorsLedger() {
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT.withSeed(7), folder);
                RunningWeir engine = test.start()) {
            List<RowView> views = enriched(test, engine, FIELDS, 1_500, "hunter", "apollo", "pdl");
            assertThat(views.stream().filter(row -> row.found().containsKey("person.work_email")))
                    .hasSizeGreaterThan(800);
        }
    }

    /** Vendors that refuse inside a 200, price by what they reveal, and charge fractions or every check. */
    @Test
    void vendorsOfOtherMannersAgreeToo() {
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT.withSeed(7), folder);
                RunningWeir engine = test.start()) {
            List<String> fields = List.of(
                    "person.work_email", "person.mobile_phone", "company.industry", "email_verification.status");
            List<RowView> views = enriched(
                    test,
                    engine,
                    fields,
                    400,
                    "zerobounce",
                    "neverbounce",
                    "prospeo",
                    "findymail",
                    "leadmagic",
                    "lusha");
            assertThat(views.stream().filter(row -> row.found().containsKey("person.mobile_phone")))
                    .hasSizeGreaterThan(150);
            for (Vendor vendor :
                    List.of(Vendor.ZEROBOUNCE, Vendor.PROSPEO, Vendor.FINDYMAIL, Vendor.LEADMAGIC, Vendor.LUSHA)) {
                assertThat(test.sandbox().ledger().summary().chargedMilli(vendor))
                        .as(vendor.slug())
                        .isPositive();
            }
        }
    }

    /** Enriches, and holds what we know against what the vendors know. */
    private static List<RowView> enriched(
            TestWeir test, RunningWeir engine, List<String> fields, int rows, String... providers) {
        Job job = test.submit(test.request(test.plan(OnDoubt.HOLD, fields, providers)), people(rows), engine.engine());
        JobProgress end = test.await(job);

        assertThat(end.status()).isIn(JobStatus.PARTIALLY_COMPLETED, JobStatus.COMPLETED);
        assertThat(end.rows().completed() + end.rows().failed()).isEqualTo(rows);
        assertThat(end.credits().open()).isZero();
        assertThat(end.credits().balance()).isZero();
        long certain = test.weir().statistics().ofJob(job).stream()
                .mapToLong(Statistics.ProviderPart::vendorCertain)
                .sum();
        long sandboxCharged = 0;
        for (Vendor vendor : Vendor.values()) {
            sandboxCharged += test.sandbox().ledger().summary().chargedMilli(vendor);
        }
        assertThat(certain).isEqualTo(sandboxCharged);
        assertThat(test.weir().verification().run().findings()).isEmpty();
        return test.rows(job, rows);
    }

    static List<Map<String, Object>> people(int count) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            rows.add(Map.of(
                    "person.first_name", "Ada" + i % 400,
                    "person.last_name", "Example" + i / 400,
                    "company.domain", "company" + i % 50 + ".example"));
        }
        return rows;
    }
}
