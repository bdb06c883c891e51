package dev.weir.server.insight;

import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Values;
import dev.weir.server.waterfall.AcceptanceRule;
import dev.weir.server.waterfall.Computation;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepCondition;
import dev.weir.server.waterfall.StepKind;
import dev.weir.server.waterfall.WorstCase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** What of a plan lies before a row that stands at some place of it. */
final class Ahead {

    /**
     * From one place on.
     *
     * @param operations who may still be asked
     * @param fields what they may be asked with, and what may be asked for
     * @param readers what else reads values of the row: whether they read a field
     * @param askedBefore whether the place's operation stands at an earlier place too
     */
    record Sight(Set<OperationId> operations, Set<String> fields, Set<Predicate<String>> readers, boolean askedBefore) {
        private static Sight of(boolean askedBefore) {
            return new Sight(new HashSet<>(), new HashSet<>(), new HashSet<>(), askedBefore);
        }

        private void take(Sight other) {
            operations.addAll(other.operations);
            fields.addAll(other.fields);
            readers.addAll(other.readers);
        }

        /** Of these values, those that can still make a difference. */
        Values of(Values known) {
            return readers.isEmpty()
                    ? known.only(fields)
                    : known.only(known.fields().stream()
                            .filter(field ->
                                    fields.contains(field) || readers.stream().anyMatch(reader -> reader.test(field)))
                            .toList());
        }
    }

    private final List<List<Sight>> sights = new ArrayList<>();
    private final long mostTakenMilli;
    private final long worstMilli;

    private Ahead(Plan plan, boolean refundsGiveRoom) {
        Set<OperationId> before = new HashSet<>();
        for (Step step : plan.steps()) {
            List<Sight> ofStep = new ArrayList<>();
            for (Place place : step.places()) {
                boolean askedBefore = !before.add(place.spec().id());
                ofStep.add(Sight.of(askedBefore));
            }
            sights.add(ofStep);
        }
        Sight later = Sight.of(false);
        for (int index = plan.steps().size() - 1; index >= 0; index--) {
            Step step = plan.steps().get(index);
            for (String field : step.fields()) {
                later.fields().add(field);
                later.fields().add(Step.statusOf(field));
            }
            AcceptanceRule rule = step.acceptance().rule();
            if (rule != null) {
                later.readers().add(rule::reads);
            }
            StepCondition condition = step.rules().condition();
            if (condition != null) {
                later.readers().add(condition::reads);
            }
            if (step.kind() instanceof StepKind.Compute(Computation computation)) {
                later.readers().add(computation::reads);
            }
            for (int number = step.places().size() - 1; number >= 0; number--) {
                OperationSpec spec = step.place(number).spec();
                later.operations().add(spec.id());
                spec.inputs().forEach(later.fields()::addAll);
                later.fields().addAll(spec.helpers());
                at(index, number).take(later);
            }
        }
        this.worstMilli = WorstCase.perRowMilli(plan);
        this.mostTakenMilli = refundsGiveRoom
                ? worstMilli
                : plan.steps().stream().mapToLong(step -> prices(step, 0)).sum();
    }

    static Ahead of(Scenario scenario) {
        return new Ahead(scenario.plan(), scenario.refundsGiveRoom());
    }

    /** From that place of that step on. */
    Sight at(int index, int number) {
        return sights.get(index).get(number);
    }

    /** The most that one row may be charged. */
    long worstMilli() {
        return worstMilli;
    }

    /** The most that one row may take of the job's cap. */
    long mostTakenMilli() {
        return mostTakenMilli;
    }

    /** The most that may be taken of a cap from that place to the end of its step. */
    static long taken(Step step, int number, OnDoubt onDoubt, boolean refundsGiveRoom) {
        return refundsGiveRoom ? WorstCase.fromMilli(number, step, onDoubt) : prices(step, number);
    }

    /** What comes back gives no room, so that every find may take its price of the cap. */
    private static long prices(Step step, int number) {
        return step.places().subList(number, step.places().size()).stream()
                .mapToLong(place -> place.spec().chargeMilli())
                .sum();
    }
}
