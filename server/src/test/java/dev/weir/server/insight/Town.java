package dev.weir.server.insight;

import dev.weir.provider.Ask;
import dev.weir.provider.OperationSpec.Charge;
import dev.weir.provider.OperationSpec.Repeat;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobRequest;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Companies with industries, and three vendors who know some of them: by a seed, the same whenever they are asked. */
final class Town implements AutoCloseable {

    static final String FIELD = "company.industry";

    final ScriptedVendor north;
    final ScriptedVendor south;
    final ScriptedVendor west;
    final TestWeir test;
    private final long seed;

    Town(long seed, Path folder) {
        this.seed = seed;
        this.north = vendor("north", 0.6, Charge.ACCEPTED);
        this.south = vendor("south", 0.5, Charge.ACCEPTED);
        this.west = vendor("west", 0.4, Charge.ANSWERED);
        this.test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(north, south, west));
    }

    private ScriptedVendor vendor(String slug, double share, Charge charge) {
        return ScriptedVendor.named(slug, ask -> answer(slug, share, ask))
                .operation("find", Set.of("company.domain"), List.of(FIELD), charge, Repeat.UNKNOWN);
    }

    private Reply answer(String slug, double share, Ask ask) {
        boolean known = new SplittableRandom(seed * 31 + (slug + ask.inputs()).hashCode()).nextDouble() < share;
        return known
                ? new Reply.Found(Values.of(FIELD, "Textiles by " + slug), ScriptedVendor.receipt(ScriptedVendor.PRICE))
                : ScriptedVendor.notFound();
    }

    /** Companies {@code from} to before {@code to}. */
    static List<Map<String, Object>> companies(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(i -> Map.<String, Object>of("company.domain", "company" + i + ".example"))
                .toList();
    }

    Plan plan(String... vendors) {
        return test.plan(OnDoubt.HOLD, List.of(FIELD), vendors);
    }

    Job run(List<Map<String, Object>> rows, boolean fresh, @Nullable Long cap, String... vendors) {
        return run(rows, fresh, cap, plan(vendors));
    }

    Job run(List<Map<String, Object>> rows, boolean fresh, @Nullable Long cap, Plan plan) {
        try (RunningWeir engine = test.start()) {
            JobRequest request = new JobRequest(test.workspace(), "town", null, plan, cap, null, fresh);
            Job job = test.submit(request, rows, engine.engine());
            test.await(job);
            return job;
        }
    }

    int calls() {
        return north.calls() + south.calls() + west.calls();
    }

    WhatIfReport whatIf(Job job, String... vendors) {
        return test.weir().insight().whatIf().ask(job, waterfall(vendors));
    }

    static Change waterfall(String... vendors) {
        return Change.NONE.asking(Map.of(FIELD, List.of(vendors)));
    }

    /** What a job found and cost. */
    Map<String, Long> outcome(Job job) {
        Map<String, Long> outcome = new HashMap<>();
        Figures figures = test.weir().insight().figures();
        int rows = test.weir().jobs().progress(job).totalRows();
        figures.steps(job, rows).forEach(step -> outcome.put(step.step(), step.completed()));
        outcome.put("charged", test.weir().jobs().progress(job).credits().posted());
        outcome.put(
                "calls",
                figures.stages(job).stream().mapToLong(StageFigures::asked).sum());
        return outcome;
    }

    @Override
    public void close() {
        test.close();
    }
}
