package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.blueprints.Applying;
import dev.weir.app.blueprints.Change;
import dev.weir.app.blueprints.Folder;
import java.util.List;
import picocli.CommandLine.Command;

/** `weir apply`: makes the registry be as a folder says. */
@Command(
        name = "apply",
        description =
                "Makes steps and blueprints be as a folder of files says: all of it, or nothing. A running server's"
                        + " next job uses them.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir export --templates -f registry",
            "  weir apply -f registry",
            "  weir apply -f registry --prune",
        })
final class ApplyCommand extends PlanCommand {

    ApplyCommand(Terminal terminal) {
        super(terminal);
    }

    @Override
    List<Change> changes(Applying applying, Folder folder) {
        return applying.apply(folder, prune);
    }

    @Override
    int status(boolean changed) {
        return ExitCodes.OK;
    }

    @Override
    String summary(long changed) {
        return changed == 0 ? "Nothing has changed." : changed + " changed.";
    }
}
