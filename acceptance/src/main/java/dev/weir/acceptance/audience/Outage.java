package dev.weir.acceptance.audience;

import dev.weir.acceptance.ProgramOptions;
import dev.weir.acceptance.Showing;
import dev.weir.sandbox.Truth;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** FullEnrich is down for an hour while subscribers come, then back; see docs/operating/faults.md. */
@Command(
        name = "outage",
        mixinStandardHelpOptions = true,
        description =
                "Delivers events while FullEnrich answers nothing but 5xx, puts the clock forward by more than an hour, has it"
                        + " come back, and looks whether all that waited is processed, and nothing twice.")
public final class Outage implements Callable<Integer> {

    private static final int MOST_NAMED = 10;
    private static final int LEAST_LINES = 20;

    @Option(names = "--events", defaultValue = "1000", description = "Of the burst (default: 1000).")
    private int events;

    @Option(names = "--seed", defaultValue = "7", description = "Of people, words and order (default: 7).")
    private long seed;

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    private Outage() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Outage()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return program.show("weir-outage-", (folder, showing) -> {
            Script script = script(events, seed);
            check(OutageRun.of(program.weir(), folder, script, showing::say), script, Site.truth(), showing);
        });
    }

    /** Of a burst alone. */
    static Script script(int events, long seed) {
        return BurstRun.script(new BurstPlan(events, LEAST_LINES, 0, 1, 2, seed));
    }

    /** Says what does not fit. */
    static void check(OutageRun run, Script script, Truth truth, Showing showing) {
        int wanted = Script.wanted(script.burst()).size();
        List<String> wrong = Reckoning.wrong(script.burst(), run.facts(), truth, OutageRun.worth(), wanted, true);
        wrong.stream().limit(MOST_NAMED).forEach(showing::wrong);
        showing.mustHold(
                wrong.size() <= MOST_NAMED, "nothing else is wrong; it is in " + wrong.size() + " places in all");
        showing.mustHold(
                run.endedMeanwhile() == 0 && run.waited() == wanted,
                "all " + wanted + " wait while the vendor is down; " + run.waited() + " did, and "
                        + run.endedMeanwhile() + " had come to an end");
        showing.mustHold(run.refused() > 0, "the vendor was asked while it was down");
    }
}
