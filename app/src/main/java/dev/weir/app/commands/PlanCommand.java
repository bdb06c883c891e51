package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.blueprints.Applying;
import dev.weir.app.blueprints.Change;
import dev.weir.app.blueprints.Folder;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `weir plan`: what `weir apply` would change. */
@Command(
        name = "plan",
        description = "Says what applying a folder of steps and blueprints would change, and changes nothing.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir plan -f registry",
            "  weir plan -f registry --workspace 3",
            "",
            "Exit status: 0 nothing would change, 1 something would, 2 a file cannot be read or says what cannot be carried",
            "out, 66 there is no such folder.",
        })
class PlanCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Mixin
    final FolderOptions options = new FolderOptions();

    @Option(names = "--prune", description = "Retire what is not among the files.")
    boolean prune;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    PlanCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    List<Change> changes(Applying applying, Folder folder) {
        return applying.plan(folder, prune);
    }

    int status(boolean changed) {
        return changed ? ExitCodes.DIFFERS : ExitCodes.OK;
    }

    String summary(long changed) {
        return changed == 0 ? "Nothing would change." : changed + " would change; weir apply makes it so.";
    }

    @Override
    public Integer call() {
        Folder folder = Folder.read(options.folder);
        List<Change> changes;
        try (Opened opened = Opened.of(common, terminal)) {
            changes = DatabaseDoor.with(
                    terminal,
                    dialer -> changes(
                            new Applying(
                                    opened.weir(),
                                    options.whose.workspaceId,
                                    step -> opened.weir().targets(dialer).check(options.whose.workspaceId, step)),
                            folder));
        }
        changes.stream().filter(change -> change.kind() != Change.Kind.SAME).forEach(change -> {
            terminal.out().println(change.line());
            change.differences().forEach(difference -> terminal.out().println("    " + difference));
        });
        long changed = changes.stream().filter(Change::changes).count();
        terminal.out().println(summary(changed));
        return status(changed > 0);
    }
}
