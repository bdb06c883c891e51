package dev.weir.server.waterfall;

import dev.weir.provider.Values;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What every row of a job goes through: steps in order, and one policy for doubt.
 *
 * @param steps never empty, no two of one name
 * @param blueprint what it was made of; null for a list of fields
 * @param from the first step that is carried out, from 0; those before it are passed over
 */
public record Plan(
        List<Step> steps, OnDoubt onDoubt, @Nullable BlueprintOrigin blueprint, int from) {

    public Plan {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a plan has at least one step");
        }
        if (from < 0 || from >= steps.size()) {
            throw new IllegalArgumentException("there is no step " + from + " to begin with");
        }
        Set<String> names = new HashSet<>();
        for (Step step : steps) {
            if (!names.add(step.name())) {
                throw new IllegalArgumentException("two steps are named " + step.name());
            }
        }
    }

    /** One that is carried out from its first step. */
    public Plan(List<Step> steps, OnDoubt onDoubt, @Nullable BlueprintOrigin blueprint) {
        this(steps, onDoubt, blueprint, 0);
    }

    /** One made of a list of fields. */
    public Plan(List<Step> steps, OnDoubt onDoubt) {
        this(steps, onDoubt, null);
    }

    /** Other steps of the same origin. */
    public Plan with(List<Step> others) {
        return new Plan(others, onDoubt, blueprint, from);
    }

    /** The same, carried out from that step. */
    public Plan from(int first) {
        return new Plan(steps, onDoubt, blueprint, first);
    }

    /** What a row brings along, with the steps' own fields as what they say these are. */
    public Values read(Values input) {
        Values read = input;
        for (Step step : steps) {
            read = step.rules().read(read);
        }
        return read;
    }

    /**
     * The steps that nobody can be asked for, even if every step before them finds its field.
     *
     * @param known the fields rows bring along
     */
    public List<String> unaskable(Collection<String> known) {
        Set<String> obtainable = new HashSet<>(known);
        List<String> unaskable = new ArrayList<>();
        for (Step step : steps) {
            if (!step.looksUp()
                    || step.finds().stream().anyMatch(place -> place.spec().canBeAskedWith(obtainable))) {
                obtainable.addAll(step.fields());
            } else {
                unaskable.add(step.name());
            }
        }
        return unaskable;
    }

    /** Whether a row that knows these fields lacks something, and nobody could ever be asked for any of it. */
    public boolean isHopeless(Set<String> known) {
        boolean lacking = false;
        for (Step step : steps) {
            if (!step.looksUp()) {
                // What is computed or awaited asks nobody.
                return false;
            }
            if (!known.containsAll(step.fields())) {
                lacking = true;
                // A step behind this one can know more only if one before it can be asked.
                if (step.finds().stream().anyMatch(place -> place.spec().canBeAskedWith(known))) {
                    return false;
                }
            }
        }
        return lacking;
    }
}
