package dev.weir.server.enrichment;

import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Values;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.insight.Change;
import dev.weir.server.insight.Explanation;
import dev.weir.server.insight.WhatIfReport;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobRequest;
import dev.weir.server.jobs.NewRow;
import dev.weir.server.jobs.NewRows;
import dev.weir.server.jobs.Reruns;
import dev.weir.server.jobs.RowView;
import dev.weir.server.jobs.StoredRow;
import dev.weir.server.jobs.ValuesJson;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.verify.Finding;
import dev.weir.server.waterfall.Acceptance;
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
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A step that may take an earlier result for the same company. Each row has a domain of its own, so that no answer is remembered. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReuseTest {

    private static final String INDUSTRY = "company.industry";
    private static final String NAME = "company.name";
    private static final Duration MONTH = Duration.ofDays(30);

    private final AtomicInteger domains = new AtomicInteger();
    private final ScriptedVendor vendor =
            ScriptedVendor.giving("vendor", INDUSTRY, ask -> found(INDUSTRY, "of " + ask.text("company.domain")));
    // It is asked with what the step before has found.
    private final ScriptedVendor second = ScriptedVendor.named("second", ask -> found(NAME, "in " + ask.text(INDUSTRY)))
            .operation("find", Set.of(INDUSTRY), List.of(NAME), Charge.ACCEPTED, Repeat.UNKNOWN);

    private TestWeir test;
    private RunningWeir engine;

    @BeforeAll
    void start(@TempDir Path folder) {
        // What is complete is for the tests to say.
        test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor, second))
                .settings(settings -> settings.with(settings.storage().delivering(false)));
        engine = test.start();
    }

    @AfterAll
    void stop() {
        engine.close();
        sql("DELETE FROM weir.company_play_step_completions");
        test.assertVerified();
        test.close();
    }

    private Step step(UUID workflow, @Nullable Duration reuse, String field, String provider) {
        return new Step(
                        provider,
                        List.of(field),
                        test.weir().catalog().places(List.of(field), List.of(provider)),
                        Completeness.MERGE,
                        Acceptance.STANDARD)
                .ruledBy(new StepRules(StepPolicy.USUAL, OnFailure.MARK, Map.of(), new StepOrigin(workflow, 1))
                        .reusing(reuse));
    }

    private Plan plan(UUID workflow, @Nullable Duration reuse) {
        return new Plan(
                List.of(step(workflow, reuse, INDUSTRY, "vendor"), step(UUID.randomUUID(), null, NAME, "second")),
                OnDoubt.HOLD);
    }

    private Job run(Plan plan, boolean fresh, @Nullable Long... companies) {
        Iterator<@Nullable Long> each = List.of(companies).iterator();
        Job job = test.weir()
                .jobs()
                .submit(
                        new JobRequest(test.workspace(), "test", null, plan, null, null, fresh),
                        new NewRows() {
                            @Override
                            public boolean hasNext() {
                                return each.hasNext();
                            }

                            @Override
                            public NewRow next() {
                                Long company = each.next();
                                String domain = "d" + domains.incrementAndGet() + ".example";
                                return new NewRow(ValuesJson.write(Values.of("company.domain", domain)), null)
                                        .of(company == null || company == 0 ? null : company);
                            }
                        },
                        engine.engine());
        test.await(job);
        return job;
    }

    private RowView row(Job job) {
        return test.rows(job, 1).getFirst();
    }

    private static String cell(RowView row) {
        return row.cells().getFirst().state() + " " + row.cells().getFirst().reason();
    }

    private void sql(String statement, Object... values) {
        test.database().ownerJdbc().sql(statement).params(values).update();
    }

    /** Whatever was said of it before, the first step is complete for the company by that job's first row. */
    private void complete(long company, UUID workflow, Job job) {
        sql(
                "INSERT INTO weir.company_play_step_completions (workspace_id, company_id, play_name, workflow_id,"
                        + " workflow_slug, step_number, result_id, batch_id, row_index, step) VALUES (?, ?, 'a play', ?, 's',"
                        + " 1, 1, ?, 0, 0) ON CONFLICT (workspace_id, company_id, play_name, workflow_id) DO UPDATE SET"
                        + " batch_id = excluded.batch_id",
                test.workspace().id(),
                company,
                workflow,
                job.id());
    }

    private void report(long company, UUID workflow, String data) {
        sql(
                "INSERT INTO weir.outside_result (workspace_id, workflow_id, company_id, data, reported_by)"
                        + " VALUES (?, ?, ?, ?, 'test')",
                test.workspace().id(),
                workflow,
                company,
                data);
        sql(
                "INSERT INTO weir.company_play_step_completions (workspace_id, company_id, play_name, workflow_id,"
                        + " workflow_slug, step_number, result_id, outside_id) SELECT workspace_id, company_id, 'manual',"
                        + " workflow_id, 's', 1, 1, id FROM weir.outside_result WHERE workflow_id = ?",
                workflow);
    }

    private void age(Job job, int days) {
        sql("UPDATE weir.cell SET at = at - make_interval(days => ?) WHERE job_id = ?", days, job.id());
    }

    @Test
    void aYoungResultIsTakenForNothingAndIsKnownToLaterStepsAndToldWithItsOrigin() {
        UUID workflow = UUID.randomUUID();
        Job first = run(plan(workflow, MONTH), false, 101L);
        String industry = TestWeir.text(row(first), INDUSTRY);
        complete(101, workflow, first);
        age(first, 29);
        int calls = vendor.calls();
        int later = second.calls();

        Job job = run(plan(workflow, MONTH), false, 101L);

        assertThat(vendor.calls()).isEqualTo(calls);
        assertThat(second.calls()).as("the same question as before").isEqualTo(later);
        RowView row = row(job);
        assertThat(cell(row)).isEqualTo("COMPLETED reused");
        assertThat(TestWeir.text(row, INDUSTRY)).isEqualTo(industry);
        assertThat(row.found()).extractingByKey(INDUSTRY).extracting("provider").isEqualTo("reused");
        assertThat(TestWeir.text(row, NAME)).isEqualTo("in " + industry);
        assertThat(test.weir().jobs().progress(job).credits().posted()).isZero();
        StoredRow.Kept kept =
                test.weir().storedRows().read(job, 0, 1).getFirst().kept().getFirst();
        assertThat(kept.reused()).extracting("jobId").isEqualTo(first.id());
        Explanation story = test.weir().insight().explanations().of(job, 0, "vendor");
        assertThat(story.kept().getFirst().from()).isEqualTo("job " + first.id() + ", row 0");
        assertThat(story.turns().getFirst().why()).contains("earlier result");
        WhatIfReport what = test.weir().insight().whatIf().ask(job, Change.NONE);
        assertThat(what.drift()).isEmpty();
        assertThat(what.exact()).isTrue();

        Job again = test.weir()
                .reruns()
                .submit(
                        new Reruns.Request(
                                test.workspace(),
                                job,
                                new Reruns.Chosen.These(List.of(0)),
                                null,
                                false,
                                null,
                                null,
                                null,
                                null,
                                null),
                        engine.engine(),
                        _ -> {})
                .job();
        test.await(again);
        assertThat(cell(row(again))).isEqualTo("SKIPPED already_known");
        assertThat(vendor.calls()).isEqualTo(calls);
    }

    @Test
    void whatIsReusedGrowsNoYoungerByIt() {
        UUID workflow = UUID.randomUUID();
        Job first = run(plan(workflow, MONTH), false, 201L);
        complete(201, workflow, first);
        age(first, 20);
        Job reused = run(plan(workflow, MONTH), false, 201L);
        assertThat(cell(row(reused))).isEqualTo("COMPLETED reused");
        complete(201, workflow, reused);

        Job still = run(plan(workflow, MONTH), false, 201L);
        assertThat(test.weir()
                        .storedRows()
                        .read(still, 0, 1)
                        .getFirst()
                        .kept()
                        .getFirst()
                        .reused())
                .as("of the cell that found it")
                .extracting("jobId")
                .isEqualTo(first.id());

        assertThat(cell(row(run(plan(workflow, Duration.ofDays(19)), false, 201L))))
                .isEqualTo("COMPLETED null");
    }

    @Test
    void itIsAskedAnewWithoutACompanyForAnotherOneForAnotherStepWhenItIsOldAndWhenTheJobIsFresh() {
        UUID workflow = UUID.randomUUID();
        Job first = run(plan(workflow, MONTH), false, 301L);
        complete(301, workflow, first);
        int calls = vendor.calls();

        Job others = run(plan(workflow, MONTH), false, 0L, 302L);
        assertThat(test.rows(others, 2)).allSatisfy(row -> assertThat(cell(row)).isEqualTo("COMPLETED null"));
        assertThat(cell(row(run(plan(UUID.randomUUID(), MONTH), false, 301L)))).isEqualTo("COMPLETED null");
        assertThat(cell(row(run(plan(workflow, null), false, 301L)))).isEqualTo("COMPLETED null");
        assertThat(cell(row(run(plan(workflow, MONTH), true, 301L)))).isEqualTo("COMPLETED null");
        age(first, 31);
        assertThat(cell(row(run(plan(workflow, MONTH), false, 301L)))).isEqualTo("COMPLETED null");
        assertThat(vendor.calls() - calls).isEqualTo(6);
    }

    @Test
    void whatWasReportedIsTakenWhereItIsAValueOfTheField() {
        UUID workflow = UUID.randomUUID();
        UUID other = UUID.randomUUID();
        report(401, workflow, "{\"company.industry\": \" Mining \", \"beside\": 1}");
        report(402, other, "{\"company.industry\": {\"no\": \"text\"}}");
        int calls = vendor.calls();

        RowView taken = row(run(plan(workflow, MONTH), false, 401L));
        assertThat(cell(taken)).isEqualTo("COMPLETED reused");
        assertThat(TestWeir.text(taken, INDUSTRY)).isEqualTo("Mining");
        assertThat(taken.found()).doesNotContainKey("beside");
        assertThat(vendor.calls()).isEqualTo(calls);

        assertThat(cell(row(run(plan(other, MONTH), false, 402L)))).isEqualTo("COMPLETED null");
        assertThat(vendor.calls()).isEqualTo(calls + 1);

        sql(
                "UPDATE weir.outside_result SET data = replace(data, 'Mining', 'by [erased]') WHERE workflow_id = ?",
                workflow);
        assertThat(cell(row(run(plan(workflow, MONTH), false, 401L))))
                .as("somebody was erased from it")
                .isEqualTo("COMPLETED null");
    }

    @Test
    void ofSeveralPlaysTheNewestIsTakenThatHasWhatIsLacking() {
        UUID workflow = UUID.randomUUID();
        Job first = run(plan(workflow, MONTH), false, 601L);
        complete(601, workflow, first);
        report(601, workflow, "{\"company.name\": \"beside\"}");
        int calls = vendor.calls();
        assertThat(TestWeir.text(row(run(plan(workflow, MONTH), false, 601L)), INDUSTRY))
                .as("what was reported last has nothing of it")
                .isEqualTo(TestWeir.text(row(first), INDUSTRY));

        sql(
                "UPDATE weir.outside_result SET data = '{\"company.industry\": \"Mining\"}' WHERE workflow_id = ?",
                workflow);
        assertThat(TestWeir.text(row(run(plan(workflow, MONTH), false, 601L)), INDUSTRY))
                .isEqualTo("Mining");
        assertThat(vendor.calls()).isEqualTo(calls);
    }

    @Test
    void aResultThatWasTakenFromElsewhereThanItSaysIsFound() {
        UUID workflow = UUID.randomUUID();
        Job first = run(plan(workflow, MONTH), false, 501L);
        complete(501, workflow, first);
        Job job = run(plan(workflow, MONTH), false, 501L);
        assertThat(cell(row(job))).isEqualTo("COMPLETED reused");

        Map<String, String> done = Map.of(
                "it keeps other values than it took",
                "UPDATE weir.cell SET kept = replace(kept, 'of d', 'of e') WHERE job_id = " + first.id()
                        + " AND step = 0",
                "what it took is of another company",
                "UPDATE weir.job_row SET company_id = 502 WHERE job_id = " + first.id(),
                "its row is of no company",
                "UPDATE weir.job_row SET company_id = NULL WHERE job_id = " + job.id(),
                "its step takes no earlier results",
                "UPDATE weir.job SET plan = replace(plan, '\"reuse\"', '\"rfuse\"') WHERE id = " + job.id(),
                "what it took is of another step",
                "UPDATE weir.job SET plan = replace(plan, '" + workflow + "', '" + UUID.randomUUID() + "') WHERE id = "
                        + first.id());
        Map<String, String> undone = Map.of(
                "it keeps other values than it took",
                "UPDATE weir.cell SET kept = replace(kept, 'of e', 'of d') WHERE job_id = " + first.id()
                        + " AND step = 0",
                "what it took is of another company",
                "UPDATE weir.job_row SET company_id = 501 WHERE job_id = " + first.id(),
                "its row is of no company",
                "UPDATE weir.job_row SET company_id = 501 WHERE job_id = " + job.id(),
                "its step takes no earlier results",
                "UPDATE weir.job SET plan = replace(plan, '\"rfuse\"', '\"reuse\"') WHERE id = " + job.id());
        done.forEach((says, statement) -> {
            String plan = test.database()
                    .ownerJdbc()
                    .sql("SELECT plan FROM weir.job WHERE id = ?")
                    .param(first.id())
                    .query(String.class)
                    .single();
            sql(statement);
            assertThat(test.weir().verification().run().findings())
                    .filteredOn(finding -> finding.check().equals("J5-reused-value"))
                    .extracting(Finding::detail)
                    .containsExactly(says);
            if (undone.containsKey(says)) {
                sql(undone.get(says));
            }
            sql("UPDATE weir.job SET plan = ? WHERE id = ?", plan, first.id());
        });
    }
}
