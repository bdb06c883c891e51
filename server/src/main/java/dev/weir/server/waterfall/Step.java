package dev.weir.server.waterfall;

import dev.weir.provider.OperationSpec;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The fields one cell is for, and how it comes by them: as a rule, whom to ask for them in which order.
 *
 * <p>A step that could never be carried out is refused with {@link IllegalArgumentException}: a field that no place
 * gives, a complete answer that no place gives, a place that gives none of the fields, an operation that stands twice.
 *
 * <p>Places that verify stand right behind the place whose find they verify, each time anew: a waterfall of two finds
 * and two verifiers has six places. A step whose finds are verified has one field.
 *
 * @param name matches {@code [a-z0-9._-]+} and does not hold {@code .verify}, which asking keys use themselves
 * @param fields the required fields, in the order they are exported; none only where an event is awaited
 * @param places in the order they are asked, never empty in a step that looks up, always in another
 */
public record Step(
        String name,
        List<String> fields,
        List<Place> places,
        Completeness completeness,
        Acceptance acceptance,
        StepKind kind,
        StepRules rules) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]+");

    public Step {
        fields = List.copyOf(fields);
        places = List.copyOf(places);
        if (!NAME.matcher(name).matches() || name.contains(".verify")) {
            throw new IllegalArgumentException(
                    "'" + name + "' is not a step's name: use [a-z0-9._-]+, and not '.verify'");
        }
        if ((fields.isEmpty() && !(kind instanceof StepKind.Await))
                || Set.copyOf(fields).size() < fields.size()) {
            throw new IllegalArgumentException("step " + name + " names each of its fields once: " + fields);
        }
        if (kind instanceof StepKind.Lookup) {
            requireWaterfall(name, fields, places, completeness);
        } else if (!places.isEmpty()) {
            throw new IllegalArgumentException("step " + name + " (" + kind.text() + ") asks nobody");
        }
    }

    /** A step that looks up, by the usual rules. */
    public Step(
            String name, List<String> fields, List<Place> places, Completeness completeness, Acceptance acceptance) {
        this(name, fields, places, completeness, acceptance, StepKind.LOOKUP, StepRules.USUAL);
    }

    private static void requireWaterfall(
            String name, List<String> fields, List<Place> places, Completeness completeness) {
        Set<Set<Object>> operations = new HashSet<>();
        Set<Set<Object>> keys = new HashSet<>();
        Set<String> given = new HashSet<>();
        for (int index = 0; index < places.size(); index++) {
            Place place = places.get(index);
            // What verifies one place's find is asked anew for the next one's.
            if (!operations.add(Set.of(place.spec().id(), place.role()))) {
                throw new IllegalArgumentException(
                        "step " + name + " asks " + place.spec().id() + " twice");
            }
            if (!keys.add(Set.of(place.key(), place.role()))) {
                throw new IllegalArgumentException("step " + name + " has two places of the key " + place.key());
            }
            if (place.role() instanceof Role.Verify(int candidate)) {
                requireVerification(name, fields, places, index, candidate);
                continue;
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
        if (completeness == Completeness.COMPLETE
                && places.stream()
                        .filter(place -> !place.verifies())
                        .noneMatch(place -> place.spec().outputs().containsAll(fields))) {
            throw new IllegalArgumentException(
                    "step " + name + " wants all of " + fields + " from one provider, and no operation gives them all");
        }
    }

    private static void requireVerification(
            String name, List<String> fields, List<Place> places, int index, int candidate) {
        OperationSpec spec = places.get(index).spec();
        if (fields.size() > 1 || !canVerify(spec, fields.getFirst())) {
            throw new IllegalArgumentException("step " + name + " wants " + fields + ", and " + spec.id()
                    + " does not verify exactly that: it takes " + spec.inputs() + " and gives " + spec.outputs());
        }
        boolean follows =
                candidate >= 0 && candidate < index && !places.get(candidate).verifies();
        for (int between = candidate + 1; follows && between < index; between++) {
            follows = places.get(between).role().equals(places.get(index).role());
        }
        if (!follows) {
            throw new IllegalArgumentException(
                    "step " + name + " has " + spec.id() + " elsewhere than behind what it verifies");
        }
    }

    /** Whether an operation says of a field's value alone what its status is, and does not look for another value. */
    public static boolean canVerify(OperationSpec spec, String field) {
        return spec.canBeAskedWith(Set.of(field))
                && spec.outputs().contains(statusOf(field))
                && !spec.outputs().contains(field);
    }

    /** The field in which the status of that field's value is told. */
    public static String statusOf(String field) {
        return field + "_status";
    }

    /** The status of what this step finds; it is known where verifications are asked. */
    String status() {
        return statusOf(fields.getFirst());
    }

    public Place place(int index) {
        return places.get(index);
    }

    /** The places that find, without those that verify. */
    public List<Place> finds() {
        return places.stream().filter(place -> !place.verifies()).toList();
    }

    /** Whether what that place finds counts only when it is verified. */
    boolean isVerified(int find) {
        return find + 1 < places.size() && places.get(find + 1).verifies();
    }

    /** What verifying that place's find costs at most where the first verifier can tell, in 1/1000 credit; else 0. */
    public long verificationMilli(int find) {
        long most = 0;
        for (int place = find + 1; place < places.size() && places.get(place).verifies(); place++) {
            most = Math.max(most, places.get(place).spec().chargeMilli());
        }
        return places.get(find).verifies() ? 0 : most;
    }

    /** Whether any place verifies. */
    boolean verifies() {
        for (Place place : places) {
            if (place.verifies()) {
                return true;
            }
        }
        return false;
    }

    /** This step with each find verified by these, in this order; places of verifications asked so far are dropped. */
    public Step verifiedBy(List<Place> verifiers) {
        return withPlaces(finds(), verifiers);
    }

    /** This step under another acceptance. */
    public Step accepting(Acceptance other) {
        return new Step(name, fields, places, completeness, other, kind, rules);
    }

    /** This step by those rules. */
    public Step ruledBy(StepRules other) {
        return new Step(name, fields, places, completeness, acceptance, kind, other);
    }

    /** Whether what the row knows of that field can make a difference to its condition, or to what it works out. */
    public boolean reads(String field) {
        StepCondition condition = rules.condition();
        return (condition != null && condition.reads(field))
                || (kind instanceof StepKind.Compute(Computation computation) && computation.reads(field));
    }

    /** Whether it finds its fields by asking. */
    public boolean looksUp() {
        return kind instanceof StepKind.Lookup;
    }

    /** This step with these places, as they are. */
    public Step placedAs(List<Place> others) {
        return new Step(name, fields, others, completeness, acceptance, kind, rules);
    }

    /** This step with other finds, each verified by these. */
    public Step findingBy(List<Place> finds, List<Place> verifiers) {
        return withPlaces(finds, verifiers);
    }

    /** This step with some of its finds only, verified as they were; empty when none is left. */
    public Optional<Step> only(Predicate<Place> wanted) {
        List<Place> finds = finds().stream().filter(wanted).toList();
        return finds.isEmpty() ? Optional.empty() : Optional.of(withPlaces(finds, verifiers()));
    }

    /** Those who verify, in the order they are asked; none when nothing is verified. */
    public List<Place> verifiers() {
        return places.stream()
                .filter(place -> place.role() instanceof Role.Verify(int candidate) && candidate == 0)
                .toList();
    }

    private Step withPlaces(List<Place> finds, List<Place> verifiers) {
        List<Place> all = new ArrayList<>();
        for (Place find : finds) {
            int candidate = all.size();
            all.add(find);
            verifiers.forEach(verifier -> all.add(verifier.as(new Role.Verify(candidate))));
        }
        return new Step(name, fields, all, completeness, acceptance, kind, rules);
    }

    /**
     * What of the missing fields that place is worth asking for; empty when it could add nothing that is kept, as one
     * that verifies never does.
     */
    List<String> wantedFrom(int place, List<String> missing) {
        if (places.get(place).verifies()) {
            return List.of();
        }
        List<String> gives = places.get(place).spec().outputs();
        return switch (completeness) {
            case MERGE, ANY -> missing.stream().filter(gives::contains).toList();
            case COMPLETE -> gives.containsAll(missing) ? List.copyOf(missing) : List.of();
        };
    }
}
