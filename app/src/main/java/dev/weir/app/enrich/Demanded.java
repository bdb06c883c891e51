package dev.weir.app.enrich;

import dev.weir.app.vendors.Keys;
import dev.weir.provider.Fields;
import dev.weir.provider.Provider;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Acceptance;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Step;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The user's demands, understood: who verifies which field, and what else a value needs to count.
 *
 * @param verifiers by field, of those that are requested and can be verified
 */
record Demanded(Demands demands, Map<String, List<Place>> verifiers) {

    /** Nobody verifies, and every confidence will do. */
    static final Demanded USUAL = new Demanded(Demands.USUAL, Map.of());

    /**
     * @param reachable whether there is a key for a provider, or the sandbox plays it
     * @throws Problem for whoever does not verify or has no key, and for demands that no requested field could meet
     */
    static Demanded of(Catalog catalog, EnrichRequest request, Predicate<Provider> reachable) {
        Demands demands = request.demands();
        Map<String, List<Place>> verifiers = new LinkedHashMap<>();
        if (demands.verified()) {
            for (String field : request.fields()) {
                if (!catalog.verifying(field).isEmpty()) {
                    verifiers.put(field, catalog.verifiers(field, demands.verify()));
                }
            }
            requireSomething(catalog, request, verifiers);
            requireReachable(catalog, demands.verify(), reachable);
        }
        requireConfidences(request);
        return new Demanded(demands, verifiers);
    }

    private static void requireSomething(Catalog catalog, EnrichRequest request, Map<String, List<Place>> verifiers) {
        // Who cannot verify at all is told so, whatever is asked for.
        catalog.verifiers("person.work_email", request.demands().verify());
        if (verifiers.isEmpty()) {
            throw Problem.invalid(
                    "nothing_to_verify",
                    "--verify verifies e-mails, and none of the --fields is one. Add person.work_email, or leave"
                            + " --verify out.");
        }
    }

    private static void requireReachable(Catalog catalog, List<String> slugs, Predicate<Provider> reachable) {
        for (String slug : slugs) {
            Provider provider = catalog.find(slug).orElseThrow();
            if (!reachable.test(provider)) {
                throw Problem.invalid(
                        "no_credentials",
                        "--verify names " + slug + ", for which there is no key. Set "
                                + provider.secrets().stream()
                                        .map(secret -> Keys.variable(provider, secret))
                                        .findFirst()
                                        .orElse("its key")
                                + ", leave it out, or try it out with --sandbox.");
            }
        }
    }

    private static void requireConfidences(EnrichRequest request) {
        for (String field : request.demands().minConfidence().keySet()) {
            if (field.isEmpty()
                    ? request.fields().stream().noneMatch(Demanded::hasConfidence)
                    : !hasConfidence(field)) {
                throw Problem.invalid(
                        "no_confidence",
                        "--min-confidence: nobody says how sure they are of "
                                + (field.isEmpty() ? String.join(", ", request.fields()) : field)
                                + ". Leave it out, or write --min-confidence person.work_email=80 for the field of which it is said.");
            }
            if (!field.isEmpty() && !request.fields().contains(field)) {
                throw Problem.invalid(
                        "confidence_unused",
                        "--min-confidence names " + field + ", which is not among the --fields. Add it there.");
            }
        }
    }

    private static boolean hasConfidence(String field) {
        return Fields.find(field + "_confidence").isPresent();
    }

    /** The step, with these demands. @throws Problem when it guesses and nobody verifies */
    Step apply(Step step) {
        String field = step.name();
        List<Place> verifying = verifiers.getOrDefault(field, List.of());
        if (verifying.isEmpty()) {
            requireNoGuess(step);
        }
        Integer least = demands.minConfidence().get(field);
        if (least == null) {
            least = demands.minConfidence().getOrDefault("", 0);
        }
        Acceptance usual = step.acceptance();
        return step.accepting(new Acceptance(usual.refusedStatuses(), least, demands.policy()))
                .verifiedBy(verifying);
    }

    private static void requireNoGuess(Step step) {
        for (Place place : step.places()) {
            if (place.guesses()) {
                throw Problem.invalid(
                        "guess_unverified",
                        "--waterfall names " + place.spec().id().provider() + ", which guesses " + step.name()
                                + ", and a guess counts only when somebody verifies it. Add --verify zerobounce, or"
                                + " leave it out.");
            }
        }
    }

    /** For a person: who verifies what, and what becomes of catch-all addresses. */
    List<String> lines() {
        return verifiers.entrySet().stream()
                .map(entry -> "Every " + entry.getKey() + " that is found is verified by "
                        + String.join(
                                ", else ",
                                entry.getValue().stream().map(Place::key).toList())
                        + "; catch-all: " + demands.policy().text() + ".")
                .toList();
    }
}
