package dev.weir.server.catalog;

import dev.weir.provider.Fields;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Provider;
import dev.weir.server.catalog.Wording.Part;
import dev.weir.server.expressions.Expressions;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Finds out whom to ask: those whom a wish names, else all who give the field, can be reached and are not off, in the
 * registry's order.
 */
public final class Planner {

    private final Catalog catalog;
    private final Predicate<Provider> reachable;
    private final Wording wording;

    /**
     * @param reachable whether there is a key for a provider, or the sandbox plays it
     * @param wording the words of the door through which the wish came
     */
    public Planner(Catalog catalog, Predicate<Provider> reachable, Wording wording) {
        this.catalog = catalog;
        this.reachable = reachable;
        this.wording = wording;
    }

    /**
     * @throws Problem for fields and providers that nobody knows, for a field nobody can be asked for, for who is named and
     *     has no key or cannot verify, and for demands that no field could meet
     */
    public Waterfalls choose(Wanted wanted) {
        Faults fields = new Faults();
        wanted.fields()
                .forEach(
                        field -> fields.unless(wording.pointer(Part.FIELDS, field), () -> catalog.requireField(field)));
        requireNamed(wanted, fields, wanted.waterfalls().keySet(), Part.WATERFALL, "waterfall_unused");
        requireNamed(wanted, fields, wanted.demands().keySet(), Part.DEMANDS, "demand_unused");
        fields.orThrow();
        Faults faults = new Faults();
        Map<String, List<Place>> finding = new LinkedHashMap<>();
        Map<String, List<Place>> verifying = new LinkedHashMap<>();
        for (String field : wanted.fields()) {
            List<String> said = wanted.waterfalls().get(field);
            if (said == null || areNamed(faults, Part.WATERFALL, field, said, name -> catalog.places(field, name))) {
                faults.unless(
                        wording.pointer(said == null ? Part.FIELDS : Part.WATERFALL, field),
                        () -> finding.put(field, finding(wanted, field)));
            }
            List<String> verify = wanted.demand(field).verify();
            if (areNamed(faults, Part.VERIFY, field, verify, name -> catalog.require(name.getFirst()))) {
                faults.unless(wording.pointer(Part.VERIFY, field), () -> verifying(wanted, field, verifying));
            }
            faults.unless(wording.pointer(Part.MIN_CONFIDENCE, field), () -> requireConfidence(wanted, field));
            faults.unless(wording.pointer(Part.CONDITION, field), () -> requireCondition(wanted, field));
            faults.unless(
                    wording.pointer(Part.WATERFALL, field),
                    () -> requireNoGuess(wanted, field, finding.getOrDefault(field, List.of())));
        }
        faults.orThrow();
        return new Waterfalls(wanted, finding, verifying);
    }

    /**
     * @param known the fields rows bring along
     * @throws Problem {@code no_usable_input} when not one of the fields can ever be asked for with these
     */
    public Plan plan(Waterfalls waterfalls, Collection<String> known) {
        Plan plan = waterfalls.plan(known);
        requireSomeUse(plan, known, () -> wording.noUsableInput(waterfalls.neededInputs()));
        return plan;
    }

    /**
     * @param known the fields rows bring along
     * @param sentence why nothing can be asked, and what to add
     * @throws Problem {@code no_usable_input} when not one of the plan's steps can ever be carried out with these
     */
    public static void requireSomeUse(Plan plan, Collection<String> known, Supplier<String> sentence) {
        if (plan.unaskable(known).size() == plan.steps().size()) {
            throw Problem.invalid("no_usable_input", sentence.get());
        }
    }

    /**
     * Those who give the field at once, can be reached and are not off, in the registry's order. Whoever answers hours later
     * is asked only where a wish names him.
     */
    public List<String> usual(String field) {
        return catalog.giving(field).stream()
                .filter(reachable)
                .filter(provider -> provider.off().isEmpty())
                .filter(provider -> answersAtOnce(provider, field))
                .map(Provider::slug)
                .toList();
    }

    /** Whether a provider gives that field with its answer, and not hours later. */
    public static boolean answersAtOnce(Provider provider, String field) {
        return provider.operations().stream()
                .map(Operation::spec)
                .anyMatch(spec ->
                        spec.mode() == OperationSpec.Mode.SYNC && spec.outputs().contains(field));
    }

    private void requireNamed(Wanted wanted, Faults faults, Set<String> named, Part part, String code) {
        for (String field : named) {
            faults.unless(wording.pointer(part, field), () -> {
                catalog.requireField(field);
                requireConfidence(wanted, field);
                if (!wanted.fields().contains(field)) {
                    throw Problem.invalid(
                            code,
                            wording.name(part) + " names " + field + ", which is not among the "
                                    + wording.name(Part.FIELDS) + ". Add it there.");
                }
            });
        }
    }

