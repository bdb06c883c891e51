package dev.weir.acceptance.storage;

import dev.weir.acceptance.ProgramOptions;
import dev.weir.acceptance.Showing;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Truth;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Two databases under kills as a command; see docs/operating/faults.md. Exits with 0 when everything was shown. */
@Command(
        name = "destinations",
        mixinStandardHelpOptions = true,
        description =
                "Runs the shipped steps twice over companies, two of them into either database, while the server and"
                        + " the workspace's database are killed and the latter is stopped, and holds what came where against the"
                        + " truth.")
public final class Destinations implements Callable<Integer> {

    private static final String LINE = "  %-36s %12s %12s %12s %12s";
    private static final int MOST_NAMED = 10;

    @Option(names = "--companies", defaultValue = "5000", description = "Of each job (default: 5000).")
    private int companies;

    @Option(names = "--kills", defaultValue = "10", description = "Of the server (default: 10).")
    private int kills;

    @Option(
            names = "--destination-kills",
            defaultValue = "5",
            description = "Of the workspace's database (default: 5).")
    private int destinationKills;

    @Option(
            names = "--stop",
            defaultValue = "60",
            description = "Seconds that the workspace's database is stopped, at the least (default: 60).")
    private int stop;

    @Option(
            names = "--hold",
            defaultValue = "10",
            description = "Seconds that it stands still with its connections open (default: 10).")
    private int hold;

    @Option(
            names = "--known",
            defaultValue = "1",
            description =
                    "Share of the companies that vendors other than Exa know; of the rest there are no rows (default:"
                            + " 1).")
    private double known;

    @Option(names = "--seed", description = "Of the moments (default: a new one, printed).")
    private @Nullable Long seed;

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    private Destinations() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Destinations()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Long given = seed;
        DestinationsPlan plan = new DestinationsPlan(
                companies,
                kills,
                destinationKills,
                Duration.ofSeconds(stop),
                Duration.ofSeconds(hold),
                given == null ? System.nanoTime() & 0xFFFF : given);
        return program.show("weir-destinations-", (folder, showing) -> {
            showing.say(plan.toString());
            DestinationsRun run = DestinationsRun.of(program.weir(), folder, plan, known, showing::say);
            Truth truth = truth(known);
            table(run, truth).forEach(showing::say);
            check(run, plan, truth, showing);
        });
    }

    /** What the vendors of a run can say. */
    static Truth truth(double known) {
        return Truth.of(SandboxSettings.DEFAULT.changedBy(DestinationsRun.sandbox(known)));
    }

    static List<String> table(DestinationsRun run, Truth truth) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(LINE, "", "expected", "rows", "written", "vendor paid"));
        for (ShippedStep step : ShippedStep.values()) {
            long expected = run.facts().companies().stream()
                    .filter(company -> step.row(truth, company).isPresent())
                    .count();
            Arrivals arrivals = run.facts().arrivals().getOrDefault(step, new Arrivals(List.of(), List.of()));
            VendorBill bill = run.facts().bills().getOrDefault(step, VendorBill.NONE);
            lines.add(String.format(
                    LINE,
                    step.logged(),
                    whole(expected),
                    whole(arrivals.rows().size()),
                    whole(arrivals.versions().size()),
                    whole(bill.questions())));
        }
        lines.add("  lines of the log                     "
                + whole(run.facts().log().size()) + ", completions "
                + whole(run.facts().completions().size()));
        lines.add("  deaths                               server " + run.died() + ", destination "
                + run.destinationDied() + "; the clock was put forward " + run.forwards() + " times");
        run.outage()
                .ifPresent(outage -> lines.add(String.format(
                        Locale.ROOT,
                        "  the destination was stopped          %.1f s: %,d results made meanwhile, %,d stored elsewhere;"
                                + " %,d waited and were stored %.1f s after its return",
                        outage.stopped().toMillis() / 1e3,
                        outage.made(),
                        outage.hq(),
                        outage.waiting(),
                        outage.caughtUp().toMillis() / 1e3)));
        lines.add(String.format(
                Locale.ROOT,
                "  weir verify                          %s; %.1f s in all",
                run.facts().verified().isEmpty() ? "clean" : "NOT clean",
                run.took().toMillis() / 1e3));
        return lines;
    }

    private static String whole(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    /** Says what does not fit. */
    static void check(DestinationsRun run, DestinationsPlan plan, Truth truth, Showing showing) {
        List<String> wrong = Reckoning.wrong(run.facts(), truth);
        wrong.stream().limit(MOST_NAMED).forEach(showing::wrong);
        showing.mustHold(
                wrong.size() <= MOST_NAMED, "nothing else is wrong; it is in " + wrong.size() + " places in all");
        showing.mustHold(run.died() == plan.kills(), "the server was killed " + plan.kills() + " times");
        showing.mustHold(
                run.destinationDied() == plan.destinationKills(),
                "the destination was killed " + plan.destinationKills() + " times");
        showing.mustHold(run.outage().isPresent(), "the destination was stopped for a while");
        run.outage().ifPresent(outage -> {
            showing.mustHold(outage.waiting() > 0, "results waited for the destination");
            showing.mustHold(outage.made() > 0, "enrichment went on while the destination was stopped");
            showing.mustHold(outage.hq() > 0, "results were stored elsewhere while the destination was stopped");
        });
    }
}
