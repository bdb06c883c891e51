package dev.weir.server.jobs;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static dev.weir.server.testing.ScriptedVendor.notFound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Reply;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.Weir;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class JobLifeTest {

    @TempDir
    Path folder;

    private ScriptedVendor vendor;
    private TestWeir test;
    private Plan plan;

    @BeforeEach
    void open() {
        vendor = ScriptedVendor.giving("acme", "company.name", _ -> found("company.name", "Acme"));
        test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor));
        plan = test.plan(OnDoubt.HOLD, List.of("company.name"), "acme");
    }

    @AfterEach
    void close() {
        test.close();
    }

    private static Reply named(String domain) {
        return found("company.name", "Name of " + domain);
    }

    @Test
    void aJobsStatusSaysWhetherAllSomeOrNoRowsCompleted() {
        vendor.answers(ask -> switch (Character.getNumericValue(
                        ask.text("company.domain").charAt(7))
                % 2) {
            case 0 -> named(ask.text("company.domain"));
            default -> notFound();
        });
        try (Weir.Running engine = test.start()) {
            Job some = test.submit(test.request(plan), TestWeir.companies(4), engine.engine());
            Job all = test.submit(test.request(plan), TestWeir.companies(1), engine.engine());
            Job none = test.submit(test.request(plan), TestWeir.companies(2).subList(1, 2), engine.engine());

            assertThat(test.await(some).status()).isEqualTo(JobStatus.PARTIALLY_COMPLETED);
            assertThat(test.await(some).rows()).isEqualTo(new RowCounts(2, 2, 0, 0));
            assertThat(test.await(all).status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(test.await(none).status()).isEqualTo(JobStatus.FAILED);
            assertThat(test.rows(none, 1).getFirst().cells().getFirst())
                    .isEqualTo(new RowView.CellView("company.name", CellState.FAILED, "not_found"));
        }
        test.assertVerified();
    }

    @Test
    void afterPauseReturnsNoNewCallLeavesAndTheHoldStays() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        Semaphore mayAnswer = new Semaphore(0);
        vendor.answers(ask -> {
            arrived.countDown();
            mayAnswer.acquireUninterruptibly();
            return named(ask.text("company.domain"));
        });
        try (Weir.Running engine = test.start()) {
            Job job = test.submit(test.request(plan), TestWeir.companies(400), engine.engine());
            assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();

            test.weir().jobs().pause(job, engine.engine());
            long intents = intents();
            mayAnswer.release(10_000);
            JobProgress paused = test.await(
                    job,
                    "at rest",
                    progress ->
                            progress.rows().running() == 0 && progress.credits().open() == 0);

            assertThat(paused.paused()).isTrue();
            assertThat(paused.status()).isEqualTo(JobStatus.RUNNING);
            assertThat((long) vendor.calls()).isLessThanOrEqualTo(intents);
            assertThat(paused.credits().held()).isEqualTo(400 * PRICE);
            assertThat(paused.credits().balance() + paused.credits().posted()).isEqualTo(400 * PRICE);
            assertThat(paused.rows().completed()).isLessThan(400);
            test.assertVerified();

            int calls = vendor.calls();
            test.weir().jobs().resume(job, engine.engine());
            assertThat(test.await(job).status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(vendor.calls()).isGreaterThan(calls).isEqualTo(400);
        }
        test.assertVerified();
    }

    private long intents() {
        return test.database()
                .ownerJdbc()
                .sql("SELECT count(*) FROM weir.intent")
                .query(Long.class)
                .single();
    }

    @Test
    void afterCancelReturnsNoIntentIsWrittenAndTheHoldReturnsWithTheLastCall() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        Semaphore mayAnswer = new Semaphore(0);
        vendor.answers(ask -> {
            arrived.countDown();
            mayAnswer.acquireUninterruptibly();
            return named(ask.text("company.domain"));
        });
        try (Weir.Running engine = test.start()) {
            Job job = test.submit(test.request(plan), TestWeir.companies(400), engine.engine());
            assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();

            test.weir().jobs().cancel(job, engine.engine());
            long open = intents();
            assertThat(test.weir().jobs().progress(job).status()).isEqualTo(JobStatus.CANCELLED);
            assertThat(test.weir().jobs().progress(job).closed()).isFalse();
            mayAnswer.release(10_000);
            JobProgress end = test.await(job);

            assertThat((long) vendor.calls()).isLessThanOrEqualTo(open);
            assertThat(end.status()).isEqualTo(JobStatus.CANCELLED);
            assertThat(end.rows().completed()).isEqualTo(vendor.calls());
            assertThat(end.rows().completed() + end.rows().failed()).isEqualTo(400);
            assertThat(end.credits().posted()).isEqualTo(vendor.calls() * PRICE);
            assertThat(end.credits().balance()).isZero();
            assertThat(test.rows(job, 400).stream()
                            .filter(row -> row.cells().getFirst().state() == CellState.CANCELLED))
                    .hasSize(400 - vendor.calls());

            test.weir().jobs().cancel(job, engine.engine());
            assertThat(test.weir().jobs().progress(job).status()).isEqualTo(JobStatus.CANCELLED);
        }
        test.assertVerified();
    }

    @Test
    void aPausedJobCanBeCancelledAndThenClosesWithoutACall() {
        Job job = test.submit(test.request(plan), TestWeir.companies(2_500), NoEngine.INSTANCE);
        test.weir().jobs().pause(job, NoEngine.INSTANCE);
        test.weir().jobs().cancel(job, NoEngine.INSTANCE);
        try (Weir.Running _ = test.start()) {
            JobProgress end = test.await(job);
            assertThat(end.status()).isEqualTo(JobStatus.CANCELLED);
            assertThat(end.rows().failed()).isEqualTo(2_500);
            assertThat(vendor.calls()).isZero();
        }
        test.assertVerified();
    }

    @Test
    void aJobThatHasEndedCannotBeCancelled() {
        try (Weir.Running engine = test.start()) {
            Job job = test.submit(test.request(plan), TestWeir.companies(1), engine.engine());
            test.await(job);
            assertThatThrownBy(() -> test.weir().jobs().cancel(job, engine.engine()))
                    .isInstanceOfSatisfying(
                            Problem.class, problem -> assertThat(problem.kind()).isEqualTo(Problem.Kind.CONFLICT))
                    .hasMessageContaining("completed");
        }
    }
}
