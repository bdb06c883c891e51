package dev.weir.acceptance.audience;

import dev.weir.acceptance.ProgramOptions;
import dev.weir.acceptance.Showing;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** A trigger, its condition and the model are changed under a running server; see docs/operating/faults.md. */
@Command(
        name = "switching",
        mixinStandardHelpOptions = true,
        description =
                "Switches the ready-made trigger on and off, changes its condition and the ICP model, pauses and resumes, and"
                        + " looks at what becomes of the next event.")
public final class Switching implements Callable<Integer> {

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    private Switching() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Switching()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return program.show(
                "weir-switching-",
                (folder, showing) -> check(SwitchingRun.of(program.weir(), folder, showing::say), showing));
    }

    /** Says what does not fit. */
    static void check(SwitchingRun run, Showing showing) {
        for (SwitchingRun.Seen seen : run.seen()) {
            showing.mustHold(
                    seen.expected().equals(seen.found()),
                    seen.what() + " is " + seen.expected() + "; it is " + seen.found());
        }
        showing.mustHold(!run.seen().isEmpty(), "something was switched");
        showing.mustHold(run.spent() == 0, "rescoring asks nobody; " + run.spent() + " were asked about");
        showing.mustHold(run.verified().isEmpty(), "weir verify finds nothing; it says " + run.verified());
    }
}
