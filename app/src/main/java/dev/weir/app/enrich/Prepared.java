package dev.weir.app.enrich;

import dev.weir.app.vendors.Keys;
import dev.weir.app.vendors.SandboxAddress;
import dev.weir.provider.Provider;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.catalog.Planner;
import dev.weir.server.catalog.Wanted;
import dev.weir.server.catalog.Waterfalls;
import dev.weir.server.insight.Past;
import dev.weir.server.insight.Quotes;
import dev.weir.server.registry.Recipe;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A request that has been understood and checked against its list, before anything is stored or asked.
 *
 * @param sandbox whether the sandbox is asked in the vendors' place
 */
record Prepared(
        EnrichRequest request,
        InputList list,
        InputList.Survey survey,
        Waterfalls waterfalls,
        Plan plan,
        EnrichedList output,
        boolean sandbox) {

    /** @throws dev.weir.server.problem.Problem for whatever is wrong with the request or its list */
    static Prepared of(EnrichRequest request, Catalog catalog, Keys keys) {
        return of(request, catalog, keys, (_, _) -> {
            throw new IllegalStateException("no blueprint is asked for");
        });
    }

    /** Where blueprints are found. */
    @FunctionalInterface
    interface Recipes {

        /** What the request's blueprint does. @param reachable whether there is a key for a provider */
        Recipe find(boolean sandbox, Predicate<Provider> reachable);
    }

    /** @throws dev.weir.server.problem.Problem for whatever is wrong with the request or its list */
    static Prepared of(EnrichRequest request, Catalog catalog, Keys keys, Recipes recipes) {
        // What is mistyped is told before a large file is read.
        request.fields().forEach(catalog::requireField);
        boolean sandbox = request.sandbox() || !(keys.anyFor(catalog.providers()) || namesKeyless(request, catalog));
        Predicate<Provider> reachable = one -> one.guesses() || (sandbox ? SandboxAddress.plays(one) : keys.has(one));
        if (request.blueprint() != null) {
            return of(request, catalog, recipes.find(sandbox, reachable), sandbox);
        }
        Planner planner = new Planner(catalog, reachable, TypedWords.INSTANCE);
        Waterfalls waterfalls = planner.choose(request.wanted(catalog));
        InputList list = InputList.open(request);
        Plan plan = waterfalls.plan(list.knownFields());
        // The command line listens to nobody.
        catalog.requireAnswers(plan, false);
        InputList.Survey survey = list.survey(plan);
        EnrichedList output = new EnrichedList(list, request, survey);
        return new Prepared(request, list, survey, waterfalls, plan, output, sandbox);
    }

    private static Prepared of(EnrichRequest asked, Catalog catalog, Recipe recipe, boolean sandbox) {
        EnrichRequest request = asked.running(recipe);
        Plan plan = recipe.plan();
        catalog.requireAnswers(plan, false);
        Map<String, List<Place>> finding = new LinkedHashMap<>();
        Map<String, List<Place>> verifying = new LinkedHashMap<>();
        plan.steps().forEach(step -> {
            finding.put(step.name(), step.finds());
            if (!step.verifiers().isEmpty()) {
                verifying.put(step.name(), step.verifiers());
            }
        });
        Waterfalls waterfalls =
                new Waterfalls(new Wanted(request.fields(), Map.of(), Map.of(), request.onDoubt()), finding, verifying);
        InputList list = InputList.open(request);
        InputList.Survey survey = list.survey(plan);
        EnrichedList output = new EnrichedList(list, request, survey);
        return new Prepared(request, list, survey, waterfalls, plan, output, sandbox);
    }

    /** Whether a waterfall names a provider that needs no key, as one's own may: then it is meant, and no sandbox. */
    private static boolean namesKeyless(EnrichRequest request, Catalog catalog) {
        return request.waterfalls().values().stream()
                .flatMap(List::stream)
                .map(name -> name.replaceFirst("\\..*", ""))
                .flatMap(slug -> catalog.find(slug).stream())
                .anyMatch(provider -> provider.secrets().isEmpty() && !provider.guesses());
    }

    /** What a person should know before it runs. */
    List<String> introduction(int width) {
        List<String> lines = new ArrayList<>();
        if (sandbox) {
            lines.add("SANDBOX: made-up vendors on this machine are asked, and no value is real."
                    + (request.sandbox()
                            ? ""
                            : " That is because no provider key is set, such as WEIR_HUNTER_API_KEY."));
        }
        lines.add(request.file() + ": " + Amounts.count(list.table().rows(), "row")
                + (list.rows() < list.table().rows()
                        ? ", of which the first " + Amounts.count(list.rows()) + " are taken (--limit)"
                        : ""));
        lines.addAll(
                list.mapping().render(width, list.table().samples()).lines().toList());
        lines.addAll(ListNotes.of(list, survey, request.list()));
        list.table().warnings().forEach(warning -> lines.add("! " + warning));
        list.mapping().warnings().forEach(warning -> lines.add("! " + warning));
        LookAlikes.of(list, request).forEach(sentence -> lines.add("! " + sentence));
        survey.asides().sentences().forEach(sentence -> lines.add("! " + sentence));
        survey.thousands().sentences().forEach(sentence -> lines.add("! " + sentence));
        output.besideNote().ifPresent(note -> lines.add("! " + note));
        if (survey.askable().lost().isEmpty() || request.blueprint() != null) {
            survey.askable().sentences().forEach(sentence -> lines.add("! " + sentence));
            lines.add("Asked in this order:");
            lines.addAll(order());
        }
        return lines;
    }

    /** @throws dev.weir.server.problem.Problem {@code no_usable_input} where a wanted field can come of no row */
    void requireAskable() {
        if (request.blueprint() == null) {
            NothingToAskWith.refuse(list, request, survey.askable());
        } else {
            // Of its steps some may have nothing to ask with; that is what their rules are for.
            Planner.requireSomeUse(
                    plan,
                    survey.known().keySet(),
                    () -> "No row gives what the blueprint's providers need. They need one of: "
                            + waterfalls.neededInputs() + ".");
        }
    }

    /** What it would cost, each row looked at with what is remembered. */
    QuoteText quote(Past past) {
        try (InputList.TakenRows rows = list.read()) {
            return new QuoteText(Quotes.of(
                    plan,
                    new Quotes.Counted(survey.rows(), survey.known()),
                    new InputList.Asked(rows, survey.asked()),
                    list::values,
                    request.maxRowCreditsMilli(),
                    request.maxCreditsMilli(),
                    past,
                    Quotes.Care.FULL));
        }
    }

    /** For a person: whom each field is asked of, and who verifies what. */
    private List<String> order() {
        int width = waterfalls.finding().keySet().stream()
                .mapToInt(String::length)
                .max()
                .orElse(0);
        List<String> lines = new ArrayList<>();
        waterfalls
                .finding()
                .forEach((field, places) -> lines.add("  " + field + " ".repeat(width - field.length()) + "  "
                        + String.join(" → ", places.stream().map(Place::key).toList())));
        waterfalls
                .verifying()
                .forEach((field, places) -> lines.add("Every " + field + " that is found is verified by "
                        + String.join(", else ", places.stream().map(Place::key).toList()) + "; catch-all: "
                        + request.demands().policy().text() + "."));
        return lines;
    }
}
