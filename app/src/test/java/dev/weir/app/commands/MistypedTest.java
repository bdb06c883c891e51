package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Interrupts;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A command line that cannot be understood is told in one line: what is wrong with it, and what to type. */
class MistypedTest {

    @ParameterizedTest(name = "weir {0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "enrich x.csv --fields a --max-credits abc | --max-credits 'abc' is no number. Write --max-credits 50, or 12.5.",
                "enrich x.csv --fields a --limit 1.5 | --limit '1.5' is no whole number. Write --limit 7.",
                "job show seven | JOB 'seven' is no whole number. Write 7.",
                "job show 99999999999999999999 | JOB '99999999999999999999' is too large a number. Write a smaller one.",
                "enrich x.csv --fields a --on-doubt hld | Did you mean 'hold'? Write --on-doubt hold.",
                "enrich | FILE is missing: the list",
                "enrich x.csv | Write for example: weir enrich leads.csv --fields",
                "enrich x.csv --fields a --out | --out needs a value: where the result goes; - is standard output. Write --out FILE.",
                "enrich x.csv --feilds a | weir enrich has no option --feilds. Did you mean '--fields'?",
                "enrich x.csv --fields a --limt 3 | weir enrich has no option --limt. Did you mean '--limit'?",
                "enrich x.csv y.csv --fields a | does not know what to do with 'y.csv'. Leave it out",
                "enrch | There is no command 'weir enrch'. Did you mean 'enrich'",
                "job shw | There is no command 'weir job shw'. Did you mean 'show'?",
                "doubts resolve --job 7 | Say one of --retry, --charged, --not-charged. Write for example: weir doubts",
                "doubts resolve --retry --charged --all | --retry and --charged exclude each other. Keep one of them.",
                "enrich x.csv --fields a --limit 3 --limit 4 | --limit is given twice. Keep one.",
            })
    void itIsToldInOneLineWithWhatToDo(String typed, String told) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int status = Cli.run(
                new Terminal(
                        Map.of(),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Interrupts.NONE),
                typed.split(" ", -1));
        String text = err.toString(StandardCharsets.UTF_8);
        assertThat(status).isEqualTo(ExitCodes.USAGE);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(text).startsWith("weir: ").contains(told).doesNotContain("Exception", "Usage:", "java.");
        assertThat(text.lines()).hasSize(1);
    }
}
