package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** `weir completion`: what a shell needs to complete command lines of Weir. */
@Command(
        name = "completion",
        description = "Prints what makes a shell complete commands, options and files of weir with the Tab key.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir completion bash > ~/.local/share/bash-completion/completions/weir",
            "  weir completion zsh > ~/.weir-completion.zsh",
            "  weir completion fish > ~/.config/fish/completions/weir.fish",
            "",
            "bash: make the folder first (mkdir -p ~/.local/share/bash-completion/completions). zsh: add the line",
            "'source ~/.weir-completion.zsh' to ~/.zshrc. It takes effect in new shells, for a weir that is on the PATH.",
        })
final class CompletionCommand implements Callable<Integer> {

    /** The shells there are scripts for. */
    enum Shell {
        BASH,
        ZSH,
        FISH
    }

    private final Terminal terminal;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Parameters(paramLabel = "bash|zsh|fish", description = "Your shell.")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Shell shell;

    CompletionCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() {
        CommandLine weir = spec.root().commandLine();
        String name = spec.root().name();
        terminal.out()
                .print(
                        switch (shell) {
                            // The script brings zsh's own emulation of bash's completion along.
                            case BASH, ZSH -> AutoComplete.bash(name, weir);
                            case FISH -> FishCompletion.script(spec.root());
                        });
        terminal.out().flush();
        return ExitCodes.OK;
    }
}
