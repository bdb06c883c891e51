package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.weir.provider.Fields;
import java.util.ArrayList;
import java.util.List;
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

    static Stream<String> names() {
        return CommandTree.all().map(CommandSpec::qualifiedName);
    }

    private static CommandSpec spec(String name) {
        return CommandTree.all()
                .filter(one -> one.qualifiedName().equals(name))
                .findFirst()
                .orElseThrow();
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
    void everyExampleIsUnderstood(String name) {
        for (String example : CommandTree.examples(spec(name))) {
            assertThatCode(() -> CommandTree.root().parseArgs(CommandTree.arguments(example)))
                    .as(example)
                    .doesNotThrowAnyException();
        }
    }

    @Test
    void theExamplesOfTheProgramItselfAreUnderstood() {
        List<String> examples = CommandTree.examples(CommandTree.root().getCommandSpec());
        assertThat(examples)
                .hasSizeGreaterThan(1)
                .allSatisfy(
                        example -> assertThatCode(() -> CommandTree.root().parseArgs(CommandTree.arguments(example)))
                                .doesNotThrowAnyException());
    }

    @ParameterizedTest
    @MethodSource("names")
    void fieldsInExamplesExist(String name) {
        for (String example : CommandTree.examples(spec(name))) {
            CommandLine.ParseResult result = CommandTree.root().parseArgs(CommandTree.arguments(example));
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

    @Test
    void anExampleWithAWrongOptionOrFieldWouldBeNoticed() {
        assertThatCode(() -> CommandTree.root()
                        .parseArgs(CommandTree.arguments(
                                "weir enrich 'my list.csv' --fields company.domain --limt 3 > out.csv")))
                .hasMessageContaining("--limt");
        assertThat(CommandTree.arguments("A=b weir enrich 'my list.csv' --map \"A B=x\" > out.csv"))
                .containsExactly("enrich", "my list.csv", "--map", "A B=x");
    }
}
