package dev.weir.server.registry;

import dev.weir.provider.Nearest;
import dev.weir.provider.Provider;
import dev.weir.server.catalog.Catalog;
import dev.weir.server.problem.Mistakes;
import dev.weir.server.problem.Problem;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.OnFailure;
import dev.weir.server.waterfall.Plan;
import dev.weir.server.waterfall.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Steps and blueprints by name, in versions.
 *
 * <p>What a workspace sees is its own and everybody's; its own come first where both have a name. Every verb joins the
 * caller's transaction. Nothing is kept in memory: whatever a row says, however it came there, is what the next job is
 * made of, and what cannot be carried out is refused there with all that is wrong.
 */
public final class Registry {

    /** The workspace whose steps and blueprints are everybody's. */
    public static final long GLOBAL = 0;

    /** The play of steps that are run, or whose results are reported, by hand; no blueprint is called so. */
    public static final String MANUAL = "manual";

    private static final String DESTINATION = "/destination";

    private static final int FEW = 12;

    private final StepTable steps;
    private final BlueprintTable blueprints;
    private final Catalog catalog;

    public Registry(JdbcClient jdbc, Catalog catalog) {
        this.steps = new StepTable(jdbc);
        this.blueprints = new BlueprintTable(jdbc);
        this.catalog = catalog;
    }

    // ----------------------------------------------------------------------------------------------------- steps

    /** The newest version of every step, by name, retired ones too. */
    public List<StepVersion> steps(long workspaceId) {
        Map<String, StepVersion> byName = new LinkedHashMap<>();
        steps.newest(workspaceId).forEach(step -> byName.put(step.name(), step));
        return byName.values().stream()
                .sorted(java.util.Comparator.comparing(StepVersion::name))
                .toList();
    }

    /** The newest version of a step. @throws Problem NOT_FOUND, with the nearest that exists */
    public StepVersion step(long workspaceId, String name) {
        return findStep(workspaceId, name)
                .orElseThrow(() -> Problem.notFound("unknown_step", unknownStep(workspaceId, name)));
    }

    /** The newest version of each of those steps that there is, retired ones too. */
    public Map<UUID, StepVersion> ofWorkflows(long workspaceId, Collection<UUID> workflowIds) {
        Map<UUID, StepVersion> found = new LinkedHashMap<>();
        steps.ofWorkflows(workspaceId, workflowIds).forEach(step -> found.put(step.workflowId(), step));
        return found;
    }

    /** All versions of a step, newest first. @throws Problem NOT_FOUND */
    public List<StepVersion> stepVersions(long workspaceId, String name) {
        return steps.versions(step(workspaceId, name).workspaceId(), name);
    }

    /** One version of a step. @throws Problem NOT_FOUND */
    public StepVersion step(long workspaceId, String name, int version) {
        return steps.one(step(workspaceId, name).workspaceId(), name, version)
                .orElseThrow(() -> noVersion("unknown_step", "step '" + name + "'", version));
    }

    private Optional<StepVersion> findStep(long workspaceId, String name) {
        return steps.latest(workspaceId, name).or(() -> steps.latest(GLOBAL, name));
    }

    private String unknownStep(long workspaceId, String name) {
        return "There is no step '" + name + "'."
                + meant(name, steps(workspaceId).stream().map(StepVersion::name).toList());
    }

    /**
     * Makes a step be so: a new one, the next version of the one there is, or nothing where it is so already. One that was
     * retired is back.
     *
     * @throws Problem with all that is wrong with it
     */
    public StepVersion save(long workspaceId, StepForm form, String by) {
        new Mistakes().addAll(check(form).mistakes()).orThrow("bad_step", "The step cannot be carried out");
        String name = String.valueOf(form.name());
        steps.lock(workspaceId);
        Optional<StepVersion> before = steps.latest(workspaceId, name);
        if (before.isEmpty()) {
            steps.insert(workspaceId, UUID.randomUUID(), 1, form, by);
        } else {
            if (before.get().retiredAt() != null) {
                steps.retire(workspaceId, name, false);
            }
            if (!before.get().unreadable().isEmpty()
                    || !before.get().form().versioned().equals(form.versioned())) {
                steps.insert(
                        workspaceId, before.get().workflowId(), before.get().version() + 1, form, by);
            }
            steps.destine(workspaceId, name, form.destination());
        }
        return step(workspaceId, name);
    }

