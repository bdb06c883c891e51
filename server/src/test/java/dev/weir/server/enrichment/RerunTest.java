package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static dev.weir.server.testing.ScriptedVendor.found;
import static dev.weir.server.testing.ScriptedVendor.notFound;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Reply;
import dev.weir.sandbox.FaultKind;
import dev.weir.sandbox.FaultRule;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Vendor;
import dev.weir.sandbox.VendorOperation;
import dev.weir.server.RunningWeir;
import dev.weir.server.jobs.CellTally;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.jobs.Reruns;
import dev.weir.server.jobs.Reruns.Chosen;
import dev.weir.server.jobs.RowEnd;
import dev.weir.server.jobs.RowPages;
import dev.weir.server.jobs.RowView;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.OnFailure;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepRules;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
class RerunTest {

    private static final String NAME = "company.name";
    private static final String INDUSTRY = "company.industry";

    @TempDir
    Path folder;

    private static Job rerun(TestWeir test, RunningWeir engine, Job parent, Chosen rows, boolean fresh) {
        Jobs.Taken taken = test.weir()
                .reruns()
                .submit(
                        new Reruns.Request(test.workspace(), parent, rows, null, fresh, null, null, null, null, null),
                        engine.engine(),
                        _ -> {});
        test.await(taken.job());
        return taken.job();
    }

    private static RowPages.Page rows(TestWeir test, Job job, RowEnd end) {
        return test.weir().rowPages().page(job, end, 0, 0, 100);
    }

    @Test
    void afterAnOutageFindsOfOthersAreReusedAndTheirMissesAskedAgain() {
        SandboxSettings settings = SandboxSettings.DEFAULT.with(
                Vendor.PDL,
                it -> it.withHitRate(VendorOperation.PDL_COMPANY, 0.5)
                        .withFaults(FaultRule.of(FaultKind.SERVER_ERROR, 1).healingAfter(3)));
        try (TestWeir test = new TestWeir(settings, folder).settings(BreakersWide::of);
                RunningWeir engine = test.start()) {
            var request = test.request(test.plan(OnDoubt.HOLD, List.of(INDUSTRY), "pdl"));
            Job struck = test.submit(request, TestWeir.companies(30), engine.engine());
            assertThat(test.await(struck).status()).isEqualTo(JobStatus.FAILED);
            Job healed = test.submit(request, TestWeir.companies(30), engine.engine());
            int hits = test.await(healed).rows().completed();
            assertThat(hits).isBetween(5, 25);
            long before = calls(test);
            long misses = test.database()
                    .ownerJdbc()
                    .sql("SELECT count(*) FROM weir.answer WHERE kind = 2")
                    .query(Long.class)
                    .single();

            Job child = rerun(test, engine, struck, new Chosen.Failed(), false);

            assertThat(calls(test) - before)
                    .as("each miss once")
                    .isEqualTo(misses)
                    .isPositive();
            JobProgress end = test.weir().jobs().progress(child);
            assertThat(end.rows().completed()).isEqualTo(hits);
            assertThat(end.credits().posted()).isZero();
            assertThat(test.weir()
                            .jobs()
                            .view(test.workspace().id(), child.id())
                            .about()
                            .rerunOf())
                    .isEqualTo(struck.id());
            assertThat(test.weir().jobs().progress(struck).status()).isEqualTo(JobStatus.FAILED);
            assertThat(test.rows(struck, 30))
                    .as("the first job's rows show what the rerun has found")
                    .usingRecursiveComparison()
                    .isEqualTo(test.rows(healed, 30));
            assertThat(rows(test, struck, RowEnd.COMPLETED).total()).isEqualTo(hits);
            assertThat(rows(test, struck, RowEnd.FAILED).rows()).hasSize(30 - hits);
            test.assertVerified();

            Job fresh = rerun(test, engine, struck, new Chosen.Failed(), true);
            assertThat(test.weir().jobs().progress(fresh).totalRows()).isEqualTo(30 - hits);
            test.assertVerified();
        }
    }

    private static long calls(TestWeir test) {
        return test.sandbox().ledger().summary().of(VendorOperation.PDL_COMPANY).calls();
    }

