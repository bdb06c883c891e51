package dev.weir.server.insight;

import dev.weir.server.catalog.Catalog;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobProgress;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.JobStatus;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What another plan would have brought and cost, from recorded answers. Nobody is asked.
 *
 * <p>Exact for whatever only puts questions that were put: a shorter waterfall, a stricter acceptance rule, another order
 * where all were asked. For the rest a range that holds the true figure 95 times of 100, under what {@link Chances}
 * assumes; where nothing was measured, that is all that could be.
 */
public final class WhatIf {

    /** Rates rest on so many jobs, the latest ones. */
    static final int MEASURED_JOBS = 20;

    private final Catalog catalog;
    private final Jobs jobs;
    private final Figures figures;
    private final Replays replays;

    WhatIf(Catalog catalog, Jobs jobs, Figures figures, Replays replays) {
        this.catalog = catalog;
        this.jobs = jobs;
        this.figures = figures;
        this.replays = replays;
    }

    /** Tells nobody how far it has come. @throws Problem when the job has not ended, or the change does not fit it */
    public WhatIfReport ask(Job job, Change change) {
        return ask(job, change, Progress.UNSEEN);
    }

    /** @throws Problem when the job has not ended, or the change does not fit it */
    public WhatIfReport ask(Job job, Change change, Progress progress) {
        int rows = ended(jobs, job).totalRows();
        Scenario real = Scenario.of(job);
        Plan plan = new ChangedPlan(catalog, job.plan()).with(change);
        Long cap = change.maxCreditsMilli() == null ? job.maxCreditsMilli() : change.maxCreditsMilli();
        Long rowCap = change.maxRowCreditsMilli() == null ? job.maxRowCreditsMilli() : change.maxRowCreditsMilli();
        List<Scenario> as = real.inAllOrders();
        List<Scenario> then = new Scenario(plan, cap, rowCap).inAllOrders();
        List<Scenario> all = new ArrayList<>(as);
        all.addAll(then);
        all.add(then.getFirst().uncapped());
        Chances chances = chances(jobs, figures, job);
        List<World> worlds = replays.run(job, rows, chances, all, progress);
        return report(
                job,
                rows,
                new Asked(plan, cap, then),
                chances,
                worlds.subList(0, as.size()),
                worlds.subList(as.size(), worlds.size() - 1),
                worlds.getLast());
    }

    /** What was asked for, and how it was tried out. */
    private record Asked(Plan plan, @Nullable Long cap, List<Scenario> scenarios) {

        /** What is spent and what is held stays within the cap together. @param other the least of the other one */
        Range within(Range range, long other) {
            Long most = cap;
            return most == null ? range : range.atMost(Math.max(0, most - other));
        }

        /** Without what was remembered the cap would have come sooner; it may leave less then, and never more. */
        Range freshWithin(Range fresh, Range charged) {
            Long most = cap;
            return most == null || fresh.hi() <= most ? fresh : new Range(Math.min(fresh.lo(), charged.lo()), most);
        }

        int orders() {
            return (int) scenarios.stream().map(Scenario::order).distinct().count();
        }
    }

    /** What the workspace's latest jobs and this one have measured. */
    static Chances chances(Jobs jobs, Figures figures, Job job) {
        TreeMap<Long, Job> measured = new TreeMap<>();
        jobs.latest(job.workspaceId(), MEASURED_JOBS).forEach(one -> measured.put(one.id(), one));
        measured.put(job.id(), job);
        return figures.chances(job.workspaceId(), List.copyOf(measured.values()));
    }

    /** @throws Problem when the job may still change */
    static JobProgress ended(Jobs jobs, Job job) {
        JobProgress progress = jobs.progress(job);
        if (progress.status() == JobStatus.PENDING || progress.status() == JobStatus.RUNNING) {
            throw Problem.conflict(
                    "job_not_ended",
                    "Job " + job.id() + " has not ended (" + progress.status().text()
                            + (progress.paused() ? ", paused" : "")
                            + "), so there is nothing to compare with yet. Let it end: the same weir enrich goes on with"
                            + " it.");
        }
        return progress;
    }