    /** Makes a new step. @throws Problem as {@link #save}, and CONFLICT where the workspace has one of that name */
    public StepVersion create(long workspaceId, StepForm form, String by) {
        String name = String.valueOf(form.name());
        steps.lock(workspaceId);
        if (steps.latest(workspaceId, name).isPresent()) {
            throw Problem.conflict(
                            "step_exists", "There is a step '" + name + "' already. PUT makes the next version of it.")
                    .at("/name", "must be another one, unless it is sent with PUT");
        }
        return save(workspaceId, form, by);
    }

    /**
     * Makes the next version of a step, which says what an earlier one said. Its destination stays.
     *
     * @throws Problem NOT_FOUND, or where that version cannot be carried out any more
     */
    public StepVersion rollBack(long workspaceId, String name, int version, String by) {
        StepVersion now = own(workspaceId, name);
        return save(
                workspaceId,
                step(workspaceId, name, version).form().to(now.form().destination()),
                by);
    }

    /** Where a step's results are written from now on, whatever its version. @param to null for nowhere */
    public StepVersion destine(long workspaceId, String name, StepForm.@Nullable StepDestination to) {
        StepVersion now = own(workspaceId, name);
        new Mistakes()
                .addAll(check(now.form().to(to)).mistakes().stream()
                        .filter(mistake -> mistake.pointer().startsWith(DESTINATION))
                        // Here it is all that was sent.
                        .map(mistake ->
                                new Problem.At(mistake.pointer().substring(DESTINATION.length()), mistake.detail()))
                        .toList())
                .orThrow("bad_destination", "Nothing can be written there");
        steps.destine(workspaceId, name, to);
        return step(workspaceId, name);
    }

    /** No new job runs the step any more; those that do go on. @throws Problem NOT_FOUND */
    public StepVersion retireStep(long workspaceId, String name) {
        own(workspaceId, name);
        steps.retire(workspaceId, name, true);
        return steps.latest(workspaceId, name).orElseThrow();
    }

    private StepVersion own(long workspaceId, String name) {
        StepVersion step = step(workspaceId, name);
        if (step.workspaceId() != workspaceId) {
            throw Problem.conflict(
                    "step_global", "'" + name + "' is everybody's. PUT a step of that name to have one of your own.");
        }
        return step;
    }

    /** What is wrong with a step as it stands, with today's providers; whether there are keys is not looked at. */
    public List<Problem.At> mistakes(StepVersion step) {
        return step.unreadable().isEmpty() ? check(step.form()).mistakes() : step.unreadable();
    }

    /** What is wrong with a step as it is written, with today's providers; whether there are keys is not looked at. */
    public List<Problem.At> mistakes(StepForm form) {
        return check(form).mistakes();
    }

    private StepCompiler.Compiled check(StepForm form) {
        return new StepCompiler(catalog, _ -> true).compile(form, null, OnFailure.MARK);
    }

    // ------------------------------------------------------------------------------------------------ blueprints

    /** The newest version of every blueprint, by name, retired ones too. */
    public List<BlueprintVersion> blueprints(long workspaceId) {
        Map<String, BlueprintVersion> bySlug = new LinkedHashMap<>();
        blueprints.newest(workspaceId).forEach(blueprint -> bySlug.put(blueprint.slug(), blueprint));
        return bySlug.values().stream()
                .sorted(java.util.Comparator.comparing(BlueprintVersion::slug))
                .toList();
    }

    /** The newest version of a blueprint. @throws Problem NOT_FOUND, with the nearest that exists */
    public BlueprintVersion blueprint(long workspaceId, String slug) {
        return findBlueprint(workspaceId, slug)
                .orElseThrow(() -> Problem.notFound("unknown_blueprint", unknownBlueprint(workspaceId, slug)));
    }

