package dev.weir.server.catalog;

import dev.weir.provider.Fields;
import dev.weir.provider.FunctionProvider;
import dev.weir.provider.LateOperation;
import dev.weir.provider.Nearest;
import dev.weir.provider.Operation;
import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Provider;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Role;
import dev.weir.server.waterfall.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The providers there are, by name and by what they give.
 *
 * <p>Immutable and thread-safe. Names that nobody knows are refused with the nearest one that exists.
 */
public final class Catalog {

    private static final String UNKNOWN = "unknown_provider";

    /** So many names can be listed to somebody who named none of them. */
    private static final int FEW = 12;

    private final Map<String, Provider> providers = new LinkedHashMap<>();

    /**
     * @param providers in default order: a field without a waterfall of its own is asked for in this order
     * @throws Problem when two have one slug
     */
    public Catalog(Collection<Provider> providers) {
        for (Provider provider : providers) {
            if (this.providers.putIfAbsent(provider.slug(), provider) != null) {
                throw Problem.invalid(
                        "duplicate_provider",
                        "Two providers are called '" + provider.slug() + "'; rename one of the declarations.");
            }
        }
    }

    public List<Provider> providers() {
        return List.copyOf(providers.values());
    }

    public Optional<Provider> find(String slug) {
        return Optional.ofNullable(providers.get(slug));
    }

    /** @throws Problem when the job's plan names an operation that this installation no longer has */
    public Operation operation(OperationId id) {
        return find(id.provider())
                .flatMap(provider -> provider.operation(id.operation()))
                .orElseThrow(() -> Problem.conflict(
                        "operation_gone",
                        "This job asks " + id + ", which is not installed; put its provider back and resume the job."));
    }

    /**
     * The facts of a function, as a step said it.
     *
     * @throws Problem when its provider is not installed any more, or takes no such function
     */
    public OperationSpec function(OperationId id, FunctionProvider.Function function) {
        Operation _ = operation(id);
        try {
            if (get(id.provider()) instanceof FunctionProvider provider) {
                return provider.spec(function);
            }
        } catch (IllegalArgumentException wrong) {
            throw Problem.conflict("operation_gone", id + " takes no such function any more: " + wrong.getMessage());
        }
        throw Problem.conflict(
                "operation_gone",
                "This job asks the function " + id + ", and " + id.provider() + " has none any more.");
    }

    /**
     * Refuses a plan that asks somebody whose answers nobody would ever hear, on a server that vendors do not reach: who
     * answers by call-backs alone, or takes no question without an address to call.
     *
     * @param reached whether vendors reach this server
     * @throws Problem saying who, and what to do
     */
    public void requireAnswers(Plan plan, boolean reached) {
        if (reached) {
            return;
        }
        for (Step step : plan.steps()) {
            for (Place place : step.places()) {
                OperationId id = place.spec().id();
                Operation operation = find(id.provider())
                        .flatMap(provider -> provider.operation(id.operation()))
                        .orElse(null);
                if (operation instanceof LateOperation later && later.needsCallback()) {
                    throw Problem.invalid(
                            "no_public_url",
                            id
                                    + (later.polling().isEmpty()
                                            ? " answers by calling back and cannot be asked how far it is"
                                            : " takes no question without an address to call back")
                                    + ", and vendors do not reach this Weir. Start the server with"
                                    + " WEIR_PUBLIC_URL=https://its.public.address, or leave " + id.provider()
                                    + " out.");
                }
            }
        }
    }

    /**
     * The same plan at today's prices and rules.
     *
     * @throws Problem when an operation it asks is not installed any more, or no longer does what it is asked for
     */
    public Plan today(Plan plan) {
        try {
            return plan.with(plan.steps().stream().map(this::today).toList());
        } catch (IllegalArgumentException e) {
            throw Problem.conflict(
                    "plan_outdated",
                    "The operations of this job have changed since, so that it cannot be carried out as it was: "
                            + e.getMessage() + ". Submit the rows as a new job.");
        }
    }

    private Step today(Step step) {
        return step.placedAs(step.places().stream()
                .map(place -> today(place).within(step.rules().policy().timeOut()))
                .toList());
    }

    private Place today(Place place) {
        OperationSpec was = place.spec();
        return place.of(
                place.ofFunction()
                        ? function(
                                was.id(),
                                new FunctionProvider.Function(
                                        was.id().operation(),
                                        was.inputs(),
                                        was.helpers(),
                                        was.outputs(),
                                        was.priceMilli()))
                        : operation(was.id()).spec());
    }

    /** Those who give a field, in default order. */
    public List<Provider> giving(String field) {
        return giving(List.of(field));
    }

