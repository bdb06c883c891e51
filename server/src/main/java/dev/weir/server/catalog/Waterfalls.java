package dev.weir.server.catalog;

import dev.weir.server.expressions.Expressions;
import dev.weir.server.waterfall.Acceptance;
import dev.weir.server.waterfall.FieldPlan;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Whom to ask for which field, and who verifies what they say, in which order.
 *
 * @param finding in the order in which the fields are wanted
 * @param verifying by field, where finds are verified
 */
public record Waterfalls(Wanted wanted, Map<String, List<Place>> finding, Map<String, List<Place>> verifying) {

    public Waterfalls {
        finding = Collections.unmodifiableMap(new LinkedHashMap<>(finding));
        verifying = Collections.unmodifiableMap(new LinkedHashMap<>(verifying));
    }

    /** The steps of a job. @param known the fields rows bring along */
    public Plan plan(Collection<String> known) {
        return new Plan(
                FieldPlan.compile(wanted.fields(), finding, Set.copyOf(known)).stream()
                        .map(this::demanding)
                        .toList(),
                wanted.onDoubt());
    }

    private Step demanding(Step step) {
        Demand demand = wanted.demand(step.name());
        String condition = demand.condition();
        return step.accepting(new Acceptance(
                        step.acceptance().refusedStatuses(),
                        demand.minConfidence(),
                        demand.catchAll(),
                        condition == null
                                ? null
                                : Expressions.acceptance("The condition for " + step.name(), step.name(), condition)))
                .verifiedBy(verifying.getOrDefault(step.name(), List.of()));
    }

    /** What somebody can be asked with, for people: {@code company.domain; company.name + person.full_name}. */
    public String neededInputs() {
        return Place.neededInputs(finding.values().stream().flatMap(List::stream));
    }
}
