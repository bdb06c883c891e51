package dev.weir.app.blueprints;

import dev.weir.server.Weir;
import dev.weir.server.audit.Audit;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.BlueprintForm;
import dev.weir.server.registry.BlueprintVersion;
import dev.weir.server.registry.Registry;
import dev.weir.server.registry.StepForm;
import dev.weir.server.registry.StepVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Makes a workspace's registry be as a folder says, in one transaction; or only says what that would change. */
public final class Applying {

    private static final String STEP = "step";
    private static final String BLUEPRINT = "blueprint";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Weir weir;
    private final long workspaceId;
    private final Function<StepForm, List<Problem.At>> tables;

    /** For reading. @param workspaceId whose; {@link Registry#GLOBAL} for everybody's */
    public Applying(Weir weir, long workspaceId) {
        this(weir, workspaceId, _ -> List.of());
    }

    /**
     * @param workspaceId whose; {@link Registry#GLOBAL} for everybody's, which go to tables of every workspace: those are
     *     looked at when something is written to them
     * @param tables what keeps results of a step of the workspace's own from being written where its destination says
     */
    public Applying(Weir weir, long workspaceId, Function<StepForm, List<Problem.At>> tables) {
        this.weir = weir;
        this.workspaceId = workspaceId;
        this.tables = tables;
    }

    /** The workspace's own steps and blueprints that are not retired. */
    public Folder folder() {
        return weir.transactions().in(workspaceId, () -> {
            Map<String, StepForm> steps = new TreeMap<>();
            ownSteps().forEach(step -> steps.put(step.name(), step.form()));
            Map<String, BlueprintForm> blueprints = new TreeMap<>();
            ownBlueprints().forEach(blueprint -> blueprints.put(blueprint.slug(), blueprint.form()));
            return new Folder(steps, blueprints);
        });
    }

    private List<StepVersion> ownSteps() {
        return weir.registry().steps(workspaceId).stream()
                .filter(step -> step.workspaceId() == workspaceId && step.retiredAt() == null)
                .toList();
    }

    private List<BlueprintVersion> ownBlueprints() {
        return weir.registry().blueprints(workspaceId).stream()
                .filter(blueprint -> blueprint.workspaceId() == workspaceId && blueprint.retiredAt() == null)
                .toList();
    }

    /** What {@link #apply} would do. @throws Problem as it does */
    public List<Change> plan(Folder folder, boolean prune) {
        requireTables(folder);
        try {
            return weir.transactions().in(workspaceId, () -> {
                throw new Undone(changes(folder, prune));
            });
        } catch (Undone undone) {
            return undone.changes;
        }
    }

    /**
     * Makes it so.
     *
     * @param prune whether what is not among the files is retired
     * @throws Problem with all that is wrong, by file; nothing has changed then
     */
    public List<Change> apply(Folder folder, boolean prune) {
        requireTables(folder);
        return weir.transactions().in(workspaceId, () -> {
            List<Change> changes = changes(folder, prune);
            changes.stream().filter(Change::changes).forEach(this::note);
            // Destinations may be others.
            weir.storage().changed(workspaceId);
            return changes;
        });
    }

    /** Before any transaction: other databases are asked. What is as it was is not held against its table again. */
    private void requireTables(Folder folder) {
        if (workspaceId == Registry.GLOBAL) {
            return;
        }
        Map<String, StepForm> before = folder().steps();
        List<String> wrong = new ArrayList<>();
        folder.steps().forEach((name, form) -> {
            StepForm now = before.get(name);
            boolean same = now != null && form.isWrittenAs(now);
            // What is wrong with the form itself is told when it is saved.
            if (form.destination() != null
                    && !same
                    && weir.registry().mistakes(form).isEmpty()) {
                made(Folder.STEPS, name, wrong, () -> tables.apply(form))
                        .orElse(List.of())
                        .forEach(at -> wrong.add(file(Folder.STEPS, name) + " " + at.pointer() + ": " + at.detail()));
            }
        });
        requireNone(wrong);
    }

