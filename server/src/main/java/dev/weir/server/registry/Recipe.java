package dev.weir.server.registry;

import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A blueprint made ready for a job.
 *
 * @param blueprint the version that is run
 * @param plan its steps, each pinned to the version it is today
 */
public record Recipe(BlueprintVersion blueprint, Plan plan) {

    /** All fields that its steps are to find, in their order. */
    public List<String> fields() {
        Set<String> fields = new LinkedHashSet<>();
        plan.steps().forEach(step -> fields.addAll(step.fields()));
        return List.copyOf(fields);
    }

    /** What somebody can be asked with, for people: {@code company.domain; company.name + person.full_name}. */
    public String neededInputs() {
        return Place.neededInputs(plan.steps().stream().flatMap(step -> step.finds().stream()));
    }
}