    /** Those who give any of the fields, in default order. */
    public List<Provider> giving(List<String> fields) {
        return providers.values().stream()
                .filter(provider -> !operationsGiving(provider, fields).isEmpty())
                .toList();
    }

    /**
     * The places of a waterfall for one field. A bare slug stands for all operations of the provider that give the
     * field, in declaration order, each a place of its own.
     *
     * @param names slugs, or {@code slug.operation}, in the order in which they are to be asked
     * @throws Problem when a name is unknown or does not give the field
     */
    public List<Place> places(String field, List<String> names) {
        requireField(field);
        return places(List.of(field), names);
    }

    /**
     * The same for a step of several fields: a bare slug stands for all operations that give any of them.
     *
     * @throws Problem when a name is unknown or gives none of the fields
     */
    public List<Place> places(List<String> fields, List<String> names) {
        List<Place> places = new ArrayList<>();
        for (String name : names) {
            int dot = name.indexOf('.');
            Provider provider = require(dot < 0 ? name : name.substring(0, dot));
            List<Operation> giving = operationsGiving(provider, fields);
            List<Operation> chosen = dot < 0
                    ? giving
                    : giving.stream()
                            .filter(operation ->
                                    operation.spec().id().operation().equals(name.substring(dot + 1)))
                            .toList();
            if (chosen.isEmpty()) {
                throw Problem.invalid(
                        "field_not_given",
                        "'" + name + "' does not give " + String.join(" or ", fields) + ". These do: "
                                + slugsGiving(fields) + ".");
            }
            Role role = provider.guesses() ? Role.GUESS : Role.FIND;
            chosen.forEach(operation -> places.add(
                    Place.of(operation.spec(), operation == giving.getFirst()).as(role)));
        }
        return places;
    }

    /** Those who can say of a value of that field alone whether it is good, in default order. */
    public List<Provider> verifying(String field) {
        return providers.values().stream()
                .filter(provider -> !operationsVerifying(provider, field).isEmpty())
                .toList();
    }

    /**
     * Those who are to verify what is found of a field, each by its first operation that does.
     *
     * @param slugs in the order in which they are to be asked
     * @throws Problem when a name is unknown or does not verify the field
     */
    public List<Place> verifiers(String field, List<String> slugs) {
        List<Place> places = new ArrayList<>();
        for (String slug : slugs) {
            List<Operation> verifying = operationsVerifying(require(slug), field);
            if (verifying.isEmpty()) {
                throw Problem.invalid(
                        "does_not_verify",
                        "'" + slug + "' does not verify " + field + ". These do: "
                                + String.join(
                                        ", ",
                                        verifying(field).stream()
                                                .map(Provider::slug)
                                                .toList())
                                + ".");
            }
            places.add(Place.of(verifying.getFirst().spec(), true));
        }
        return places;
    }

    private static List<Operation> operationsVerifying(Provider provider, String field) {
        return provider.operations().stream()
                .filter(operation -> Step.canVerify(operation.spec(), field))
                .toList();
    }

    /** @throws Problem with the nearest field that exists */
    public void requireField(String field) {
        if (Fields.find(field).isEmpty()) {
            throw Problem.invalid("unknown_field", "There is no field '" + field + "'." + meant(field, allFields()));
        }
        if (giving(field).isEmpty()) {
            throw Problem.invalid(
                    "field_not_given", "No installed provider gives " + field + "." + meant(field, allFields()));
        }
    }

    /** The provider of that slug. @throws Problem NOT_FOUND, with the nearest that exists */
    public Provider get(String slug) {
        return find(slug).orElseThrow(() -> Problem.notFound(UNKNOWN, unknown(slug)));
    }

    /** The same for one that something else names. @throws Problem INVALID */
    public Provider require(String slug) {
        return find(slug).orElseThrow(() -> Problem.invalid(UNKNOWN, unknown(slug)));
    }

    private String unknown(String slug) {
        return "There is no provider '" + slug + "'." + meant(slug, providers.keySet());
    }

    /** What somebody may have meant, or what there is when there is little. */
    private static String meant(String name, Collection<String> known) {
        String question = Nearest.question(known, name);
        return question.isEmpty() && known.size() <= FEW ? " There are: " + String.join(", ", known) + "." : question;
    }

    private String slugsGiving(List<String> fields) {
        return String.join(", ", giving(fields).stream().map(Provider::slug).toList());
    }

    private Set<String> allFields() {
        Set<String> fields = new java.util.TreeSet<>();
        providers
                .values()
                .forEach(provider -> provider.operations()
                        .forEach(operation -> fields.addAll(operation.spec().outputs())));
        return fields;
    }

    private static List<Operation> operationsGiving(Provider provider, List<String> fields) {
        return provider.operations().stream()
                .filter(operation -> operation.spec().outputs().stream().anyMatch(fields::contains))
                .toList();
    }
}
