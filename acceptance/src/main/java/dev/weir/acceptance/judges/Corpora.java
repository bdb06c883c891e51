package dev.weir.acceptance.judges;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Public collections of odd texts as a command. */
@Command(
        name = "corpora",
        mixinStandardHelpOptions = true,
        description =
                "Sends JSONTestSuite to every operation, from a vendor and with tickets, the Web Platform Tests' addresses and"
                        + " many ways of writing this machine's as addresses, csv-spectrum as lists, and the Big List of Naughty"
                        + " Strings in every text of the API.")
final class Corpora implements Callable<Integer> {

    @Option(
            names = "--every",
            defaultValue = "1",
            description = "Each operation gets every so manieth text, another first each time (default: 1, all).")
    private int every;

    @Option(
            names = "--strings",
            defaultValue = "10",
            description = "Naughty strings in each text of each operation, others in each (default: 10).")
    private int strings;

    @Option(
            names = "--corpora",
            defaultValue = "lists/src/test/resources",
            description = "Where naughty/blns.json and csv-spectrum/csvs are (default: the tree's test data).")
    private Path corpora = Path.of("");

    @Mixin
    private JudgeOptions judge = new JudgeOptions();

    /** picocli sets the options. */
    Corpora() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        CorporaRun.Plan plan = new CorporaRun.Plan(every, strings, true, corpora);
        return judge.show(judged -> CorporaRun.play(judged, plan));
    }
}
