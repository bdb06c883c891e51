package dev.weir.bench;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Measures how evenly workspaces are served whose jobs differ much in size: all of them are taken in before the engine
 * begins, and what each has got is looked at when the smallest has all its rows. Until then everybody wanted more.
 */
public final class FairBench {

    private static final int TIMES = 3;
    private static final Duration LOOK = Duration.ofMillis(5);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** One row that is found by its key. Every row costs {@link InstantProvider#COST_MILLI}. */
    private static final String SETTLED = "SELECT posted FROM weir.account WHERE job_id = ? AND kind = 2";

    /**
     * What each workspace had got.
     *
     * @param rows the smallest job's first
     */
    private record Shares(List<Double> rows) {

        double maxOverMin() {
            return rows.stream().mapToDouble(Double::doubleValue).max().orElseThrow()
                    / Math.max(
                            1,
                            rows.stream().mapToDouble(Double::doubleValue).min().orElseThrow());
        }

        /** 1 when all have got the same, 1 ÷ their number when one has got all. */
        double jain() {
            double sum = rows.stream().mapToDouble(Double::doubleValue).sum();
            double squares = rows.stream().mapToDouble(row -> row * row).sum();
            return sum * sum / (rows.size() * squares);
        }
    }

    private FairBench() {}

    /** Runs over a PostgreSQL of its own in that folder, which ends with it. */
    public static FigureReport run(FairOptions options, Path home, PrintStream progress) throws Exception {
        return OwnPostgres.run(home, target -> run(options, target, progress));
    }

    /**
     * Runs it; leaves no database behind.
     *
     * @throws dev.weir.server.problem.Problem when the server is not durable or cannot be prepared
     * @throws Exception when a job fails or does not end in time
     */
    public static FigureReport run(FairOptions options, Target target, PrintStream progress) throws Exception {
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        List<Shares> all = new ArrayList<>();
        try (BenchDatabases databases = new BenchDatabases(target)) {
            BenchDatabase prepared = databases.prepared();
            for (int repeat = 0; repeat < options.repeats(); repeat++) {
                BenchDatabase database = databases.cloneOf(prepared);
                Shares shares = share(options, database);
                all.add(shares);
                progress.printf(
                        Locale.ROOT,
                        "rows of each when the smallest had all of its: %s; Jain's index %.3f%n",
                        shares.rows(),
                        shares.jain());
                databases.drop(database);
            }
        }
        return report(options, card, all);
    }

    private static Shares share(FairOptions options, BenchDatabase database) throws Exception {
        try (Weir weir = BenchJob.weir(database);
                Connection connection = database.owner();
                PreparedStatement settled = connection.prepareStatement(SETTLED)) {
            List<Job> jobs = new ArrayList<>();
            int[] sizes = sizes(options);
            for (int i = 0; i < sizes.length; i++) {
                jobs.add(BenchJob.submit(weir, "bench-" + i, sizes[i]));
            }
            database.settle();
            try (RunningWeir _ = BenchJob.start(weir)) {
                long deadline = System.nanoTime() + PATIENCE.toNanos();
                Shares shares = shares(settled, jobs);
                while (shares.rows().getFirst() < options.smallest()) {
                    if (System.nanoTime() > deadline) {
                        throw new IllegalStateException("the smallest job has not ended in time: " + shares);
                    }
                    Thread.sleep(LOOK);
                    shares = shares(settled, jobs);
                }
                for (int i = 0; i < sizes.length; i++) {
                    BenchJob.await(database, jobs.get(i), sizes[i]);
                    BenchJob.requireCompleted(weir, jobs.get(i), sizes[i]);
                }
                return shares;
            }
        }
    }

    private static int[] sizes(FairOptions options) {
        int[] sizes = new int[options.workspaces()];
        Arrays.setAll(sizes, i -> (int) (options.smallest() * Math.pow(TIMES, i)));
        return sizes;
    }

    private static Shares shares(PreparedStatement settled, List<Job> jobs) throws SQLException {
        List<Double> rows = new ArrayList<>();
        for (Job job : jobs) {
            settled.setLong(1, job.id());
            try (ResultSet result = settled.executeQuery()) {
                rows.add(result.next() ? result.getLong(1) / (double) InstantProvider.COST_MILLI : 0.0);
            }
        }
        return new Shares(rows);
    }

    private static FigureReport report(FairOptions options, MachineCard card, List<Shares> all) {
        String sizes = Arrays.toString(sizes(options)) + " rows";
        FigureReport.Parts parts = FigureReport.on(card);
        for (int i = 0; i < options.workspaces(); i++) {
            int workspace = i;
            parts.figure(
                    "fairRowsOf" + (i + 1),
                    Spread.of(all.stream().map(one -> one.rows().get(workspace)).toList()),
                    "%.0f",
                    Goal.NONE,
                    "of " + sizes(options)[i] + ", when the smallest job had all of its");
        }
        return parts.figure(
                        "fairMaxOverMin",
                        Spread.of(all.stream().map(Shares::maxOverMin).toList()),
                        "%.2f",
                        Goal.NONE,
                        "the most that a workspace had got ÷ the least; jobs of " + sizes)
                .figure(
                        "fairJain",
                        Spread.of(all.stream().map(Shares::jain).toList()),
                        "%.3f",
                        Goal.atLeast(0.9),
                        "Jain's index: 1 is all the same")
                .more("sizes", Arrays.stream(sizes(options)).boxed().toList())
                .more("repeats", options.repeats())
                .report();
    }
}
