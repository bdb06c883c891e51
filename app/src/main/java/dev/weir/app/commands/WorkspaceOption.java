package dev.weir.app.commands;

import dev.weir.server.Weir;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Workspace;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which workspace a command is about: the one that is named, or the only one that there is. */
final class WorkspaceOption {

    @Option(
            names = "--workspace",
            paramLabel = "ID",
            description = "Which workspace. Usually the only one that there is.")
    private @Nullable Long named;

    /** @throws Problem for one that there is not, or when there are several and none is named */
    long of(Weir weir) {
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
}