    /** All versions of a blueprint, newest first. @throws Problem NOT_FOUND */
    public List<BlueprintVersion> blueprintVersions(long workspaceId, String slug) {
        return blueprints.versions(blueprint(workspaceId, slug).workspaceId(), slug);
    }

    /** One version of a blueprint. @throws Problem NOT_FOUND */
    public BlueprintVersion blueprint(long workspaceId, String slug, int version) {
        return blueprints
                .one(blueprint(workspaceId, slug).workspaceId(), slug, version)
                .orElseThrow(() -> noVersion("unknown_blueprint", "blueprint '" + slug + "'", version));
    }

    private Optional<BlueprintVersion> findBlueprint(long workspaceId, String slug) {
        return blueprints.latest(workspaceId, slug).or(() -> blueprints.latest(GLOBAL, slug));
    }

    private String unknownBlueprint(long workspaceId, String slug) {
        return "There is no blueprint '" + slug + "'."
                + meant(
                        slug,
                        blueprints(workspaceId).stream()
                                .map(BlueprintVersion::slug)
                                .toList());
    }

    /**
     * Makes a blueprint be so: a new one, the next version of the one there is, or nothing where it is so already.
     *
     * @throws Problem with all that is wrong with it
     */
    public BlueprintVersion save(long workspaceId, BlueprintForm form, String by) {
        new Mistakes()
                .addAll(new BlueprintCompiler(this, catalog, _ -> true, workspaceId).mistakes(form))
                .orThrow("bad_blueprint", "The blueprint cannot be carried out");
        String slug = String.valueOf(form.slug());
        steps.lock(workspaceId);
        Optional<BlueprintVersion> before = blueprints.latest(workspaceId, slug);
        if (before.isEmpty()) {
            blueprints.insert(workspaceId, 1, form, by);
        } else {
            if (before.get().retiredAt() != null) {
                blueprints.retire(workspaceId, slug, false);
            }
            if (!before.get().form().equals(form)) {
                blueprints.insert(workspaceId, before.get().version() + 1, form, by);
            }
        }
        return blueprint(workspaceId, slug);
    }

    /** Makes a new blueprint. @throws Problem as {@link #save}, and CONFLICT where the workspace has one of that name */
    public BlueprintVersion create(long workspaceId, BlueprintForm form, String by) {
        String slug = String.valueOf(form.slug());
        steps.lock(workspaceId);
        if (blueprints.latest(workspaceId, slug).isPresent()) {
            throw Problem.conflict(
                            "blueprint_exists",
                            "There is a blueprint '" + slug + "' already. PUT makes the next version of it.")
                    .at("/slug", "must be another one, unless it is sent with PUT");
        }
        return save(workspaceId, form, by);
    }

    /** Makes the next version of a blueprint, which says what an earlier one said. @throws Problem NOT_FOUND */
    public BlueprintVersion rollBackBlueprint(long workspaceId, String slug, int version, String by) {
        ownBlueprint(workspaceId, slug);
        return save(workspaceId, blueprint(workspaceId, slug, version).form(), by);
    }

    /** No new job runs the blueprint any more; those that do go on. @throws Problem NOT_FOUND */
    public BlueprintVersion retireBlueprint(long workspaceId, String slug) {
        ownBlueprint(workspaceId, slug);
        blueprints.retire(workspaceId, slug, true);
        return blueprints.latest(workspaceId, slug).orElseThrow();
    }

    private void ownBlueprint(long workspaceId, String slug) {
        if (blueprint(workspaceId, slug).workspaceId() != workspaceId) {
            throw Problem.conflict(
                    "blueprint_global",
                    "'" + slug + "' is everybody's. PUT a blueprint of that name to have one of your own.");
        }
    }

    /** What is wrong with a blueprint as it stands, with today's steps and providers. */
    public List<Problem.At> mistakes(long workspaceId, BlueprintVersion blueprint) {
        return new BlueprintCompiler(this, catalog, _ -> true, workspaceId).mistakes(blueprint.form());
    }

    /**
     * A step of a blueprint, as it stands.
     *
     * @param number where people place it among all steps, else its position in the blueprint, from 1
     */
    public record PlayStep(UUID workflowId, String name, int number) {}

