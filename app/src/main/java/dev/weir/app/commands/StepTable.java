package dev.weir.app.commands;

import dev.weir.app.blueprints.Folder;
import dev.weir.server.Weir;
import dev.weir.server.audit.Audit;
import dev.weir.server.problem.Problem;
import dev.weir.server.registry.StepForm;
import dev.weir.server.registry.StepForm.StepDestination;
import java.nio.file.Path;
import java.util.List;

/**
 * A step, whose results are written into a table, in one workspace.
 *
 * @param to where
 */
record StepTable(long workspaceId, StepForm step, StepDestination to) {

    /**
     * The step of that name, or of that file.
     *
     * @throws Problem when there is no such step, or its results are written nowhere
     */
    static StepTable of(Weir weir, String named, long workspaceId) {
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

    /** {@code hq.homepages}. */
    String table() {
        return to.db() + "." + to.tableName();
    }

    boolean hq() {
        return StepDestination.HQ.equals(to.db());
    }

    /** What keeps results from being written there; nothing when they can be. @throws Problem when its database is not to be had */
    List<Problem.At> mistakes(Weir weir, Terminal terminal) {
        return DatabaseDoor.with(terminal, dialer -> weir.targets(dialer).check(workspaceId, step));
    }

    /** In the workspace's audit. */
    void note(Weir weir, String act) {
        weir.transactions().in(workspaceId, () -> {
            weir.audit().note(workspaceId, Audit.COMMAND_LINE, act, "destination " + table());
            return act;
        });
    }
}
