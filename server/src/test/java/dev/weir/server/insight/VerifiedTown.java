package dev.weir.server.insight;

import dev.weir.provider.Ask;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Reply;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobRequest;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.Acceptance;
import dev.weir.server.waterfall.CatchAll;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Companies with e-mails, two vendors who find some of them, often the same, and two who verify: by a seed, the same
 * whenever they are asked.
 */
final class VerifiedTown implements AutoCloseable {

    static final String EMAIL = "person.work_email";
    static final String STATUS = "person.work_email_status";

    final ScriptedVendor north;
    final ScriptedVendor south;
    final ScriptedVendor checker;
    final ScriptedVendor other;
    final TestWeir test;
    private final long seed;

    VerifiedTown(long seed, Path folder) {
        this.seed = seed;
        this.north = finder("north", 0.7);
        this.south = finder("south", 0.6);
        this.checker = verifier("checker");
        this.other = verifier("other");
        this.test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(north, south, checker, other));
    }

    private double chance(Object of) {
        return new SplittableRandom(seed * 31 + of.hashCode()).nextDouble();
    }

    private ScriptedVendor finder(String slug, double share) {
        return ScriptedVendor.giving(slug, EMAIL, ask -> find(slug, share, ask));
    }

    private Reply find(String slug, double share, Ask ask) {
        String domain = ask.text("company.domain");
        if (chance(slug + domain) >= share) {
            return ScriptedVendor.notFound();
        }
        boolean usual = chance("usual" + slug + domain) < 0.5;
        return ScriptedVendor.found(EMAIL, (usual ? "info" : slug) + "@" + domain);
    }

    private ScriptedVendor verifier(String slug) {
        return ScriptedVendor.named(slug, ask -> verify(slug, ask.text(EMAIL)))
                .operation("check", Set.of(EMAIL), List.of(STATUS), Charge.ANSWERED, Repeat.UNKNOWN);
    }

    private Reply verify(String slug, String email) {
        double chance = chance(slug + "of" + email);
        String status = chance < 0.5 ? "valid" : chance < 0.7 ? "invalid" : chance < 0.85 ? "catch_all" : "unknown";
        return ScriptedVendor.found(STATUS, status);
    }

    Plan plan(OnDoubt onDoubt, CatchAll catchAll, List<String> finders, List<String> verifiers) {
        Plan plain = test.plan(onDoubt, List.of(EMAIL), finders.toArray(String[]::new));
        return new Plan(
                plain.steps().stream()
                        .map(step -> step.accepting(new Acceptance(Set.of("invalid"), 0, catchAll))
                                .verifiedBy(test.weir().catalog().verifiers(EMAIL, verifiers)))
                        .toList(),
                onDoubt);
    }

    Job run(List<Map<String, Object>> rows, List<String> finders, List<String> verifiers) {
        return run(rows, plan(OnDoubt.HOLD, CatchAll.ACCEPT_AND_FLAG, finders, verifiers), false, null, null);
    }

    /** What a change makes of a job, really run, with nothing remembered. */
    Job rerun(Job job, List<Map<String, Object>> rows, Change change) {
        return run(
                rows,
                new ChangedPlan(test.weir().catalog(), job.plan()).with(change),
                true,
                change.maxCreditsMilli(),
                change.maxRowCreditsMilli());
    }

    Job run(List<Map<String, Object>> rows, Plan plan, boolean fresh, @Nullable Long cap, @Nullable Long rowCap) {
        try (RunningWeir engine = test.start()) {
            JobRequest request = new JobRequest(test.workspace(), "town", null, plan, cap, rowCap, fresh);
            Job job = test.submit(request, rows, engine.engine());
            test.await(job);
            return job;
        }
    }

    int calls() {
        return Stream.of(north, south, checker, other)
                .mapToInt(ScriptedVendor::calls)
                .sum();
    }

    WhatIfReport whatIf(Job job, Change change) {
        return test.weir().insight().whatIf().ask(job, change);
    }

    /** What a job found and cost. */
    Map<String, Long> outcome(Job job) {
        Map<String, Long> outcome = new HashMap<>();
        Figures figures = test.weir().insight().figures();
        int rows = test.weir().jobs().progress(job).totalRows();
        outcome.put("found", figures.steps(job, rows).getFirst().completed());
        outcome.put("charged", test.weir().jobs().progress(job).credits().posted());
        outcome.put(
                "calls",
                figures.stages(job).stream().mapToLong(StageFigures::asked).sum());
        return outcome;
    }

    /** The same of a report, as ranges. */
    static Map<String, Range> foretold(WhatIfReport report) {
        return Map.of(
                "found", report.steps().getFirst().completed().then(),
                "charged", report.freshMilli(),
                "calls", report.calls().then());
    }

    @Override
    public void close() {
        test.close();
    }
}