    /** The steps of a blueprint, in order, without those that there are not. */
    public List<PlayStep> playSteps(long workspaceId, BlueprintVersion blueprint) {
        return playSteps(blueprint, byName(workspaceId));
    }

    /** The steps of each blueprint that is not retired, in its newest version, by its slug. */
    public Map<String, List<PlayStep>> plays(long workspaceId) {
        Map<String, StepVersion> byName = byName(workspaceId);
        Map<String, List<PlayStep>> plays = new LinkedHashMap<>();
        blueprints(workspaceId).stream()
                .filter(blueprint -> blueprint.retiredAt() == null)
                .forEach(blueprint -> plays.put(blueprint.slug(), playSteps(blueprint, byName)));
        return plays;
    }

    private Map<String, StepVersion> byName(long workspaceId) {
        Map<String, StepVersion> byName = new LinkedHashMap<>();
        steps(workspaceId).forEach(step -> byName.put(step.name(), step));
        return byName;
    }

    private static List<PlayStep> playSteps(BlueprintVersion blueprint, Map<String, StepVersion> byName) {
        List<PlayStep> steps = new ArrayList<>();
        List<String> names = blueprint.form().stepNames();
        for (int i = 0; i < names.size(); i++) {
            String named = String.valueOf(names.get(i));
            int at = named.indexOf('@');
            StepVersion step = byName.get(at < 0 ? named : named.substring(0, at));
            if (step != null) {
                Integer number = step.form().overallStepNumber();
                steps.add(new PlayStep(step.workflowId(), step.name(), number == null ? i + 1 : number));
            }
        }
        return steps;
    }

    // ------------------------------------------------------------------------------------------------------ jobs

    /**
     * What a job of that blueprint does.
     *
     * @param named {@code slug} for its newest version, or {@code slug@version}
     * @param reachable whether there is a key for a provider
     * @throws Problem for one that nobody knows, that is retired, or that cannot be carried out, with all that is wrong
     */
    public Recipe recipe(long workspaceId, String named, OnDoubt onDoubt, Predicate<Provider> reachable) {
        BlueprintVersion blueprint = named(workspaceId, named);
        if (blueprint.retiredAt() != null) {
            throw refusal("blueprint_retired", "Blueprint '" + blueprint.slug() + "' is retired. Name another one.");
        }
        BlueprintCompiler compiler = new BlueprintCompiler(this, catalog, reachable, workspaceId);
        List<Step> made = compiler.steps(blueprint.form());
        return new Recipe(blueprint, new Plan(made, onDoubt, blueprint.origin()));
    }

    /** The newest version of the step of that number. @throws Problem NOT_FOUND */
    public StepVersion workflow(long workspaceId, UUID workflowId) {
        return findWorkflow(workspaceId, workflowId)
                .orElseThrow(() -> Problem.notFound("unknown_workflow", "There is no workflow " + workflowId + "."));
    }

    private Optional<StepVersion> findWorkflow(long workspaceId, UUID workflowId) {
        return ofWorkflows(workspaceId, List.of(workflowId)).values().stream().findFirst();
    }

    /**
     * What a job does that runs one step by hand: a plan of that step alone. It is of no blueprint, and its step of a
     * registered one: by these two together whoever reads the job later knows that it was a run by hand, and calls its play
     * {@code manual}; the steps of a mere list of fields are of no registered one.
     *
     * @param reachable whether there is a key for a provider
     * @throws Problem for a step that nobody knows, that is retired, or that cannot be carried out, with all that is wrong
     */
    public Plan byHand(long workspaceId, UUID workflowId, OnDoubt onDoubt, Predicate<Provider> reachable) {
        StepVersion version = workflow(workspaceId, workflowId);
        String named = "Step '" + version.name() + "'";
        if (version.retiredAt() != null) {
            throw Problem.conflict(
                    "step_retired", named + " is retired, and runs no more. Save it again to bring it back.");
        }
        StepCompiler.Compiled compiled =
                new StepCompiler(catalog, reachable).compile(version.form(), version.origin(), OnFailure.MARK);
        List<Problem.At> wrong = version.unreadable().isEmpty() ? compiled.mistakes() : version.unreadable();
        Step step = compiled.step();
        if (!wrong.isEmpty() || step == null) {
            throw new Problem(
                    Problem.Kind.CONFLICT,
                    "step_unusable",
                    named + " (version " + version.version()
                            + ") cannot be carried out as it stands. Save a version that" + " can.",
                    wrong.stream()
                            .map(one -> one.pointer() + ": " + one.detail())
                            .toList());
        }
        return new Plan(List.of(step), onDoubt);
    }

