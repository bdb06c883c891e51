package dev.weir.server.insight;

import dev.weir.server.catalog.Catalog;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.Jobs;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Step;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Tries other orders of a job's providers out on its books, one step at a time. Nobody is asked.
 *
 * <p>It proposes an order only when that one is cheaper and finds as much however the answers turn out that nobody has;
 * else it says what is missing.
 */
public final class Advisor {

    /** Up to so many places all orders are tried; above, each place in each other place's stead. */
    private static final int ALL_ORDERS = 4;

    private static final int MOST_REPLAYS = 300_000;

    private final Catalog catalog;
    private final Jobs jobs;
    private final Figures figures;
    private final Replays replays;

    Advisor(Catalog catalog, Jobs jobs, Figures figures, Replays replays) {
        this.catalog = catalog;
        this.jobs = jobs;
        this.figures = figures;
        this.replays = replays;
    }

    /** One step's finds in some order. */
    private record Try(int step, List<Place> finds) {}

    /** Tells nobody how far it has come. @throws Problem when the job has not ended */
    public Advice on(Job job) {
        return on(job, Progress.UNSEEN);
    }

    /** @throws Problem when the job has not ended */
    public Advice on(Job job, Progress progress) {
        int total = WhatIf.ended(jobs, job).totalRows();
        ChangedPlan changed = new ChangedPlan(catalog, job.plan());
        List<Try> tries = new ArrayList<>();
        List<Scenario> scenarios = new ArrayList<>();
        // A cap would make the order of rows matter more than that of providers.
        Scenario real = new Scenario(job.plan(), null, job.maxRowCreditsMilli());
        scenarios.add(real);
        List<StageFigures> stages = figures.stages(job);
        for (int s = 0; s < job.plan().steps().size(); s++) {
            Step step = job.plan().steps().get(s);
            List<Place> answering = answering(step, stages);
            for (List<Place> order : orders(answering)) {
                // Whoever never answered, for want of input or a key, stays behind those who did.
                List<Place> whole = new ArrayList<>(order);
                step.finds().stream()
                        .filter(place -> !answering.contains(place))
                        .forEach(whole::add);
                tries.add(new Try(s, order));
                scenarios.add(real.with(changed.with(s, whole)));
            }
        }
        int used = Math.min(total, Math.max(1, MOST_REPLAYS / scenarios.size()));
        List<World> worlds = replays.run(job, used, WhatIf.chances(jobs, figures, job), scenarios, progress);
        List<Advice.StepAdvice> steps = new ArrayList<>();
        for (int s = 0; s < job.plan().steps().size(); s++) {
            List<Advice.Trial> trials = new ArrayList<>();
            for (int i = 0; i < tries.size(); i++) {
                if (tries.get(i).step() == s) {
                    trials.add(trial(tries.get(i).finds(), worlds.get(i + 1), s));
                }
            }
            Step step = job.plan().steps().get(s);
            steps.add(advice(step, stages, trial(answering(step, stages), worlds.getFirst(), s), trials));
        }
        return new Advice(job.id(), total, used, steps);
    }

    private static Advice.Trial trial(List<Place> places, World world, int step) {
        return new Advice.Trial(
                places.stream().map(Place::key).toList(),
                world.range(Measures.step(step)),
                world.range(Measures.FRESH),
                world.unknown().values().stream().mapToLong(Long::longValue).sum());
    }

