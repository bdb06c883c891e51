package dev.weir.server.insight;

import dev.weir.provider.Nearest;
import dev.weir.provider.OperationId;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Acceptance;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A job's plan with something changed; what is in both keeps the price that the job pinned. */
final class ChangedPlan {

    private final Catalog catalog;
    private final Plan plan;
    private final Map<OperationId, Place> pinned = new HashMap<>();

    ChangedPlan(Catalog catalog, Plan plan) {
        this.catalog = catalog;
        this.plan = plan;
        plan.steps()
                .forEach(step -> step.places()
                        .forEach(place -> pinned.putIfAbsent(place.spec().id(), place)));
    }

    /** @throws Problem when the change names a field the job did not ask for, or a provider that cannot give it */
    Plan with(Change change) {
        Set<String> left = new HashSet<>(change.waterfalls().keySet());
        List<Step> steps = new ArrayList<>();
        for (Step step : plan.steps()) {
            List<Place> places = step.places();
            List<String> names = change.waterfalls().get(step.name());
            if (names != null) {
                left.remove(step.name());
                places = catalog.places(step.fields().getFirst(), names).stream()
                        .map(place -> pinned.getOrDefault(place.spec().id(), place))
                        .toList();
            }
            steps.add(step(step, places, acceptance(step.acceptance(), change)));
        }
        if (!left.isEmpty()) {
            String unknown = left.stream().sorted().findFirst().orElseThrow();
            List<String> known = plan.steps().stream().map(Step::name).toList();
            throw Problem.invalid(
                    "field_not_asked",
                    "This job did not ask for '" + unknown + "'; it asked for " + String.join(", ", known) + "."
                            + Nearest.question(known, unknown));
        }
        return new Plan(steps, plan.onDoubt());
    }

    /** The plan with one step's places in another order, or fewer of them. */
    Plan with(int index, List<Place> places) {
        List<Step> steps = new ArrayList<>(plan.steps());
        Step step = steps.get(index);
        steps.set(index, step(step, places, step.acceptance()));
        return new Plan(steps, plan.onDoubt());
    }

    private static Step step(Step step, List<Place> places, Acceptance acceptance) {
        try {
            return new Step(step.name(), step.fields(), places, step.completeness(), acceptance);
        } catch (IllegalArgumentException impossible) {
            throw Problem.invalid(
                    "waterfall_impossible",
                    "The waterfall for " + step.name() + " cannot be: " + impossible.getMessage() + ".");
        }
    }

    private static Acceptance acceptance(Acceptance now, Change change) {
        Set<String> refused = new HashSet<>(now.refusedStatuses());
        refused.addAll(change.refusedStatuses());
        Integer least = change.minConfidence();
        return new Acceptance(refused, least == null ? now.minConfidence() : least);
    }
}