    private static void requireNone(List<String> wrong) {
        if (!wrong.isEmpty()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "file_unusable",
                    "Correct these files, which say what cannot be carried out:",
                    wrong);
        }
    }

    private void note(Change change) {
        String act = change.what() + "." + change.kind().name().toLowerCase(Locale.ROOT);
        weir.audit()
                .note(
                        workspaceId,
                        Audit.COMMAND_LINE,
                        act,
                        change.what() + " " + change.name() + "@" + change.version());
    }

    /** Carries the changes, and has them undone on its way out of the transaction. */
    private static final class Undone extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient List<Change> changes;

        Undone(List<Change> changes) {
            super(null, null, false, false);
            this.changes = changes;
        }
    }

    private List<Change> changes(Folder folder, boolean prune) {
        Registry registry = weir.registry();
        Map<String, StepVersion> steps = new TreeMap<>();
        ownSteps().forEach(step -> steps.put(step.name(), step));
        Map<String, BlueprintVersion> blueprints = new TreeMap<>();
        ownBlueprints().forEach(blueprint -> blueprints.put(blueprint.slug(), blueprint));
        List<Change> changes = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        folder.steps().forEach((name, form) -> {
            StepVersion before = steps.get(name);
            made(Folder.STEPS, name, wrong, () -> registry.save(workspaceId, form, Audit.COMMAND_LINE))
                    .ifPresent(now -> changes.add(
                            change(STEP, name, now.version(), before == null ? null : before.form(), now.form())));
        });
        folder.blueprints().forEach((slug, form) -> {
            BlueprintVersion before = blueprints.get(slug);
            made(Folder.BLUEPRINTS, slug, wrong, () -> registry.save(workspaceId, form, Audit.COMMAND_LINE))
                    .ifPresent(now -> changes.add(
                            change(BLUEPRINT, slug, now.version(), before == null ? null : before.form(), now.form())));
        });
        requireNone(wrong);
        blueprints.forEach((slug, version) -> {
            if (!folder.blueprints().containsKey(slug)) {
                changes.add(gone(BLUEPRINT, slug, version.version(), prune));
                if (prune) {
                    registry.retireBlueprint(workspaceId, slug);
                }
            }
        });
        steps.forEach((name, version) -> {
            if (!folder.steps().containsKey(name)) {
                changes.add(gone(STEP, name, version.version(), prune));
                if (prune) {
                    registry.retireStep(workspaceId, name);
                }
            }
        });
        return changes;
    }

    private static Change gone(String what, String name, int version, boolean prune) {
        return new Change(prune ? Change.Kind.RETIRED : Change.Kind.KEPT, what, name, version, List.of());
    }

    private static <T> Optional<T> made(String folder, String name, List<String> wrong, Supplier<T> making) {
        try {
            return Optional.of(making.get());
        } catch (Problem problem) {
            String file = file(folder, name);
            if (problem.errors().isEmpty()) {
                wrong.add(file + ": " + problem.getMessage());
            }
            problem.errors().forEach(place -> wrong.add(file + " " + place.pointer() + ": " + place.detail()));
            return Optional.empty();
        }
    }

    private static String file(String folder, String name) {
        return folder + "/" + name + Folder.ENDING;
    }

    private static Change change(String what, String name, int version, @Nullable Object before, Object now) {
        if (before == null) {
            return new Change(Change.Kind.ADDED, what, name, version, List.of());
        }
        if (before.equals(now)) {
            return new Change(Change.Kind.SAME, what, name, version, List.of());
        }
        return new Change(
                Change.Kind.CHANGED, what, name, version, differences(JSON.valueToTree(before), JSON.valueToTree(now)));
    }

    private static List<String> differences(JsonNode before, JsonNode now) {
        TreeSet<String> names = new TreeSet<>(before.propertyNames());
        names.addAll(now.propertyNames());
        return names.stream()
                .filter(name -> !before.path(name).equals(now.path(name)))
                .map(name -> name + ": " + shown(before.path(name)) + " → " + shown(now.path(name)))
                .toList();
    }

    private static String shown(JsonNode value) {
        return value.isMissingNode() ? "nothing" : value.toString();
    }
}