    @Test
    void aRerunFromAStepForgetsWhatThatOneFoundAndPassesOverThoseBefore() {
        ScriptedVendor names = ScriptedVendor.giving("names", NAME, _ -> notFound());
        ScriptedVendor trade = ScriptedVendor.giving("trade", INDUSTRY, _ -> found(INDUSTRY, "Tools"));
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(names, trade));
                RunningWeir engine = test.start()) {
            Job first = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of(NAME, INDUSTRY), "names", "trade")),
                    TestWeir.companies(2),
                    engine.engine());
            test.await(first);
            assertThat(names.calls()).isEqualTo(2);
            trade.answers(_ -> found(INDUSTRY, "Mining"));
            Reruns.Request request = new Reruns.Request(
                    test.workspace(),
                    first,
                    new Chosen.These(List.of(1)),
                    INDUSTRY,
                    true,
                    null,
                    null,
                    null,
                    null,
                    null);

            Job again = test.weir()
                    .reruns()
                    .submit(request, engine.engine(), _ -> {})
                    .job();
            test.await(again);

            assertThat(names.calls()).isEqualTo(2);
            assertThat(test.weir()
                            .jobs()
                            .view(first.workspaceId(), again.id())
                            .credits()
                            .held())
                    .as("earlier steps hold nothing")
                    .isEqualTo(PRICE);
            assertThat(test.rows(again, 1).getFirst().cells())
                    .containsExactly(
                            new RowView.CellView(NAME, CellState.SKIPPED, "before_start"),
                            new RowView.CellView(INDUSTRY, CellState.COMPLETED, null));
            List<RowView> rows = test.rows(first, 2);
            assertThat(TestWeir.text(rows.get(0), INDUSTRY)).isEqualTo("Tools");
            assertThat(TestWeir.text(rows.get(1), INDUSTRY)).isEqualTo("Mining");
            assertThat(rows.get(1).cells().getFirst())
                    .isEqualTo(new RowView.CellView(NAME, CellState.FAILED, "not_found"));
            assertStands(test, first, RowEnd.FAILED, 2);
            test.assertVerified();

            Reruns.Request unknown = new Reruns.Request(
                    test.workspace(),
                    first,
                    new Chosen.These(List.of(1)),
                    "company.nam",
                    true,
                    null,
                    null,
                    null,
                    null,
                    null);
            assertThatThrownBy(() -> test.weir().reruns().submit(unknown, engine.engine(), _ -> {}))
                    .hasMessageContaining("Did you mean 'company.name'?");
        }
    }

    /** The latest state of each step decides, whichever job that is of; of a step that was passed over the one before. */
    @Test
    void aRowStandsAsAllItsStepsLeaveItWhenSomeAreDoneAgain() {
        ScriptedVendor names = ScriptedVendor.giving("names", NAME, _ -> notFound());
        ScriptedVendor trade = ScriptedVendor.giving("trade", INDUSTRY, _ -> notFound());
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(names, trade));
                RunningWeir engine = test.start()) {
            Plan plan = test.plan(OnDoubt.HOLD, List.of(NAME, INDUSTRY), "names", "trade");
            Job first = test.submit(test.request(plan), TestWeir.companies(2), engine.engine());
            test.await(first);
            assertStands(test, first, RowEnd.FAILED, 2);
            trade.answers(_ -> found(INDUSTRY, "Tools"));
            fromIndustry(test, engine, first);
            assertStands(test, first, RowEnd.FAILED, 2);

            names.answers(_ -> found(NAME, "Acme"));
            Job whole = rerun(test, engine, first, new Chosen.These(List.of(0)), true);
            assertStands(test, first, RowEnd.COMPLETED, 1);
            fromIndustry(test, engine, first);
            assertStands(test, first, RowEnd.COMPLETED, 1);
            fromIndustry(test, engine, whole);
            assertStands(test, first, RowEnd.COMPLETED, 1);
            assertStands(test, whole, RowEnd.COMPLETED, 1);
            trade.answers(_ -> notFound());
            fromIndustry(test, engine, first);
            assertStands(test, first, RowEnd.FAILED, 2);

            names.answers(_ -> notFound());
            Step name = plan.steps().getFirst();
            StepRules optional = new StepRules(name.rules().policy(), OnFailure.CONTINUE, Map.of(), null);
            Job lenient = test.submit(
                    test.request(new Plan(
                            List.of(name.ruledBy(optional), plan.steps().getLast()), OnDoubt.HOLD)),
                    TestWeir.companies(2),
                    engine.engine());
            test.await(lenient);
            assertStands(test, lenient, RowEnd.FAILED, 2);
            trade.answers(_ -> found(INDUSTRY, "Tools"));
            fromIndustry(test, engine, lenient);
            assertStands(test, lenient, RowEnd.COMPLETED, 2);
            test.assertVerified();
        }
    }

    private static void fromIndustry(TestWeir test, RunningWeir engine, Job parent) {
        int rows = test.weir().jobs().progress(parent).totalRows();
        Chosen all = new Chosen.These(IntStream.range(0, rows).boxed().toList());
        Reruns.Request request =
                new Reruns.Request(test.workspace(), parent, all, INDUSTRY, true, null, null, null, null, null);
        test.await(
                test.weir().reruns().submit(request, engine.engine(), _ -> {}).job());
    }

    /** So many rows, counted and filtered by the database as well as row by row. */
    private static void assertStands(TestWeir test, Job job, RowEnd end, int rows) {
        RowPages.Page filtered = rows(test, job, end);
        assertThat(filtered.total()).isEqualTo(rows);
        assertThat(filtered.rows()).hasSize(rows).allMatch(row -> row.stored().end() == end);
        assertThat(test.weir().rowPages().page(job, null, 0, 0, 100).rows())
                .filteredOn(row -> row.stored().end() == end)
                .hasSize(rows);
    }

    @Test
    void whatWasFoundIsKnownToTheRerunAndARerunOfItShowsInTheFirstJob() {
        ScriptedVendor names = ScriptedVendor.giving("names", NAME, _ -> found(NAME, "Acme"));
        ScriptedVendor trade = ScriptedVendor.giving("trade", INDUSTRY, _ -> new Reply.Trouble(500, "down"));
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(names, trade))
                        .settings(BreakersWide::of);
                RunningWeir engine = test.start()) {
            Job first = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of(NAME, INDUSTRY), "names", "trade")),
                    TestWeir.companies(3),
                    engine.engine());
            test.await(first);
            assertThat(names.calls()).isEqualTo(3);

            trade.answers(ask -> ask.text("company.domain").contains("1") ? notFound() : found(INDUSTRY, "Tools"));
            Job second = rerun(test, engine, first, new Chosen.These(List.of(2, 1)), false);
            assertThat(names.calls()).as("done steps cost nothing").isEqualTo(3);
            assertThat(test.weir().jobs().progress(second).credits().posted()).isEqualTo(PRICE);
            assertThat(test.rows(second, 2).get(1).cells())
                    .containsExactly(
                            new RowView.CellView(NAME, CellState.SKIPPED, "already_known"),
                            new RowView.CellView(INDUSTRY, CellState.COMPLETED, null));
            List<RowView> seen = test.rows(first, 3);
            assertThat(seen.get(0).cells().get(1).reason()).isEqualTo("error");
            assertThat(seen.get(1).cells().get(1).reason()).isEqualTo("not_found");
            assertThat(seen.get(2).found().get(INDUSTRY)).isEqualTo(new RowView.FoundValue("Tools", "trade"));
            assertThat(seen.get(2).cells().getFirst())
                    .as("what the rerun only knew stays as it was")
                    .isEqualTo(new RowView.CellView(NAME, CellState.COMPLETED, null));

            trade.answers(_ -> found(INDUSTRY, "Late"));
            int asked = trade.calls();
            Job third = rerun(test, engine, second, new Chosen.Failed(), false);
            assertThat(trade.calls()).isEqualTo(asked + 1);
            assertThat(TestWeir.text(test.rows(first, 3).get(1), INDUSTRY)).isEqualTo("Late");
            assertThat(test.weir()
                            .rowPages()
                            .row(first, 1)
                            .orElseThrow()
                            .stored()
                            .kept())
                    .filteredOn(kept -> kept.field().equals(INDUSTRY))
                    .singleElement()
                    .matches(kept -> kept.jobId() == third.id());

            Job fourth = rerun(test, engine, first, new Chosen.Empty(), false);
            assertThat(test.weir().jobs().progress(fourth).totalRows()).isEqualTo(1);
            assertThat(rows(test, first, RowEnd.COMPLETED).total()).isEqualTo(3);
            assertThat(rows(test, first, RowEnd.FAILED).total()).isZero();
            assertThat(test.weir().jobs().tallies(first, test.weir().jobs().marks(first)))
                    .as("what is counted as found is what the rows show")
                    .extracting(CellTally::found)
                    .containsExactly(3, 3);
            assertThat(test.weir().jobs().progress(first).status()).isEqualTo(JobStatus.FAILED);
            assertRefused(test, first, new Chosen.Failed(), "nothing_to_rerun");
            test.assertVerified();
        }
    }

    @Test
    void onlyWhatHasEndedIsRerunAndARepeatedRequestIsTheSameJob() {
        ScriptedVendor names = ScriptedVendor.giving("names", NAME, _ -> notFound());
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(names))) {
            Job job = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of(NAME), "names")),
                    TestWeir.companies(2),
                    NoEngine.INSTANCE);
            assertRefused(test, job, new Chosen.Failed(), "job_not_final");
            byte[] key = "a digest of a key".getBytes(StandardCharsets.UTF_8);
            Reruns.Request request = new Reruns.Request(
                    test.workspace(), job, new Chosen.Failed(), null, false, PRICE, null, null, key, key);

            try (RunningWeir engine = test.start()) {
                test.await(job);
                Job child = test.weir()
                        .reruns()
                        .submit(request, engine.engine(), _ -> {})
                        .job();
                assertThat(test.await(child).credits().held()).isEqualTo(PRICE);
                Jobs.Taken again = test.weir().reruns().submit(request, engine.engine(), _ -> {});
                assertThat(again.before()).isTrue();
                assertThat(again.job().id()).isEqualTo(child.id());
                assertThat(names.calls()).as("misses were asked again, once").isEqualTo(4);
            }
            assertRefused(test, job, new Chosen.These(List.of(2)), "unknown_row");
            test.assertVerified();
        }
    }

    private static void assertRefused(TestWeir test, Job parent, Chosen rows, String code) {
        Reruns.Request request =
                new Reruns.Request(test.workspace(), parent, rows, null, false, null, null, null, null, null);
        assertThatThrownBy(() -> test.weir().reruns().submit(request, NoEngine.INSTANCE, _ -> {}))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo(code));
    }
}
