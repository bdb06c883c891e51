package dev.weir.acceptance.judges;

import dev.weir.acceptance.ProgramOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Slow clients as a command. */
@Command(
        name = "slow",
        mixinStandardHelpOptions = true,
        description =
                "Attacks a server on this machine with slowhttptest (slow headers, slow bodies, slow reading) and with readers"
                        + " that stand still before an export and before progress, and watches what others get meanwhile.")
final class Slow implements Callable<Integer> {

    @Option(names = "--connections", defaultValue = "1000", description = "Of each attack (default: 1000).")
    private int connections;

    @Option(names = "--seconds", defaultValue = "60", description = "Of each attack (default: 60).")
    private int seconds;

    @Option(
            names = "--p99",
            defaultValue = "1000",
            description = "Milliseconds within which 99 % of the others' requests are answered (default: 1000).")
    private long p99;

    @Option(
            names = "--memory",
            defaultValue = "900",
            description = "MiB that the server may have resident, with a heap of 512 (default: 900).")
    private long memory;

    @Option(names = "--threads", defaultValue = "200", description = "Of the system's, at most (default: 200).")
    private long threads;

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    Slow() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        SlowRun.Plan plan = new SlowRun.Plan(connections, Duration.ofSeconds(seconds), p99, memory, threads);
        return program.show("weir-judges-", (folder, showing) -> {
            showing.say(plan.toString());
            new SlowRun(Judges.judged(folder, program.weir()), plan, showing).play(folder);
        });
    }
}
