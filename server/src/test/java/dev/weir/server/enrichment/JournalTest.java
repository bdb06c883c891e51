package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.Weir;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class JournalTest {

    private static final List<String> NAME = List.of("company.name");

    @TempDir
    Path folder;

    private static void killConnections(TestWeir test) {
        test.database().ownerJdbc().sql("""
                        SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
                        WHERE datname = current_database() AND usename = 'weir_app'
                        """).query(Long.class).single();
    }

    /** Looks as the owner, whose connections nobody kills. */
    private static void awaitClosed(TestWeir test) {
        long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!test.database()
                .ownerJdbc()
                .sql("SELECT phase FROM weir.job_state")
                .query(String.class)
                .single()
                .equals("closed")) {
            assertThat(System.nanoTime()).as("the job has not closed").isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Test
    void whateverBecameOfAFlushWhoseConnectionDiedNothingIsWrittenTwice() {
        ScriptedVendor vendor =
                ScriptedVendor.giving("acme", "company.name", ask -> found("company.name", ask.text("company.domain")));
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor))) {
            AtomicInteger flushes = new AtomicInteger();
            Failpoint cuttingManyFlushes = name -> {
                boolean before = name.equals("journal.beforeCommit");
                if ((before || name.equals("journal.committed"))
                        && flushes.incrementAndGet() % 5 == 0
                        && flushes.get() <= 30) {
                    killConnections(test);
                }
            };
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), TestWeir.companies(2_000), NoEngine.INSTANCE);
            try (Weir.Running _ = test.start(UUID.randomUUID(), cuttingManyFlushes)) {
                awaitClosed(test);
                JobProgress end = test.weir().jobs().progress(job);

                assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
                assertThat(end.credits().posted()).isEqualTo(2_000 * PRICE);
                assertThat(end.credits().balance()).isZero();
                assertThat(vendor.calls()).isEqualTo(2_000);
                assertThat(flushes.get()).isGreaterThan(30);
            }
            test.assertVerified();
        }
    }

    @Test
    void oddTextFromAVendorIsKeptAndHurtsNobody() {
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", ask -> {
            int row = ask.text("company.domain").charAt(7) - '0';
            return switch (row) {
                case 3 -> found("company.name", "nul \u0000 inside");
                case 4 -> found("company.name", "half a \uD83D pair");
                default -> found("company.name", "Acme");
            };
        });
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor));
                Weir.Running engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), TestWeir.companies(8), engine.engine());
            JobProgress end = test.await(job);

            // Whether such a name is a company's is for the judge to say; that the others are served is for us.
            assertThat(end.rows().completed()).isGreaterThanOrEqualTo(6);
            assertThat(end.rows().completed() + end.rows().failed()).isEqualTo(8);
            assertThat(vendor.mostOftenAsked()).isEqualTo(1);
            test.assertVerified();
        }
    }
}
