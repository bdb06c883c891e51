package dev.weir.server.enrichment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.FieldKind;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.catalog.PlanJson;
import dev.weir.server.compute.Computations;
import dev.weir.server.expressions.Expressions;
import dev.weir.server.insight.Change;
import dev.weir.server.insight.Explanation;
import dev.weir.server.insight.WhatIfReport;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Reruns;
import dev.weir.server.jobs.RowView;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.ScriptedLate;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.Acceptance;
import dev.weir.server.waterfall.CellEnd;
import dev.weir.server.waterfall.Completeness;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepKind;
import dev.weir.server.waterfall.StepRules;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
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
            try (RunningWeir engine = test.start()) {
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

    @Test
    void whatAnAwaitedEventSaidIsReadByLaterStepsAfterARestartAsItWasThen() {
        ScriptedLate vendor = ScriptedLate.giving("late", "company.name", 10, OperationSpec.Charge.ACCEPTED, null);
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor))
                .settings(settings -> settings.with(settings.enrichment()
                                .withLinger(Duration.ofMillis(100))
                                .withLateLook(Duration.ofMillis(100)))
                        .withPublicUrl(URI.create("https://weir.example")))) {
            Plan asking = test.plan(OnDoubt.HOLD, List.of("company.name"), "late");
            Plan plan = asking.with(List.of(
                    awaiting("said", "owner.said"),
                    asking.steps().getFirst(),
                    computed(
                            "who",
                            "formula",
                            Map.of("values", Map.of("custom.who", "event.by + ' ' + string(event.n)")),
                            "custom.who"),
                    computed(
                            "owner",
                            "formula",
                            Map.of("values", Map.of("custom.owner", "has(event.by) ? event.by : 'nobody'")),
                            "custom.owner"),
                    computed(
                            "fit",
                            "score",
                            Map.of("terms", List.of(Map.of("weight", 5, "when", "event.n > 1"))),
                            "custom.fit"),
                    computed(
                                    "adas",
                                    "formula",
                                    Map.of("values", Map.of("custom.adas", "company.domain")),
                                    "custom.adas")
                            .ruledBy(StepRules.USUAL.onlyIf(Expressions.condition("It", "event.by == 'ada'"))),
                    awaiting("then", "then.said"),
                    computed("last", "formula", Map.of("values", Map.of("custom.last", "event.by")), "custom.last")));
            Job job = test.submit(test.request(plan), TestWeir.companies(3), NoEngine.INSTANCE);
            signal(test, job, 0, "owner.said", "{\"by\": \"ada\", \"n\": 2, \"nothing\": null}");
            signal(test, job, 2, "owner.said", "{\"a\":".repeat(150) + "1" + "}".repeat(150));
            signal(test, job, 0, "then.said", "{\"by\": \"eve\"}");
            signal(test, job, 2, "then.said", "[1]");
            try (RunningWeir one = test.start()) {
                one.engine().start(job.id());
                until("two ask, and one awaits", () -> out(vendor) == 2);
                test.database().crank(Duration.ofHours(2));
                until("it waited too long, and asks", () -> out(vendor) == 3);
            }
            signal(test, job, 0, "owner.said", "{\"by\": \"bob\", \"n\": 9}");
            signal(test, job, 1, "owner.said", "{\"by\": \"bob\", \"n\": 9}");
            try (RunningWeir _ = test.startBesideOthers()) {
                test.database().crank(Duration.ofHours(25));
                until(
                        "its second event is awaited",
                        () -> open(test, job) == 1
                                && states(test.rows(job, 3).get(1)).get(5).startsWith("SKIPPED"));
                test.database().crank(Duration.ofHours(2));
                test.await(job);
            }

            List<RowView> views = test.rows(job, 3);
            assertThat(states(views.get(0)))
                    .containsExactly(
                            "COMPLETED null",
                            "FAILED timed_out",
                            "COMPLETED null",
                            "COMPLETED null",
                            "COMPLETED null",
                            "COMPLETED null",
                            "COMPLETED null",
                            "COMPLETED null");
            assertThat(TestWeir.text(views.get(0), "custom.who")).isEqualTo("ada 2");
            assertThat(TestWeir.text(views.get(0), "custom.owner")).isEqualTo("ada");
            assertThat(TestWeir.text(views.get(0), "custom.fit")).isEqualTo("5");
            assertThat(TestWeir.text(views.get(0), "custom.last"))
                    .as("of several events the last counts")
                    .isEqualTo("eve");
            assertThat(TestWeir.text(views.get(0), "event"))
                    .as("it is no value of the row")
                    .isNull();
            assertThat(states(views.get(1)))
                    .as("a signal that comes when nobody awaits it any more is no event")
                    .containsExactly(
                            "FAILED timed_out",
                            "FAILED timed_out",
                            "SKIPPED no_input",
                            "COMPLETED null",
                            "COMPLETED null",
                            "SKIPPED condition_false",
                            "FAILED timed_out",
                            "SKIPPED no_input");
            assertThat(TestWeir.text(views.get(1), "custom.owner")).isEqualTo("nobody");
            assertThat(TestWeir.text(views.get(1), "custom.fit")).isEqualTo("0");
            assertThat(states(views.get(2)))
                    .as("what cannot be read, or has no names, ends the wait and says nothing")
                    .containsExactly(
                            "COMPLETED null",
                            "FAILED timed_out",
                            "SKIPPED no_input",
                            "COMPLETED null",
                            "COMPLETED null",
                            "SKIPPED condition_false",
                            "COMPLETED null",
                            "SKIPPED no_input");

            Explanation who = test.weir().insight().explanations().of(job, 0, "who");
            assertThat(who.workings().getFirst().value()).isEqualTo("ada 2");
            assertThat(who.known())
                    .filteredOn(one -> one.field().equals("event"))
                    .singleElement()
                    .satisfies(one -> assertThat(one.from()).isEqualTo("await"))
                    .satisfies(one -> assertThat(String.valueOf(one.value())).contains("by=ada", "n=2"));
            assertThat(test.weir().insight().explanations().of(job, 0, "last").known())
                    .filteredOn(one -> one.field().equals("event"))
                    .singleElement()
                    .satisfies(one -> assertThat(String.valueOf(one.value()))
                            .contains("eve")
                            .doesNotContain("ada"));
            assertThat(test.weir().insight().explanations().of(job, 1, "adas").conditionTrouble())
                    .isEqualTo("event is not known");
            assertThat(test.weir().insight().whatIf().ask(job, Change.NONE).drift())
                    .isEmpty();
            test.assertVerified();
        }
    }

    @Test
    void whatIsANumberIsOneInTheRunsAfterAWaitAndInAnotherJobToo() {
        try (TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of())) {
            Map<String, FieldKind> types = Map.of("custom.fit", FieldKind.DECIMAL);
            Step fit = new Step(
                    "fit",
                    List.of("custom.fit"),
                    List.of(),
                    Completeness.MERGE,
                    Acceptance.ALL,
                    new StepKind.Compute(Computations.of(
                            "score",
                            Map.of("terms", List.of(Map.of("weight", 80, "when", "has(company.domain)"))),
                            List.of("custom.fit"),
                            types)),
                    typed(types));
            Step good = computed("good", "formula", Map.of("values", Map.of("custom.good", "'yes'")), "custom.good")
                    .ruledBy(StepRules.USUAL.onlyIf(Expressions.condition("It", "custom.fit * 0.5 >= 40.0")));
            Plan plan = new Plan(List.of(fit, awaiting("said", "owner.said"), good), OnDoubt.HOLD);
            Job job = test.submit(test.request(plan), TestWeir.companies(1), NoEngine.INSTANCE);
            try (RunningWeir one = test.start()) {
                one.engine().start(job.id());
                until("it awaits", () -> open(test, job) == 1);
                signal(test, job, 0, "owner.said", "{}");
                one.engine().start(job.id());
                test.await(job);
                assertThat(states(test.rows(job, 1).getFirst()))
                        .containsExactly("COMPLETED null", "COMPLETED null", "COMPLETED null");

                Job again = test.weir()
                        .reruns()
                        .submit(
                                new Reruns.Request(
                                        test.workspace(),
                                        job,
                                        new Reruns.Chosen.These(List.of(0)),
                                        "good",
                                        false,
                                        null,
                                        null,
                                        null,
                                        null,
                                        null),
                                one.engine(),
                                _ -> {})
                        .job();
                test.await(again);
                assertThat(states(test.rows(again, 1).getFirst()))
                        .containsExactly("SKIPPED before_start", "SKIPPED before_start", "COMPLETED null");
                assertThat(test.weir()
                                .insight()
                                .whatIf()
                                .ask(again, Change.NONE)
                                .drift())
                        .isEmpty();
            }
            assertThat(test.weir().insight().whatIf().ask(job, Change.NONE).drift())
                    .isEmpty();
            test.assertVerified();
        }
    }

    @Test
    void whatAnAwaitedEventSaysOfFieldsIsReadAsWhatTheyAre() {
        Step step = new Step(
                "said",
                List.of("person.work_email", "custom.n", "custom.note", "custom.tags", "custom.big"),
                List.of(),
                Completeness.MERGE,
                Acceptance.ALL,
                new StepKind.Await(List.of("owner.said"), Duration.ofHours(1)),
                typed(Map.of("custom.n", FieldKind.INTEGER, "custom.tags", FieldKind.LIST)));

        assertThat(AwaitedEvent.end(step, Values.none(), """
                        {"person.work_email": "Ada@Acme.example", "custom.n": "7", "custom.note": 5,
                         "custom.tags": ["a", "b"], "custom.big": 123456789012345678901234567890}"""))
                .isInstanceOfSatisfying(
                        CellEnd.Completed.class,
                        end -> assertThat(end.values().byField())
                                .containsEntry("person.work_email", "ada@acme.example")
                                .containsEntry("custom.n", 7L)
                                .containsEntry("custom.note", "5")
                                .containsEntry("custom.tags", List.of("a", "b"))
                                .containsEntry("custom.big", "123456789012345678901234567890"));
        assertThat(AwaitedEvent.end(step, Values.none(), """
                        {"person.work_email": "nobody", "custom.n": 1.5, "custom.note": " ", "custom.tags": {},
                         "custom.big": null}"""))
                .isInstanceOfSatisfying(
                        CellEnd.Failed.class,
                        end -> assertThat(end.kept().isEmpty()).isTrue());
    }

    private static StepRules typed(Map<String, FieldKind> types) {
        return new StepRules(StepRules.USUAL.policy(), StepRules.USUAL.onFailure(), types, null);
    }

    private static Step awaiting(String name, String event) {
        return new Step(
                name,
                List.of(),
                List.of(),
                Completeness.MERGE,
                Acceptance.ALL,
                new StepKind.Await(List.of(event), Duration.ofHours(1)),
                StepRules.USUAL);
    }

    private static void signal(TestWeir test, Job job, int row, String name, String payload) {
        test.weir()
                .transactions()
                .in(
                        job.workspaceId(),
                        () -> test.weir().tickets().signal(job.workspaceId(), job.id(), row, name, payload));
    }

    private static int open(TestWeir test, Job job) {
        return test.weir()
                .transactions()
                .in(job.workspaceId(), () -> test.weir().tickets().countOpen(job.id()));
    }

    /** How many questions the vendor holds. */
    private static int out(ScriptedLate vendor) {
        return vendor.submissions().stream()
                .mapToInt(submission -> submission.items().size())
                .sum();
    }

    private static void until(String what, BooleanSupplier done) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
    }

    private static List<String> states(RowView row) {
        return row.cells().stream()
                .map(cell -> cell.state() + " " + cell.reason())
                .toList();
    }
}
