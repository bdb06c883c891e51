package dev.weir.acceptance.temporal;

import dev.weir.acceptance.Leads;
import dev.weir.acceptance.ProgramOptions;
import dev.weir.acceptance.Showing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The same job on both engines, by a server alone and by workers beside it; see docs/operating/faults.md. */
@Command(
        name = "same-job",
        mixinStandardHelpOptions = true,
        description =
                "Runs the same job on the conductor and on Temporal, each by a server alone and by workers beside one,"
                        + " and compares results, ledgers, events and what the vendors were asked.")
public final class SameJob implements Callable<Integer> {

    private static final String LINE = "  %-34s %8s %9s %9s %9s %9s %8s  %s";

    /** A batch has up to 1,000 rows: with fewer a worker more may have nothing to do. */
    private static final int ROWS_OF_A_BATCH = 1_000;

    @Option(names = "--rows", defaultValue = "20000", description = "Of the list (default: 20000).")
    private int rows;

    @Option(names = "--seed", defaultValue = "7", description = "Of the list (default: 7).")
    private long seed;

    @Option(names = "--workers", defaultValue = "3", description = "Beside a server that does not work (default: 3).")
    private int workers;

    @Mixin
    private ClusterOptions cluster = new ClusterOptions();

    @Mixin
    private ProgramOptions program = new ProgramOptions();

    /** picocli sets the options. */
    private SameJob() {}

    public static void main(String[] arguments) {
        System.exit(ClusterOptions.line(new SameJob()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        return program.show("weir-same-job-", (folder, showing) -> {
            Leads leads = new Leads(seed, rows);
            List<JobRun> runs = new ArrayList<>();
            try (Site site = Site.open(program.weir(), folder, folder.resolve("binaries"), JobRun.VENDORS);
                    Cluster server = cluster.open(folder.resolve("cluster"))) {
                for (int beside : new int[] {0, workers}) {
                    for (boolean temporal : new boolean[] {false, true}) {
                        runs.add(JobRun.of(
                                (temporal ? "Temporal" : "the conductor") + by(beside),
                                site,
                                temporal ? server.engine() : EngineChoice.CONDUCTOR,
                                beside,
                                leads,
                                folder.resolve("export-" + runs.size() + ".jsonl"),
                                showing::say));
                        boolean same = runs.getFirst()
                                .facts()
                                .differences(runs.getLast().facts())
                                .isEmpty();
                        showing.say(same ? "  as the first" : "  NOT as the first");
                    }
                }
                table(runs).forEach(showing::say);
                check(runs, rows, site.verified(), showing);
            }
        });
    }

    private static String by(int workers) {
        return workers == 0 ? ", a server alone" : ", " + workers + " workers";
    }

    /** All runs, a line each. */
    static List<String> table(List<JobRun> runs) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(
                Locale.ROOT,
                LINE,
                "",
                "seconds",
                "cells",
                "records",
                "transfers",
                "questions",
                "events",
                "batches by node"));
        for (JobRun run : runs) {
            lines.add(String.format(
                    Locale.ROOT,
                    LINE,
                    run.how(),
                    String.format(Locale.ROOT, "%.1f", run.took().toMillis() / 1e3),
                    whole(run, "cells"),
                    whole(run, "records"),
                    whole(run, "ledger"),
                    whole(run, "vendors"),
                    whole(run, "events of rows"),
                    run.batches().values()));
        }
        return lines;
    }

    private static String whole(JobRun run, String part) {
        return String.format(Locale.ROOT, "%,d", run.facts().count(part));
    }

    /**
     * Says what does not fit.
     *
     * @param runs of which the first is what the others are to be like
     * @param verified what {@code weir verify} said in the end; empty when it found nothing wrong
     */
    static void check(List<JobRun> runs, int rows, String verified, Showing showing) {
        showing.mustHold(verified.isEmpty(), "weir verify finds nothing; it says " + verified);
        JobRun first = runs.getFirst();
        showing.mustHold(first.facts().count("export") == rows, rows + " rows are exported");
        showing.mustHold(first.facts().count("events of rows") == rows, "each row is told of");
        showing.mustHold(first.facts().has("vendors", "fullenrich"), "some answers come later");
        showing.mustHold(first.facts().has("vendors", "NOT_FOUND"), "some are asked in vain");
        for (JobRun run : runs) {
            showing.mustHold(
                    run.facts().has("job", "\"inDoubtRecords\":0,"),
                    run.how() + ": every call is answered, for which a machine must have time; some rows are in doubt");
            for (String difference : first.facts().differences(run.facts())) {
                showing.wrong(run.how() + " differs from " + first.how() + ": " + difference);
            }
            showing.mustHold(run.doubled().isEmpty(), run.how() + ": no grant has two nodes; " + run.doubled());
            showing.mustHold(run.untold() == 0, run.how() + ": every event is heard of; " + run.untold() + " are not");
            if (!run.workers().isEmpty()) {
                showing.mustHold(
                        run.workers().containsAll(run.batches().keySet()),
                        run.how() + ": nobody but the workers works; " + run.batches());
                showing.mustHold(
                        rows < run.workers().size() * 3 * ROWS_OF_A_BATCH
                                || run.batches().keySet().containsAll(run.workers()),
                        run.how() + ": each worker works; " + run.batches());
            }
        }
    }
}
