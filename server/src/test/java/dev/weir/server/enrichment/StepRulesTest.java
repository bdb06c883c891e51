package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Ask;
import dev.weir.provider.FieldKind;
import dev.weir.provider.Reply;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.catalog.PlanJson;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.JobRequest;
import dev.weir.server.jobs.RowView;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.Acceptance;
import dev.weir.server.waterfall.BlueprintOrigin;
import dev.weir.server.waterfall.Cap;
import dev.weir.server.waterfall.Completeness;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.OnFailure;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepOrigin;
import dev.weir.server.waterfall.StepPolicy;
import dev.weir.server.waterfall.StepRules;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StepRulesTest {

    private final ScriptedVendor first = ScriptedVendor.giving("first", "company.name", _ -> ScriptedVendor.notFound());
    private final ScriptedVendor second =
            ScriptedVendor.giving("second", "company.industry", _ -> found("company.industry", "mining"));
    private final ScriptedVendor third =
            ScriptedVendor.giving("third", "company.name", _ -> found("company.name", "Acme"));
    private final ScriptedVendor own = ScriptedVendor.giving("own", "custom.size", _ -> found("custom.size", 12L));

    private TestWeir test;
    private RunningWeir engine;

    @BeforeAll
    void start(@TempDir Path folder) {
        test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(first, second, third, own));
        engine = test.start();
    }

    @AfterAll
    void stop() {
        engine.close();
        test.assertVerified();
        test.close();
    }

    private Step step(String name, String field, StepRules rules, String... vendors) {
        return new Step(
                        name,
                        List.of(field),
                        test.weir().catalog().places(List.of(field), List.of(vendors)),
                        Completeness.MERGE,
                        Acceptance.STANDARD)
                .ruledBy(rules);
    }

    private static StepRules on(OnFailure onFailure) {
        return new StepRules(StepPolicy.USUAL, onFailure, Map.of(), null);
    }

    private static StepRules by(StepPolicy policy) {
        return new StepRules(policy, OnFailure.MARK, Map.of(), null);
    }

    /** A job of companies nobody else has asked for. */
    private Job run(String seed, int rows, Step... steps) {
        Job job = test.submit(
                test.request(new Plan(List.of(steps), OnDoubt.HOLD)),
                TestWeir.companies(rows).stream()
                        .map(row -> Map.<String, Object>of("company.domain", seed + "-" + row.get("company.domain")))
                        .toList(),
                engine.engine());
        test.await(job);
        return job;
    }

    private Job failing(OnFailure onFailure) {
        return run(
                onFailure.text(),
                3,
                step("name", "company.name", on(onFailure), "first"),
                step("industry", "company.industry", StepRules.USUAL, "second"));
    }

    private String cells(Job job) {
        return test.rows(job, 1).getFirst().cells().stream()
                .map(cell -> cell.state().text() + " " + cell.reason())
                .toList()
                .toString();
    }

    @Test
    void aRowStopsWhereAStepThatStopsItFails() {
        int before = second.calls();
        Job job = failing(OnFailure.STOP);

        assertThat(test.weir().jobs().progress(job).rows().failed()).isEqualTo(3);
        assertThat(cells(job)).isEqualTo("[failed not_found, skipped stopped]");
        assertThat(second.calls()).isEqualTo(before);
    }

    @Test
    void anOptionalStepFailsNoRow() {
        Job job = failing(OnFailure.CONTINUE);

        JobProgress progress = test.weir().jobs().progress(job);
        assertThat(progress.rows().completed()).isEqualTo(3);
        assertThat(progress.rows().failed()).isZero();
        assertThat(cells(job)).isEqualTo("[failed not_found, completed null]");
    }

    @Test
    void anEventTellsOfAStepThatFailed() {
        Job job = failing(OnFailure.EVENT);

        assertThat(test.weir().jobs().progress(job).rows().failed()).isEqualTo(3);
        List<String> told = test.database()
                .ownerJdbc()
                .sql("SELECT body FROM weir.event WHERE job_id = ? AND type = 'step.failed'")
                .param(job.id())
                .query((row, n) -> row.getString(1))
                .list();
        assertThat(told).isNotEmpty().allMatch(body -> body.contains("\"step\":\"name\""));
        assertThat(String.join("", told)).contains("0").contains("1").contains("2");
        assertThat(test.database()
                        .ownerJdbc()
                        .sql("SELECT count(*) FROM weir.event WHERE job_id <> ? AND type = 'step.failed'")
                        .param(job.id())
                        .query(Long.class)
                        .single())
                .isZero();
    }

    @Test
    void troubleIsTriedAgainAsOftenAsTheStepSays() {
        first.answers(_ -> new Reply.Trouble(503, "later"));
        int before = first.calls();
        run("once", 1, step("name", "company.name", by(retry(1)), "first"));
        assertThat(first.calls() - before).isEqualTo(1);

        before = first.calls();
        run("five", 1, step("name", "company.name", by(retry(5)), "first"));
        assertThat(first.calls() - before).isEqualTo(5);
        first.answers(_ -> ScriptedVendor.notFound());
    }

    private static StepPolicy retry(int attempts) {
        return new StepPolicy(
                new StepPolicy.Retry(
                        attempts, StepPolicy.BackOff.CONSTANT, Duration.ofMillis(1), Duration.ofMillis(1), Set.of()),
                null,
                null);
    }

    @Test
    void aStepThatDoesNotWaitAsksTheNextWhereAKeyIsStopped(@TempDir Path folder) {
        ScriptedVendor rejecting = ScriptedVendor.giving("first", "company.name", _ -> new Reply.AuthFailed("no"));
        try (TestWeir other = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(rejecting, third));
                RunningWeir running = other.start()) {
            Step step = new Step(
                            "name",
                            List.of("company.name"),
                            other.weir().catalog().places(List.of("company.name"), List.of("first", "third")),
                            Completeness.MERGE,
                            Acceptance.STANDARD)
                    .ruledBy(by(new StepPolicy(null, Duration.ZERO, null)));
            Job job = other.submit(
                    other.request(new Plan(List.of(step), OnDoubt.HOLD)), TestWeir.companies(1), running.engine());
            // The usual wait of two minutes is longer than this one's patience.
            other.await(job, Duration.ofSeconds(30));
            assertThat(TestWeir.text(other.rows(job, 1).getFirst(), "company.name"))
                    .isEqualTo("Acme");
        }
    }

    @Test
    void whatIsRememberedIsTakenWhereAKeyIsStoppedAsFarAsTheJobTakesIt(@TempDir Path folder) {
        ScriptedVendor vendor = ScriptedVendor.giving("first", "company.name", _ -> found("company.name", "Acme"));
        try (TestWeir other = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor, third));
                RunningWeir running = other.start()) {
            Step step = new Step(
                            "name",
                            List.of("company.name"),
                            other.weir().catalog().places(List.of("company.name"), List.of("first")),
                            Completeness.MERGE,
                            Acceptance.STANDARD)
                    .ruledBy(by(StepPolicy.USUAL));
            Step unwaiting = step.ruledBy(by(new StepPolicy(null, Duration.ZERO, null)));
            List<Map<String, Object>> known = List.of(
                    TestWeir.companies(1).getFirst(), TestWeir.companies(1).getFirst());
            other.await(other.submit(other.request(new Plan(List.of(step), OnDoubt.HOLD)), known, running.engine()));
            vendor.answers(_ -> new Reply.AuthFailed("no"));
            other.await(other.submit(
                    other.request(new Plan(List.of(unwaiting), OnDoubt.HOLD)),
                    TestWeir.companies(2).subList(1, 2),
                    running.engine()));
            assertThat(vendor.calls()).isEqualTo(2);

            for (Step one : List.of(step, unwaiting)) {
                Job job = other.submit(other.request(new Plan(List.of(one), OnDoubt.HOLD)), known, running.engine());
                // The usual wait of two minutes is longer than this one's patience.
                JobProgress progress = other.await(job, Duration.ofSeconds(30));
                assertThat(other.rows(job, 2))
                        .allSatisfy(row ->
                                assertThat(TestWeir.text(row, "company.name")).isEqualTo("Acme"));
                assertThat(progress.credits().posted()).isZero();
            }
            Job fresh = other.submit(
                    new JobRequest(
                            other.workspace(),
                            "test",
                            null,
                            new Plan(List.of(unwaiting), OnDoubt.HOLD),
                            null,
                            null,
                            true),
                    known,
                    running.engine());
            other.await(fresh, Duration.ofSeconds(30));
            assertThat(other.rows(fresh, 2))
                    .allSatisfy(
                            row -> assertThat(row.cells().getFirst().reason()).isEqualTo("unavailable"));
            assertThat(vendor.calls()).isEqualTo(2);
            other.assertVerified();
        }
    }

    @Test
    void aFieldOfTheWorkspacesOwnIsWhatItsStepSays() {
        StepRules typed =
                new StepRules(StepPolicy.USUAL, OnFailure.MARK, Map.of("custom.size", FieldKind.DECIMAL), null);
        own.answers((Ask ask) -> ask.text("company.domain").contains("company1")
                ? found("custom.size", "many")
                : found("custom.size", 12L));

        List<RowView> rows = test.rows(run("typed", 2, step("size", "custom.size", typed, "own")), 2);

        assertThat(TestWeir.text(rows.get(0), "custom.size")).isEqualTo("12");
        assertThat(rows.get(1).cells().getFirst().reason()).isEqualTo("bad_answer");
    }

    @Test
    void whatAJobPinsIsReadBackAsItWas() {
        StepRules rules = new StepRules(
                        new StepPolicy(
                                new StepPolicy.Retry(
                                        2,
                                        StepPolicy.BackOff.LINEAR,
                                        Duration.ofSeconds(1),
                                        Duration.ofSeconds(9),
                                        Set.of(503)),
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(3)),
                        OnFailure.STOP,
                        Map.of("custom.size", FieldKind.INTEGER),
                        new StepOrigin(UUID.randomUUID(), 4))
                .cappedAt(new Cap(1_500))
                .reusing(Duration.ofDays(90));
        Plan plan = new Plan(
                List.of(step("size", "custom.size", rules, "own")), OnDoubt.SKIP, new BlueprintOrigin("sizes", 7));

        Plan read = new PlanJson(test.weir().catalog()).read(PlanJson.write(plan));

        assertThat(read.blueprint()).isEqualTo(plan.blueprint());
        assertThat(read.steps().getFirst().rules()).isEqualTo(rules);
        assertThat(read.steps().getFirst().place(0).spec().deadline()).isEqualTo(Duration.ofSeconds(3));
        assertThat(test.weir().catalog().today(read)).isEqualTo(read);
    }
}
