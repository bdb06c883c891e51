package dev.weir.app.commands;

import dev.weir.app.blueprints.Folder;
import dev.weir.app.vendors.Reachable;
import dev.weir.server.Weir;
import dev.weir.server.audit.Audit;
import dev.weir.server.egress.Dialer;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.StepForm;
import dev.weir.server.registry.StepForm.StepDestination;
import dev.weir.server.storage.Storage;
import dev.weir.server.workspace.Workspace;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A step, whose results are written into a table, in one workspace.
 *
 * @param to where
 */
record StepTable(long workspaceId, StepForm step, StepDestination to) {

    /**
     * The step of that name, or of that file.
     *
     * @param workspace null for the one that there is
     * @throws Problem when there is no such step or workspace, or its results are written nowhere
     */
    static StepTable of(Weir weir, String named, @Nullable Long workspace) {
        long workspaceId = workspace(weir, workspace);
        StepForm step = named.endsWith(".yaml")
                ? Folder.step(Path.of(named))
                : weir.transactions()
                        .in(workspaceId, () -> weir.registry().step(workspaceId, named))
                        .form();
        List<Problem.At> mistakes = weir.registry().mistakes(step);
        if (!mistakes.isEmpty()) {
            throw new Problem(
                    Problem.Kind.INVALID,
                    "bad_step",
                    "Correct the step, which cannot be carried out as it stands:",
                    mistakes.stream()
                            .map(at -> at.pointer() + ": " + at.detail())
                            .toList());
        }
        StepDestination to = step.destination();
        if (to == null) {
            throw Problem.invalid(
                    "no_destination",
                    "Results of " + step.name()
                            + " are kept in Weir alone: the step has no destination. Give it one (docs/guides/add-a-step.md),"
                            + " or name another step.");
        }
        return new StepTable(workspaceId, step, to);
    }

    /** @throws Problem for one that there is not, or when there are several and none is named */
    static long workspace(Weir weir, @Nullable Long named) {
        if (named != null) {
            return weir.workspaces().require(named).id();
        }
        List<Workspace> all = weir.workspaces().all();
        if (all.size() == 1) {
            return all.getFirst().id();
        }
        throw Problem.invalid(
                "which_workspace",
                all.isEmpty()
                        ? "There is no workspace yet. 'weir init' makes the first."
                        : "Say whose, with --workspace: "
                                + String.join(
                                        ", ",
                                        all.stream()
                                                .map(one -> one.id() + " (" + one.name() + ")")
                                                .toList())
                                + ".");
    }

    /** {@code hq.homepages}. */
    String table() {
        return to.db() + "." + to.tableName();
    }

    boolean hq() {
        return StepDestination.HQ.equals(to.db());
    }

    /** What keeps results from being written there; nothing when they can be. @throws Problem when its database is not to be had */
    List<Problem.At> mistakes(Weir weir, Terminal terminal) {
        return withDialer(terminal, dialer -> weir.targets(dialer).check(workspaceId, step));
    }

    /** In the workspace's audit. */
    void note(Weir weir, String act) {
        weir.transactions().in(workspaceId, () -> {
            weir.audit().note(workspaceId, Audit.COMMAND_LINE, act, "destination " + table());
            return act;
        });
    }

    static <T> T withStorage(Weir weir, Terminal terminal, Function<Storage, T> work) {
        return withDialer(terminal, dialer -> {
            try (Storage storage = weir.storage(dialer)) {
                return work.apply(storage);
            }
        });
    }

    /** Databases in one's own network have to be allowed, as for a server. */
    static <T> T withDialer(Terminal terminal, Function<Dialer, T> work) {
        try (Dialer dialer = Dialer.open(Reachable.of(terminal.environment()))) {
            return work.apply(dialer);
        }
    }
}