    /** Whether each of them is one, which is said where it stands. */
    private boolean areNamed(Faults faults, Part part, String field, List<String> names, Consumer<List<String>> find) {
        String pointer = wording.pointer(part, field);
        boolean all = true;
        for (int i = 0; i < names.size(); i++) {
            List<String> one = List.of(names.get(i));
            all &= faults.unless(pointer.isEmpty() ? "" : pointer + "/" + i, () -> find.accept(one));
        }
        return all;
    }

    private List<Place> finding(Wanted wanted, String field) {
        List<String> said = wanted.waterfalls().get(field);
        List<String> names = said != null ? said : usual(field);
        if (names.isEmpty()) {
            throw said == null ? nobody(field) : emptyWaterfall(field);
        }
        List<Place> places = catalog.places(field, names);
        places.forEach(
                place -> requireReachable(Part.WATERFALL, place.spec().id().provider()));
        Set<Place> once = new LinkedHashSet<>(places);
        if (once.size() < places.size()) {
            throw Problem.invalid(
                    "provider_twice",
                    wording.name(Part.WATERFALL) + " for " + field + " names the same operation twice. Name it once.");
        }
        return List.copyOf(once);
    }

    private Problem nobody(String field) {
        List<Provider> giving = catalog.giving(field);
        StringBuilder sentence = new StringBuilder("No provider that gives " + field + " can be asked: "
                + String.join(", ", giving.stream().map(Provider::slug).toList()) + " give it. "
                + wording.giveKeyOfOne(giving) + ", or " + wording.tryOut() + ".");
        for (Provider provider : giving) {
            provider.off()
                    .ifPresent(reason -> sentence.append(" ")
                            .append(provider.slug())
                            .append(" is asked only where ")
                            .append(wording.name(Part.WATERFALL))
                            .append(" names it: ")
                            .append(reason));
        }
        return Problem.invalid("no_credentials", sentence.toString());
    }

    private Problem emptyWaterfall(String field) {
        return Problem.invalid(
                "waterfall_empty",
                wording.name(Part.WATERFALL) + " for " + field + " names nobody. Name who is to be asked, or leave "
                        + field + " out of it for the usual order.");
    }

    private void requireReachable(Part part, String slug) {
        Provider provider = catalog.find(slug).orElseThrow();
        if (!reachable.test(provider)) {
            throw Problem.invalid(
                    "no_credentials",
                    wording.name(part) + " names " + slug + ", for which there is no key. " + wording.giveKey(provider)
                            + ", leave it out, or " + wording.tryOut() + ".");
        }
    }

    private void verifying(Wanted wanted, String field, Map<String, List<Place>> to) {
        List<String> slugs = wanted.demand(field).verify();
        if (slugs.isEmpty()) {
            return;
        }
        if (catalog.verifying(field).isEmpty()) {
            throw Problem.invalid(
                    "nothing_to_verify",
                    wording.name(Part.VERIFY) + ": nobody verifies " + field
                            + ". E-mails can be verified, such as person.work_email; leave it out for other fields.");
        }
        List<Place> places = catalog.verifiers(field, slugs);
        if (Set.copyOf(slugs).size() < slugs.size()) {
            throw Problem.invalid(
                    "verifier_twice", wording.name(Part.VERIFY) + " names somebody twice. Name each once.");
        }
        slugs.forEach(slug -> requireReachable(Part.VERIFY, slug));
        to.put(field, places);
    }

    private void requireConfidence(Wanted wanted, String field) {
        if (wanted.demand(field).minConfidence() > 0 && !hasConfidence(field)) {
            throw Problem.invalid(
                    "no_confidence",
                    wording.name(Part.MIN_CONFIDENCE) + ": nobody says how sure they are of " + field
                            + ". Leave it out, or ask for person.work_email, of which it is said.");
        }
    }

    private void requireCondition(Wanted wanted, String field) {
        String condition = wanted.demand(field).condition();
        if (condition != null) {
            Expressions.acceptance(wording.name(Part.CONDITION) + " for " + field, field, condition);
        }
    }

    /** Whether anybody can say how sure he is of a value of that field. */
    public static boolean hasConfidence(String field) {
        return Fields.find(field + "_confidence").isPresent();
    }

    private void requireNoGuess(Wanted wanted, String field, List<Place> places) {
        for (Place place : places) {
            if (place.guesses() && wanted.demand(field).verify().isEmpty()) {
                throw Problem.invalid(
                        "guess_unverified",
                        wording.name(Part.WATERFALL) + " names "
                                + place.spec().id().provider() + ", which guesses "
                                + field + ", and a guess counts only when somebody verifies it. Add "
                                + wording.example(Part.VERIFY, "zerobounce") + ", or leave it out.");
            }
        }
    }
}
