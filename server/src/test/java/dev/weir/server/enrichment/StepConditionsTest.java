package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.catalog.PlanJson;
import dev.weir.server.expressions.Expressions;
import dev.weir.server.insight.Change;
import dev.weir.server.insight.Explanation;
import dev.weir.server.insight.WhatIfReport;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.RowView;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.CellState;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A step that is for some rows only. */
@Timeout(120)
class StepConditionsTest {

    private static final String INDUSTRY = "company.industry";
    private static final String MOBILE = "person.mobile_phone";
    private static final String CONDITION = "company.industry == 'Textiles' && custom.tier != 'tin'";

    @TempDir
    Path folder;

    private static Reply industry(String domain) {
        return switch (domain) {
            case "lost.example" -> new Reply.Lost("cut");
            case "none.example" -> ScriptedVendor.notFound();
            case "sand.example" -> ScriptedVendor.found(INDUSTRY, "Sand");
            default -> ScriptedVendor.found(INDUSTRY, "Textiles");
        };
    }

    private static Map<String, Object> row(String domain, String tier) {
        return Map.of("company.domain", domain, "custom.tier", tier);
    }

    private static Plan conditional(Plan plan) {
        List<Step> steps = new ArrayList<>(plan.steps());
        Step last = steps.getLast();
        steps.set(
                steps.size() - 1, last.ruledBy(last.rules().onlyIf(Expressions.condition("The condition", CONDITION))));
        return plan.with(steps);
    }

    @Test
    void aStepIsAskedForTheRowsItsConditionHoldsForAndWaitsWhereThatIsInDoubt() {
        ScriptedVendor first = ScriptedVendor.giving("first", INDUSTRY, ask -> industry(ask.text("company.domain")));
        ScriptedVendor second =
                ScriptedVendor.giving("second", MOBILE, _ -> ScriptedVendor.found(MOBILE, "+33612345678"));
        List<Map<String, Object>> rows = List.of(
                row("wool.example", "gold"),
                row("sand.example", "gold"),
                row("silk.example", "tin"),
                row("none.example", "gold"),
                row("lost.example", "gold"),
                Map.of("company.domain", "plain.example"));
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(first, second))) {
            Plan plan = conditional(test.plan(OnDoubt.HOLD, List.of(INDUSTRY, MOBILE), "first", "second"));
            assertThat(new PlanJson(test.weir().catalog())
                            .read(PlanJson.write(plan))
                            .steps()
                            .getLast()
                            .rules()
                            .condition())
                    .isEqualTo(Expressions.condition("It", CONDITION));
            Job job;
            try (RunningWeir engine = test.start()) {
                job = test.submit(test.request(plan), rows, engine.engine());
                test.await(job);
            }
            List<RowView> views = test.rows(job, rows.size());
            assertThat(views.stream().map(row -> TestWeir.text(row, MOBILE)))
                    .containsExactly("+33612345678", null, null, null, null, null);
            assertThat(views.stream()
                            .map(row -> row.cells().getLast().state() + " "
                                    + row.cells().getLast().reason()))
                    .containsExactly(
                            CellState.COMPLETED + " null",
                            CellState.SKIPPED + " condition_false",
                            CellState.SKIPPED + " condition_false",
                            CellState.SKIPPED + " condition_false",
                            CellState.IN_DOUBT + " depends",
                            CellState.SKIPPED + " condition_false");
            assertThat(second.calls()).isEqualTo(1);
            Explanation plain = test.weir().insight().explanations().of(job, 5, MOBILE);
            assertThat(plain.condition()).isEqualTo(CONDITION);
            assertThat(plain.conditionTrouble()).isEqualTo("custom.tier is not known");
            assertThat(plain.turns().getFirst().why())
                    .isEqualTo("nobody was asked: the step's condition was false for this row");
            assertThat(test.weir().insight().explanations().of(job, 1, MOBILE).conditionTrouble())
                    .isNull();
            WhatIfReport same = test.weir().insight().whatIf().ask(job, Change.NONE);
            assertThat(same.exact()).isTrue();
            assertThat(same.drift()).isEmpty();
            assertThat(foreseen(test, plan, rows).left().entrySet().stream()
                            .filter(entry -> entry.getKey().step() == 1)
                            .mapToLong(Map.Entry::getValue)
                            .sum())
                    .as("of what is still to be found it may yet be true: the lost one")
                    .isEqualTo(1);
            assertThat(test.weir().jobs().progress(job).credits().posted()).isEqualTo(5 * PRICE);
            test.assertVerified();
        }
    }

    /** With the answers of the job remembered. */
    private static Foresight.Seen foreseen(TestWeir test, Plan plan, List<Map<String, Object>> rows) {
        Foresight foresight = new Foresight(
                plan,
                test.workspace().id(),
                questions -> test.weir().memory().of(test.workspace().id(), questions));
        foresight.add(rows.stream().map(Values::new).toList());
        return foresight.seen();
    }
}