    private static Advice.StepAdvice advice(
            Step step, List<StageFigures> stages, Advice.Trial now, List<Advice.Trial> trials) {
        List<Advice.Trial> tried = trials.stream()
                .sorted(Comparator.comparingLong((Advice.Trial trial) ->
                                trial.costMilli().lo() + trial.costMilli().hi())
                        .thenComparing(trial -> String.join(",", trial.waterfall())))
                .toList();
        Optional<Advice.Trial> surely = tried.stream()
                .filter(trial -> trial.costMilli().hi() <= now.costMilli().lo()
                        && trial.costMilli().lo() < now.costMilli().lo()
                        && trial.completed().lo() >= now.completed().hi())
                .findFirst();
        Optional<Advice.Verification> verification = verification(step, stages);
        List<Advice.PlaceArithmetic> places = arithmetic(step, stages, verification);
        Optional<String> thin = places.stream()
                .filter(place -> !place.enough())
                .map(place -> place.provider() + " answered " + place.measured().asked() + " times, " + Advice.ENOUGH
                        + " are needed")
                .findFirst();
        if (tried.isEmpty()) {
            return new Advice.StepAdvice(
                    step.name(),
                    Advice.Finding.NO_CHOICE,
                    "no two providers answered here",
                    places,
                    verification,
                    now,
                    tried,
                    Optional.empty());
        }
        if (surely.isPresent() && thin.isEmpty()) {
            return new Advice.StepAdvice(
                    step.name(),
                    Advice.Finding.REORDER,
                    "it finds as much and never costs more, whatever the answers are that nobody has",
                    places,
                    verification,
                    now,
                    tried,
                    surely);
        }
        Optional<Advice.Trial> perhaps = tried.stream()
                .filter(trial -> trial.costMilli().lo() < now.costMilli().lo())
                .findFirst();
        if (perhaps.isEmpty()) {
            return new Advice.StepAdvice(
                    step.name(),
                    Advice.Finding.KEEP,
                    "no other order can cost less",
                    places,
                    verification,
                    now,
                    tried,
                    Optional.empty());
        }
        String because = thin.orElseGet(() -> "in " + perhaps.get().neverAsked() + " rows "
                + String.join(",", perhaps.get().waterfall()) + " puts questions that nobody ever put");
        return new Advice.StepAdvice(
                step.name(),
                Advice.Finding.DATA_DO_NOT_SUFFICE,
                because,
                places,
                verification,
                now,
                tried,
                Optional.empty());
    }

    /** Every find costs its verification, whoever found it. */
    private static Optional<Advice.Verification> verification(Step step, List<StageFigures> stages) {
        List<Place> verifiers = step.verifiers();
        if (verifiers.isEmpty()) {
            return Optional.empty();
        }
        long answers = 0;
        long price = 0;
        for (Place verifier : verifiers) {
            StageFigures figures = figures(step, verifier, stages);
            answers += figures.answers();
            price += verifier.spec().chargeMilli()
                    * switch (verifier.spec().charge()) {
                        case NEVER -> 0;
                        case ACCEPTED -> figures.accepted();
                        case ANSWERED -> figures.answers();
                    };
        }
        long finds = step.finds().stream()
                .mapToLong(find -> figures(step, find, stages).accepted())
                .sum();
        return Optional.of(
                new Advice.Verification(verifiers.stream().map(Place::key).toList(), finds, answers, price));
    }

    private static List<Advice.PlaceArithmetic> arithmetic(
            Step step, List<StageFigures> stages, Optional<Advice.Verification> verification) {
        List<Advice.PlaceArithmetic> places = new ArrayList<>();
        List<String> before = new ArrayList<>();
        for (Place place : answering(step, stages)) {
            StageFigures figures = figures(step, place, stages);
            places.add(new Advice.PlaceArithmetic(
                    place.key(),
                    List.copyOf(before),
                    new WhatIfReport.Measured(figures.answers(), figures.counted()),
                    figures.accepted(),
                    place.spec().chargeMilli(),
                    place.spec().charge(),
                    verification.map(Advice.Verification::perFindMilli).orElse(0.0)));
            before.add(place.key());
        }
        return places;
    }

    /** The places that had a find or a miss to tell in the job, in its order. */
    private static List<Place> answering(Step step, List<StageFigures> stages) {
        return step.finds().stream()
                .filter(place -> figures(step, place, stages).answers() > 0)
                .toList();
    }

    private static StageFigures figures(Step step, Place place, List<StageFigures> stages) {
        return stages.stream()
                .filter(one -> one.stage().equals(Stage.of(step, place)))
                .findFirst()
                .orElseThrow();
    }

    /** The orders to try, without the one that ran. */
    static List<List<Place>> orders(List<Place> places) {
        List<List<Place>> orders = new ArrayList<>();
        if (places.size() <= ALL_ORDERS) {
            permute(new ArrayList<>(), places, orders);
        } else {
            for (int i = 0; i < places.size(); i++) {
                for (int j = 0; j < places.size(); j++) {
                    List<Place> moved = new ArrayList<>(places);
                    moved.add(j, moved.remove(i));
                    orders.add(moved);
                }
            }
        }
        return orders.stream().distinct().filter(order -> !order.equals(places)).toList();
    }

    private static void permute(List<Place> chosen, List<Place> left, List<List<Place>> into) {
        if (left.isEmpty()) {
            into.add(List.copyOf(chosen));
        }
        for (Place next : left) {
            List<Place> rest = new ArrayList<>(left);
            rest.remove(next);
            chosen.add(next);
            permute(chosen, rest, into);
            chosen.removeLast();
        }
    }
}
