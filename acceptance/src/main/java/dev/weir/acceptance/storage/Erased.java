package dev.weir.acceptance.storage;

import dev.weir.acceptance.ProgramOptions;
import dev.weir.acceptance.Showing;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Erasure and suppression as a command; see docs/operating/faults.md. Exits with 0 when everything was shown. */
@Command(
        name = "erased",
        mixinStandardHelpOptions = true,
        description =
                "Erases a person after rows, answers, call-backs, signals, webhooks and a destination were full of"
                        + " them, and looks for them in every table, file and log; and looks in the sandbox's ledger for calls"
                        + " about people who are suppressed.")
public final class Erased implements Callable<Integer> {

    /** A search that finds little before the erasure shows nothing by finding nothing after it. */
    private static final int ENOUGH = 6;

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    private Erased() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Erased()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return program.show("weir-erased-", (folder, showing) -> {
            ErasedRun run = ErasedRun.of(program.weir(), folder, showing::say);
            showing.say("  calls: " + run.calls());
            showing.say(
                    "  rows at the destination, before and after: " + run.destination() + "; told of: " + run.told());
            showing.say(
                    "  the database's own files with traces: " + run.heaps() + ", written anew: " + run.compacted());
            check(run, showing);
        });
    }

    /** Says what does not fit. */
    static void check(ErasedRun run, Showing showing) {
        showing.mustHold(
                run.before().size() >= ENOUGH,
                "traces are found in " + ENOUGH + " tables before the erasure: " + run.before());
        run.left().forEach((where, rows) -> showing.wrong(where + " still has " + rows + " traces"));
        showing.mustHold(
                run.destination().equals(List.of(1L, 1L)) && run.told() == 1,
                "the erasure tells of the row at the destination, which is its owner's to remove: it tells of "
                        + run.told() + ", and there are " + run.destination());
        showing.mustHold(run.heaps() > 0, "the database's own files hold traces of whom is asked for again");
        showing.mustHold(
                run.compacted() == 0,
                "none of them is in the database's own files when those are written anew; it is in " + run.compacted());
        showing.mustHold(run.bystander() == 2, "the bystander is in the export and at the destination");
        none(run, ErasedRun.SUPPRESSED, showing);
        none(run, ErasedRun.ERASED_AGAIN, showing);
        some(run, ErasedRun.ERASED, 2, showing);
        some(run, ErasedRun.BYSTANDER, 2, showing);
        long found = run.calls().getOrDefault(ErasedRun.FOUND, 0L);
        showing.mustHold(found == 1, "who is found to be suppressed is asked for once, which found it; it is " + found);
        showing.mustHold(run.verified().isEmpty(), "weir verify finds nothing; it says " + run.verified());
    }

    private static void none(ErasedRun run, String who, Showing showing) {
        long calls = run.calls().getOrDefault(who, -1L);
        showing.mustHold(calls == 0, "nobody is asked about the one who is " + who + "; the ledger has " + calls);
    }

    private static void some(ErasedRun run, String who, long least, Showing showing) {
        long calls = run.calls().getOrDefault(who, -1L);
        showing.mustHold(calls >= least, "vendors are asked about the " + who + "; the ledger has " + calls);
    }
}
