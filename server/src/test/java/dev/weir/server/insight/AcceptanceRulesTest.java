package dev.weir.server.insight;

import static dev.weir.server.testing.ScriptedVendor.PRICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Ask;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.expressions.Expressions;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobRequest;
import dev.weir.server.jobs.RowView;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A rule of the user's own, from the job that it judges to the what-if that tries it out. */
@Timeout(120)
class AcceptanceRulesTest {

    private static final String EMAIL = "person.work_email";

    /** Row 0 is met by the first, row 1 by the second, row 2 by nobody; of row 3 it cannot be told. */
    private static final String RULE = "!value.startsWith('info@') && row.custom.tier == 'gold'";

    private static final List<Map<String, Object>> ROWS = List.of(
            Map.of("company.domain", "a.example", "custom.tier", "gold"),
            Map.of("company.domain", "info.example", "custom.tier", "gold"),
            Map.of("company.domain", "c.example", "custom.tier", "tin"),
            Map.of("company.domain", "d.example"));

    @TempDir
    Path folder;

    private static ScriptedVendor vendor(String slug) {
        return ScriptedVendor.giving(slug, EMAIL, ask -> ScriptedVendor.found(EMAIL, address(slug, ask)));
    }

    private static String address(String slug, Ask ask) {
        String domain = ask.text("company.domain");
        return (slug.equals("first") && domain.startsWith("info") ? "info@" : slug + "@") + domain;
    }

    private static Plan ruled(Plan plan, String rule) {
        Step step = plan.steps().getFirst();
        return new Plan(
                List.of(step.accepting(step.acceptance().ruledBy(Expressions.acceptance("It", EMAIL, rule)))),
                plan.onDoubt());
    }

    private static Job run(TestWeir test, Plan plan) {
        try (RunningWeir engine = test.start()) {
            Job job = test.submit(
                    new JobRequest(test.workspace(), "rules", null, plan, null, null, true), ROWS, engine.engine());
            test.await(job);
            return test.weir().jobs().get(test.workspace().id(), job.id());
        }
    }

    @Test
    void whatARuleDoesNotTakeIsRejectedUnchargedAndToldAndAWhatIfForetellsIt() {
        try (TestWeir test =
                new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor("first"), vendor("second")))) {
            Plan both = test.plan(OnDoubt.HOLD, List.of(EMAIL), "first", "second");

            Job job = run(test, ruled(both, RULE));

            List<RowView> rows = test.rows(job, ROWS.size());
            assertThat(rows.stream().map(row -> TestWeir.text(row, EMAIL)))
                    .containsExactly("first@a.example", "second@info.example", null, null);
            assertThat(rows.get(2).cells().getFirst().reason()).isEqualTo("rejected");
            assertThat(test.weir().jobs().progress(job).credits().posted()).isEqualTo(2 * PRICE);
            assertThat(job.plan().steps().getFirst().acceptance().rule())
                    .as("it is pinned with the plan")
                    .isEqualTo(Expressions.acceptance("It", EMAIL, RULE));
            Explanations explanations = test.weir().insight().explanations();
            Explanation info = explanations.of(job, 1, EMAIL);
            assertThat(info.rule()).isEqualTo(RULE);
            assertThat(info.turns().getFirst().verdict()).isEqualTo("rejected");
            assertThat(info.turns().getFirst().why())
                    .isEqualTo("asked; found, but rejected: person.work_email does not meet the job's condition");
            assertThat(explanations.of(job, 3, EMAIL).turns().getFirst().detail())
                    .isEqualTo("the condition on person.work_email cannot be told: row.custom.tier is not known");
            test.assertVerified();

            // Of the second nobody knows what it would have said, had it been asked; of the first alone everything.
            Job plain = run(test, test.plan(OnDoubt.HOLD, List.of(EMAIL), "first"));
            assertThat(test.weir().jobs().progress(plain).credits().posted()).isEqualTo(4 * PRICE);
            int calls = calls(test);
            WhatIfReport report = test.weir().insight().whatIf().ask(plain, Change.NONE.requiring(Map.of(EMAIL, RULE)));
            assertThat(report.exact()).isTrue();
            assertThat(report.steps().getFirst().completed().then().lo()).isEqualTo(1);
            assertThat(report.chargedMilli().then().lo()).isEqualTo(PRICE);
            WhatIfReport without = test.weir().insight().whatIf().ask(job, Change.NONE.requiring(Map.of(EMAIL, "")));
            assertThat(without.steps().getFirst().completed().then()).isEqualTo(new Range(4, 4));
            assertThat(calls(test)).isEqualTo(calls);
            assertThatThrownBy(() ->
                            test.weir().insight().whatIf().ask(plain, Change.NONE.requiring(Map.of(EMAIL, "value =="))))
                    .isInstanceOf(Problem.class)
                    .hasMessageContaining("The condition for person.work_email is not understood at column 9");
        }
    }

    private static int calls(TestWeir test) {
        return test.weir().catalog().providers().stream()
                .mapToInt(vendor -> ((ScriptedVendor) vendor).calls())
                .sum();
    }
}
