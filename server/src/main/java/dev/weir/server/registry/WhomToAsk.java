package dev.weir.server.registry;

import static dev.weir.server.registry.StepForm.orNone;

import dev.weir.provider.FunctionProvider;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Provider;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.catalog.Planner;
import dev.weir.server.problem.Mistakes;
import dev.weir.server.waterfall.Place;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds out whom a lookup asks: the places of its waterfall, of a function, or of all who give its fields. */
final class WhomToAsk {

    private final Catalog catalog;
    private final Predicate<Provider> reachable;
    private final StepReading reading;
    private final StepForm form;
    private final Mistakes mistakes;

    WhomToAsk(Catalog catalog, Predicate<Provider> reachable, StepReading reading) {
        this.catalog = catalog;
        this.reachable = reachable;
        this.reading = reading;
        this.form = reading.form();
        this.mistakes = reading.mistakes();
    }

    /** Null when that cannot be told. */
    @Nullable
    List<Place> finds(List<String> fields) {
        if (form.function() != null) {
            return function(fields);
        }
        String pointer = form.waterfall() != null || form.provider() == null ? "/waterfall" : "/provider";
        List<String> names = named();
        if (names == null) {
            return usual(fields);
        }
        List<Place> places = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            String at = pointer.equals("/waterfall") ? pointer + "/" + i : pointer;
            String one = names.get(i);
            List<Place> found = one == null ? null : mistakes.unless(at, () -> catalog.places(fields, List.of(one)));
            if (one == null) {
                mistakes.note(at, "null is no name");
            } else if (found != null) {
                requireReachable(at, found.getFirst().spec().id().provider());
                places.addAll(found);
            }
        }
        if (new LinkedHashSet<>(places).size() < places.size()) {
            mistakes.note(pointer, "names the same operation twice");
        }
        return places;
    }

    /** Whom the step names; null when it leaves that to the workspace. */
    @Nullable
    List<String> named() {
        String provider = form.provider();
        if (provider != null && form.waterfall() != null) {
            mistakes.note("/provider", "give provider or waterfall, not both");
        }
        if (provider == null) {
            if (form.operations() != null) {
                mistakes.note("/operations", "are those of a provider; name it");
            }
            return form.waterfall();
        }
        List<String> operations = orNone(form.operations());
        return operations.isEmpty()
                ? List.of(provider)
                : operations.stream()
                        .map(operation -> provider + "." + operation)
                        .toList();
    }

    private List<Place> usual(List<String> fields) {
        List<Provider> giving = catalog.giving(fields).stream()
                .filter(provider -> !(provider instanceof FunctionProvider))
                .toList();
        List<Provider> usual = giving.stream()
                .filter(reachable)
                .filter(provider -> provider.off().isEmpty())
                .filter(provider -> fields.stream().anyMatch(field -> Planner.answersAtOnce(provider, field)))
                .toList();
        if (usual.isEmpty()) {
            mistakes.note(
                    "/waterfall",
                    giving.isEmpty()
                            ? "no installed provider gives " + String.join(" or ", fields)
                            : "there is no key for any provider that gives " + String.join(" or ", fields) + ": "
                                    + String.join(
                                            ", ",
                                            giving.stream().map(Provider::slug).toList())
                                    + " give it");
        }
        // Who only guesses has no part in it where nobody verifies.
        return catalog.places(
                fields,
                usual.stream()
                        .filter(provider -> !provider.guesses() || form.verify() != null)
                        .map(Provider::slug)
                        .toList());
    }

    private void requireReachable(String pointer, String slug) {
        if (!reachable.test(catalog.get(slug))) {
            mistakes.note(pointer, "there is no key for " + slug);
        }
    }

    private @Nullable List<Place> function(List<String> fields) {
        String slug = form.provider();
        if (slug == null || form.waterfall() != null || form.operations() != null) {
            mistakes.note(
                    "/function",
                    "belongs to a provider, which is then asked alone: give provider, and no"
                            + " waterfall and operations");
            return null;
        }
        Provider provider = mistakes.unless("/provider", () -> catalog.require(slug));
        if (provider == null) {
            return null;
        }
        if (!(provider instanceof FunctionProvider functions)) {
            mistakes.note("/function", slug + " has operations of its own; leave function out");
            return null;
        }
        requireReachable("/provider", slug);
        List<Set<String>> inputs = inputs(fields);
        Set<String> helpers = new LinkedHashSet<>(reading.texts(
                "/config/alsoSend", form.config() == null ? null : form.config().get("alsoSend")));
        int i = 0;
        for (String helper : helpers) {
            reading.requireField("/config/alsoSend/" + i++, helper);
        }
        long price = price();
        if (!mistakes.none()) {
            return null;
        }
        OperationSpec spec = mistakes.unless(
                "/function",
                () -> functions.spec(new FunctionProvider.Function(
                        String.valueOf(form.function()), inputs, helpers, fields, price)));
        return spec == null ? null : List.of(Place.function(spec));
    }

    private List<Set<String>> inputs(List<String> fields) {
        Object said = orNone(form.config()).get("inputs");
        if (!(said instanceof List<?> alternatives) || alternatives.isEmpty()) {
            mistakes.note(
                    "/config/inputs",
                    "says what the function needs: a list of alternatives, each a list of fields, such as"
                            + " [[\"company.domain\"]]");
            return List.of();
        }
        List<Set<String>> inputs = new ArrayList<>();
        for (int a = 0; a < alternatives.size(); a++) {
            String pointer = "/config/inputs/" + a;
            List<String> one = reading.texts(pointer, alternatives.get(a));
            if (alternatives.get(a) instanceof List<?> empty && empty.isEmpty()) {
                mistakes.note(pointer, "names at least one field");
            }
            for (int i = 0; i < one.size(); i++) {
                reading.requireField(pointer + "/" + i, one.get(i));
                if (fields.contains(one.get(i))) {
                    mistakes.note(pointer + "/" + i, one.get(i) + " is what the step is to find");
                }
            }
            inputs.add(new LinkedHashSet<>(one));
        }
        return inputs;
    }

    /** In 1/1000 credit. */
    private long price() {
        Object said = orNone(form.config()).getOrDefault("credits", 0);
        BigDecimal credits = said instanceof Number number ? new BigDecimal(number.toString()) : null;
        return reading.milli("/config/credits", credits, "is what an accepted answer costs");
    }

    List<Place> verifiers(List<String> fields) {
        List<String> slugs = orNone(form.verify());
        List<Place> verifiers = new ArrayList<>();
        for (int i = 0; i < slugs.size(); i++) {
            String slug = slugs.get(i);
            List<Place> found = slug == null || fields.size() != 1
                    ? null
                    : mistakes.unless("/verify/" + i, () -> catalog.verifiers(fields.getFirst(), List.of(slug)));
            if (found != null) {
                requireReachable("/verify/" + i, String.valueOf(slug));
                verifiers.addAll(found);
            } else if (fields.size() != 1) {
                mistakes.note("/verify", "is for steps of one field that is an e-mail");
                return List.of();
            }
        }
        if (Set.copyOf(verifiers).size() < verifiers.size()) {
            mistakes.note("/verify", "names somebody twice");
        }
        return verifiers;
    }
}
