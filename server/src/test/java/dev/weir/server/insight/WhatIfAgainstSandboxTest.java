package dev.weir.server.insight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Vendor;
import dev.weir.server.RunningWeir;
import dev.weir.server.jobs.Job;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What-ifs over real HTTP and the vendors' own ledger, each then really run in a database that remembers nothing. */
class WhatIfAgainstSandboxTest {

    // The address last: a question that is put with an address is another one where none is found.
    private static final List<String> FIELDS = List.of("person.job_title", "company.industry", "person.work_email");

    @TempDir
    Path folder;

    private static List<Map<String, Object>> people() {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int i = 0; i < 240; i++) {
            rows.add(Map.of(
                    "person.first_name", "Ada" + i % 80,
                    "person.last_name", "Example" + i / 80,
                    "company.domain", "company" + i % 30 + ".example"));
        }
        return rows;
    }

    private static List<Long> calls(TestWeir test) {
        List<Long> calls = new ArrayList<>();
        for (Vendor vendor : Vendor.values()) {
            calls.add(test.sandbox().ledger().summary().chargedMilli(vendor));
        }
        calls.add((long) test.sandbox().ledger().summary().toString().hashCode());
        return calls;
    }

    private static Job run(TestWeir test, Plan plan) {
        try (RunningWeir engine = test.start()) {
            Job job = test.submit(test.request(plan), people(), engine.engine());
            test.await(job);
            return job;
        }
    }

    private static List<Long> outcome(TestWeir test, Job job) {
        List<Long> outcome = new ArrayList<>();
        Figures figures = test.weir().insight().figures();
        figures.steps(job, people().size()).forEach(step -> outcome.add(step.completed()));
        outcome.add(test.weir().jobs().progress(job).credits().posted());
        outcome.add(figures.stages(job).stream().mapToLong(StageFigures::asked).sum());
        return outcome;
    }

    private static List<Long> foretold(WhatIfReport report) {
        assertThat(report.exact()).as("%s", report.neverAsked()).isTrue();
        assertThat(report.drift()).isEmpty();
        List<Long> foretold = new ArrayList<>();
        report.steps().forEach(step -> foretold.add(step.completed().then().lo()));
        foretold.add(report.chargedMilli().then().lo());
        foretold.add(report.calls().then().lo());
        assertThat(report.freshMilli()).isEqualTo(report.chargedMilli().then());
        return foretold;
    }

    @Test
    void aShorterWaterfallAndAStricterRuleComeOutAsForetoldWithoutACall() throws Exception {
        Set<String> refused = Set.of("risky", "unknown", "catch_all");
        Change shorter = Change.NONE.asking(
                Map.of("person.work_email", List.of("hunter"), "company.industry", List.of("hunter", "apollo")));
        Change stricter = Change.NONE
                .asking(Map.of("person.work_email", List.of("hunter")))
                .accepting(90, refused);
        Change strictForAll = Change.NONE.accepting(90, refused);
        List<Long> really = new ArrayList<>();
        List<List<Long>> foretold = new ArrayList<>();
        List<Plan> plans = new ArrayList<>();
        WhatIfReport ranged;
        SandboxSettings settings = SandboxSettings.DEFAULT.withSeed(7);
        try (TestWeir test = new TestWeir(settings, Files.createDirectory(folder.resolve("a")))) {
            Job job = run(test, test.plan(OnDoubt.HOLD, FIELDS, "hunter", "apollo", "pdl"));
            really = outcome(test, job);
            List<Long> before = calls(test);
            for (Change change : List.of(shorter, stricter)) {
                foretold.add(foretold(test.weir().insight().whatIf().ask(job, change)));
                plans.add(new ChangedPlan(test.weir().catalog(), job.plan()).with(change));
            }
            ranged = test.weir().insight().whatIf().ask(job, strictForAll);
            plans.add(new ChangedPlan(test.weir().catalog(), job.plan()).with(strictForAll));
            test.weir().insight().advisor().on(job);
            test.weir().insight().explanations().of(job, 0, FIELDS.getLast());
            assertThat(calls(test)).as("the vendors' ledger has seen nothing").isEqualTo(before);
        }
        for (int i = 0; i < plans.size(); i++) {
            try (TestWeir test = new TestWeir(settings, Files.createDirectory(folder.resolve("b" + i)))) {
                List<Long> came = outcome(test, run(test, plans.get(i)));
                if (i < foretold.size()) {
                    assertThat(foretold.get(i)).as("change %d", i).isEqualTo(came);
                } else {
                    assertRange(ranged, came);
                }
                assertThat(came).as("it makes a difference").isNotEqualTo(really);
            }
        }
    }

    /** What the first provider finds and is now refused, the next ones would be asked, who never were. */
    private static void assertRange(WhatIfReport report, List<Long> came) {
        assertThat(report.neverAsked()).isNotEmpty();
        for (int i = 0; i < FIELDS.size(); i++) {
            assertThat(report.steps().get(i).completed().then().contains(came.get(i)))
                    .as("%s: %s", report.steps().get(i), came)
                    .isTrue();
        }
        assertThat(report.chargedMilli().then().contains(came.get(FIELDS.size())))
                .as("%s: %s", report.chargedMilli(), came)
                .isTrue();
    }
}
