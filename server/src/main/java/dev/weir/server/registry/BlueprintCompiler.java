package dev.weir.server.registry;

import dev.weir.provider.FunctionProvider;
import dev.weir.provider.Provider;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.OnFailure;
import dev.weir.server.waterfall.Step;
import dev.weir.server.waterfall.StepCondition;
import dev.weir.server.waterfall.StepKind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes of a blueprint the steps of a plan, or says all that is wrong with it. */
final class BlueprintCompiler {

    private static final Pattern SLUG = Pattern.compile("[a-z0-9][a-z0-9._-]{0,63}");
    private static final int MOST_STEPS = 100;
    private static final int LONGEST_TITLE = 200;

    private final Registry registry;
    private final StepCompiler compiler;
    private final long workspaceId;

    /** @param reachable whether there is a key for a provider */
    BlueprintCompiler(Registry registry, Catalog catalog, Predicate<Provider> reachable, long workspaceId) {
        this.registry = registry;
        this.compiler = new StepCompiler(catalog, reachable);
        this.workspaceId = workspaceId;
    }

    List<Problem.At> mistakes(BlueprintForm form) {
        Mistakes mistakes = new Mistakes();
        compile(form, mistakes);
        return mistakes.places();
    }

    /** @throws Problem with all that is wrong */
    List<Step> steps(BlueprintForm form) {
        Mistakes mistakes = new Mistakes();
        List<Step> steps = compile(form, mistakes);
        if (!mistakes.none()) {
            throw Problem.invalid(
                            "bad_blueprint",
                            "Blueprint '" + form.slug() + "' cannot be carried out: "
                                    + String.join(
                                            "; ",
                                            mistakes.places().stream()
                                                    .map(Problem.At::detail)
                                                    .toList())
                                    + ".")
                    .at(mistakes.places().stream()
                            .map(mistake -> new Problem.At("/blueprint", mistake.detail()))
                            .toList());
        }
        return steps;
    }

    private List<Step> compile(BlueprintForm form, Mistakes mistakes) {
        requireForm(form, mistakes);
        List<Step> steps = new ArrayList<>();
        OnFailure fallback = onFailure(form, mistakes);
        Set<String> seen = new HashSet<>();
        List<String> names = form.stepNames();
        for (int i = 0; i < names.size(); i++) {
            String pointer = "/steps/" + i;
            String named = names.get(i);
            if (named == null) {
                mistakes.note(pointer, "null is no name");
                continue;
            }
            StepVersion version = mistakes.unless(pointer, () -> registry.stepNamed(workspaceId, named));
            if (version == null) {
                continue;
            }
            if (!seen.add(version.name())) {
                mistakes.note(pointer, "step '" + version.name() + "' stands twice");
                continue;
            }
            Step step = step(version, fallback, pointer, mistakes);
            if (step != null) {
                steps.add(step);
            }
        }
        if (mistakes.none()) {
            requireOrder(steps, mistakes);
            requireMarksApart(steps, mistakes);
            requireEvents(steps, mistakes);
        }
        return steps;
    }

    private @Nullable Step step(StepVersion version, OnFailure fallback, String pointer, Mistakes mistakes) {
        StepCompiler.Compiled compiled = compiler.compile(version.form(), version.origin(), fallback);
        List<Problem.At> wrong = version.unreadable().isEmpty() ? compiled.mistakes() : version.unreadable();
        wrong.forEach(mistake -> mistakes.note(
                pointer,
                "step '" + version.name() + "' (version " + version.version() + "): " + mistake.pointer() + ": "
                        + mistake.detail()));
        return compiled.step();
    }

    private static void requireForm(BlueprintForm form, Mistakes mistakes) {
        String slug = form.slug();
        if (slug == null) {
            mistakes.note("/slug", "is missing");
        } else if (!SLUG.matcher(slug).matches()) {
            mistakes.note(
                    "/slug", "is 1 to 64 of lower-case letters, digits and ._- , and begins with one of the former");
        } else if (slug.equals(Registry.MANUAL)) {
            mistakes.note("/slug", "is what the play of steps run by hand is called; take another one");
        }
        String title = form.title();
        if (title != null && (title.length() > LONGEST_TITLE || title.chars().anyMatch(Character::isISOControl))) {
            mistakes.note("/title", "has at most " + LONGEST_TITLE + " characters, all of them printable");
        }
        int steps = form.stepNames().size();
        if (steps < 1 || steps > MOST_STEPS) {
            mistakes.note("/steps", "names 1 to " + MOST_STEPS + " steps, in order");
        }
    }

