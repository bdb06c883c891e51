package dev.weir.server.enrichment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.Weir;
import dev.weir.server.catalog.PlanJson;
import dev.weir.server.compute.Computations;
import dev.weir.server.insight.Change;
import dev.weir.server.insight.Explanation;
import dev.weir.server.insight.WhatIfReport;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.RowView;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.Acceptance;
import dev.weir.server.waterfall.Completeness;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepKind;
import dev.weir.server.waterfall.StepRules;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Steps that work something out, before, between and behind those that ask. */
@Timeout(120)
class ComputedStepsTest {

    private static final String INDUSTRY = "company.industry";

    @TempDir
    Path folder;

    private static Step computed(String name, String function, Map<String, Object> config, String... fields) {
        return new Step(
                name,
                List.of(fields),
                List.of(),
                Completeness.MERGE,
                Acceptance.ALL,
                new StepKind.Compute(Computations.of(function, config, List.of(fields), Map.of())),
                StepRules.USUAL);
    }

    private static Reply industry(String domain) {
        return switch (domain) {
            case "lost.example" -> new Reply.Lost("cut");
            case "none.example" -> ScriptedVendor.notFound();
            default -> ScriptedVendor.found(INDUSTRY, "Textiles");
        };
    }

    @Test
    void whatIsWorkedOutIsKnownToLaterStepsCostsNothingAndIsExplained() {
        ScriptedVendor vendor = ScriptedVendor.giving("first", INDUSTRY, ask -> industry(ask.text("company.domain")));
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor))) {
            Plan asking = test.plan(OnDoubt.HOLD, List.of(INDUSTRY), "first");
            Plan plan = asking.with(List.of(
                    computed("domain", "normalise", Map.of("from", "custom.site", "as", "domain"), "company.domain"),
                    asking.steps().getFirst(),
                    computed(
                            "label",
                            "formula",
                            Map.of("values", Map.of("custom.label", "company.industry + ' at ' + company.domain")),
                            "custom.label"),
                    computed(
                            "year",
                            "formula",
                            Map.of("values", Map.of("company.founded_year", "int(custom.year)")),
                            "company.founded_year")));
            assertThat(new PlanJson(test.weir().catalog()).read(PlanJson.write(plan)))
                    .isEqualTo(plan);
            List<Map<String, Object>> rows = List.of(
                    Map.of("custom.site", "https://www.wool.example/x", "custom.year", "1990"),
                    Map.of("custom.site", "none.example", "custom.year", "old"),
                    Map.of("custom.site", "lost.example"),
                    Map.of("custom.label", "mine", "company.domain", "silk.example"));
            Job job;
            try (Weir.Running engine = test.start()) {
                job = test.submit(test.request(plan), rows, engine.engine());
                test.await(job);
            }

            List<RowView> views = test.rows(job, rows.size());
            assertThat(states(views.get(0)))
                    .containsExactly("COMPLETED null", "COMPLETED null", "COMPLETED null", "COMPLETED null");
            assertThat(TestWeir.text(views.get(0), "custom.label")).isEqualTo("Textiles at wool.example");
            assertThat(TestWeir.text(views.get(0), "company.founded_year")).isEqualTo("1990");
            assertThat(states(views.get(1)))
                    .containsExactly("COMPLETED null", "FAILED not_found", "SKIPPED no_input", "FAILED error");
            assertThat(states(views.get(2)))
                    .as("what hangs on a doubt waits for it, and what does not goes on")
                    .containsExactly("COMPLETED null", "IN_DOUBT call", "IN_DOUBT depends", "SKIPPED no_input");
            assertThat(states(views.get(3)))
                    .containsExactly(
                            "SKIPPED already_known", "COMPLETED null", "SKIPPED already_known", "SKIPPED no_input");
            assertThat(vendor.calls()).isEqualTo(4);

            Explanation label = test.weir().insight().explanations().of(job, 0, "label");
            assertThat(label.workings().getFirst().what())
                    .isEqualTo("custom.label = company.industry + ' at ' + company.domain");
            assertThat(label.workings().getFirst().value()).isEqualTo("Textiles at wool.example");
            assertThat(label.kept().getFirst().from()).isEqualTo("compute");
            assertThat(label.known()).extracting(Explanation.Known::from).contains("compute", "first");
            assertThat(test.weir()
                            .insight()
                            .explanations()
                            .of(job, 1, "year")
                            .workings()
                            .getFirst()
                            .note())
                    .isEqualTo("a text cannot be read as what it is converted to (column 4)");
            WhatIfReport same = test.weir().insight().whatIf().ask(job, Change.NONE);
            assertThat(same.exact()).isTrue();
            assertThat(same.drift()).isEmpty();
            Foresight foresight = new Foresight(plan, test.workspace().id(), _ -> Map.of());
            foresight.add(rows.stream().map(Values::new).toList());
            assertThat(foresight.seen().left().values().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .as("each row has one to ask, by the domain that is worked out")
                    .isEqualTo(4);
            test.assertVerified();
        }
    }

    private static List<String> states(RowView row) {
        return row.cells().stream()
                .map(cell -> cell.state() + " " + cell.reason())
                .toList();
    }
}
