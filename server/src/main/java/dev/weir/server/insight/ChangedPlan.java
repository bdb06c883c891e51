package dev.weir.server.insight;

import dev.weir.provider.Nearest;
import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.expressions.Expressions;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Acceptance;
import dev.weir.server.waterfall.AcceptanceRule;
import dev.weir.server.waterfall.CatchAll;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A job's plan with something changed; what is in both keeps the price that the job pinned. */
final class ChangedPlan {

    private final Catalog catalog;
    private final Plan plan;
    private final Map<OperationId, OperationSpec> pinned = new HashMap<>();

    ChangedPlan(Catalog catalog, Plan plan) {
        this.catalog = catalog;
        this.plan = plan;
        plan.steps()
                .forEach(step -> step.places()
                        .forEach(place -> pinned.putIfAbsent(place.spec().id(), place.spec())));
    }

    /**
     * @throws Problem when the change names a field the job did not ask for, or a provider that cannot do that, or a
     *     condition that is not understood
     */
    Plan with(Change change) {
        Set<String> left = new HashSet<>(change.waterfalls().keySet());
        left.addAll(change.conditions().keySet());
        List<Step> steps = new ArrayList<>();
        for (Step step : plan.steps()) {
            if (!step.looksUp()) {
                steps.add(step);
                continue;
            }
            String field = step.fields().getFirst();
            List<Place> finds = step.finds();
            List<String> names = change.waterfalls().get(step.name());
            left.remove(step.name());
            if (names != null) {
                finds = asPinned(catalog.places(field, names));
            }
            List<Place> verifiers =
                    change.verifiers().map(slugs -> verifiers(field, slugs)).orElse(step.verifiers());
            steps.add(step(step, finds, verifiers, acceptance(step, change)));
        }
        change.verifiers().ifPresent(slugs -> requireSomethingVerified(slugs, steps));
        if (!left.isEmpty()) {
            String unknown = left.stream().sorted().findFirst().orElseThrow();
            List<String> known = plan.steps().stream().map(Step::name).toList();
            throw Problem.invalid(
                    "field_not_asked",
                    "This job did not ask for '" + unknown + "'; it asked for " + String.join(", ", known) + "."
                            + Nearest.question(known, unknown));
        }
        return plan.with(steps);
    }

    /** The plan with one step's finds in another order, or fewer of them, verified as they were. */
    Plan with(int index, List<Place> finds) {
        List<Step> steps = new ArrayList<>(plan.steps());
        Step step = steps.get(index);
        steps.set(index, step(step, finds, step.verifiers(), step.acceptance()));
        return plan.with(steps);
    }

    /** The same operations in the same roles, as the job pinned them. */
    private List<Place> asPinned(List<Place> places) {
        return places.stream()
                .map(place -> place.of(pinned.getOrDefault(place.spec().id(), place.spec())))
                .toList();
    }

    private List<Place> verifiers(String field, List<String> slugs) {
        return catalog.verifying(field).isEmpty() ? List.of() : asPinned(catalog.verifiers(field, slugs));
    }

    private static void requireSomethingVerified(List<String> slugs, List<Step> steps) {
        if (!slugs.isEmpty() && steps.stream().allMatch(step -> step.verifiers().isEmpty())) {
            throw Problem.invalid(
                    "nothing_to_verify",
                    "This job asked for nothing that can be verified; it asked for "
                            + String.join(", ", steps.stream().map(Step::name).toList()) + ".");
        }
    }

    private static Step step(Step step, List<Place> finds, List<Place> verifiers, Acceptance acceptance) {
        if (verifiers.isEmpty() && finds.stream().anyMatch(Place::guesses)) {
            throw Problem.invalid(
                    "guess_unverified",
                    "The waterfall for " + step.name() + " guesses, and a guess counts only when somebody verifies it."
                            + " Keep a verifier, or name a waterfall without the guess.");
        }
        try {
            return step.accepting(acceptance).findingBy(finds, verifiers);
        } catch (IllegalArgumentException impossible) {
            throw Problem.invalid(
                    "waterfall_impossible",
                    "The waterfall for " + step.name() + " cannot be: " + impossible.getMessage() + ".");
        }
    }

    private static Acceptance acceptance(Step step, Change change) {
        Acceptance now = step.acceptance();
        Set<String> refused = new HashSet<>(now.refusedStatuses());
        refused.addAll(change.refusedStatuses());
        Integer least = change.minConfidence();
        CatchAll catchAll = change.catchAll();
        return new Acceptance(
                refused,
                least == null ? now.minConfidence() : least,
                catchAll == null ? now.catchAll() : catchAll,
                rule(step, change.conditions().get(step.name())));
    }

    /** The job's own where nothing is said. */
    private static @Nullable AcceptanceRule rule(Step step, @Nullable String said) {
        if (said == null) {
            return step.acceptance().rule();
        }
        return said.isBlank()
                ? null
                : Expressions.acceptance(
                        "The condition for " + step.name(),
                        step.fields(),
                        step.rules().types(),
                        said);
    }
}
