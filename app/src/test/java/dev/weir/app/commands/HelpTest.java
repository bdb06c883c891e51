package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.weir.provider.Fields;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** What each command says of itself: that it has examples, and that these can be typed. Holds for commands to come. */
class HelpTest {

    /** Nothing is parsed by it: it says what there is, which would take long to build for every question. */
    private static final Map<String, CommandSpec> SPECS = CommandTree.all()
            .collect(
                    Collectors.toMap(CommandSpec::qualifiedName, Function.identity(), (_, last) -> last, TreeMap::new));

    /** Parses one example after another, each as if nothing had been typed before. */
    private static final CommandLine PARSER = CommandTree.root();

    static Stream<String> names() {
        return SPECS.keySet().stream();
    }

    private static CommandSpec spec(String name) {
        return Objects.requireNonNull(SPECS.get(name), name);
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyCommandHasAnExampleOfItself(String name) {
        assertThat(CommandTree.examples(spec(name)))
                .as("footer of @Command: a line such as \"  " + name + " ...\"")
                .anySatisfy(example -> assertThat(example).contains(name));
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyExampleIsUnderstoodAndItsFieldsExist(String name) {
        for (String example : CommandTree.examples(spec(name))) {
            AtomicReference<CommandLine.ParseResult> parsed = new AtomicReference<>();
            assertThatCode(() -> parsed.set(PARSER.parseArgs(CommandTree.arguments(example))))
                    .as(example)
                    .doesNotThrowAnyException();
            CommandLine.ParseResult result = parsed.get();
            while (result.hasSubcommand()) {
                result = result.subcommand();
            }
            if (result.hasMatchedOption("--fields")) {
                List<String> fields = result.matchedOptionValue("--fields", List.of());
                assertThat(fields)
                        .as(example)
                        .allMatch(field -> Fields.find(field).isPresent());
            }
        }
    }

    @Test
    void theExamplesOfTheProgramItselfAreUnderstood() {
        List<String> examples = CommandTree.examples(PARSER.getCommandSpec());
        assertThat(examples)
                .hasSizeGreaterThan(1)
                .allSatisfy(example -> assertThatCode(() -> PARSER.parseArgs(CommandTree.arguments(example)))
                        .doesNotThrowAnyException());
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyCommandAndEachOfItsArgumentsIsDescribedAndHasHelp(String name) {
        CommandSpec spec = spec(name);
        assertThat(String.join(" ", spec.usageMessage().description())).as(name).isNotBlank();
        assertThat(spec.findOption("--help"))
                .as(name + ": mixinStandardHelpOptions = true")
                .isNotNull();
        List<ArgSpec> arguments = new ArrayList<>(spec.options());
        arguments.addAll(spec.positionalParameters());
        assertThat(arguments)
                .allSatisfy(argument -> assertThat(String.join(" ", argument.description()))
                        .as(name + " " + called(argument))
                        .isNotBlank());
    }

    private static String called(ArgSpec argument) {
        return argument instanceof CommandLine.Model.OptionSpec option
                ? option.longestName()
                : ((PositionalParamSpec) argument).paramLabel();
    }

    @ParameterizedTest
    @MethodSource("names")
    void onANarrowTerminalHelpIsBrokenAtSpacesAloneAndExamplesCanBeCopied(String name) {
        CommandSpec spec = spec(name);
        CommandLine line = spec.commandLine();
        line.setUsageHelpWidth(60);
        String help = line.getUsageMessage(CommandLine.Help.Ansi.OFF);
        assertThat(help.lines().filter(one -> one.length() > 60))
                .as("only what has no space to be broken at is longer")
                .allMatch(
                        one -> !one.strip().contains(" ") || one.strip().matches("FILE|\\[?\\S+\\]?(\\.{3})?|weir .*"));
        String joined = help.replaceAll(" \\\\\\n +", " ");
        assertThat(CommandTree.examples(spec))
                .allSatisfy(example -> assertThat(joined).contains(example));
        String flat = help.replaceAll("\\s+", " ");
        for (ArgSpec argument : spec.args()) {
            if (argument instanceof CommandLine.Model.OptionSpec option && !option.hidden()) {
                for (String sentence : option.description()) {
                    assertThat(flat).contains(sentence.replaceAll("\\s+", " ").strip());
                }
            }
        }
    }

    @Test
    void helpIsAsWideAsTheTerminal() throws IOException {
        try (CommandLineHome home = CommandLineHome.fresh()) {
            int narrow = widest(home.with("COLUMNS", "60").run("verify", "--help"));
            int wide = widest(home.with("COLUMNS", "120").run("verify", "--help"));
            assertThat(narrow).isLessThanOrEqualTo(60);
            assertThat(wide).isBetween(90, 120);
        }
    }

    private static int widest(CommandLineHome.Ended help) {
        return help.orThrow().out().lines().mapToInt(String::length).max().orElse(0);
    }

    @Test
    void anExampleWithAWrongOptionOrFieldWouldBeNoticed() {
        assertThatCode(() -> PARSER.parseArgs(
                        CommandTree.arguments("weir enrich 'my list.csv' --fields company.domain --limt 3 > out.csv")))
                .hasMessageContaining("--limt");
        assertThat(CommandTree.arguments("A=b weir enrich 'my list.csv' --map \"A B=x\" > out.csv"))
                .containsExactly("enrich", "my list.csv", "--map", "A B=x");
    }
}
