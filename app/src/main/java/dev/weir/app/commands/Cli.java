package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.home.Store;
import dev.weir.providers.BadDeclarationException;
import dev.weir.server.problem.Problem;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;
import picocli.CommandLine;

/** Runs one command line. */
public final class Cli {

    private Cli() {}

    /**
     * Runs a command.
     *
     * @return its exit status, one of {@link ExitCodes}; never throws, and shows a stack trace only under {@code -v}
     */
    public static int run(Terminal terminal, String... arguments) {
        CommandLine commands = commands(terminal);
        commands.setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8));
        commands.setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8));
        if (asksForHelp(arguments)) {
            commands.setUsageHelpWidth(Math.max(HelpText.NARROWEST, terminal.width()));
        }
        commands.setExecutionExceptionHandler((failure, _, result) -> failed(terminal, failure, isVerbose(result)));
        return commands.execute(arguments);
    }

    /** All commands, as they are parsed; nothing is run. */
    static CommandLine commands(Terminal terminal) {
        CommandLine commands = new CommandLine(new WeirCommand(), new CommandFactory(terminal));
        commands.setCaseInsensitiveEnumValuesAllowed(true);
        commands.setParameterExceptionHandler(new Mistyped(terminal));
        HelpText.use(commands);
        return commands;
    }

    /** Only then is it worth asking the terminal how wide it is. */
    private static boolean asksForHelp(String... arguments) {
        return arguments.length == 0
                || Arrays.stream(arguments).anyMatch(List.of("-h", "--help", "help", "provider", "sandbox")::contains);
    }

    private static boolean isVerbose(CommandLine.ParseResult result) {
        CommandLine.ParseResult innermost = result;
        while (innermost.hasSubcommand()) {
            innermost = innermost.subcommand();
        }
        return innermost.hasMatchedOption("-v");
    }

    private static int failed(Terminal terminal, Exception failure, boolean verbose) {
        if (verbose) {
            failure.printStackTrace(terminal.err());
        }
        return switch (failure) {
            case Problem problem -> {
                terminal.say("weir: " + problem.getMessage());
                // What an administrator is to run is for a pipe; all else is talk, and standard output may be the
                // list's.
                boolean script = problem.code().equals(Store.NOT_PREPARED);
                problem.details().forEach(script ? terminal.out()::println : terminal::say);
                yield ExitCodes.of(problem);
            }
            case BadDeclarationException bad -> {
                bad.problems().forEach(line -> terminal.say("weir: " + line));
                yield ExitCodes.CONFIGURATION;
            }
            case DataAccessException away -> unavailable(terminal, away);
            case TransactionException away -> unavailable(terminal, away);
            default -> {
                terminal.say(
                        "weir: Something went wrong that should not have (" + failure
                                + "). What was found and paid for is kept; -v shows the detail, and a report of it is welcome.");
                yield ExitCodes.INTERNAL;
            }
        };
    }

    private static int unavailable(Terminal terminal, RuntimeException away) {
        terminal.say("weir: The database cannot be used: " + deepest(away).getMessage()
                + ". What was stored is kept; run the same command again.");
        return ExitCodes.UNAVAILABLE;
    }

    private static Throwable deepest(Throwable failure) {
        Throwable deepest = failure;
        while (deepest.getCause() != null) {
            deepest = deepest.getCause();
        }
        return deepest;
    }
}
