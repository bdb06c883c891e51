package dev.weir.server.registry;

import dev.weir.provider.OperationSpec;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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
        Set<String> needed = new LinkedHashSet<>();
        plan.steps().stream()
                .map(Step::finds)
                .flatMap(List::stream)
                .map(Place::spec)
                .map(OperationSpec::inputs)
                .flatMap(List::stream)
                .forEach(inputs -> needed.add(String.join(" + ", new TreeSet<>(inputs))));
        return String.join("; ", needed);
    }
}
