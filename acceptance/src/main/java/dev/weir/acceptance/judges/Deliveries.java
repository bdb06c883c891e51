package dev.weir.acceptance.judges;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Webhooks as a library in another language verifies them, as a command. */
@Command(
        name = "deliveries",
        mixinStandardHelpOptions = true,
        description =
                "Delivers the events of jobs to a receiver in Python that verifies them with the library standardwebhooks"
                        + " and refuses some at first, and changes the secret meanwhile.")
final class Deliveries implements Callable<Integer> {

    @Option(names = "--jobs", defaultValue = "40", description = "Whose events are delivered (default: 40).")
    private int jobs;

    @Mixin
    private JudgeOptions judge = new JudgeOptions();

    /** picocli sets the options. */
    Deliveries() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        return judge.show(judged -> DeliveriesRun.play(judged, jobs));
    }
}
