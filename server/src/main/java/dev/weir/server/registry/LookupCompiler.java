package dev.weir.server.registry;

import dev.weir.provider.FieldKind;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Provider;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.catalog.Planner;
import dev.weir.server.expressions.Expressions;
import dev.weir.server.problem.Mistakes;
import dev.weir.server.waterfall.Acceptance;
import dev.weir.server.waterfall.AcceptanceRule;
import dev.weir.server.waterfall.CatchAll;
import dev.weir.server.waterfall.Completeness;
import dev.weir.server.waterfall.Place;
import dev.weir.server.waterfall.Role;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepKind;
import dev.weir.server.waterfall.StepRules;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Makes a step that looks up: whom it asks, and what counts of their answers. */
final class LookupCompiler {

    private final StepReading reading;
    private final StepForm form;
    private final Mistakes mistakes;
    private final WhomToAsk whom;

    LookupCompiler(Catalog catalog, Predicate<Provider> reachable, StepReading reading) {
        this.reading = reading;
        this.form = reading.form();
        this.mistakes = reading.mistakes();
        this.whom = new WhomToAsk(catalog, reachable, reading);
    }

    /** Null when something is wrong. */
    @Nullable
    Step step(String name, List<String> fields, StepRules rules) {
        if (!mistakes.none()) {
            return null;
        }
        reading.requireConfig(form.function() == null ? Set.of() : Set.of("inputs", "alsoSend", "credits"));
        List<Place> finds = whom.finds(fields);
        List<Place> verifiers = whom.verifiers(fields);
        Acceptance acceptance = acceptance(fields, rules.types());
        Completeness completeness = form.completeness() == null
                ? Completeness.MERGE
                : reading.word(
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
                        : reading.word(
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
                reading.word("/type", form.type(), OperationSpec.Mode.values(), Enum::name, OperationSpec.Mode.SYNC);
        if (whom.named() != null || form.function() != null) {
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
}
