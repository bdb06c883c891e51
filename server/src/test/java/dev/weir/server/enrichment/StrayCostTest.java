package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Reply;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.enrichment.Statistics.ProviderPart;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What tries may have cost the vendor's customer is on the books although their asking left no record. */
@Timeout(120)
class StrayCostTest {

    private static final List<String> NAME = List.of("company.name");

    @TempDir
    Path folder;

    private Job submit(TestWeir test, RunningWeir engine, OnDoubt onDoubt) {
        return test.submit(test.request(test.plan(onDoubt, NAME, "acme")), TestWeir.companies(1), engine.engine());
    }

    private static long possible(TestWeir test, Job job) {
        return test.weir().statistics().ofJob(job).stream()
                .mapToLong(ProviderPart::vendorPossible)
                .sum();
    }

    @Test
    void whatWasTroubledAndThenPausedIsCountedBesideTheCallThatFollows() {
        AtomicReference<Runnable> pause = new AtomicReference<>(() -> {});
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", _ -> {
            pause.get().run();
            return new Reply.Trouble(503, "try again");
        });
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor));
                RunningWeir engine = test.start()) {
            pause.set(() -> test.weir()
                    .jobs()
                    .latest(test.workspace().id(), 1)
                    .forEach(job -> test.weir().jobs().pause(job, engine.engine())));
            Job job = submit(test, engine, OnDoubt.HOLD);
            test.await(
                    job,
                    "paused with nothing open",
                    progress -> progress.paused()
                            && possible(test, job) > 0
                            && progress.credits().open() == 0);
            assertThat(possible(test, job)).isEqualTo(PRICE);

            vendor.answers(_ -> found("company.name", "Acme"));
            test.weir().jobs().resume(job, engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.credits().posted()).isEqualTo(PRICE);
            assertThat(test.weir().statistics().ofJob(job)).singleElement().satisfies(part -> {
                assertThat(part.asked()).isEqualTo(1);
                assertThat(part.vendorCertain()).isEqualTo(PRICE);
                assertThat(part.vendorPossible()).isEqualTo(PRICE);
            });
            test.assertVerified();
        }
    }

    @Test
    void aJobThatIsPausedDuringItsLastCallEndsAndIsPausedNoMore() {
        AtomicReference<Runnable> pause = new AtomicReference<>(() -> {});
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", _ -> {
            pause.get().run();
            return found("company.name", "Acme");
        });
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor));
                RunningWeir engine = test.start()) {
            AtomicReference<Integer> paused = new AtomicReference<>(0);
            pause.set(() -> test.weir().jobs().latest(test.workspace().id(), 1).forEach(job -> {
                test.weir().jobs().pause(job, engine.engine());
                paused.updateAndGet(one -> one + 1);
            }));
            JobProgress end = test.await(submit(test, engine, OnDoubt.HOLD));

            assertThat(paused.get()).isEqualTo(1);
            assertThat(end.rows().completed()).isEqualTo(1);
            assertThat(end.paused()).isFalse();
            assertThat(end.credits().accepting()).isTrue();
            test.assertVerified();
        }
    }

    @Test
    void whatWasTroubledAndThenThrottledForLongIsCountedThoughNobodyAsksAgain() {
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", _ -> new Reply.Trouble(500, "try again"));
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor));
                RunningWeir engine = test.start()) {
            vendor.answers(_ -> vendor.calls() == 1
                    ? new Reply.Trouble(500, "try again")
                    : new Reply.Throttled(Duration.ofMinutes(5)));
            Job job = submit(test, engine, OnDoubt.HOLD);
            test.await(
                    job,
                    "parked",
                    progress -> possible(test, job) > 0 && progress.credits().open() == 0);
            test.weir().jobs().cancel(job, engine.engine());
            JobProgress end = test.await(job);

            assertThat(possible(test, job)).isEqualTo(PRICE);
            assertThat(end.credits().balance()).isZero();
            test.assertVerified();
        }
    }

    @Test
    void whatWasTroubledBeforeTheAnswerWasLostIsPartOfTheDoubt() {
        ScriptedVendor vendor = ScriptedVendor.giving("acme", "company.name", _ -> new Reply.Lost("cut"));
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor));
                RunningWeir engine = test.start()) {
            vendor.answers(_ -> vendor.calls() == 1 ? new Reply.Trouble(500, "try again") : new Reply.Lost("cut"));
            Job job = submit(test, engine, OnDoubt.HOLD);
            test.await(job);

            assertThat(test.weir().doubts().list(test.workspace().id()))
                    .singleElement()
                    .satisfies(doubt -> assertThat(doubt.vendorCost()).isEqualTo(2 * PRICE));
            test.assertVerified();
        }
    }
}
