package dev.weir.app.commands;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.CommandSpec;

/** The page of one command, with those below it, as its help says; and the list of all pages. */
final class CliPage {

    private static final int WIDTH = 100;

    private CliPage() {}

    static String of(CommandSpec spec) {
        StringBuilder page = new StringBuilder();
        page.append("<!-- Written by CliReferenceTest from the commands themselves. -->\n\n");
        section(page, spec, 1);
        return page.toString();
    }

    private static void section(StringBuilder page, CommandSpec spec, int depth) {
        page.append("#".repeat(depth)).append(" ").append(spec.qualifiedName()).append("\n\n");
        page.append("```text\n").append(help(spec).strip()).append("\n```\n");
        for (CommandLine inner : subcommands(spec)) {
            page.append('\n');
            section(page, inner.getCommandSpec(), depth + 1);
        }
    }

    static Set<CommandLine> subcommands(CommandSpec spec) {
        Set<CommandLine> all = new LinkedHashSet<>(spec.subcommands().values());
        all.removeIf(one -> one.getCommand() instanceof CommandLine.HelpCommand);
        return all;
    }

    private static String help(CommandSpec spec) {
        CommandLine line = spec.commandLine();
        line.setUsageHelpAutoWidth(false);
        line.setUsageHelpWidth(WIDTH);
        return line.getUsageMessage(Help.Ansi.OFF)
                .lines()
                .map(String::stripTrailing)
                .reduce("", (before, next) -> before + next + "\n");
    }

    static String list(List<CommandSpec> commands) {
        StringBuilder page = new StringBuilder();
        page.append("<!-- Written by CliReferenceTest from the commands themselves. -->\n\n");
        page.append(
                "# Commands\n\nEach page is what `weir COMMAND --help` says.\n\n| command | what it does |\n|---|---|\n");
        commands.forEach(spec -> page.append("| [")
                .append(spec.qualifiedName())
                .append("](")
                .append(spec.name())
                .append(".md) | ")
                .append(String.join(" ", spec.usageMessage().description()).replace("|", "\\|"))
                .append(" |\n"));
        return page.toString();
    }
}
