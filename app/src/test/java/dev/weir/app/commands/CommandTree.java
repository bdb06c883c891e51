package dev.weir.app.commands;

import dev.weir.app.enrich.Interrupts;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** All commands there are, and what their help says. */
final class CommandTree {

    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

    private CommandTree() {}

    /** A root of its own for each use: whoever sets its width, say, changes it. */
    static CommandLine root() {
        PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
        return Cli.commands(new Terminal(Map.of(), nowhere, nowhere, Interrupts.NONE));
    }

    /** Every command but the root and picocli's own `help`, by its full name. */
    static Stream<CommandSpec> all() {
        List<CommandSpec> all = new ArrayList<>();
        collect(root(), all);
        return all.stream();
    }

    private static void collect(CommandLine line, List<CommandSpec> all) {
        for (CommandLine inner : new LinkedHashSet<>(line.getSubcommands().values())) {
            if (!(inner.getCommand() instanceof CommandLine.HelpCommand)) {
                all.add(inner.getCommandSpec());
                collect(inner, all);
            }
        }
    }

    /** Lines of the help that can be typed: two blanks, perhaps settings, and the program's name. */
    static List<String> examples(CommandSpec spec) {
        return Stream.of(spec.usageMessage().footer())
                .flatMap(text -> text.replace("%n", "\n").lines())
                .filter(line -> line.matches("  (\\w+=\\S+ )*weir( .*)?"))
                .map(String::strip)
                .toList();
    }

    /** The arguments of an example, as far as they are ours: what a shell redirects or comments is not. */
    static String[] arguments(String example) {
        List<String> words = new ArrayList<>();
        Matcher word = WORD.matcher(example.replaceFirst("^(\\w+=\\S+ )*weir ?", ""));
        while (word.find()) {
            if (word.group().matches("[>|#&].*|2>.*")) {
                break;
            }
            words.add(Stream.of(1, 2, 3)
                    .map(word::group)
                    .filter(group -> group != null)
                    .findFirst()
                    .orElse(""));
        }
        return words.toArray(String[]::new);
    }
}
