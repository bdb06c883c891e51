package dev.weir.app.commands;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Completions for fish, which picocli does not write: one {@code complete} line for each command and option, under the
 * condition that the commands before it have been typed. See https://fishshell.com/docs/current/completions.html.
 */
final class FishCompletion {

    private FishCompletion() {}

    static String script(CommandSpec root) {
        List<String> lines = new ArrayList<>();
        lines.add("# Completions of " + root.name() + " for fish, by " + root.name() + " completion fish.");
        command(root, List.of(), lines);
        return String.join("\n", lines) + "\n";
    }

    private static void command(CommandSpec spec, List<String> path, List<String> lines) {
        Set<CommandLine> subcommands = new LinkedHashSet<>(spec.subcommands().values());
        String name = path.isEmpty() ? spec.name() : path.getFirst();
        String here = "complete -c " + name + " -n " + quoted(condition(path, subcommands));
        for (CommandLine sub : subcommands) {
            CommandSpec inner = sub.getCommandSpec();
            // Where a command is due, no file is.
            lines.add(here + " -f -a " + inner.name() + " -d "
                    + quoted(first(inner.usageMessage().description())));
        }
        for (OptionSpec option : spec.options()) {
            if (!option.hidden()) {
                lines.add(here + names(option) + (option.arity().max() > 0 ? " -r" : "") + " -d "
                        + quoted(first(option.description())));
            }
        }
        for (CommandLine sub : subcommands) {
            List<String> inner = new ArrayList<>(path.isEmpty() ? List.of(name) : path);
            inner.add(sub.getCommandName());
            command(sub.getCommandSpec(), inner, lines);
        }
    }

    /** All commands of the path have been typed, and none of those that may follow. */
    private static String condition(List<String> path, Set<CommandLine> subcommands) {
        List<String> parts = new ArrayList<>();
        for (String typed : path.isEmpty() ? path : path.subList(1, path.size())) {
            parts.add("__fish_seen_subcommand_from " + typed);
        }
        if (path.isEmpty()) {
            parts.add("__fish_use_subcommand");
        } else if (!subcommands.isEmpty()) {
            List<String> names =
                    subcommands.stream().map(CommandLine::getCommandName).toList();
            parts.add("not __fish_seen_subcommand_from " + String.join(" ", names));
        }
        return String.join("; and ", parts);
    }

    private static String names(OptionSpec option) {
        StringBuilder names = new StringBuilder();
        for (String name : option.names()) {
            names.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
        }
        return names.toString();
    }

    private static String first(String[] description) {
        return description.length == 0
                ? ""
                : String.format(description[0]).strip().replaceAll("\\s+", " ");
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
