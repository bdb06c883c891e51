package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.server.problem.Problem;
import dev.weir.server.workspace.Installation;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** `weir init`. */
@Command(
        name = "init",
        description = "Makes the first workspace and prints its keys, once, without serving.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir init --name Acme",
            "  weir init --new-installation-key",
            "",
            "'weir serve' does the same when it starts on a database that has no workspace yet.",
        })
final class InitCommand implements Callable<Integer> {

    private final Terminal terminal;

    @Option(names = "--name", paramLabel = "NAME", description = "The workspace's name. Usually 'default'.")
    private String name = "default";

    @Option(names = "--sandbox", description = "Let made-up vendors on this machine answer the workspace's calls.")
    private boolean sandbox;

    @Option(
            names = "--new-installation-key",
            description = "Where the first start has been: make one more installation key, for who has lost it.")
    private boolean newKey;

    @Mixin
    private final CommonOptions common = new CommonOptions();

    InitCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        try (Opened opened = Opened.of(common, terminal)) {
            Installation installation = opened.weir().installation();
            Optional<Installation.Begun> begun = installation.begin(name, sandbox);
            if (begun.isPresent()) {
                FirstKeys.show(terminal, begun.get());
            } else if (newKey) {
                terminal.out().println("  installation key  " + installation.newKey("weir init"));
                terminal.say("Keep it; it is not shown again. Earlier ones go on.");
            } else {
                throw Problem.conflict(
                        "already_begun",
                        "This database has its first workspace already, and its keys are not shown again. Make"
                                + " further workspaces over the API with the installation's key; who has lost that key"
                                + " makes another with 'weir init --new-installation-key'.");
            }
        }
        return ExitCodes.OK;
    }
}
