package dev.weir.app.commands;

import picocli.CommandLine.Option;

/** How much a command that runs a job tells meanwhile, and how. */
final class ProgressOptions {

    @Option(
            names = "--plain",
            description = "For screen readers: whole sentences now and then, nothing redrawn, no tables. Also"
                    + " WEIR_PLAIN=1.")
    private boolean plain;

    @Option(
            names = {"-q", "--quiet"},
            description = "Say only what is wrong: no progress and no report (--json still prints it).")
    private boolean quiet;

    boolean quiet() {
        return quiet;
    }

    boolean plain(Terminal terminal) {
        return plain || !terminal.environment().getOrDefault("WEIR_PLAIN", "").isEmpty();
    }

    /** To be closed when the job is not looked at any more. */
    Showing open(Terminal terminal) {
        if (quiet) {
            return Showing.quiet(terminal);
        }
        return plain(terminal) ? Showing.plain(terminal) : Showing.usual(terminal);
    }
}