    private static OnFailure onFailure(BlueprintForm form, Mistakes mistakes) {
        if (form.onFailure() == null) {
            return OnFailure.MARK;
        }
        for (OnFailure one : OnFailure.values()) {
            if (one.text().equals(form.onFailure())) {
                return one;
            }
        }
        mistakes.note(
                "/onFailure",
                "must be one of "
                        + String.join(
                                ", ",
                                Arrays.stream(OnFailure.values())
                                        .map(OnFailure::text)
                                        .toList()));
        return OnFailure.MARK;
    }

    /**
     * Fields of the workspace's own come from steps alone: one that a step cannot do without is given before it. Canonical
     * fields may always be in the rows.
     */
    private static void requireOrder(List<Step> steps, Mistakes mistakes) {
        Map<String, Integer> givenBy = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            for (String field : steps.get(i).fields()) {
                if (field.startsWith("custom.")) {
                    givenBy.putIfAbsent(field, i);
                }
            }
        }
        Set<Integer> possible = new HashSet<>();
        boolean grown = true;
        while (grown) {
            grown = false;
            for (int i = 0; i < steps.size(); i++) {
                if (!possible.contains(i)
                        && lacking(steps.get(i), givenBy, possible).isEmpty()) {
                    grown = possible.add(i);
                }
            }
        }
        Set<Integer> before = new HashSet<>();
        for (int i = 0; i < steps.size(); i++) {
            Set<String> lacks = lacking(steps.get(i), givenBy, before);
            if (!possible.contains(i)) {
                mistakes.note(
                        "/steps/" + i,
                        "step '" + steps.get(i).name() + "' needs " + String.join(", ", lacks)
                                + ", which only steps give that need what it gives, or itself: a cycle");
            } else if (!lacks.isEmpty()) {
                mistakes.note(
                        "/steps/" + i,
                        "step '" + steps.get(i).name() + "' needs " + String.join(", ", lacks)
                                + ", which a step behind it gives: put that one before it");
            }
            before.add(i);
        }
    }

    /** Of two functions that say by one field that they are done, the second would never be asked. */
    private static void requireMarksApart(List<Step> steps, Mistakes mistakes) {
        Map<String, String> said = new HashMap<>();
        for (int i = 0; i < steps.size(); i++) {
            String name = steps.get(i).name();
            for (String field : steps.get(i).fields()) {
                String before = FunctionProvider.saysDone(field) ? said.putIfAbsent(field, name) : null;
                if (before != null) {
                    mistakes.note(
                            "/steps/" + i,
                            "step '" + name + "' would never be asked: " + field + " is known once step '" + before
                                    + "' is done. Give each a field of its own, such as " + mark(before)
                                    + " and " + mark(name));
                }
            }
        }
    }

    private static String mark(String step) {
        return "custom." + step.replace('-', '_') + ".done";
    }

    /** What an event said is read only where one has been awaited. */
    private static void requireEvents(List<Step> steps, Mistakes mistakes) {
        boolean awaited = false;
        for (int i = 0; i < steps.size(); i++) {
            Step step = steps.get(i);
            if (!awaited && step.reads(StepKind.Await.EVENT)) {
                StepCondition condition = step.rules().condition();
                boolean byCondition = condition != null && condition.reads(StepKind.Await.EVENT);
                mistakes.note(
                        "/steps/" + i,
                        "step '" + step.name() + "' reads event in its " + (byCondition ? "condition" : "config")
                                + ", and no step before it awaits one: put an await step before it");
            }
            awaited |= step.kind() instanceof StepKind.Await;
        }
    }

    /** What keeps the step from ever asking anybody when only those other steps have been done; empty for nothing. */
    private static Set<String> lacking(Step step, Map<String, Integer> givenBy, Set<Integer> done) {
        Set<String> lacks = new HashSet<>();
        if (!step.looksUp()) {
            return lacks;
        }
        for (var place : step.finds()) {
            for (Set<String> inputs : place.spec().inputs()) {
                List<String> open = inputs.stream()
                        .filter(field -> givenBy.containsKey(field) && !done.contains(givenBy.get(field)))
                        .toList();
                if (open.isEmpty()) {
                    return Set.of();
                }
                lacks.addAll(open);
            }
        }
        return lacks;
    }
}
