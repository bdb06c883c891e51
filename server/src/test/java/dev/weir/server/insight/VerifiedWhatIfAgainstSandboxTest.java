package dev.weir.server.insight;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.jobs.Job;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.CatchAll;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What-ifs of verified e-mails over real HTTP, each then really run in a database that remembers nothing. */
class VerifiedWhatIfAgainstSandboxTest {

    private static final String EMAIL = "person.work_email";
    private static final int ROWS = 200;

    @TempDir
    Path folder;

    /** People whose names have the letters of addresses, so that they can be guessed. */
    private static List<Map<String, Object>> people() {
        return IntStream.range(0, ROWS)
                .mapToObj(i -> Map.<String, Object>of(
                        "person.first_name", "Ad" + (char) ('a' + i % 26),
                        "person.last_name", "Examplé" + (char) ('a' + i / 26),
                        "company.domain", "company" + i % 50 + ".example"))
                .toList();
    }

    private static Job run(TestWeir test, Plan plan) {
        try (RunningWeir engine = test.start()) {
            Job job = test.submit(test.request(plan), people(), engine.engine());
            test.await(job);
            return job;
        }
    }

    private static List<Long> outcome(TestWeir test, Job job) {
        Figures figures = test.weir().insight().figures();
        return List.of(
                figures.steps(job, ROWS).getFirst().completed(),
                test.weir().jobs().progress(job).credits().posted(),
                figures.stages(job).stream().mapToLong(StageFigures::asked).sum());
    }

    private static List<Range> foretold(WhatIfReport report) {
        assertThat(report.drift()).isEmpty();
        assertThat(report.freshMilli()).isEqualTo(report.chargedMilli().then());
        return List.of(
                report.steps().getFirst().completed().then(),
                report.chargedMilli().then(),
                report.calls().then());
    }

    private static Change asking(String... finders) {
        return Change.NONE.asking(Map.of(EMAIL, List.of(finders)));
    }

    @Test
    void whatIfsOfAVerifiedJobComeOutAsForetoldWithoutACall() throws Exception {
        List<Change> exact = List.of(
                asking("hunter"),
                asking("hunter").catchAll(CatchAll.REJECT_AND_CONTINUE),
                asking("hunter").accepting(90, Set.of()),
                asking("hunter").verifiedBy(List.of("zerobounce")),
                Change.NONE.verifiedBy(List.of()));
        List<Change> ranged = List.of(
                Change.NONE.catchAll(CatchAll.REJECT_AND_CONTINUE),
                asking("apollo", "hunter"),
                asking("pattern", "hunter"),
                Change.NONE.verifiedBy(List.of("leadmagic")));
        List<Change> changes = new ArrayList<>(exact);
        changes.addAll(ranged);
        List<List<Range>> foretold = new ArrayList<>();
        List<Plan> plans = new ArrayList<>();
        List<Long> really;
        SandboxSettings settings = SandboxSettings.DEFAULT.withSeed(7);
        try (TestWeir test = new TestWeir(settings, Files.createDirectory(folder.resolve("a")))) {
            Plan plain = test.plan(OnDoubt.HOLD, List.of(EMAIL), "hunter", "apollo");
            Job job = run(
                    test,
                    new ChangedPlan(test.weir().catalog(), plain)
                            .with(Change.NONE.verifiedBy(List.of("zerobounce", "neverbounce"))));
            really = outcome(test, job);
            String before = test.sandbox().ledger().summary().toString();
            for (int i = 0; i < changes.size(); i++) {
                WhatIfReport report = test.weir().insight().whatIf().ask(job, changes.get(i));
                assertThat(report.exact())
                        .as("change %d: %s", i, report.neverAsked())
                        .isEqualTo(i < exact.size());
                foretold.add(foretold(report));
                plans.add(new ChangedPlan(test.weir().catalog(), job.plan()).with(changes.get(i)));
            }
            test.weir().insight().advisor().on(job);
            test.weir().insight().explanations().of(job, 0, EMAIL);
            assertThat(test.sandbox().ledger().summary().toString())
                    .as("the vendors' ledger has seen nothing")
                    .isEqualTo(before);
        }
        for (int i = 0; i < plans.size(); i++) {
            try (TestWeir test = new TestWeir(settings, Files.createDirectory(folder.resolve("b" + i)))) {
                List<Long> came = outcome(test, run(test, plans.get(i)));
                assertThat(came).as("change %d makes a difference", i).isNotEqualTo(really);
                for (int measure = 0; measure < came.size(); measure++) {
                    Range range = foretold.get(i).get(measure);
                    assertThat(range.contains(came.get(measure)))
                            .as("change %d, measure %d: %s in %s", i, measure, came.get(measure), range)
                            .isTrue();
                    assertThat(range.exact() || i >= exact.size()).isTrue();
                }
            }
        }
    }
}
