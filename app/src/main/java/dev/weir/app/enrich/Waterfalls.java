package dev.weir.app.enrich;

import dev.weir.provider.OperationSpec;
import dev.weir.provider.Provider;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.FieldPlan;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Whom to ask for which field, in which order: as the user says, else all who give the field, can be reached and are not
 * off, in the registry's order.
 *
 * @param byField in the order the fields were requested
 */
record Waterfalls(Map<String, List<Place>> byField) {

    /**
     * @param reachable whether there is a key for a provider, or the sandbox plays it
     * @throws Problem for a field or provider that nobody knows, and for a field nobody can be asked for
     */
    static Waterfalls choose(Catalog catalog, EnrichRequest request, Predicate<Provider> reachable) {
        Map<String, List<Place>> byField = new LinkedHashMap<>();
        for (String field : request.waterfalls().keySet()) {
            catalog.requireField(field);
            if (!request.fields().contains(field)) {
                throw Problem.invalid(
                        "waterfall_unused",
                        "--waterfall names " + field + ", which is not among the --fields. Add it there.");
            }
        }
        for (String field : request.fields()) {
            catalog.requireField(field);
            List<String> said = request.waterfalls().get(field);
            List<String> names = said != null ? said : usual(catalog, field, reachable);
            if (names.isEmpty()) {
                throw Problem.invalid(
                        "no_credentials",
                        "No provider that gives " + field + " can be asked: "
                                + String.join(
                                        ", ",
                                        catalog.giving(field).stream()
                                                .map(Provider::slug)
                                                .toList())
                                + " give it. Set the key of one, such as "
                                + firstVariable(catalog.giving(field)) + ", or try it out with --sandbox."
                                + offs(catalog.giving(field)));
            }
            List<Place> places = catalog.places(field, names);
            requireReachable(catalog, places, reachable);
            byField.put(field, distinct(field, places));
        }
        return new Waterfalls(byField);
    }

    /** Those who give the field, can be reached and are not off, in the registry's order. */
    static List<String> usual(Catalog catalog, String field, Predicate<Provider> reachable) {
        return catalog.giving(field).stream()
                .filter(reachable)
                .filter(provider -> provider.off().isEmpty())
                .map(Provider::slug)
                .toList();
    }

    private static String offs(List<Provider> providers) {
        StringBuilder why = new StringBuilder();
        for (Provider provider : providers) {
            provider.off()
                    .ifPresent(reason -> why.append(" ")
                            .append(provider.slug())
                            .append(" is asked only where --waterfall names it: ")
                            .append(reason));
        }
        return why.toString();
    }

    private static void requireReachable(Catalog catalog, List<Place> places, Predicate<Provider> reachable) {
        for (Place place : places) {
            Provider provider = catalog.find(place.spec().id().provider()).orElseThrow();
            if (!reachable.test(provider)) {
                throw Problem.invalid(
                        "no_credentials",
                        "--waterfall names " + provider.slug() + ", for which there is no key. Set "
                                + firstVariable(List.of(provider)) + ", or leave it out.");
            }
        }
    }

    private static String firstVariable(List<Provider> providers) {
        return providers.stream()
                .flatMap(provider ->
                        provider.secrets().stream().map(secret -> dev.weir.app.vendors.Keys.variable(provider, secret)))
                .findFirst()
                .orElse("its key");
    }

    private static List<Place> distinct(String field, List<Place> places) {
        Set<Place> once = new LinkedHashSet<>(places);
        if (once.size() < places.size()) {
            throw Problem.invalid(
                    "provider_twice", "--waterfall for " + field + " names the same operation twice. Name it once.");
        }
        return List.copyOf(once);
    }

    /** The steps of a job that demands no more than usual. */
    Plan plan(EnrichRequest request, Collection<String> known) {
        return plan(request, known, Demanded.USUAL);
    }

    /**
     * The steps of a job.
     *
     * @param known the fields rows bring along
     * @param demanded what its finds need to count
     * @throws Problem {@code no_usable_input} when not one of the fields can ever be asked for with these
     */
    Plan plan(EnrichRequest request, Collection<String> known, Demanded demanded) {
        List<Step> steps = FieldPlan.compile(request.fields(), byField, Set.copyOf(known)).stream()
                .map(demanded::apply)
                .toList();
        if (unaskable(steps, known).size() == steps.size()) {
            throw Problem.invalid(
                    "no_usable_input",
                    "No column of this list gives what the providers need. They need, as columns or with"
                            + " --map 'Header=field', one of: " + neededInputs() + ".");
        }
        return new Plan(steps, request.onDoubt());
    }

    /** The steps that nobody can be asked for, even if every step before them finds its field. */
    static List<String> unaskable(List<Step> steps, Collection<String> known) {
        Set<String> obtainable = new HashSet<>(known);
        List<String> unaskable = new ArrayList<>();
        for (Step step : steps) {
            if (step.finds().stream().anyMatch(place -> place.spec().canBeAskedWith(obtainable))) {
                obtainable.addAll(step.fields());
            } else {
                unaskable.add(step.name());
            }
        }
        return unaskable;
    }

    private String neededInputs() {
        Set<String> needed = new LinkedHashSet<>();
        byField.values().stream()
                .flatMap(List::stream)
                .map(Place::spec)
                .map(OperationSpec::inputs)
                .flatMap(List::stream)
                .forEach(inputs -> needed.add(String.join(" + ", new TreeSet<>(inputs))));
        return String.join("; ", needed);
    }

    /** For a person: a line per field. */
    List<String> lines() {
        int width = byField.keySet().stream().mapToInt(String::length).max().orElse(0);
        return byField.entrySet().stream()
                .map(entry -> "  " + entry.getKey()
                        + " ".repeat(width - entry.getKey().length()) + "  "
                        + String.join(
                                " → ", entry.getValue().stream().map(Place::key).toList()))
                .toList();
    }
}
