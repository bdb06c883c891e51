package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.postgres.testing.TestPostgres;
import dev.weir.provider.Reply;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.testing.WeirDatabase;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
            try (RunningWeir _ = test.start(UUID.randomUUID(), cuttingManyFlushes)) {
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
    void aFlushThatFailsBehindItsCommitIsWrittenOnce() {
        ScriptedVendor vendor =
                ScriptedVendor.giving("acme", "company.name", ask -> found("company.name", ask.text("company.domain")));
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor))) {
            AtomicInteger commits = new AtomicInteger();
            Failpoint failing = name -> {
                if (name.equals("journal.committed") && commits.incrementAndGet() % 3 == 1 && commits.get() <= 10) {
                    throw new IllegalStateException("behind a commit");
                }
            };
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.RETRY, NAME, "acme")), TestWeir.companies(500), NoEngine.INSTANCE);
            try (RunningWeir _ = test.start(UUID.randomUUID(), failing)) {
                awaitClosed(test);
                JobProgress end = test.weir().jobs().progress(job);

                assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
                assertThat(end.credits().posted()).isEqualTo(500 * PRICE);
                assertThat(end.credits().balance()).isZero();
                assertThat(commits.get()).isGreaterThan(10);
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
                RunningWeir engine = test.start()) {
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

    @Test
    void aPostgresThatIsKilledTwiceInTheMiddleOfARunLosesNoRowAndChargesNoneTwice() throws Exception {
        TestPostgres postgres = TestPostgres.ofItsOwn();
        AtomicInteger calls = new AtomicInteger();
        Semaphore mayKill = new Semaphore(0);
        Semaphore killed = new Semaphore(0);
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", ask -> {
            int call = calls.incrementAndGet();
            if (call == 400 || call == 1_200) {
                // This answer at least comes when the database is gone.
                mayKill.release();
                killed.acquireUninterruptibly();
            }
            return found("company.name", ask.text("company.domain"));
        });
        try (TestWeir test =
                new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor), WeirDatabase.freshIn(postgres))) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), TestWeir.companies(2_000), NoEngine.INSTANCE);
            try (RunningWeir _ = test.start()) {
                for (int i = 0; i < 2; i++) {
                    assertThat(mayKill.tryAcquire(90, TimeUnit.SECONDS)).isTrue();
                    long pid = postgres.server().pid();
                    assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly())
                            .isTrue();
                    postgres.server().onExit().get(30, TimeUnit.SECONDS);
                    killed.release();
                    postgres.server().ensureRunning();
                    assertThat(postgres.server().pid()).isNotEqualTo(pid);
                }
                awaitClosed(test);
                JobProgress end = test.weir().jobs().progress(job);

                assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
                assertThat(end.rows().completed()).isEqualTo(2_000);
                assertThat(end.credits().posted()).isEqualTo(2_000 * PRICE);
                assertThat(end.credits().balance()).isZero();
                assertThat(vendor.calls()).isEqualTo(2_000);
            }
            test.assertVerified();
        }
    }

    /**
     * Each of two rows settles a call that a row of the other's batch waits for, so each lane's flush holds its own
     * batch and wants the other's. A lock on both calls keeps the flushes until both hold what they hold.
     */
    @Test
    void twoLanesThatLockEachOthersBatchesBothGetThrough() throws Exception {
        Semaphore late = new Semaphore(0);
        CountDownLatch asked = new CountDownLatch(2);
        Semaphore answers = new Semaphore(0);
        ScriptedVendor acme = ScriptedVendor.giving("acme", "company.name", _ -> new Reply.Lost("cut"));
        ScriptedVendor slow = ScriptedVendor.giving("slow", "company.industry", ask -> {
            if (ask.text("company.domain").equals("company1.example")) {
                late.acquireUninterruptibly();
            }
            return found("company.industry", "software");
        });
        try (TestWeir test =
                        new TestWeir(SandboxSettings.DEFAULT, folder, List.of(acme, slow)).settings(BreakersWide::of);
                RunningWeir engine = test.start()) {
            List<Map<String, Object>> companies = TestWeir.companies(2);
            Job one = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of("company.industry", "company.name"), "slow", "acme")),
                    companies,
                    engine.engine());
            test.await(one, "in doubt", progress -> progress.rows().inDoubt() == 1);
            Job other = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), companies.reversed(), engine.engine());
            assertThat(test.await(other).rows().inDoubt()).isEqualTo(2);
            late.release();
            assertThat(test.await(one).rows().inDoubt()).isEqualTo(2);
            assertThat(acme.calls()).isEqualTo(2);

            acme.answers(ask -> {
                asked.countDown();
                answers.acquireUninterruptibly();
                return found("company.name", ask.text("company.domain"));
            });
            for (Job job : List.of(one, other)) {
                assertThat(test.weir().doubts().resolve(test.workspace(), job, 0, Doubts.Resolution.RETRY))
                        .isEqualTo(1);
                engine.engine().start(job.id());
            }
            assertThat(asked.await(60, TimeUnit.SECONDS)).isTrue();
            try (Connection holding = test.database().owner().getConnection();
                    Statement statement = holding.createStatement()) {
                holding.setAutoCommit(false);
                statement.execute("SELECT FROM weir.intent FOR UPDATE");
                answers.release(2);
                awaitSql(
                        test,
                        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
                        2);
                holding.rollback();
            }
            for (Job job : List.of(one, other)) {
                JobProgress end = test.await(
                        job,
                        "resolved",
                        progress -> progress.closed() && progress.rows().completed() == 2);
                assertThat(end.credits().balance()).isZero();
            }
            assertThat(acme.calls()).isEqualTo(4);
            awaitSql(test, "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()", 1);
            test.assertVerified();
        }
    }

    private static void awaitSql(TestWeir test, String count, long atLeast) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (test.database().ownerJdbc().sql(count).query(Long.class).single() < atLeast) {
            assertThat(System.nanoTime()).as(count).isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }
}
