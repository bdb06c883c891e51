package dev.weir.app.commands;

import dev.weir.app.ExitCodes;
import dev.weir.provider.Nearest;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.MutuallyExclusiveArgsException;
import picocli.CommandLine.OverwrittenOptionException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line and what to type instead, in one sentence or two. */
final class Mistyped implements CommandLine.IParameterExceptionHandler {

    /** How picocli says that an option is there and its value is not. */
    private static final Pattern VALUE = Pattern.compile("^Expected parameter|parameter for option");

    private final Terminal terminal;

    Mistyped(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        terminal.say("weir: " + sentence(wrong));
        return ExitCodes.USAGE;
    }

    /** What is wrong, and what to do. */
    static String sentence(ParameterException wrong) {
        CommandSpec command = wrong.getCommandLine().getCommandSpec();
        return switch (wrong) {
            case UnmatchedArgumentException unmatched ->
                unmatched(command, unmatched.getUnmatched().getFirst());
            case MissingParameterException missing -> missingOrMistyped(command, missing);
            case MutuallyExclusiveArgsException both ->
                optionsIn(message(both)) + " exclude each other. Keep one of them.";
            case OverwrittenOptionException twice -> name(twice.getOverwritten()) + " is given twice. Keep one.";
            default -> other(command, wrong);
        };
    }

    /** What is missing may be there under a mistyped name, and then that is what is wrong. */
    private static String missingOrMistyped(CommandSpec command, MissingParameterException wrong) {
        return wrong.getCommandLine().getUnmatchedArguments().stream()
                .filter(word -> word.startsWith("-"))
                .findFirst()
                .map(word -> unmatched(command, word))
                .orElseGet(() -> missing(command, wrong));
    }

    private static String message(ParameterException wrong) {
        return Objects.requireNonNullElse(wrong.getMessage(), "The command is not understood");
    }

    private static String optionsIn(String message) {
        return Pattern.compile("--[\\w-]+")
                .matcher(message)
                .results()
                .map(MatchResult::group)
                .distinct()
                .collect(Collectors.joining(" and "));
    }

    private static String unmatched(CommandSpec command, String word) {
        String see = " '" + command.qualifiedName() + " --help' shows what there is.";
        if (word.startsWith("-")) {
            String name = word.replaceFirst("=.*", "");
            List<String> options = command.options().stream()
                    .filter(option -> !option.hidden())
                    .flatMap(option -> Arrays.stream(option.names()))
                    .toList();
            return command.qualifiedName() + " has no option " + name + "." + Nearest.question(options, name) + see;
        }
        List<String> commands = List.copyOf(command.subcommands().keySet());
        return commands.isEmpty()
                ? command.qualifiedName() + " does not know what to do with '" + word
                        + "'. Leave it out, or put it in quotes with the word before it if they are one." + see
                : "There is no command '" + command.qualifiedName() + " " + word + "'."
                        + Nearest.question(commands, word) + see;
    }

    private static String missing(CommandSpec command, MissingParameterException wrong) {
        List<String> lacking = wrong.getMissing().stream().map(Mistyped::name).toList();
        ArgSpec first = wrong.getMissing().isEmpty() ? null : wrong.getMissing().getFirst();
        String what = lacking.isEmpty() ? "Something" : String.join(" and ", lacking);
        String advice;
        if (message(wrong).contains("one of these")) {
            return "Say one of " + String.join(", ", lacking) + ". Write " + example(command) + ".";
        }
        if (first instanceof OptionSpec option && VALUE.matcher(message(wrong)).find()) {
            what = option.longestName() + " needs a value";
            advice = "Write " + option.longestName() + " " + option.paramLabel() + ".";
        } else {
            what += lacking.size() > 1 ? " are missing" : " is missing";
            advice = "Write " + example(command) + ".";
        }
        return what + ": " + describe(first) + " " + advice;
    }

    /** An example of the command's own help, which a test has parsed. */
    private static String example(CommandSpec command) {
        return Arrays.stream(command.usageMessage().footer())
                .map(String::strip)
                .filter(line -> line.startsWith("weir "))
                .findFirst()
                .map(line -> "for example: " + line)
                .orElse("'" + command.qualifiedName() + " --help' to see how");
    }

    private static String describe(@Nullable ArgSpec argument) {
        if (argument == null) {
            return "see the example.";
        }
        String text = Arrays.stream(argument.description()).collect(Collectors.joining(" "));
        return text.isEmpty() ? "see the example." : text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1);
    }

    private static String name(ArgSpec argument) {
        return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
    }

    private static String other(CommandSpec command, ParameterException wrong) {
        ArgSpec argument = wrong.getArgSpec();
        String value = wrong.getValue();
        if (argument != null && value != null) {
            String advice = advice(argument, value);
            if (!advice.isEmpty()) {
                return name(argument) + " '" + value + "' " + advice;
            }
        }
        // What is left picocli words itself.
        return message(wrong).replaceFirst("^Error: ", "").replaceAll("[.\\s]+$", "") + ". '" + command.qualifiedName()
                + " --help' shows what there is.";
    }

    private static String advice(ArgSpec argument, String value) {
        Class<?> type = argument.auxiliaryTypes().length > 0 ? argument.auxiliaryTypes()[0] : argument.type();
        String write = " Write " + (argument instanceof OptionSpec option ? option.longestName() + " " : "");
        if (type.isEnum()) {
            List<String> words = new ArrayList<>();
            for (Object constant : type.getEnumConstants()) {
                words.add(constant.toString().toLowerCase(Locale.ROOT));
            }
            return "is not one of " + String.join(", ", words) + "." + Nearest.question(words, value) + write
                    + words.getFirst() + ".";
        }
        if (type == BigDecimal.class || type == double.class || type == Double.class) {
            return "is no number." + write + "50, or 12.5.";
        }
        if (List.<Class<?>>of(long.class, Long.class, int.class, Integer.class).contains(type)) {
            return value.matches("[-+]?\\d+")
                    ? "is too large a number." + write + "a smaller one."
                    : "is no whole number." + write + "7.";
        }
        return "";
    }
}
