package dev.weir.server.testing.contract;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.RunningWeir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The cases of jobs that are paused, resumed and cancelled while they run. */
@Timeout(240)
public abstract class StopCases extends LostLeaseCases {

    private final ScriptedVendor vendor =
            ScriptedVendor.giving("acme", "company.name", _ -> found("company.name", "Acme"));
    private final Semaphore mayAnswer = new Semaphore(0);

    private static Plan plan(TestWeir test) {
        return test.plan(OnDoubt.HOLD, NAME, "acme");
    }

    /** A job of 400 rows, whose calls are under way and will be answered when they may. */
    private Job submitAndAwaitFirstCall(TestWeir test, RunningWeir engine) throws InterruptedException {
        CountDownLatch arrived = new CountDownLatch(1);
        vendor.answers(ask -> {
            arrived.countDown();
            mayAnswer.acquireUninterruptibly();
            return found("company.name", "Name of " + ask.text("company.domain"));
        });
        Job job = test.submit(test.request(plan(test)), TestWeir.companies(400), engine.engine());
        assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
        return job;
    }

    @Test
    void afterPauseReturnsNoNewCallLeavesAndTheHoldStays() throws Exception {
        try (TestWeir test = open(vendor);
                RunningWeir engine = test.start()) {
            Job job = submitAndAwaitFirstCall(test, engine);
            test.weir().jobs().pause(job, engine.engine());
            long intents = intents(test);
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
            test.assertVerified();
        }
    }

    private static long intents(TestWeir test) {
        return test.database()
                .ownerJdbc()
                .sql("SELECT count(*) FROM weir.intent")
                .query(Long.class)
                .single();
    }

    @Test
    void afterCancelReturnsNoIntentIsWrittenAndTheHoldReturnsWithTheLastCall() throws Exception {
        try (TestWeir test = open(vendor);
                RunningWeir engine = test.start()) {
            Job job = submitAndAwaitFirstCall(test, engine);
            test.weir().jobs().cancel(job, engine.engine());
            long open = intents(test);
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
            test.assertVerified();
        }
    }

    @Test
    void aPausedJobCanBeCancelledAndThenClosesWithoutACall() {
        try (TestWeir test = open(vendor)) {
            Job job = test.submit(test.request(plan(test)), TestWeir.companies(2_500), NoEngine.INSTANCE);
            test.weir().jobs().pause(job, NoEngine.INSTANCE);
            test.weir().jobs().cancel(job, NoEngine.INSTANCE);
            try (RunningWeir _ = test.start()) {
                JobProgress end = test.await(job);
                assertThat(end.status()).isEqualTo(JobStatus.CANCELLED);
                assertThat(end.rows().failed()).isEqualTo(2_500);
                assertThat(vendor.calls()).isZero();
            }
            test.assertVerified();
        }
    }
}
