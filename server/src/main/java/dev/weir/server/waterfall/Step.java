package dev.weir.server.waterfall;

import dev.weir.provider.OperationId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields one cell is for, and whom to ask for them in which order.
 *
 * <p>A step that could never be carried out is refused with {@link IllegalArgumentException}: a field that no place
 * gives, a complete answer that no place gives, a place that gives none of the fields, an operation that stands twice.
 *
 * @param name matches {@code [a-z0-9._-]+} and does not hold {@code .verify}, which asking keys use themselves
 * @param fields the required fields, never empty, in the order they are exported
 * @param places in the order they are asked, never empty
 */
public record Step(
        String name, List<String> fields, List<Place> places, Completeness completeness, Acceptance acceptance) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]+");

    public Step {
        fields = List.copyOf(fields);
        places = List.copyOf(places);
        if (!NAME.matcher(name).matches() || name.contains(".verify")) {
            throw new IllegalArgumentException(
                    "'" + name + "' is not a step's name: use [a-z0-9._-]+, and not '.verify'");
        }
        if (fields.isEmpty() || Set.copyOf(fields).size() < fields.size()) {
            throw new IllegalArgumentException("step " + name + " names each of its fields once: " + fields);
        }
        Set<OperationId> operations = new HashSet<>();
        Set<String> keys = new HashSet<>();
        Set<String> given = new HashSet<>();
        for (Place place : places) {
            if (!operations.add(place.spec().id())) {
                throw new IllegalArgumentException(
                        "step " + name + " asks " + place.spec().id() + " twice");
            }
            if (!keys.add(place.key())) {
                throw new IllegalArgumentException("step " + name + " has two places of the key " + place.key());
            }
            if (place.spec().outputs().stream().noneMatch(fields::contains)) {
                throw new IllegalArgumentException("step " + name + " wants " + fields + ", of which "
                        + place.spec().id() + " gives none");
            }
            given.addAll(place.spec().outputs());
        }
        if (!given.containsAll(fields)) {
            throw new IllegalArgumentException("step " + name + " wants " + fields + ", but its places give " + given);
        }
        List<String> all = fields;
        if (completeness == Completeness.COMPLETE
                && places.stream().noneMatch(place -> place.spec().outputs().containsAll(all))) {
            throw new IllegalArgumentException(
                    "step " + name + " wants all of " + fields + " from one provider, and no operation gives them all");
        }
    }

    public Place place(int index) {
        return places.get(index);
    }

    /** What of the missing fields that place is worth asking for; empty when it could add nothing that is kept. */
    List<String> wantedFrom(int place, List<String> missing) {
        List<String> gives = places.get(place).spec().outputs();
        return switch (completeness) {
            case MERGE -> missing.stream().filter(gives::contains).toList();
            case COMPLETE -> gives.containsAll(missing) ? List.copyOf(missing) : List.of();
        };
    }
}
