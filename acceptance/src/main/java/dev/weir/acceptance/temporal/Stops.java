package dev.weir.acceptance.temporal;

import dev.weir.acceptance.ProgramOptions;
import dev.weir.acceptance.Showing;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Pause, resume and cancel on Temporal; see docs/operating/faults.md. */
@Command(
        name = "stops",
        mixinStandardHelpOptions = true,
        description = "Pauses and resumes a job that runs on Temporal, and cancels another one.")
public final class Stops implements Callable<Integer> {

    @Option(names = "--rows", defaultValue = "5000", description = "Of each of two jobs (default: 5000).")
    private int rows;

    @Option(names = "--seed", defaultValue = "7", description = "Of the lists (default: 7).")
    private long seed;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    private Stops() {}

    public static void main(String[] arguments) {
        System.exit(ClusterOptions.line(new Stops()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return program.show("weir-stops-", (folder, showing) -> {
            Path unpack = folder.resolve("binaries");
            try (Cluster server = cluster.open(folder.resolve("cluster"))) {
                StopRun run = StopRun.of(program.weir(), folder, unpack, server.engine(), rows, seed, showing::say);
                run.outcome().lines().forEach(showing::say);
                check(run, rows, showing);
            }
        });
    }

    /** Says what does not fit. */
    static void check(StopRun run, int rows, Showing showing) {
        stopped("pause", run.paused(), rows, showing);
        stopped("cancel", run.cancelled(), rows, showing);
        Outcome.Ended first = run.outcome().jobs().getFirst();
        showing.mustHold(
                first.completed() > run.paused().ended() && first.completed() + first.failed() == rows,
                "the resumed job goes on to its end; it is " + first);
        showing.mustHold(run.status().equals("cancelled"), "the other one is cancelled; it is " + run.status());
        showing.mustHold(run.held() == 0, "its hold has returned; " + run.held() + "/1000 are left");
        run.outcome().checkBooks(true, showing);
    }

    private static void stopped(String what, StopRun.Stopped stopped, int rows, Showing showing) {
        showing.mustHold(
                stopped.calls() <= stopped.underWay(),
                "no call starts after " + what + " has returned; " + stopped.underWay() + " had by then, and it were "
                        + stopped.calls());
        showing.mustHold(
                stopped.ended() > 0 && stopped.ended() < rows, what + " comes in the middle; it is " + stopped);
    }
}
