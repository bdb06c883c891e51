package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Amounts;
import dev.weir.server.Weir;
import dev.weir.server.audit.Audit;
import dev.weir.server.problem.Problem;
import dev.weir.server.suppression.Handle;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** `weir suppress`: whom a workspace never asks about. */
@Command(
        name = "suppress",
        description =
                "Says whom no provider is ever asked about: people by e-mail address, LinkedIn URL or phone number,"
                        + " companies and everybody there by domain. Keyed hashes are kept of them, and nothing else.",
        mixinStandardHelpOptions = true,
        subcommands = {SuppressCommand.Add.class, SuppressCommand.Remove.class, SuppressCommand.Check.class},
        footerHeading = "%nFor example:%n",
        footer = {
            "  weir suppress add jane@acme.example",
            "  weir suppress add --file opted-out.txt",
            "  weir suppress check jane@acme.example acme.example",
        })
final class SuppressCommand {

    private static final String EXAMPLES = "%nFor example:%n";

    /** In one transaction. */
    private static final int TOGETHER = 10_000;

    /** Of what cannot be read, as much as is shown. */
    private static final int NAMED = 20;

    private SuppressCommand() {}

    /** What all of them share. */
    abstract static class OfValues implements Callable<Integer> {

        final Terminal terminal;

        @Parameters(
                paramLabel = "VALUE",
                arity = "0..*",
                description = "Addresses, LinkedIn URLs, domains, phone numbers.")
        private List<String> values = new ArrayList<>();

        @Option(names = "--file", paramLabel = "FILE", description = "More of them, one a line; - is standard input.")
        private @Nullable Path file;

        @Mixin
        private final WorkspaceOption workspace = new WorkspaceOption();

        @Mixin
        private final CommonOptions common = new CommonOptions();

        OfValues(Terminal terminal) {
            this.terminal = terminal;
        }

        abstract void run(Weir weir, long workspaceId, List<Handle> handles);

        @Override
        public final Integer call() {
            List<Handle> handles = handles();
            try (Opened opened = Opened.of(common, terminal)) {
                long workspaceId = workspace.of(opened.weir());
                for (int from = 0; from < handles.size(); from += TOGETHER) {
                    run(opened.weir(), workspaceId, handles.subList(from, Math.min(from + TOGETHER, handles.size())));
                }
                done();
            }
            return ExitCodes.OK;
        }

        /** What is said in the end. */
        abstract void done();

        private List<Handle> handles() {
            List<Handle> handles = new ArrayList<>();
            List<String> wrong = new ArrayList<>();
            for (int i = 0; i < values.size(); i++) {
                read(values.get(i), "value " + (i + 1), handles, wrong);
            }
            List<String> lines = lines();
            for (int i = 0; i < lines.size(); i++) {
                if (!lines.get(i).isBlank()) {
                    read(lines.get(i), "line " + (i + 1) + " of the file", handles, wrong);
                }
            }
            if (!wrong.isEmpty()) {
                throw new Problem(
                        Problem.Kind.INVALID,
                        "bad_handle",
                        Amounts.count(wrong.size(), "value")
                                + " cannot be read as an address, LinkedIn URL, domain or phone number, and nothing was done."
                                + " Correct them, or leave them out:",
                        wrong.subList(0, Math.min(wrong.size(), NAMED)));
            }
            if (handles.isEmpty()) {
                throw Problem.invalid("no_values", "Say whom: as VALUE, or with --file, one a line.");
            }
            return handles;
        }

        private static void read(String text, String where, List<Handle> to, List<String> wrong) {
            Handle.read(text).ifPresentOrElse(to::add, () -> wrong.add(where));
        }

        private List<String> lines() {
            if (file == null) {
                return List.of();
            }
            try {
                if (!file.toString().equals("-")) {
                    return Files.readAllLines(file);
                }
                // Not closed: it is the process's.
                return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                        .lines()
                        .toList();
            } catch (IOException | UncheckedIOException unreadable) {
                throw Problem.invalid(
                        "unreadable_file",
                        "The file " + file + " cannot be read as text: " + unreadable.getMessage()
                                + ". Check its name.");
            }
        }
    }

    /** `weir suppress add`. */
    @Command(
            name = "add",
            description =
                    "Puts them on the list. Runs that begin from now on know it, those under way within a second.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = {"  weir suppress add jane@acme.example linkedin.com/in/jane-doe", "  weir suppress add --file -"})
    static final class Add extends OfValues {

        private int added;

        Add(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(Weir weir, long workspaceId, List<Handle> handles) {
            added += weir.transactions().in(workspaceId, () -> {
                int now = weir.suppressions().add(workspaceId, handles, Audit.COMMAND_LINE);
                weir.audit()
                        .note(
                                workspaceId,
                                Audit.COMMAND_LINE,
                                "suppressions.added",
                                Amounts.count(now, "entry", "entries"));
                return now;
            });
        }

        @Override
        void done() {
            terminal.out().println("Added: " + added + ".");
        }
    }

    /** `weir suppress remove`. */
    @Command(
            name = "remove",
            description = "Takes them off the list.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = "  weir suppress remove jane@acme.example")
    static final class Remove extends OfValues {

        private int removed;

        Remove(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(Weir weir, long workspaceId, List<Handle> handles) {
            removed += weir.transactions().in(workspaceId, () -> {
                int now = weir.suppressions().remove(workspaceId, handles);
                weir.audit()
                        .note(
                                workspaceId,
                                Audit.COMMAND_LINE,
                                "suppressions.removed",
                                Amounts.count(now, "entry", "entries"));
                return now;
            });
        }

        @Override
        void done() {
            terminal.out().println("Removed: " + removed + ".");
        }
    }

    /** `weir suppress check`. */
    @Command(
            name = "check",
            description = "Which of them nobody is asked about, by an entry of their own or one of their domain.",
            mixinStandardHelpOptions = true,
            footerHeading = EXAMPLES,
            footer = "  weir suppress check jane@acme.example acme.example")
    static final class Check extends OfValues {

        Check(Terminal terminal) {
            super(terminal);
        }

        @Override
        void run(Weir weir, long workspaceId, List<Handle> handles) {
            Map<Integer, Set<Handle>> subjects = new HashMap<>();
            for (int i = 0; i < handles.size(); i++) {
                subjects.put(i, handles.get(i).withDomains());
            }
            Set<Integer> suppressed = weir.transactions()
                    .in(workspaceId, () -> weir.suppressions().suppressed(workspaceId, subjects));
            for (int i = 0; i < handles.size(); i++) {
                terminal.out()
                        .println((suppressed.contains(i) ? "suppressed  " : "-           ")
                                + handles.get(i).value());
            }
        }

        @Override
        void done() {}
    }
}
