package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.server.Weir;
import dev.weir.server.audit.Audit;
import dev.weir.server.registry.Registry;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `weir rollback`: returns to a version. */
@Command(
        name = "rollback",
        description =
                "Returns to an earlier version of a step or blueprint, by a new version that says what that one said."
                        + " Jobs that run keep theirs.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nFor example:%n",
        footer = {"  weir rollback --step work-email --to 2", "  weir rollback --blueprint work-email-verified --to 1"})
final class RollbackCommand implements Callable<Integer> {

    private final Terminal terminal;

    /** Of what. */
    static final class What {
        @Option(names = "--step", required = true, paramLabel = "NAME", description = "The step.")
        @Nullable
        String step;

        @Option(names = "--blueprint", required = true, paramLabel = "NAME", description = "The blueprint.")
        @Nullable
        String blueprint;
    }

    @ArgGroup(multiplicity = "1")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private What what;

    @Option(names = "--to", required = true, paramLabel = "N", description = "The version to return to.")
    private int to;

    @Mixin
    private final RegistryOption whose = new RegistryOption();

    @Mixin
    private final CommonOptions common = new CommonOptions();

    RollbackCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Opened opened = Opened.of(common, terminal)) {
            Weir weir = opened.weir();
            terminal.out().println(weir.transactions().in(whose.workspaceId, () -> {
                String made = rolledBack(weir.registry());
                weir.audit()
                        .note(
                                whose.workspaceId,
                                Audit.COMMAND_LINE,
                                what.step == null ? "blueprint.rolled_back" : "step.rolled_back",
                                made);
                return "Now " + made + ".";
            }));
        }
        return ExitCodes.OK;
    }

    private String rolledBack(Registry registry) {
        if (what.step != null) {
            return "step " + what.step + "@"
                    + registry.rollBack(whose.workspaceId, what.step, to, Audit.COMMAND_LINE)
                            .version();
        }
        String slug = String.valueOf(what.blueprint);
        return "blueprint " + slug + "@"
                + registry.rollBackBlueprint(whose.workspaceId, slug, to, Audit.COMMAND_LINE)
                        .version();
    }
}
