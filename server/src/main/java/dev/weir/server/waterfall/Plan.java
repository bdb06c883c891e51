package dev.weir.server.waterfall;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What every row of a job goes through: steps in order, and one policy for doubt.
 *
 * @param steps never empty, no two of one name
 */
public record Plan(List<Step> steps, OnDoubt onDoubt) {

    public Plan {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a plan has at least one step");
        }
        Set<String> names = new HashSet<>();
        for (Step step : steps) {
            if (!names.add(step.name())) {
                throw new IllegalArgumentException("two steps are named " + step.name());
            }
        }
    }
}
