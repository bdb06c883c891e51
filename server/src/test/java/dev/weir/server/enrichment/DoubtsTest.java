package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static dev.weir.server.testing.ScriptedVendor.notFound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Reply;
import dev.weir.sandbox.FaultKind;
import dev.weir.sandbox.FaultRule;
import dev.weir.sandbox.LedgerSummary;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Vendor;
import dev.weir.sandbox.VendorOperation;
import dev.weir.server.RunningWeir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.RowView.CellView;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class DoubtsTest {

    private static final List<String> NAME = List.of("company.name");

    @TempDir
    Path folder;

    private TestWeir sandboxed(SandboxSettings settings) {
        return new TestWeir(settings, folder).settings(BreakersWide::of);
    }

    private TestWeir scripted(ScriptedVendor... vendors) {
        return new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendors)).settings(BreakersWide::of);
    }

    private static SandboxSettings cuttingFirstTries(Vendor vendor, VendorOperation operation, int tries) {
        return SandboxSettings.DEFAULT.with(
                vendor,
                it -> it.withHitRate(operation, 1)
                        .withFaults(FaultRule.of(FaultKind.RESET_AFTER_FIRST_BYTE, 1)
                                .healingAfter(tries)));
    }

    @Test
    void aLostAnswerKeepsItsAmountHeldUntilAPersonAsksAgain() {
        try (TestWeir test = sandboxed(cuttingFirstTries(Vendor.PDL, VendorOperation.PDL_COMPANY, 1));
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of("company.industry"), "pdl")),
                    TestWeir.companies(4),
                    engine.engine());
            JobProgress end = test.await(job);
            long price = end.credits().held() / 4;

            assertThat(end.status()).isEqualTo(JobStatus.FAILED);
            assertThat(end.rows().inDoubt()).isEqualTo(4);
            assertThat(end.credits().balance())
                    .isEqualTo(4 * price)
                    .isEqualTo(end.credits().doubt());
            assertThat(test.weir().doubts().list(test.workspace().id()))
                    .hasSize(4)
                    .allSatisfy(doubt -> assertThat(doubt.vendorCost()).isPositive());
            assertThat(test.weir().statistics().ofJob(job).stream()
                            .mapToLong(Statistics.ProviderPart::vendorPossible)
                            .sum())
                    .as("the job's own figures say the same as the list of doubts")
                    .isEqualTo(test.weir().doubts().list(test.workspace().id()).stream()
                            .mapToLong(Doubt::vendorCost)
                            .sum());
            test.assertVerified();

            for (int row = 0; row < 4; row++) {
                assertThat(test.weir().doubts().whyNotAgain(test.workspace(), job, row))
                        .isEmpty();
                assertThat(test.weir().doubts().resolve(test.workspace(), job, row, Doubts.Resolution.RETRY))
                        .isEqualTo(1);
                assertThat(test.weir().doubts().whyNotAgain(test.workspace(), job, row))
                        .contains(Doubts.Refusal.ROW_RUNNING);
            }
            engine.engine().start(job.id());
            JobProgress after = test.await(job);

            assertThat(after.rows().inDoubt()).isZero();
            assertThat(after.rows().completed() + after.rows().failed()).isEqualTo(4);
            assertThat(after.credits().balance()).isZero();
            assertThat(after.credits().posted()).isEqualTo(after.rows().completed() * price);
            LedgerSummary.Line line = test.sandbox().ledger().summary().of(VendorOperation.PDL_COMPANY);
            assertThat(line.calls()).isEqualTo(8);
            long vendorCost = test.weir().statistics().ofJob(job).stream()
                    .mapToLong(part -> part.vendorCertain() + part.vendorPossible())
                    .sum();
            assertThat(vendorCost).isEqualTo(line.chargedMilli());
            test.assertVerified();
        }
    }

    @Test
    void whatIsIndependentOfADoubtGoesOnAndWhatNeedsItWaitsForNothing() {
        ScriptedVendor lossy = ScriptedVendor.giving("lossy", "company.name", _ -> new Reply.Lost("cut"));
        ScriptedVendor needing = ScriptedVendor.named("needing", _ -> found("company.industry", "software"))
                .operation(
                        "find", Set.of("company.name"), List.of("company.industry"), Charge.ACCEPTED, Repeat.UNKNOWN);
        ScriptedVendor free =
                ScriptedVendor.giving("free", "company.description", _ -> found("company.description", "Makes things"));
        try (TestWeir test = scripted(lossy, needing, free);
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(
                            OnDoubt.HOLD,
                            List.of("company.name", "company.industry", "company.description"),
                            "lossy",
                            "needing",
                            "free")),
                    TestWeir.companies(3),
                    engine.engine());
            JobProgress end = test.await(job);

            assertThat(test.rows(job, 3))
                    .allSatisfy(row -> assertThat(row.cells())
                            .containsExactlyInAnyOrder(
                                    new CellView("company.name", CellState.IN_DOUBT, "call"),
                                    new CellView("company.industry", CellState.IN_DOUBT, "depends"),
                                    new CellView("company.description", CellState.COMPLETED, null)));
            assertThat(end.credits().doubt()).isEqualTo(3 * PRICE);
            assertThat(end.credits().posted()).isEqualTo(3 * PRICE);
            assertThat(needing.calls()).isZero();
            test.assertVerified();

            // The repeated call gives the name, and the cell that waited for it is asked for too.
            lossy.answers(_ -> found("company.name", "Acme"));
            test.weir().doubts().resolve(test.workspace(), job, 1, Doubts.Resolution.RETRY);
            engine.engine().start(job.id());
            JobProgress after = test.await(job);
            assertThat(after.rows().completed()).isEqualTo(1);
            assertThat(needing.calls()).isEqualTo(1);
            assertThat(after.credits().doubt())
                    .isEqualTo(2 * PRICE)
                    .isEqualTo(after.credits().balance());
            test.assertVerified();
        }
    }

    @Test
    void whoSkipsDoubtsAsksTheNextAndBothAmountsWereHeld() {
        ScriptedVendor lossy = ScriptedVendor.giving("lossy", "company.name", _ -> new Reply.Lost("cut"));
        ScriptedVendor next = ScriptedVendor.giving("next", "company.name", _ -> found("company.name", "Acme"));
        try (TestWeir test = scripted(lossy, next);
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.SKIP, NAME, "lossy", "next")),
                    TestWeir.companies(3),
                    engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(end.credits().held()).isEqualTo(6 * PRICE);
            assertThat(end.credits().posted()).isEqualTo(3 * PRICE);
            assertThat(end.credits().doubt())
                    .isEqualTo(3 * PRICE)
                    .isEqualTo(end.credits().balance());
            test.assertVerified();

            test.weir().doubts().resolve(test.workspace(), job, 0, Doubts.Resolution.CHARGED);
            test.weir().doubts().resolve(test.workspace(), job, 1, Doubts.Resolution.NOT_CHARGED);
            assertThat(test.weir().doubts().whyNotAgain(test.workspace(), job, 2))
                    .contains(Doubts.Refusal.ROW_WENT_ON);
            assertThatThrownBy(() -> test.weir().doubts().resolve(test.workspace(), job, 2, Doubts.Resolution.RETRY))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("went on without");
            JobProgress after = test.weir().jobs().progress(job);
            assertThat(after.credits().posted()).isEqualTo(4 * PRICE);
            assertThat(after.credits().balance()).isEqualTo(PRICE);
            test.assertVerified();
        }
    }

    @Test
    void whoRetriesDoubtsAsksAgainUnderTheSameKeyAndNotesThatTheFirstMayHaveCost() {
        AtomicInteger calls = new AtomicInteger();
        ScriptedVendor lossy = ScriptedVendor.giving(
                "lossy",
                "company.name",
                _ -> calls.incrementAndGet() == 1 ? new Reply.Lost("cut") : found("company.name", "Acme"));
        try (TestWeir test = scripted(lossy);
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.RETRY, NAME, "lossy")), TestWeir.companies(1), engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.status()).isEqualTo(JobStatus.COMPLETED);
            assertThat(end.credits().posted()).isEqualTo(PRICE);
            assertThat(lossy.keys()).hasSize(2).containsOnly(lossy.keys().getFirst());
            assertThat(test.weir().statistics().ofJob(job))
                    .singleElement()
                    .satisfies(part -> assertThat(part.vendorPossible()).isEqualTo(PRICE))
                    .satisfies(part -> assertThat(part.vendorCertain()).isEqualTo(PRICE));
            test.assertVerified();
        }
    }

    @Test
    void whoRetriesDoubtsGivesUpInTheEndAndHoldsOneAmount() {
        ScriptedVendor lossy = ScriptedVendor.giving("lossy", "company.name", _ -> new Reply.Lost("cut"));
        try (TestWeir test = scripted(lossy);
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.RETRY, NAME, "lossy")), TestWeir.companies(2), engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.rows().inDoubt()).isEqualTo(2);
            assertThat(lossy.calls()).isEqualTo(6);
            assertThat(end.credits().doubt()).isEqualTo(2 * PRICE);
            test.assertVerified();
        }
    }

    @Test
    void whatIsToBeAskedAgainAndCannotBeIsADoubtThatSomebodyCanSettle() {
        AtomicInteger calls = new AtomicInteger();
        ScriptedVendor lossy = ScriptedVendor.giving(
                "lossy",
                "company.name",
                _ -> calls.incrementAndGet() == 1 ? new Reply.Lost("cut") : new Reply.OutOfCredits("nothing left"));
        try (TestWeir test = scripted(lossy)
                        .settings(
                                settings -> settings.with(settings.enrichment().withMaxWait(Duration.ZERO)));
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.RETRY, NAME, "lossy")), TestWeir.companies(1), engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.rows().inDoubt()).isEqualTo(1);
            assertThat(lossy.calls()).isEqualTo(2);
            test.assertVerified();
            assertThat(test.weir().doubts().resolve(test.workspace(), job, 0, Doubts.Resolution.NOT_CHARGED))
                    .isEqualTo(1);
            assertThat(test.weir().jobs().progress(job).credits().balance()).isZero();
            test.assertVerified();
        }
    }

    @Test
    void whoRetriesDoubtsAndAsksWhatIsInDoubtElsewhereEndsInDoubtAndIsSettledWithIt() {
        ScriptedVendor lossy = ScriptedVendor.giving("lossy", "company.name", _ -> new Reply.Lost("cut"));
        try (TestWeir test = scripted(lossy);
                RunningWeir engine = test.start()) {
            Job leader = test.submit(
                    test.request(test.plan(OnDoubt.RETRY, NAME, "lossy")), TestWeir.companies(1), engine.engine());
            test.await(leader);
            Job follower = test.submit(
                    test.request(test.plan(OnDoubt.RETRY, NAME, "lossy")), TestWeir.companies(1), engine.engine());
            JobProgress end = test.await(follower);

            assertThat(end.rows().inDoubt()).isEqualTo(1);
            assertThat(end.credits().balance()).isZero();
            assertThat(lossy.calls()).isEqualTo(3);

            lossy.answers(_ -> found("company.name", "Acme"));
            test.weir().doubts().resolve(test.workspace(), leader, 0, Doubts.Resolution.RETRY);
            engine.engine().start(leader.id());
            test.await(leader, "settled", progress -> progress.rows().completed() == 1);
            JobProgress after = test.await(
                    follower, "settled, too", progress -> progress.rows().completed() == 1);

            assertThat(after.credits().posted()).isZero();
            assertThat(lossy.calls()).isEqualTo(4);
            test.assertVerified();
        }
    }

    @Test
    void whoRepeatsForFreeIsAskedAgainWithoutADoubt() {
        try (TestWeir test = sandboxed(cuttingFirstTries(Vendor.HUNTER, VendorOperation.HUNTER_COMPANY, 1));
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of("company.industry"), "hunter")),
                    TestWeir.companies(5),
                    engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.rows().inDoubt()).isZero();
            assertThat(end.credits().balance()).isZero();
            assertThat(test.sandbox()
                            .ledger()
                            .summary()
                            .of(VendorOperation.HUNTER_COMPANY)
                            .calls())
                    .isEqualTo(10);
            test.assertVerified();
        }
    }

    @Test
    void aPersonsWordSettlesADoubtOnceAndTheRestOfTheHoldReturns() {
        ScriptedVendor lossy = ScriptedVendor.giving("lossy", "company.name", _ -> new Reply.Lost("cut"));
        try (TestWeir test = scripted(lossy);
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "lossy")), TestWeir.companies(2), engine.engine());
            test.await(job);
            Doubts doubts = test.weir().doubts();

            assertThat(doubts.resolve(test.workspace(), job, 0, Doubts.Resolution.CHARGED))
                    .isEqualTo(1);
            assertThat(doubts.resolve(test.workspace(), job, 0, Doubts.Resolution.CHARGED))
                    .isZero();
            assertThat(doubts.resolve(test.workspace(), job, 1, Doubts.Resolution.NOT_CHARGED))
                    .isEqualTo(1);

            JobProgress after = test.weir().jobs().progress(job);
            assertThat(after.credits().posted()).isEqualTo(PRICE);
            assertThat(after.credits().balance()).isZero();
            assertThat(after.rows().inDoubt()).isZero();
            assertThat(after.closed()).isTrue();
            assertThat(test.weir().available(test.workspace().id())).isEqualTo(PRICE);
            assertThat(test.rows(job, 2))
                    .allSatisfy(row -> assertThat(row.cells())
                            .containsExactly(new CellView("company.name", CellState.FAILED, "in_doubt")));
            test.assertVerified();
        }
    }

    @Test
    void whatIsAskedAgainAndThrottledForLongStaysADoubtOfTheFirstCall() {
        AtomicBoolean throttling = new AtomicBoolean();
        ScriptedVendor lossy = ScriptedVendor.giving(
                "lossy",
                "company.name",
                _ -> throttling.get() ? new Reply.Throttled(Duration.ofSeconds(30)) : new Reply.Lost("cut"));
        try (TestWeir test = scripted(lossy);
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "lossy")), TestWeir.companies(1), engine.engine());
            test.await(job);
            throttling.set(true);
            test.weir().doubts().resolve(test.workspace(), job, 0, Doubts.Resolution.RETRY);
            engine.engine().start(job.id());
            test.await(
                    job,
                    "parked",
                    progress -> lossy.calls() == 2 && progress.rows().running() == 0);

            assertThat(test.database()
                            .ownerJdbc()
                            .sql("SELECT amount, possible FROM weir.intent")
                            .query((row, _) -> List.of(row.getLong(1), row.getLong(2)))
                            .list())
                    .containsExactly(List.of(PRICE, 0L));
            test.assertVerified();
        }
    }

    @Test
    void duplicatesOfADoubtAreInDoubtWithoutAnAmountAndSettledWithIt() {
        ScriptedVendor lossy = ScriptedVendor.giving("lossy", "company.name", _ -> new Reply.Lost("cut"));
        try (TestWeir test = scripted(lossy);
                RunningWeir engine = test.start()) {
            var one = TestWeir.companies(1).getFirst();
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "lossy")), List.of(one, one, one), engine.engine());
            JobProgress end = test.await(job);
            assertThat(lossy.calls()).isEqualTo(1);
            assertThat(end.rows().inDoubt()).isEqualTo(3);
            assertThat(end.credits().doubt()).isEqualTo(PRICE);
            test.assertVerified();

            lossy.answers(_ -> notFound());
            Doubt doubt = test.weir().doubts().list(test.workspace().id()).getFirst();
            test.weir().doubts().resolve(test.workspace(), job, doubt.rowIndex(), Doubts.Resolution.RETRY);
            engine.engine().start(job.id());
            JobProgress after = test.await(
                    job,
                    "settled",
                    progress -> progress.closed() && progress.rows().inDoubt() == 0);
            assertThat(lossy.calls()).isEqualTo(2);
            assertThat(after.credits().balance()).isZero();
            test.assertVerified();
        }
    }
}
