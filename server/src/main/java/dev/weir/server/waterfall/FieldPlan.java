package dev.weir.server.waterfall;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Turns a field list into steps: one for each field, named after it, in the order given, but with a field that another
 * one's inputs need before that one.
 *
 * <p>A field needs another when some place of its waterfall cannot be asked with the input alone, and could with the
 * other. Where two fields would gain from each other and the first can be asked anyway, they stay as given.
 */
public final class FieldPlan {

    private final List<String> fields;
    private final Map<String, List<Place>> places;
    private final Set<String> known;
    private final Set<String> underWay = new HashSet<>();
    private final Set<String> ordered = new LinkedHashSet<>();

    private FieldPlan(List<String> fields, Map<String, List<Place>> places, Set<String> known) {
        this.fields = fields;
        this.places = places;
        this.known = known;
    }

    /**
     * The steps of a field list; a field given twice counts once.
     *
     * @param places the waterfall of each field
     * @param knownFromInput the fields rows may bring along; one that is itself asked for is taken as not known, since
     *     the rows that matter are those that lack it
     * @throws IllegalArgumentException when a field has no place
     */
    public static List<Step> compile(List<String> fields, Map<String, List<Place>> places, Set<String> knownFromInput) {
        List<String> distinct = List.copyOf(new LinkedHashSet<>(fields));
        for (String field : distinct) {
            if (places.getOrDefault(field, List.of()).isEmpty()) {
                throw new IllegalArgumentException("no place gives " + field);
            }
        }
        Set<String> known = new HashSet<>(knownFromInput);
        known.removeAll(distinct);
        return new FieldPlan(distinct, places, known)
                .order().stream()
                        .map(field -> new Step(
                                field,
                                List.of(field),
                                places.getOrDefault(field, List.of()),
                                Completeness.MERGE,
                                Acceptance.STANDARD))
                        .toList();
    }

    private List<String> order() {
        fields.forEach(this::placeWithNeeds);
        return List.copyOf(ordered);
    }

    private void placeWithNeeds(String field) {
        if (ordered.contains(field) || !underWay.add(field)) {
            return;
        }
        needs(field, obtainable()).forEach(this::placeWithNeeds);
        underWay.remove(field);
        ordered.add(field);
    }

    /** What can become known without the fields that are under way, which must not wait for themselves. */
    private Set<String> obtainable() {
        Set<String> obtainable = new HashSet<>(known);
        boolean grown = true;
        while (grown) {
            grown = false;
            for (String field : fields) {
                if (!underWay.contains(field) && !obtainable.contains(field) && canBeAsked(field, obtainable)) {
                    grown = obtainable.add(field);
                }
            }
        }
        return obtainable;
    }

    private List<String> needs(String field, Set<String> obtainable) {
        boolean canWait = !canBeAsked(field, known);
        List<String> needs = new ArrayList<>();
        for (String other : fields) {
            if (obtainable.contains(other) && gains(field, other, obtainable)) {
                Set<String> withField = new HashSet<>(obtainable);
                withField.add(field);
                if (canWait || !gains(other, field, withField)) {
                    needs.add(other);
                }
            }
        }
        return needs;
    }

    /** Whether a place of the field that the input cannot serve could be asked with the other, among the obtainable. */
    private boolean gains(String field, String other, Set<String> obtainable) {
        return waterfall(field).stream()
                .map(Place::spec)
                .filter(spec -> !spec.canBeAskedWith(known))
                .flatMap(spec -> spec.inputs().stream())
                .anyMatch(inputs -> inputs.contains(other) && obtainable.containsAll(inputs));
    }

    private boolean canBeAsked(String field, Set<String> with) {
        return waterfall(field).stream().anyMatch(place -> place.spec().canBeAskedWith(with));
    }

    private List<Place> waterfall(String field) {
        return places.getOrDefault(field, List.of());
    }
}
