package dev.weir.acceptance.temporal;

import dev.weir.acceptance.ProgramOptions;
import dev.weir.acceptance.Showing;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Temporal goes away for minutes and comes back; see docs/operating/faults.md. */
@Command(
        name = "temporal-away",
        mixinStandardHelpOptions = true,
        description =
                "Stops Temporal in the middle of jobs that are under way and of rows that wait for late answers, and has it"
                        + " come back after minutes; then the same with SIGKILL.")
public final class TemporalAway implements Callable<Integer> {

    @Option(names = "--rows", defaultValue = "10000", description = "Of each of three jobs (default: 10000).")
    private int rows;

    @Option(names = "--minutes", defaultValue = "3", description = "That Temporal is away, each time (default: 3).")
    private double minutes;

    @Option(names = "--seed", defaultValue = "7", description = "Of the lists (default: 7).")
    private long seed;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    private TemporalAway() {}

    public static void main(String[] arguments) {
        System.exit(ClusterOptions.line(new TemporalAway()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Duration away =
                Duration.ofMillis(Math.round(minutes * Duration.ofMinutes(1).toMillis()));
        return program.show("weir-temporal-away-", (folder, showing) -> {
            Path unpack = folder.resolve("binaries");
            for (AwayRun.How how : AwayRun.How.values()) {
                Path own = folder.resolve(how.name().toLowerCase(Locale.ROOT));
                try (Cluster server = cluster.open(own.resolve("cluster"))) {
                    AwayRun run = AwayRun.of(program.weir(), own, unpack, server, how, rows, seed, away, showing::say);
                    table(run).forEach(showing::say);
                    check(run, how, showing);
                }
            }
        });
    }

    static List<String> table(AwayRun run) {
        List<String> lines = new ArrayList<>(run.outcome().lines());
        lines.add(String.format(
                Locale.ROOT,
                "  away for %.1f s: %d looks at the API, %d refused, %,d rows became final; all had closed %.1f s after",
                run.away().toMillis() / 1e3,
                run.looks(),
                run.refused(),
                run.settled(),
                run.caughtUp().toMillis() / 1e3));
        return lines;
    }

    /** Says what does not fit. */
    static void check(AwayRun run, AwayRun.How how, Showing showing) {
        String which = how.name().toLowerCase(Locale.ROOT) + ": ";
        showing.mustHold(run.looks() > 0, which + "the API is looked at meanwhile");
        showing.mustHold(
                run.refused() == 0, which + "the API answers meanwhile; " + run.refused() + " times it did not");
        showing.mustHold(run.outcome().jobs().size() == 3, which + "a job is submitted meanwhile");
        showing.mustHold(
                run.caughtUp().compareTo(AwayRun.WITHIN) <= 0,
                which + "all have closed within " + AwayRun.WITHIN.toSeconds() + " s of its return; it took "
                        + run.caughtUp().toMillis() + " ms");
        run.outcome().check(true, showing);
    }
}
