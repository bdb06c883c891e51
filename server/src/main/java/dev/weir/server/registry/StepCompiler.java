package dev.weir.server.registry;

import static dev.weir.server.registry.StepForm.orNone;

import dev.weir.provider.FieldKind;
import dev.weir.provider.Fields;
import dev.weir.provider.FunctionProvider;
import dev.weir.provider.Nearest;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Provider;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.catalog.Planner;
import dev.weir.server.compute.Computations;
import dev.weir.server.expressions.Expressions;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Acceptance;
import dev.weir.server.waterfall.AcceptanceRule;
import dev.weir.server.waterfall.Cap;
import dev.weir.server.waterfall.CatchAll;
import dev.weir.server.waterfall.Completeness;
import dev.weir.server.waterfall.Computation;
import dev.weir.server.waterfall.OnFailure;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Role;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepCondition;
import dev.weir.server.waterfall.StepKind;
import dev.weir.server.waterfall.StepOrigin;
import dev.weir.server.waterfall.StepPolicy;
import dev.weir.server.waterfall.StepRules;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes of what was written the step that a plan has, or says all that is wrong with it. */
final class StepCompiler {

    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,64}");
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final int MOST_ATTEMPTS = 10;
    private static final int MOST_EVENTS = 20;
    private static final int LONGEST_TITLE = 200;
    private static final Pattern COLUMN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");
    private static final Pattern TABLE = Pattern.compile(COLUMN.pattern() + "(\\." + COLUMN.pattern() + ")?");
    private static final Pattern EVENT = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final BigDecimal MILLI = BigDecimal.valueOf(1_000);

    private final Catalog catalog;
    private final Predicate<Provider> reachable;

    /** @param reachable whether there is a key for a provider */
    StepCompiler(Catalog catalog, Predicate<Provider> reachable) {
        this.catalog = catalog;
        this.reachable = reachable;
    }

    /** What came of it. @param step null when something is wrong */
    record Compiled(@Nullable Step step, List<Problem.At> mistakes) {}

    /** @param fallback what a failure does where the step does not say it */
    Compiled compile(StepForm form, @Nullable StepOrigin origin, OnFailure fallback) {
        Run run = new Run(form, origin, fallback);
        Step step = run.step();
        return new Compiled(run.mistakes.none() ? step : null, run.mistakes.places());
    }

    /** One step being looked at. */
    private final class Run {
        private final StepForm form;
        private final @Nullable StepOrigin origin;
        private final OnFailure fallback;
        private final Mistakes mistakes = new Mistakes();

        Run(StepForm form, @Nullable StepOrigin origin, OnFailure fallback) {
            this.form = form;
            this.origin = origin;
            this.fallback = fallback;
        }

        @Nullable
        Step step() {
            String name = name();
            List<String> fields = fields();
            StepRules rules = rules(fields);
            requireTitle();
            requireDestination(fields);
            return switch (form.kind()) {
                case StepForm.LOOKUP -> lookup(name, fields, rules);
                case "await" -> await(name, fields, rules);
                case "compute" -> compute(name, fields, rules);
                case null, default -> {
                    mistakes.note("/kind", "must be one of lookup, compute, await");
                    yield null;
                }
            };
        }

        private String name() {
            String name = form.name();
            if (name == null) {
                mistakes.note("/name", "is missing");
                return "";
            }
            if (!NAME.matcher(name).matches() || name.contains(".verify")) {
                mistakes.note(
                        "/name", "is 1 to 64 of lower-case letters, digits and ._- , and does not hold '.verify'");
            }
            return name;
        }

        private void requireTitle() {
            String title = form.title();
            if (title != null
                    && (title.length() > LONGEST_TITLE || title.chars().anyMatch(Character::isISOControl))) {
                mistakes.note("/title", "has at most " + LONGEST_TITLE + " characters, all of them printable");
            }
            Integer number = form.overallStepNumber();
            if (number != null && number < 1) {
                mistakes.note("/overallStepNumber", "is 1 or more");
            }
        }

        /** Its form alone: whether there is such a table is seen where it is written to. */
        private void requireDestination(List<String> fields) {
            StepForm.StepDestination said = form.destination();
            if (said == null) {
                return;
            }
            if (said.db() == null || said.db().isBlank() || said.tableName() == null) {
                mistakes.note("/destination", "has db and tableName");
            } else if (!TABLE.matcher(said.tableName()).matches()) {
                mistakes.note("/destination/tableName", "is the name of a table, or schema.table");
            }
            orNone(said.fieldMappings()).forEach((field, column) -> {
                String pointer = "/destination/fieldMappings/" + escaped(field);
                if (!fields.contains(field)) {
                    mistakes.note(pointer, "is no field of the step");
                }
                if (column == null || !COLUMN.matcher(column).matches()) {
                    mistakes.note(pointer, "names a column");
                }
            });
        }

        private List<String> fields() {
            List<String> fields = orNone(form.fields());
            if (fields.isEmpty() && !"await".equals(form.kind())) {
                mistakes.note("/fields", "names the fields that the step is to find; at least one");
            }
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < fields.size(); i++) {
                requireField("/fields/" + i, fields.get(i));
                if (!seen.add(String.valueOf(fields.get(i)))) {
                    mistakes.note("/fields/" + i, "is named twice");
                }
            }
            return fields;
        }

        private void requireField(String pointer, @Nullable String field) {
            if (field == null || Fields.find(field).isEmpty()) {
                mistakes.note(
                        pointer,
                        "there is no field '" + field + "'." + Nearest.question(names(), String.valueOf(field))
                                + " One of your own is custom.<name>.");
            }
        }

        private static List<String> names() {
            return Fields.all().stream().map(dev.weir.provider.Field::name).toList();
        }

        private StepRules rules(List<String> fields) {
            return new StepRules(
                    new StepPolicy(
                            retry(), span("/maxWait", form.maxWait(), true), span("/timeOut", form.timeOut(), false)),
                    form.onFailure() == null
                            ? fallback
                            : word("/onFailure", form.onFailure(), OnFailure.values(), OnFailure::text, fallback),
                    types(fields),
                    origin,
                    condition(),
                    cap());
        }

        private Cap cap() {
            StepForm.StepCaps said = form.caps();
            if (said == null) {
                return Cap.NONE;
            }
            BigDecimal most = said.creditsPerRow();
            if (most == null) {
                mistakes.note("/caps", "has creditsPerRow");
                return Cap.NONE;
            }
            return new Cap(milli("/caps/creditsPerRow", most, "is what the step may cost a row"));
        }

        private @Nullable StepCondition condition() {
            String text = form.condition();
            return text == null ? null : mistakes.unless("/condition", () -> Expressions.condition("condition", text));
        }

        private Map<String, FieldKind> types(List<String> fields) {
            Map<String, FieldKind> types = new HashMap<>();
            orNone(form.types()).forEach((field, type) -> {
                String pointer = "/types/" + escaped(field);
                FieldKind kind = type == null ? null : FieldTypes.ALL.get(type);
                if (!fields.contains(field) || !field.startsWith("custom.")) {
                    mistakes.note(pointer, "types are for fields of the step that are called custom.<name>");
                } else if (kind == null) {
                    mistakes.note(pointer, "must be one of " + String.join(", ", FieldTypes.ALL.keySet()));
                } else {
                    types.put(field, kind);
                }
            });
            return types;
        }

        private StepPolicy.@Nullable Retry retry() {
            StepForm.StepRetry said = form.retry();
            if (said == null) {
                return null;
            }
            int attempts = said.attempts() == null ? 3 : said.attempts();
            if (attempts < 1 || attempts > MOST_ATTEMPTS) {
                mistakes.note("/retry/attempts", "is 1 to " + MOST_ATTEMPTS);
                attempts = 1;
            }
            StepPolicy.BackOff backOff = said.backOff() == null
                    ? StepPolicy.BackOff.EXPONENTIAL
                    : word(
                            "/retry/backOff",
                            said.backOff(),
                            StepPolicy.BackOff.values(),
                            one -> one.name().toLowerCase(Locale.ROOT),
                            StepPolicy.BackOff.EXPONENTIAL);
            Duration initial = span("/retry/initialDelay", said.initialDelay(), true);
            Duration most = span("/retry/maxDelay", said.maxDelay(), true);
            Set<Integer> statuses = new HashSet<>();
            List<Integer> named = orNone(said.statuses());
            for (int i = 0; i < named.size(); i++) {
                Integer status = named.get(i);
                if (status == null || status < 500 || status > 599) {
                    mistakes.note(
                            "/retry/statuses/" + i,
                            "is 500 to 599: 429 waits as the vendor says, and other answers do not change by asking again");
                } else {
                    statuses.add(status);
                }
            }
            return new StepPolicy.Retry(
                    attempts,
                    backOff,
                    initial == null ? Duration.ofSeconds(1) : initial,
                    most == null ? Duration.ofSeconds(10) : most,
                    statuses);
        }

        private @Nullable Duration span(String pointer, @Nullable String text, boolean mayBeNone) {
            Duration span = text == null ? null : mistakes.unless(pointer, () -> Spans.read(text));
            if (span != null && (span.compareTo(LONGEST) > 0 || (span.isZero() && !mayBeNone))) {
                mistakes.note(pointer, "is " + (mayBeNone ? "at most" : "more than nothing and at most") + " 30d");
                return null;
            }
            return span;
        }

        private <E> E word(String pointer, String said, E[] all, Function<E, String> text, E otherwise) {
            for (E one : all) {
                if (text.apply(one).equals(said)) {
                    return one;
                }
            }
            mistakes.note(
                    pointer,
                    "must be one of "
                            + String.join(", ", Arrays.stream(all).map(text).toList()));
            return otherwise;
        }

        // ------------------------------------------------------------------------------------------------- lookup

        private @Nullable Step lookup(String name, List<String> fields, StepRules rules) {
            if (!mistakes.none()) {
                return null;
            }
            requireConfig(form.function() == null ? Set.of() : Set.of("inputs", "alsoSend", "credits"));
            List<Place> finds = finds(fields);
            List<Place> verifiers = verifiers(fields);
            Acceptance acceptance = acceptance(fields, rules.types());
            Completeness completeness = form.completeness() == null
                    ? Completeness.MERGE
                    : word(
                            "/completeness",
                            form.completeness(),
                            Completeness.values(),
                            one -> one.name().toLowerCase(Locale.ROOT),
                            Completeness.MERGE);
            if (!mistakes.none() || finds == null) {
                return null;
            }
            requireType(finds);
            requireNoGuess(finds, verifiers);
            List<Place> waited = finds.stream()
                    .map(place -> place.within(rules.policy().timeOut()))
                    .toList();
            return mistakes.unless(
                    "/fields",
                    () -> new Step(name, fields, waited, completeness, acceptance, StepKind.LOOKUP, rules)
                            .verifiedBy(verifiers));
        }

        private @Nullable List<Place> finds(List<String> fields) {
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
                List<Place> found =
                        one == null ? null : mistakes.unless(at, () -> catalog.places(fields, List.of(one)));
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
        private @Nullable List<String> named() {
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
                                                giving.stream()
                                                        .map(Provider::slug)
                                                        .toList())
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
            Set<String> helpers = new LinkedHashSet<>(texts(
                    "/config/alsoSend",
                    form.config() == null ? null : form.config().get("alsoSend")));
            int i = 0;
            for (String helper : helpers) {
                requireField("/config/alsoSend/" + i++, helper);
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
                List<String> one = texts(pointer, alternatives.get(a));
                for (int i = 0; i < one.size(); i++) {
                    requireField(pointer + "/" + i, one.get(i));
                    if (fields.contains(one.get(i))) {
                        mistakes.note(pointer + "/" + i, one.get(i) + " is what the step is to find");
                    }
                }
                inputs.add(new LinkedHashSet<>(one));
            }
            return inputs;
        }

        private List<String> texts(String pointer, @Nullable Object said) {
            if (said == null) {
                return List.of();
            }
            if (!(said instanceof List<?> list) || !list.stream().allMatch(String.class::isInstance)) {
                mistakes.note(pointer, "is a list of names");
                return List.of();
            }
            return list.stream().map(String.class::cast).toList();
        }

        /** In 1/1000 credit. */
        private long price() {
            Object said = orNone(form.config()).getOrDefault("credits", 0);
            BigDecimal credits = said instanceof Number number ? new BigDecimal(number.toString()) : null;
            return milli("/config/credits", credits, "is what an accepted answer costs");
        }

        private long milli(String pointer, @Nullable BigDecimal credits, String what) {
            BigDecimal milli = credits == null ? MILLI.negate() : credits.multiply(MILLI);
            if (milli.signum() >= 0
                    && milli.stripTrailingZeros().scale() <= 0
                    && milli.compareTo(BigDecimal.valueOf(1_000_000_000)) <= 0) {
                return milli.longValueExact();
            }
            mistakes.note(pointer, what + ", 0 to 1000000 with at most 3 decimals");
            return 0;
        }

        private List<Place> verifiers(List<String> fields) {
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

        private Acceptance acceptance(List<String> fields, Map<String, FieldKind> types) {
            StepForm.StepAcceptance said = form.acceptance();
            if (said == null) {
                return Acceptance.STANDARD;
            }
            int least = said.minConfidence() == null ? 0 : said.minConfidence();
            if (least < 0 || least > 100) {
                mistakes.note("/acceptance/minConfidence", "is a percentage, 0 to 100");
                least = 0;
            } else if (least > 0 && fields.stream().noneMatch(Planner::hasConfidence)) {
                mistakes.note(
                        "/acceptance/minConfidence",
                        "nobody says how sure they are of " + String.join(" or ", fields) + "; leave it out");
            }
            String text = said.condition();
            AcceptanceRule rule = text == null
                    ? null
                    : mistakes.unless(
                            "/acceptance/condition", () -> Expressions.acceptance("condition", fields, types, text));
            return new Acceptance(
                    Acceptance.STANDARD.refusedStatuses(),
                    least,
                    said.catchAll() == null
                            ? CatchAll.ACCEPT_AND_FLAG
                            : word(
                                    "/acceptance/catchAll",
                                    said.catchAll(),
                                    CatchAll.values(),
                                    CatchAll::text,
                                    CatchAll.ACCEPT_AND_FLAG),
                    rule);
        }

        private void requireNoGuess(List<Place> finds, List<Place> verifiers) {
            if (verifiers.isEmpty() && finds.stream().anyMatch(place -> place.role() instanceof Role.Guess)) {
                mistakes.note(
                        "/waterfall",
                        "somebody in it only guesses, and a guess counts only when somebody verifies"
                                + " it: add verify, or leave him out");
            }
        }

        /** A type that is said is what the operations are, where they are named. */
        private void requireType(List<Place> finds) {
            if (form.type() == null) {
                return;
            }
            OperationSpec.Mode said =
                    word("/type", form.type(), OperationSpec.Mode.values(), Enum::name, OperationSpec.Mode.SYNC);
            if (named() != null || form.function() != null) {
                boolean late = finds.stream().anyMatch(place -> place.spec().mode() == OperationSpec.Mode.ASYNC);
                if (late != (said == OperationSpec.Mode.ASYNC)) {
                    mistakes.note(
                            "/type",
                            late
                                    ? "is ASYNC, since somebody in the waterfall answers later"
                                    : "is SYNC, since everybody in the waterfall answers at once");
                }
            }
        }

        // -------------------------------------------------------------------------------------------------- await

        private @Nullable Step await(String name, List<String> fields, StepRules rules) {
            requireNobody();
            requireConfig(Set.of("events"));
            List<String> events = texts("/config/events", orNone(form.config()).get("events"));
            if (events.isEmpty() || events.size() > MOST_EVENTS) {
                mistakes.note("/config/events", "names 1 to " + MOST_EVENTS + " events, any of which ends the wait");
            }
            for (int i = 0; i < events.size(); i++) {
                if (!EVENT.matcher(events.get(i)).matches()) {
                    mistakes.note("/config/events/" + i, "is 1 to 64 of lower-case letters, digits and ._-");
                }
            }
            if ("SYNC".equals(form.type())) {
                mistakes.note("/type", "is ASYNC, since an event comes later");
            }
            if (!mistakes.none()) {
                return null;
            }
            Duration timeOut = rules.policy().timeOut();
            return new Step(
                    name,
                    fields,
                    List.of(),
                    Completeness.MERGE,
                    Acceptance.ALL,
                    new StepKind.Await(events, timeOut == null ? Duration.ofDays(1) : timeOut),
                    rules);
        }

        /** Nothing is kept that nobody reads: least of all a key that does not belong there. */
        private void requireConfig(Set<String> known) {
            orNone(form.config()).keySet().stream()
                    .filter(name -> !known.contains(name))
                    .sorted()
                    .forEach(name -> mistakes.note(
                            "/config/" + escaped(name),
                            known.isEmpty()
                                    ? "is not understood; a step of this kind has no config"
                                    : "is not understood; there are "
                                            + String.join(
                                                    ", ",
                                                    known.stream().sorted().toList())));
        }

        // ------------------------------------------------------------------------------------------------ compute

        private @Nullable Step compute(String name, List<String> fields, StepRules rules) {
            requireNobody();
            String function = form.function();
            if (function == null) {
                mistakes.note("/function", "must be one of " + String.join(", ", Computations.FUNCTIONS));
                return null;
            }
            if ("ASYNC".equals(form.type())) {
                mistakes.note("/type", "is SYNC, since it is worked out at once");
            }
            if (!mistakes.none()) {
                return null;
            }
            try {
                Computation computation = Computations.of(function, orNone(form.config()), fields, rules.types());
                return new Step(
                        name,
                        fields,
                        List.of(),
                        Completeness.MERGE,
                        Acceptance.ALL,
                        new StepKind.Compute(computation),
                        rules);
            } catch (Problem refusal) {
                refusal.errors().forEach(one -> mistakes.note(one.pointer(), one.detail()));
                return null;
            }
        }

        /** What belongs to lookups alone. */
        private void requireNobody() {
            Map<String, @Nullable Object> asked = new HashMap<>();
            asked.put("/provider", form.provider());
            asked.put("/operations", form.operations());
            asked.put("/function", "compute".equals(form.kind()) ? null : form.function());
            asked.put("/waterfall", form.waterfall());
            asked.put("/verify", form.verify());
            asked.put("/acceptance", form.acceptance());
            asked.put("/completeness", form.completeness());
            asked.put("/retry", form.retry());
            asked.put("/maxWait", form.maxWait());
            asked.put("/caps", form.caps());
            asked.forEach((pointer, said) -> {
                if (said != null) {
                    mistakes.note(pointer, "is for steps that look up; leave it out");
                }
            });
        }
    }

    static String escaped(String name) {
        return name.replace("~", "~0").replace("/", "~1");
    }
}
