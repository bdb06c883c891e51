package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static dev.weir.server.testing.ScriptedVendor.notFound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Ask;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.egress.RetryPolicy;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.JobRequest;
import dev.weir.server.jobs.RowView;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.Cap;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.workspace.Workspace;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class MoneyTest {

    private static final List<String> NAME = List.of("company.name");

    @TempDir
    Path folder;

    private TestWeir weir(ScriptedVendor... vendors) {
        return new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendors));
    }

    private static ScriptedVendor charging(Charge charge, Function<Ask, Reply> script) {
        return ScriptedVendor.named("acme", script)
                .operation("find", Set.of("company.domain"), NAME, charge, Repeat.UNKNOWN);
    }

    private static JobRequest capped(Workspace workspace, Plan plan, @Nullable Long job, @Nullable Long row) {
        return new JobRequest(workspace, "test", null, plan, job, row, false);
    }

    @Test
    void theWorstCaseIsHeldAndWhatWasNotSpentReturns() {
        ScriptedVendor vendor = charging(
                Charge.ACCEPTED,
                ask -> ask.text("company.domain").contains("1") ? found("company.name", "Acme") : notFound());
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            Workspace payer = test.weir().workspaces().ensure("payer", true, false);
            test.weir().grant(payer.id(), 10 * PRICE + 500);
            Plan plan = test.plan(OnDoubt.HOLD, NAME, "acme");
            Job job = test.submit(capped(payer, plan, null, null), TestWeir.companies(10), NoEngine.INSTANCE);
            assertThat(test.weir().jobs().progress(job).credits().held()).isEqualTo(10 * PRICE);

            engine.engine().start(job.id());
            JobProgress end = test.await(job);
            assertThat(end.credits().posted()).isEqualTo(PRICE);
            assertThat(end.credits().balance()).isZero();
            assertThat(test.weir().available(payer.id())).isEqualTo(9 * PRICE + 500);
            test.assertVerified();
        }
    }

    @Test
    void whoChargesForAnswersChargesForMissesToo() {
        ScriptedVendor vendor = charging(Charge.ANSWERED, _ -> notFound());
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), TestWeir.companies(7), engine.engine());
            assertThat(test.await(job).credits().posted()).isEqualTo(7 * PRICE);
            test.assertVerified();
        }
    }

    @Test
    void whatCannotBeReadIsNotChargedAndTheVendorsCostStaysPossible() {
        ScriptedVendor vendor =
                charging(Charge.ANSWERED, _ -> new Reply.BadAnswer("no JSON", ScriptedVendor.receipt(PRICE)));
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), TestWeir.companies(2), engine.engine());
            assertThat(test.await(job).credits().posted()).isZero();
            assertThat(test.weir().statistics().ofJob(job))
                    .singleElement()
                    .satisfies(part -> assertThat(part.vendorPossible()).isEqualTo(2 * PRICE))
                    .satisfies(part -> assertThat(part.vendorCertain()).isZero());
            test.assertVerified();
        }
    }

    @Test
    void aFreeRepeatOfACallThatWasLostMayHaveBeenPaidByThatCall() {
        AtomicInteger calls = new AtomicInteger();
        // A whole asking is lost, so that its repetition is another attempt.
        ScriptedVendor vendor = ScriptedVendor.named(
                        "acme",
                        _ -> calls.incrementAndGet() <= RetryPolicy.DEFAULT.tries()
                                ? new Reply.Lost("cut")
                                : new Reply.Found(Values.of("company.name", "Acme"), ScriptedVendor.receipt(0)))
                .operation("find", Set.of("company.domain"), NAME, Charge.ACCEPTED, Repeat.FREE);
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), TestWeir.companies(1), engine.engine());
            assertThat(test.await(job).credits().posted()).isEqualTo(PRICE);
            assertThat(test.weir().statistics().ofJob(job))
                    .singleElement()
                    .satisfies(part -> assertThat(part.vendorPossible()).isEqualTo(PRICE))
                    .satisfies(part -> assertThat(part.vendorCertain()).isZero());
            test.assertVerified();
        }
    }

    @Test
    void aCapIsReachedAndNeverPassed() {
        ScriptedVendor vendor = charging(Charge.ACCEPTED, _ -> found("company.name", "Acme"));
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            Plan plan = test.plan(OnDoubt.HOLD, NAME, "acme");
            Job job = test.submit(
                    capped(test.workspace(), plan, 3 * PRICE + PRICE / 2, null),
                    TestWeir.companies(40),
                    engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.credits().held()).isEqualTo(3 * PRICE + PRICE / 2);
            assertThat(end.credits().posted()).isEqualTo(3 * PRICE);
            assertThat(end.rows().completed()).isEqualTo(3);
            assertThat(vendor.calls()).isEqualTo(3);
            assertThat(test.rows(job, 40).stream()
                            .map(row -> row.cells().getFirst())
                            .filter(cell -> cell.state() == CellState.FAILED))
                    .hasSize(37)
                    .allSatisfy(cell -> assertThat(cell.reason()).isEqualTo("cap_reached"));
            test.assertVerified();
        }
    }

    @Test
    void whoIsRefusedOnlyForWhatIsOpenGetsHisTurnWhenThatSettlesUncharged() throws Exception {
        Semaphore mayAnswer = new Semaphore(0);
        AtomicInteger at = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        ScriptedVendor vendor = charging(Charge.ACCEPTED, _ -> {
            most.accumulateAndGet(at.incrementAndGet(), Math::max);
            mayAnswer.acquireUninterruptibly();
            at.decrementAndGet();
            return notFound();
        });
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            Plan plan = test.plan(OnDoubt.HOLD, NAME, "acme");
            Job job = test.submit(
                    capped(test.workspace(), plan, 2 * PRICE, null), TestWeir.companies(6), engine.engine());
            test.await(job, "full", progress -> progress.credits().open() == 2 * PRICE);
            mayAnswer.release(100);
            JobProgress end = test.await(job);

            assertThat(most).hasValueLessThanOrEqualTo(2);
            assertThat(vendor.calls()).isEqualTo(6);
            assertThat(end.credits().posted()).isZero();
            assertThat(test.rows(job, 6))
                    .allSatisfy(
                            row -> assertThat(row.cells().getFirst().reason()).isEqualTo("not_found"));
            test.assertVerified();
        }
    }

    @Test
    void aRowNeverCostsMoreThanItsOwnCap() {
        ScriptedVendor first = ScriptedVendor.giving("first", "company.name", _ -> found("company.name", "Acme"));
        ScriptedVendor second =
                ScriptedVendor.giving("second", "company.industry", _ -> found("company.industry", "software"));
        try (TestWeir test = weir(first, second);
                RunningWeir engine = test.start()) {
            Plan plan = test.plan(OnDoubt.HOLD, List.of("company.name", "company.industry"), "first", "second");
            Job job = test.submit(capped(test.workspace(), plan, null, PRICE), TestWeir.companies(5), engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.credits().held()).isEqualTo(5 * PRICE);
            assertThat(end.credits().posted()).isEqualTo(5 * PRICE);
            assertThat(second.calls()).isZero();
            assertThat(test.rows(job, 5))
                    .allSatisfy(row -> assertThat(row.cells())
                            .extracting(RowView.CellView::reason)
                            .containsExactly(null, "cap_reached"));
            test.assertVerified();
        }
    }

    /** The name's step may cost one price: after the first has answered, or was lost, nobody else is asked for it. */
    @ParameterizedTest
    @ValueSource(strings = {"missed", "lost"})
    void aStepNeverCostsARowMoreThanItsOwnCapAndLeavesOtherStepsAlone(String first) {
        ScriptedVendor asked = ScriptedVendor.named(
                        "first", _ -> first.equals("lost") ? new Reply.Lost("cut off") : notFound())
                .operation("find", Set.of("company.domain"), NAME, Charge.ANSWERED, Repeat.UNKNOWN);
        ScriptedVendor second = ScriptedVendor.giving("second", "company.name", _ -> found("company.name", "Acme"));
        ScriptedVendor other =
                ScriptedVendor.giving("third", "company.industry", _ -> found("company.industry", "software"));
        try (TestWeir test = weir(asked, second, other);
                RunningWeir engine = test.settings(BreakersWide::of).start()) {
            Plan whole =
                    test.plan(OnDoubt.SKIP, List.of("company.name", "company.industry"), "first", "second", "third");
            Step name = whole.steps().getFirst();
            Plan plan = new Plan(
                    List.of(
                            name.ruledBy(name.rules().cappedAt(new Cap(PRICE + PRICE / 2))),
                            whole.steps().getLast()),
                    OnDoubt.SKIP);
            Job job = test.submit(test.request(plan), TestWeir.companies(5), engine.engine());
            JobProgress end = test.await(job);

            assertThat(end.credits().held()).isEqualTo(5 * (PRICE + PRICE / 2 + PRICE));
            assertThat(end.credits().posted() + end.credits().doubt()).isEqualTo(5 * 2 * PRICE);
            assertThat(second.calls()).isZero();
            assertThat(test.rows(job, 5))
                    .allSatisfy(row -> assertThat(row.cells())
                            .extracting(RowView.CellView::reason)
                            .containsExactly(first.equals("lost") ? "in_doubt" : "cap_reached", null));
            test.assertVerified();
        }
    }

    @Test
    void aWorkspaceThatGrantsItselfLacksNothing() {
        ScriptedVendor vendor = charging(Charge.ACCEPTED, _ -> found("company.name", "Acme"));
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.start()) {
            assertThat(test.weir().available(test.workspace().id())).isZero();
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), TestWeir.companies(2), engine.engine());
            assertThat(test.await(job).credits().posted()).isEqualTo(2 * PRICE);
            assertThat(test.weir().available(test.workspace().id())).isZero();
            test.assertVerified();
        }
    }

    /** What a failed call held is what it gets back, whatever it failed of. */
    @ParameterizedTest
    @ValueSource(longs = {1, 20, 300})
    void whatAFailedCallHeldIsWhatItGetsBack(long seed) {
        Random random = new Random(seed);
        Map<String, Integer> fate = new HashMap<>();
        for (int i = 0; i < 60; i++) {
            fate.put("company" + i + ".example", random.nextInt(6));
        }
        ScriptedVendor vendor =
                charging(Charge.ACCEPTED, ask -> switch (fate.getOrDefault(ask.text("company.domain"), 0)) {
                    case 0 -> found("company.name", "Acme");
                    case 1 -> notFound();
                    case 2 -> new Reply.BadAnswer("not ours", ScriptedVendor.receipt(PRICE));
                    case 3 -> new Reply.InvalidInput("no");
                    case 4 -> new Reply.Blocked(ScriptedVendor.receipt(0));
                    default -> new Reply.Lost("cut off");
                });
        try (TestWeir test = weir(vendor);
                RunningWeir engine = test.settings(BreakersWide::of).start()) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, NAME, "acme")), TestWeir.companies(60), engine.engine());
            JobProgress end = test.await(job);

            long finds = fate.values().stream().filter(what -> what == 0).count();
            long lost = fate.values().stream().filter(what -> what == 5).count();
            assertThat(end.credits().posted()).as("seed %d", seed).isEqualTo(finds * PRICE);
            assertThat(end.credits().doubt()).isEqualTo(lost * PRICE);
            assertThat(end.credits().balance()).isEqualTo(lost * PRICE);
            assertThat(end.rows().inDoubt()).isEqualTo((int) lost);
            test.assertVerified();

            for (Doubt doubt : test.weir().doubts().list(test.workspace().id())) {
                test.weir().doubts().resolve(test.workspace(), job, doubt.rowIndex(), Doubts.Resolution.NOT_CHARGED);
            }
            assertThat(test.weir().jobs().progress(job).credits().balance()).isZero();
            test.assertVerified();
        }
    }
}
