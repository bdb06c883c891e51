package dev.weir.acceptance.large;

import dev.weir.acceptance.ProgramOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The large list as a command; see docs/performance/large-lists.md. Exits with 0 when everything was shown. */
@Command(
        name = "large-list",
        mixinStandardHelpOptions = true,
        description = "Enriches a small and a large list with the program, and compares time and memory.")
public final class LargeList implements Callable<Integer> {

    @Option(names = "--rows", defaultValue = "1000000", description = "Of the large list (default: 1000000).")
    private int rows;

    @Option(names = "--small", defaultValue = "50000", description = "Rows of the small list (default: 50000).")
    private int small;

    @Option(names = "--seed", defaultValue = "7", description = "Of the lists (default: 7).")
    private long seed;

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    private LargeList() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LargeList()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return program.show("weir-large-", (home, showing) -> {
            Run fewer = run(home, small);
            Run many = run(home, rows);
            Goals.unmet(fewer.profile(), many.profile()).forEach(goal -> showing.mustHold(false, goal));
            fewer.wrong().forEach(wrong -> showing.wrong(small + " rows: " + wrong));
            many.wrong().forEach(wrong -> showing.wrong(rows + " rows: " + wrong));
        });
    }

    private Run run(Path home, int count) throws IOException, InterruptedException {
        Path own = Files.createDirectories(home.resolve("rows-" + count));
        Run run = Run.of(program.weir(), own, count, seed);
        System.out.printf("%,d rows, %,d MB%n", count, run.bytes() / 1_000_000);
        Tables.of(run.profile()).forEach(System.out::println);
        return run;
    }
}
