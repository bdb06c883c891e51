package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Interrupts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

class CompletionTest {

    private static String script(String shell) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertThat(Cli.run(new Terminal(Map.of(), print, print, Interrupts.NONE), "completion", shell))
                .isEqualTo(ExitCodes.OK);
        return out.toString(StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @CsvSource({"weir en, enrich", "weir enrich --wat, --waterfall", "weir doubts res, resolve"})
    void bashCompletes(String typed, String expected, @TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "needs bash");
        Path file = Files.writeString(folder.resolve("weir.bash"), script("bash"));
        String words = "COMP_WORDS=(" + typed + "); COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 )); COMP_LINE='" + typed
                + "'; COMP_POINT=${#COMP_LINE}";
        String asked = "source " + file + "; " + words
                + "; \"$(complete -p weir | sed 's/.*-F \\([^ ]*\\).*/\\1/')\"; printf '%s\\n' \"${COMPREPLY[@]}\"";
        assertThat(run("/bin/bash", "-c", asked).lines().map(String::strip)).contains(expected);
    }

    @Test
    void fishKnowsEveryCommandAndOption() {
        String script = script("fish");
        assertThat(CommandTree.all().map(CommandSpec::name))
                .allSatisfy(name -> assertThat(script).contains(" -f -a " + name + " -d "));
        assertThat(CommandTree.all().flatMap(spec -> spec.options().stream()).map(OptionSpec::longestName))
                .allSatisfy(name -> assertThat(script).contains(" -l " + name.substring(2)));
        // Whoever quotes wrong breaks the user's shell: outside of quoted words there is no quote left.
        assertThat(script.lines().skip(1))
                .allSatisfy(line -> assertThat(line.replaceAll("'([^'\\\\]|\\\\.)*'", "Q"))
                        .matches("complete -c weir -n Q( -f -a [a-z-]+| -[lsr]( [\\w-]+)?)* -d Q"));
        assertThat(script)
                .contains("complete -c weir -n '__fish_use_subcommand' -f -a enrich")
                .contains("-n '__fish_seen_subcommand_from doubts; and __fish_seen_subcommand_from resolve' -l retry");
    }

    @Test
    void anUnknownShellIsToldWhichThereAre() {
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(err, true, StandardCharsets.UTF_8);
        assertThat(Cli.run(new Terminal(Map.of(), print, print, Interrupts.NONE), "completion", "powershell"))
                .isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8)).containsIgnoringCase("fish");
    }

    private static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