    private WhatIfReport report(
            Job job, int rows, Asked asked, Chances chances, List<World> as, List<World> then, World uncapped) {
        Plan plan = asked.plan();
        List<StageFigures> stages = figures.stages(job);
        List<StepFigures> steps = figures.steps(job, rows);
        long charged = stages.stream().mapToLong(StageFigures::charged).sum();
        long calls = stages.stream().mapToLong(StageFigures::asked).sum();
        long millis = stages.stream().mapToLong(StageFigures::askingMillis).sum();
        List<WhatIfReport.StepBeside> besides = new ArrayList<>();
        List<String> drift = new ArrayList<>();
        for (int s = 0; s < plan.steps().size(); s++) {
            long completed = steps.get(s).completed();
            besides.add(new WhatIfReport.StepBeside(
                    plan.steps().get(s).name(),
                    WhatIfReport.Asking.of(job.plan().steps().get(s)),
                    WhatIfReport.Asking.of(plan.steps().get(s)),
                    new WhatIfReport.Beside(completed, range(then, Measures.step(s)))));
            note(drift, steps.get(s).step() + " found", completed, range(as, Measures.step(s)));
        }
        note(drift, "1/1000 credits charged", charged, range(as, Measures.CHARGED));
        long held = jobs.progress(job).credits().doubt();
        Range wouldHold = range(then, Measures.HELD);
        Range wouldCharge = asked.within(range(then, Measures.CHARGED), wouldHold.lo());
        return new WhatIfReport(
                job.id(),
                rows,
                besides,
                new WhatIfReport.Beside(charged, wouldCharge),
                asked.freshWithin(range(then, Measures.FRESH), wouldCharge),
                new WhatIfReport.Beside(held, asked.within(wouldHold, wouldCharge.lo())),
                new WhatIfReport.Beside(calls, atMost(then, uncapped, Measures.CALLS)),
                new WhatIfReport.Beside(millis, atMost(then, uncapped, Measures.MILLIS)),
                figures.times(job).took(),
                then.getFirst().askings(),
                neverAsked(plan, chances, then),
                asked.orders(),
                asked.cap(),
                drift);
    }

    private static void note(List<String> drift, String what, long real, Range replayed) {
        if (!replayed.contains(real)) {
            drift.add(what + ": " + real + " in the job, " + replayed.lo()
                    + (replayed.exact() ? "" : " to " + replayed.hi()) + " replayed");
        }
    }

    static Range range(List<World> worlds, int measure) {
        return worlds.stream()
                .map(world -> world.range(measure))
                .reduce(Range::and)
                .orElseThrow();
    }

    /** Misses that cost nothing can go on under a cap until every row has had its own. */
    private static Range atMost(List<World> worlds, World uncapped, int measure) {
        Range range = range(worlds, measure);
        return worlds.size() == 1 ? range : range.and(uncapped.range(measure));
    }

    private static List<WhatIfReport.NeverAsked> neverAsked(Plan plan, Chances chances, List<World> then) {
        Map<Stage, WhatIfReport.NeverAsked> never = new LinkedHashMap<>();
        for (Step step : plan.steps()) {
            for (Place place : step.places()) {
                Stage stage = Stage.of(step, place);
                ToIntFunction<World> rows =
                        world -> Math.toIntExact(world.unknown().getOrDefault(stage, 0L));
                int most = then.stream().mapToInt(rows).max().orElse(0);
                if (most > 0) {
                    Chances.Measured measured = chances.of(step, place.spec().id());
                    never.put(
                            stage,
                            new WhatIfReport.NeverAsked(
                                    stage, most, measured(measured.first()), measured(measured.afterMisses())));
                }
            }
        }
        return List.copyOf(never.values());
    }

    static WhatIfReport.Measured measured(Chances.Sample sample) {
        return new WhatIfReport.Measured(sample.asked(), sample.accepted());
    }
}
