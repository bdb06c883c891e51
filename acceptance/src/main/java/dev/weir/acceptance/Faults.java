package dev.weir.acceptance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The fault runs as commands; see docs/operating/faults.md. Exits with 0 when everything was shown. */
@Command(
        name = "faults",
        description = "Kills workers and breaks vendors, and holds the books against the vendors' own.",
        mixinStandardHelpOptions = true,
        subcommands = {Faults.Transient.class, Faults.Kills.class, Faults.Failpoints.class})
public final class Faults {

    private Faults() {}

    public static void main(String[] arguments) {
        System.setProperty("logback.configurationFile", "faults-logback.xml");
        System.exit(new CommandLine(new Faults()).execute(arguments));
    }

    /** What all runs share. */
    abstract static class Run implements Callable<Integer> {
        @Option(names = "--seed", description = "Of rows, vendors and moments (default: a new one, printed).")
        @Nullable
        Long seed;

        @Option(names = "--folder", description = "Where database, ledgers and logs are left (default: a new one).")
        @Nullable
        Path folder;

        long seed() {
            Long given = seed;
            return given == null ? System.nanoTime() & 0xFFFF : given;
        }

        Integer show(Function<Arena, Showing> run) throws IOException {
            Path given = folder;
            Path home = given == null ? Files.createTempDirectory("weir-faults-") : given;
            try (Arena arena = Arena.open(home, home.resolve("postgres"))) {
                return run.apply(arena).verdict(home);
            }
        }
    }

    /** What runs share whose workers are killed. */
    abstract static class KillingRun extends Run {
        @Option(
                names = "--minutes",
                defaultValue = "30",
                description = "Until the job must have closed; what still runs then is not compared (default: 30).")
        int minutes;

        Duration patience() {
            return Duration.ofMinutes(minutes);
        }
    }

    @Command(
            name = "kills",
            mixinStandardHelpOptions = true,
            description = "SIGKILLs at random moments of one worker's run.")
    static final class Kills extends KillingRun {
        @Option(names = "--rows", defaultValue = "20000")
        int rows;

        @Option(names = "--kills", defaultValue = "50")
        int kills;

        @Override
        public Integer call() throws IOException {
            return show(arena -> new RandomKills(rows, kills, patience(), seed()).run(arena, System.out::println));
        }
    }

    @Command(
            name = "failpoints",
            mixinStandardHelpOptions = true,
            description = "Deaths at failpoints, of two workers on one database.")
    static final class Failpoints extends KillingRun {
        @Option(names = "--rows", defaultValue = "12000", description = "Of the first round (default: 12000).")
        int rows;

        @Option(names = "--kills", defaultValue = "200", description = "Of all rounds together (default: 200).")
        int kills;

        @Option(
                names = "--strangers",
                defaultValue = "0",
                description = "How many of the dead come back with another home, so that leases end by themselves.")
        int strangers;

        @Override
        public Integer call() throws IOException {
            return show(arena ->
                    new AimedKills(rows, kills, strangers, patience(), seed()).run(arena, System.out::println));
        }
    }

    @Command(
            name = "transient",
            mixinStandardHelpOptions = true,
            description = "One call in twenty fails and heals within the retry policy.")
    static final class Transient extends Run {
        @Option(names = "--rows", defaultValue = "100000")
        int rows;

        @Override
        public Integer call() throws IOException {
            return show(arena -> new TransientFaults(rows, seed()).run(arena, System.out::println));
        }
    }
}
