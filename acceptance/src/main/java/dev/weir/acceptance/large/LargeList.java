package dev.weir.acceptance.large;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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

    @Option(names = "--weir", defaultValue = "weir", description = "The launcher (default: weir, in this folder).")
    private Path launcher;

    @Option(names = "--folder", description = "Where lists, homes and logs are left (default: a new one).")
    private @Nullable Path folder;

    /** picocli sets the options. */
    private LargeList() {
        this.launcher = Path.of("weir");
    }

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new LargeList()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path given = folder;
        Path home = given == null ? Files.createTempDirectory("weir-large-") : Files.createDirectories(given);
        Run fewer = run(home, small);
        Run many = run(home, rows);
        List<String> unmet = new ArrayList<>(Goals.unmet(fewer.profile(), many.profile()));
        fewer.wrong().forEach(wrong -> unmet.add(small + " rows: " + wrong));
        many.wrong().forEach(wrong -> unmet.add(rows + " rows: " + wrong));
        unmet.forEach(sentence -> System.out.println("  ! not so: " + sentence));
        System.out.println(unmet.isEmpty() ? "Shown." : "NOT shown; everything is left in " + home);
        return unmet.isEmpty() ? 0 : 1;
    }

    private Run run(Path home, int count) throws IOException, InterruptedException {
        Path own = Files.createDirectories(home.resolve("rows-" + count));
        Run run = Run.of(launcher, own, count, seed);
        System.out.printf("%,d rows, %,d MB%n", count, run.bytes() / 1_000_000);
        Tables.of(run.profile()).forEach(System.out::println);
        return run;
    }
}
