package dev.weir.server.registry;

import static dev.weir.server.registry.StepForm.orNone;

import dev.weir.provider.Provider;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.compute.Computations;
import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.Acceptance;
import dev.weir.server.waterfall.Completeness;
import dev.weir.server.waterfall.Computation;
import dev.weir.server.waterfall.OnFailure;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepKind;
import dev.weir.server.waterfall.StepOrigin;
import dev.weir.server.waterfall.StepRules;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes of what was written the step that a plan has, or says all that is wrong with it. */
final class StepCompiler {

    private static final Pattern NAME = Pattern.compile("[a-z0-9._-]{1,64}");
    private static final int MOST_EVENTS = 20;
    private static final int LONGEST_TITLE = 200;
    private static final Pattern EVENT = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");

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
        Run run = new Run(new StepReading(form));
        Step step = run.step(origin, fallback);
        return new Compiled(run.mistakes.none() ? step : null, run.mistakes.places());
    }

    /** One step being looked at. */
    private final class Run {
        private final StepReading reading;
        private final StepForm form;
        private final Mistakes mistakes;

        Run(StepReading reading) {
            this.reading = reading;
            this.form = reading.form();
            this.mistakes = reading.mistakes();
        }

        @Nullable
        Step step(@Nullable StepOrigin origin, OnFailure fallback) {
            String name = name();
            List<String> fields = fields();
            StepRules rules = new RulesReader(reading).rules(fields, origin, fallback);
            requireTitle();
            new DestinationReader(reading).read(fields);
            if (!reading.requireNoNulls()) {
                return null;
            }
            return switch (form.kind()) {
                case StepForm.LOOKUP -> new LookupCompiler(catalog, reachable, reading).step(name, fields, rules);
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

        private List<String> fields() {
            List<String> fields = orNone(form.fields());
            if (fields.isEmpty() && !"await".equals(form.kind())) {
                mistakes.note("/fields", "names the fields that the step is to find; at least one");
            }
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < fields.size(); i++) {
                reading.requireField("/fields/" + i, fields.get(i));
                if (!seen.add(String.valueOf(fields.get(i)))) {
                    mistakes.note("/fields/" + i, "is named twice");
                }
            }
            return fields;
        }

        private @Nullable Step await(String name, List<String> fields, StepRules rules) {
            reading.requireAsksNobody();
            reading.requireConfig(Set.of("events"));
            List<String> events =
                    reading.texts("/config/events", orNone(form.config()).get("events"));
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

        private @Nullable Step compute(String name, List<String> fields, StepRules rules) {
            reading.requireAsksNobody();
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
    }
}
