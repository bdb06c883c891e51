package dev.weir.acceptance.late;

import dev.weir.acceptance.ProgramOptions;
import dev.weir.acceptance.Showing;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Very many cells that wait, as a command; see docs/operating/faults.md. Exits with 0 when it was shown. */
@Command(
        name = "waiting-cells",
        mixinStandardHelpOptions = true,
        description = "Lets every row of a job wait for a worker, looks at what that costs the server and its database,"
                + " has the worker answer all at once, and compares.")
public final class WaitingCells implements Callable<Integer> {

    private static final String LINE = "  %-52s %12s  %s";

    /** The server's memory at the end of the wait ÷ at its beginning. */
    private static final double FLAT = 1.05;

    /** Of one core, and a second. */
    private static final double IDLE_SHARE = 0.1;

    private static final double IDLE_TRANSACTIONS = 100;
    private static final long MOST_KIB = 1L << 20;

    @Option(names = "--rows", defaultValue = "200000", description = "Of the list (default: 200000).")
    private int rows;

    @Option(names = "--wait", defaultValue = "60", description = "Seconds that are looked at (default: 60).")
    private int wait;

    @Option(names = "--at-once", defaultValue = "64", description = "Answers under way at a time (default: 64).")
    private int atOnce;

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    private WaitingCells() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new WaitingCells()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return program.show("weir-waiting-", (folder, showing) -> {
            showing.say(String.format(Locale.ROOT, "%,d cells, one http-function", rows));
            WaitingRun run =
                    WaitingRun.of(program.weir(), folder, rows, Duration.ofSeconds(wait), atOnce, showing::say);
            table(run, rows).forEach(showing::say);
            check(run, rows, showing);
        });
    }

    /** For people. */
    static List<String> table(WaitingRun run, int rows) {
        Idle idle = run.idle();
        HeldTickets.Answered answered = run.answered();
        List<String> lines = new ArrayList<>();
        line(lines, "until the worker held every ticket", "%.1f s", seconds(run.handedOver()), "");
        lines.add("while all waited, " + idle.time().toSeconds() + " s:");
        line(lines, "server's memory, at the beginning", "%.0f MiB", mib(idle.firstKib()), "");
        line(
                lines,
                "server's memory, at the end",
                "%.0f MiB",
                mib(idle.lastKib()),
                said("%.3f of that", idle.growth()));
        line(lines, "database's transactions a second", "%.1f", idle.transactionsPerSecond(), "");
        line(lines, "database's processor time", "%.1f %%", 100 * idle.databaseShare(), "of a core");
        line(lines, "server's processor time", "%.1f %%", 100 * idle.serverShare(), "of a core");
        lines.add("then:");
        line(
                lines,
                "answers taken durably a second",
                "%,.0f",
                answered.perSecond(),
                said("p50 %.1f ms, p99 %.1f ms", answered.millis(0.5), answered.millis(0.99)));
        line(
                lines,
                "answers taken, settled and closed a second",
                "%,.0f",
                rows / seconds(run.closed()),
                said("%.1f s from the first", seconds(run.closed())));
        line(lines, "rows with the value that was given for them", "%,d", run.right(), said("of %,d", rows));
        line(lines, "records of askings", "%,d", run.records(), "");
        line(
                lines,
                "credits the customer paid",
                "%,.1f",
                run.spentMilli() / 1e3,
                said("%.1f each", WaitingRun.PRICE_MILLI / 1e3));
        line(lines, "server's memory at most", "%.0f MiB", mib(run.peakKib()), "");
        line(lines, "weir verify", "%s", run.verified().isEmpty() ? "clean" : "NOT clean", "");
        return lines;
    }

    private static void line(List<String> lines, String what, String format, Object figure, String more) {
        lines.add(String.format(Locale.ROOT, LINE, what, said(format, figure), more)
                .stripTrailing());
    }

    private static String said(String format, Object... figures) {
        return String.format(Locale.ROOT, format, figures);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1e3;
    }

    private static double mib(long kib) {
        return kib / 1024.0;
    }

    /** Says what does not fit. */
    static void check(WaitingRun run, int rows, Showing showing) {
        Idle idle = run.idle();
        showing.mustHold(
                idle.growth() <= FLAT,
                said("the server's memory stays within %.2f of what it was; it is %.3f", FLAT, idle.growth()));
        showing.mustHold(
                idle.transactionsPerSecond() <= IDLE_TRANSACTIONS,
                said(
                        "the database does at most %.0f transactions a second; it did %.1f",
                        IDLE_TRANSACTIONS, idle.transactionsPerSecond()));
        showing.mustHold(
                idle.databaseShare() <= IDLE_SHARE,
                said("the database uses at most %.2f of a core; it used %.2f", IDLE_SHARE, idle.databaseShare()));
        showing.mustHold(run.again() == 0, "no ticket is handed over twice; it is " + run.again());
        showing.mustHold(
                run.answered().acknowledged() == rows,
                "every answer is acknowledged; it is " + run.answered().acknowledged() + ", and else "
                        + run.answered().refusals());
        showing.mustHold(run.status().equals("completed"), "the job is completed; it is " + run.status());
        showing.mustHold(run.right() == rows, "every row has its value; it is " + run.right());
        showing.mustHold(run.records() == rows, "every row was asked for once; it is " + run.records());
        showing.mustHold(
                run.spentMilli() == rows * WaitingRun.PRICE_MILLI,
                "every answer is charged once; it is " + run.spentMilli() + "/1000 credit");
        showing.mustHold(run.peakKib() <= MOST_KIB, "the server has at most 1024 MiB; it had " + run.peakKib() / 1024);
        showing.mustHold(run.verified().isEmpty(), "weir verify finds nothing; it says " + run.verified());
    }
}
