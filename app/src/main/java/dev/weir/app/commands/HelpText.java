package dev.weir.app.commands;

import dev.weir.app.text.Wrapped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi.Text;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * Help that is broken at spaces alone: picocli breaks at hyphens, dots and commas too, which cuts fields, options and
 * addresses in two. Examples that do not fit go on behind a backslash, so that they can be copied as they are.
 */
final class HelpText {

    /** So narrow that the names still fit; picocli allows no less. */
    static final int NARROWEST = 55;

    private static final String NAMES = " ".repeat(6);
    private static final int TEXT = 24;
    private static final int SYNOPSIS_WIDTH = 100_000;
    private static final String TOGETHER = "\u00A0";

    private HelpText() {}

    /** Has these commands and all below them explained so. */
    static void use(CommandLine commands) {
        Map<String, CommandLine.IHelpSectionRenderer> sections = new LinkedHashMap<>(commands.getHelpSectionMap());
        sections.put(UsageMessageSpec.SECTION_KEY_SYNOPSIS, HelpText::synopsis);
        sections.put(UsageMessageSpec.SECTION_KEY_DESCRIPTION, HelpText::description);
        sections.put(
                UsageMessageSpec.SECTION_KEY_PARAMETER_LIST,
                help -> help.parameterList(new Words(help), help.parameterLabelRenderer()));
        sections.put(
                UsageMessageSpec.SECTION_KEY_OPTION_LIST,
                help -> help.optionList(
                        new Words(help), help.createDefaultOptionSort(), help.parameterLabelRenderer()));
        sections.put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, HelpText::commands);
        sections.put(UsageMessageSpec.SECTION_KEY_FOOTER, HelpText::footer);
        commands.setHelpSectionMap(sections);
    }

    private static int width(Help help) {
        return help.commandSpec().usageMessage().width();
    }

    private static String synopsis(Help help) {
        UsageMessageSpec usage = help.commandSpec().usageMessage();
        int width = usage.width();
        usage.width(SYNOPSIS_WIDTH);
        String whole;
        try {
            whole = help.synopsis(help.synopsisHeadingLength()).strip();
        } finally {
            usage.width(width);
        }
        String command = help.commandSpec().qualifiedName();
        String rest =
                whole.startsWith(command) ? whole.substring(command.length()).strip() : whole;
        String indent = " ".repeat(help.synopsisHeadingLength() + command.length() + 1);
        List<String> lines = broken(rest, width - indent.length());
        return command + (rest.isEmpty() ? "" : " ") + String.join("\n" + indent, lines) + "\n";
    }

    private static String description(Help help) {
        return text(Wrapped.lines("", "", described(help.commandSpec().usageMessage()), width(help)));
    }

    private static String described(UsageMessageSpec usage) {
        return String.join(" ", usage.description()).replace("%n", " ").strip();
    }

    private static String commands(Help help) {
        Map<String, CommandLine> all = new LinkedHashMap<>();
        help.commandSpec().subcommands().values().stream()
                .distinct()
                .forEach(one -> all.put(String.join(", ", one.getCommandSpec().names()), one));
        int names = 2 + all.keySet().stream().mapToInt(String::length).max().orElse(0);
        StringBuilder text = new StringBuilder();
        all.forEach((name, one) -> {
            List<String> lines = broken(described(one.getCommandSpec().usageMessage()), width(help) - names - 2);
            text.append("  ").append(name).append(" ".repeat(names - name.length()));
            text.append(String.join("\n" + " ".repeat(names + 2), lines)).append('\n');
        });
        return text.toString();
    }

    /** Lines that are indented are examples; the others are sentences, however they are broken in the source. */
    private static String footer(Help help) {
        List<String> lines = new ArrayList<>();
        StringBuilder sentences = new StringBuilder();
        for (String line : help.commandSpec().usageMessage().footer()) {
            boolean sentence = !line.isBlank() && !line.startsWith(" ");
            if (!sentence && !sentences.isEmpty()) {
                lines.addAll(broken(sentences.toString(), width(help)));
                sentences.setLength(0);
            }
            if (sentence) {
                sentences.append(sentences.isEmpty() ? "" : " ").append(line);
            } else {
                lines.addAll(example(line, width(help)));
            }
        }
        if (!sentences.isEmpty()) {
            lines.addAll(broken(sentences.toString(), width(help)));
        }
        return text(lines);
    }

    private static List<String> example(String line, int width) {
        if (line.length() <= width) {
            return List.of(line);
        }
        // An option and its value stay together.
        String words = line.strip().replaceAll("(?<= )(--[\\w-]+) (?=[^- ])", "$1" + TOGETHER);
        List<String> lines = new ArrayList<>(Wrapped.lines("  ", "      ", words, width - 2));
        lines.replaceAll(part -> part.replace(TOGETHER, " ") + " \\");
        lines.set(lines.size() - 1, lines.getLast().replaceFirst(" \\\\$", ""));
        return lines;
    }

    private static List<String> broken(String sentences, int width) {
        return Wrapped.lines("", "", sentences, width);
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }

    /** Names to the left, what they mean to the right, or below where the names take too much room. */
    private static final class Words extends Help.Layout {

        private final int width;
        private final StringBuilder text = new StringBuilder();

        Words(Help help) {
            super(help.colorScheme(), help.createTextTable(Map.of("", "")));
            this.width = width(help);
        }

        @Override
        public void layout(ArgSpec argument, Text[][] cells) {
            Text[] first = cells[0];
            String shortName = plain(first[1]);
            String names = (shortName.isEmpty()
                            ? NAMES
                            : "  " + shortName + (plain(first[3]).isEmpty() ? "" : ", "))
                    + plain(first[3]);
            List<String> meant = broken(String.join(" ", described(cells)), width - TEXT);
            String gap = "\n" + " ".repeat(TEXT);
            text.append(names)
                    .append(names.length() + 2 <= TEXT ? " ".repeat(TEXT - names.length()) : gap)
                    .append(String.join(gap, meant))
                    .append('\n');
        }

        private static List<String> described(Text[][] cells) {
            List<String> parts = new ArrayList<>();
            for (Text[] row : cells) {
                parts.add(plain(row[4]));
            }
            return parts;
        }

        private static String plain(Text cell) {
            return cell.plainString().strip();
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