    /** The fields that a blueprint's steps say they find, as far as they are known; for a job to be told of. */
    public List<String> fields(long workspaceId, String named) {
        java.util.Set<String> fields = new java.util.LinkedHashSet<>();
        try {
            for (String step : named(workspaceId, named).form().stepNames()) {
                fields.addAll(
                        StepForm.orNone(stepNamed(workspaceId, step).form().fields()));
            }
        } catch (Problem unknown) {
            return List.copyOf(fields);
        }
        return List.copyOf(fields);
    }

    /** The fields that a step says it finds; none for one that nobody knows, which a job is refused for. */
    public List<String> workflowFields(long workspaceId, UUID workflowId) {
        return findWorkflow(workspaceId, workflowId)
                .map(step -> List.copyOf(StepForm.orNone(step.form().fields())))
                .orElse(List.of());
    }

    private BlueprintVersion named(long workspaceId, String named) {
        int at = named.indexOf('@');
        String slug = at < 0 ? named : named.substring(0, at);
        BlueprintVersion newest = findBlueprint(workspaceId, slug)
                .orElseThrow(() -> refusal("unknown_blueprint", unknownBlueprint(workspaceId, slug)));
        if (at < 0) {
            return newest;
        }
        return version(named.substring(at + 1))
                .flatMap(version -> blueprints.one(newest.workspaceId(), slug, version))
                .orElseThrow(() -> refusal(
                        "unknown_blueprint",
                        "Blueprint '" + slug + "' has the versions 1 to " + newest.version() + ", and not '"
                                + named.substring(at + 1) + "'."));
    }

    private static Problem refusal(String code, String sentence) {
        return Problem.invalid(code, sentence).at("/blueprint", sentence);
    }

    /** A job was made of it. */
    public void used(Recipe recipe) {
        BlueprintVersion blueprint = recipe.blueprint();
        if (blueprint.usedAt() == null && !blueprint.global()) {
            blueprints.used(blueprint.workspaceId(), blueprint.slug(), blueprint.version());
        }
    }

    /**
     * The step that a blueprint names: {@code name} or {@code name@version}.
     *
     * @throws Problem that says why there is none
     */
    StepVersion stepNamed(long workspaceId, String named) {
        int at = named.indexOf('@');
        String name = at < 0 ? named : named.substring(0, at);
        StepVersion newest = findStep(workspaceId, name)
                .orElseThrow(() -> Problem.invalid("unknown_step", unknownStep(workspaceId, name)));
        if (newest.retiredAt() != null) {
            throw Problem.invalid("step_retired", "Step '" + name + "' is retired.");
        }
        if (at < 0) {
            return newest;
        }
        return version(named.substring(at + 1))
                .flatMap(version -> steps.one(newest.workspaceId(), name, version))
                .orElseThrow(() -> Problem.invalid(
                        "unknown_step",
                        "Step '" + name + "' has the versions 1 to " + newest.version() + ", and not '"
                                + named.substring(at + 1) + "'."));
    }

    private static Optional<Integer> version(String text) {
        return text.matches("[1-9][0-9]{0,8}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
    }

    private static Problem noVersion(String code, String what, int version) {
        return Problem.notFound(code, "There is no version " + version + " of " + what + ".")
                .at("/version", "must be one that there is");
    }

    private static String meant(String name, List<String> known) {
        String question = Nearest.question(known, name);
        if (!question.isEmpty()) {
            return question;
        }
        if (known.isEmpty()) {
            return " There is none yet.";
        }
        List<String> shown = new ArrayList<>(known.subList(0, Math.min(FEW, known.size())));
        return " There are: " + String.join(", ", shown) + (known.size() > FEW ? ", …" : "") + ".";
    }
}
