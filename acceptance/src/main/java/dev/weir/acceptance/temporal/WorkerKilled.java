package dev.weir.acceptance.temporal;

import dev.weir.acceptance.Leads;
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

/** Workers that are killed; see docs/operating/faults.md. */
@Command(
        name = "worker-killed",
        mixinStandardHelpOptions = true,
        description =
                "SIGKILLs one of several workers after another in the middle of its batches, and measures until each of"
                        + " them is granted anew.")
public final class WorkerKilled implements Callable<Integer> {

    @Option(names = "--rows", defaultValue = "20000", description = "Of the list (default: 20000).")
    private int rows;

    @Option(names = "--kills", defaultValue = "5", description = "Workers that die (default: 5).")
    private int kills;

    @Option(names = "--workers", defaultValue = "3", description = "At the same time (default: 3).")
    private int workers;

    @Option(names = "--seed", defaultValue = "7", description = "Of the list, and of who dies when (default: 7).")
    private long seed;

    @Option(names = "--conductor", description = "The same of the conductor instead of Temporal.")
    private boolean conductor;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    private WorkerKilled() {}

    public static void main(String[] arguments) {
        System.exit(ClusterOptions.line(new WorkerKilled()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return program.show("weir-worker-killed-", (folder, showing) -> {
            KilledRun run;
            if (conductor) {
                run = run(folder, EngineChoice.CONDUCTOR, showing);
            } else {
                try (Cluster server = cluster.open(folder.resolve("cluster"))) {
                    run = run(folder, server.engine(), showing);
                }
            }
            table(run).forEach(showing::say);
            check(run, kills, showing);
        });
    }

    private KilledRun run(Path folder, EngineChoice engine, Showing showing) throws IOException, InterruptedException {
        return KilledRun.of(
                program.weir(),
                folder,
                folder.resolve("binaries"),
                engine,
                new Leads(seed, rows),
                workers,
                kills,
                seed,
                showing::say);
    }

    static List<String> table(KilledRun run) {
        List<Duration> sorted = run.resumed().stream().sorted().toList();
        List<String> lines = new ArrayList<>(run.outcome().lines());
        if (!sorted.isEmpty()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %d batches of %d dead workers were granted anew after %.1f s (median), %.1f s (longest); at most %d s",
                    sorted.size(),
                    run.deaths(),
                    sorted.get(sorted.size() / 2).toMillis() / 1e3,
                    sorted.getLast().toMillis() / 1e3,
                    KilledRun.WITHIN.toSeconds()));
        }
        return lines;
    }

    /** Says what does not fit. */
    static void check(KilledRun run, int kills, Showing showing) {
        showing.mustHold(run.deaths() == kills, kills + " workers die; it were " + run.deaths());
        showing.mustHold(run.resumed().size() >= kills, "each of the dead had a batch");
        for (Duration time : run.resumed()) {
            showing.mustHold(
                    time.compareTo(KilledRun.WITHIN) <= 0,
                    "each batch is granted anew within " + KilledRun.WITHIN.toSeconds() + " s; one took "
                            + time.toMillis() + " ms");
        }
        run.outcome().check(false, showing);
    }
}
