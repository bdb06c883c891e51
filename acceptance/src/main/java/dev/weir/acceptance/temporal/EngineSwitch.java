package dev.weir.acceptance.temporal;

import dev.weir.acceptance.ProgramOptions;
import dev.weir.acceptance.Showing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** An installation changes its engine with jobs open; see docs/operating/faults.md. */
@Command(
        name = "engine-switch",
        mixinStandardHelpOptions = true,
        description =
                "Has both engines work on one database at once, and then switches from one to the other and back with jobs"
                        + " open, by SIGTERM and by SIGKILL.")
public final class EngineSwitch implements Callable<Integer> {

    @Option(
            names = "--rows",
            defaultValue = "10000",
            description = "Of each of five jobs; a sixth is larger (default: 10000).")
    private int rows;

    @Option(names = "--seed", defaultValue = "7", description = "Of the lists (default: 7).")
    private long seed;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    private EngineSwitch() {}

    public static void main(String[] arguments) {
        System.exit(ClusterOptions.line(new EngineSwitch()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return program.show("weir-engine-switch-", (folder, showing) -> {
            Path unpack = folder.resolve("binaries");
            try (Cluster server = cluster.open(folder.resolve("cluster"))) {
                SwitchRun run = SwitchRun.of(program.weir(), folder, unpack, server.engine(), rows, seed, showing::say);
                table(run).forEach(showing::say);
                check(run, showing);
            }
        });
    }

    static List<String> table(SwitchRun run) {
        List<String> lines = new ArrayList<>(run.outcome().lines());
        lines.add("  beside each other: batches by node " + run.beside());
        run.turns().forEach(turn -> lines.add("  in turn: " + turn));
        lines.add("  the clock was put forward " + run.forwards() + " times");
        return lines;
    }

    /** Says what does not fit. */
    static void check(SwitchRun run, Showing showing) {
        showing.mustHold(run.beside().size() == 2, "both engines have batches at once; it is " + run.beside());
        showing.mustHold(
                run.askedBeside() == 0, "nobody is asked twice by two engines at once; it is " + run.askedBeside());
        showing.mustHold(run.doubled().isEmpty(), "no grant has two nodes; " + run.doubled());
        for (SwitchRun.Turn turn : run.turns()) {
            showing.mustHold(turn.batches() > 0, turn.engine() + " has batches in its turn; it is " + turn);
        }
        run.outcome().check(false, showing);
    }
}
