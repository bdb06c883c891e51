package dev.weir.acceptance.judges;

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
            description =
                    "By how many milliseconds 99 % of the others' requests may take longer than before (default: 1000).")
    private long p99;

    @Option(names = "--threads", defaultValue = "200", description = "Of the system's, at most (default: 200).")
    private long threads;

    @Mixin
    private JudgeOptions judge = new JudgeOptions();

    /** picocli sets the options. */
    Slow() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        SlowRun.Plan plan = new SlowRun.Plan(connections, Duration.ofSeconds(seconds), p99, threads);
        return judge.show(judged -> new SlowRun(judged, plan).play());
    }
}
