package dev.weir.server.enrichment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Vendor;
import dev.weir.server.Weir;
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
                Weir.Running engine = test.start()) {
            List<Map<String, Object>> rows = people(1_500);
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, FIELDS, "hunter", "apollo", "pdl")), rows, engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.status()).isIn(JobStatus.PARTIALLY_COMPLETED, JobStatus.COMPLETED);
            assertThat(end.rows().completed() + end.rows().failed()).isEqualTo(1_500);
            assertThat(end.credits().open()).isZero();
            assertThat(end.credits().balance()).isZero();
            List<RowView> views = test.rows(job, 1_500);
            assertThat(views.stream().filter(row -> row.found().containsKey("person.work_email")))
                    .hasSizeGreaterThan(800);
            long certain = test.weir().statistics().ofJob(job).stream()
                    .mapToLong(Statistics.ProviderPart::vendorCertain)
                    .sum();
            long sandboxCharged = 0;
            for (Vendor vendor : Vendor.values()) {
                sandboxCharged += test.sandbox().ledger().summary().chargedMilli(vendor);
            }
            assertThat(certain).isEqualTo(sandboxCharged);
            assertThat(test.weir().verification().run().findings()).isEmpty();
        }
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
