package dev.weir.bench;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * Measures whether a transaction that somebody holds open slows the engine down: what it saw at its beginning may not be
 * cleaned away meanwhile, so that whoever looks for work walks past all that was ever updated or deleted.
 *
 * <p>Jobs are taken in and run one after another, two of them open at a time, for as long as a cell lasts: first nobody
 * looks on, then a transaction with a snapshot (REPEATABLE READ) stands open in the same database from before the first job
 * until after the last.
 */
public final class HorizonBench {

    private static final int OPEN_JOBS = 2;
    private static final int SMALLER = 100;
    private static final int SLICES = 5;

    /** A job that is running. */
    private record Open(Job job, int rows) {}

    /** When, counted from the cell's beginning, how many rows in all had come to their end. */
    private record Closed(double seconds, long rows) {}

    /**
     * What a cell left.
     *
     * @param lastOverFirst rows/s in its last fifth ÷ in its first
     * @param dead tuples that could not be cleaned away
     */
    private record Trace(double lastOverFirst, double dead) {}

    private final HorizonOptions options;
    private final PrintStream progress;
    private final Meter meter;
    private final Cell without = new Cell("nobody looks on");
    private final Cell beside = new Cell("beside an open transaction");
    private final List<Trace> freeTraces = new ArrayList<>();
    private final List<Trace> heldTraces = new ArrayList<>();

    private HorizonBench(HorizonOptions options, PrintStream progress, Meter meter) {
        this.options = options;
        this.progress = progress;
        this.meter = meter;
    }

    /** Runs over a PostgreSQL of its own in that folder, which ends with it. */
    public static FigureReport run(HorizonOptions options, Path home, PrintStream progress) throws Exception {
        return OwnPostgres.run(home, target -> run(options, target, progress));
    }

    /**
     * Runs both cells as often as asked; leaves no database behind.
     *
     * @throws dev.weir.server.problem.Problem when the server is not durable or cannot be prepared
     * @throws Exception when a job fails or does not end in time
     */
    public static FigureReport run(HorizonOptions options, Target target, PrintStream progress) throws Exception {
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        HorizonBench bench = new HorizonBench(options, progress, Meter.of(target));
        try (BenchDatabases databases = new BenchDatabases(target)) {
            BenchDatabase prepared = databases.prepared();
            progress.println("warm-up, " + options.warmUpRows() + " rows");
            BenchDatabases.Loaded warmUp = databases.loaded(prepared, options.warmUpRows());
            bench.meter.measure(
                    warmUp.template(), warmUp.rows(), clock -> EngineBench.engine(warmUp.template(), warmUp, clock));
            databases.drop(warmUp.template());
            for (int repeat = 0; repeat < options.repeats(); repeat++) {
                bench.freeTraces.add(bench.measure(bench.without, databases, prepared, false));
                bench.heldTraces.add(bench.measure(bench.beside, databases, prepared, true));
            }
        }
        return bench.report(card);
    }

    private Trace measure(Cell cell, BenchDatabases databases, BenchDatabase prepared, boolean held) throws Exception {
        BenchDatabase database = databases.cloneOf(prepared);
        List<Closed> closed = new ArrayList<>();
        double[] dead = new double[1];
        Usage usage;
        try (Connection onlooker = database.owner()) {
            if (held) {
                look(onlooker);
            }
            usage = meter.measureAlive(database, 1, clock -> {
                closed.addAll(churn(database, clock));
                return Meter.NO_LATENCY;
            });
            dead[0] = dead(database);
        }
        Usage counted = usage.of(closed.getLast().rows());
        cell.add(counted);
        progress.printf(
                Locale.ROOT,
                "%-32s %9.0f rows/s  PG %5.1f µs  JVM %5.1f µs  %,.0f dead tuples  load %s%n",
                cell.name(),
                counted.perSecond(),
                counted.perUnit(counted.pgCpuMicros()),
                counted.perUnit(counted.jvmCpuMicros()),
                dead[0],
                counted.loadBefore());
        databases.drop(database);
        return new Trace(lastOverFirst(closed), dead[0]);
    }

    /** Takes a snapshot, and keeps it until the connection is closed. */
    private static void look(Connection onlooker) throws SQLException {
        try (Statement statement = onlooker.createStatement()) {
            statement.execute("SET idle_in_transaction_session_timeout = 0");
            statement.execute("SET transaction_timeout = 0");
            onlooker.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            onlooker.setAutoCommit(false);
            statement.execute("SELECT count(*) FROM weir.job_state");
        }
    }

    private List<Closed> churn(BenchDatabase database, Meter.Clock clock) throws SQLException, InterruptedException {
        List<Closed> closed = new ArrayList<>();
        Queue<Open> open = new ArrayDeque<>();
        long rows = 0;
        int from = 0;
        try (Weir weir = BenchJob.weir(database);
                RunningWeir running = BenchJob.start(weir)) {
            weir.workspaces().all();
            clock.begin();
            long began = System.nanoTime();
            long end = began + TimeUnit.SECONDS.toNanos(options.seconds());
            for (int number = 0; System.nanoTime() < end || !open.isEmpty(); number++) {
                if (System.nanoTime() < end) {
                    int size = number % 2 == 0 ? options.rows() : Math.max(1, options.rows() / SMALLER);
                    Job job = BenchJob.submit(weir, BenchVendor.INSTANT, from, size, running.engine());
                    from += size;
                    open.add(new Open(job, size));
                }
                if (open.size() >= OPEN_JOBS || System.nanoTime() >= end) {
                    Open oldest = open.remove();
                    BenchJob.await(database, oldest.job(), oldest.rows());
                    BenchJob.requireCompleted(weir, oldest.job(), oldest.rows());
                    rows += oldest.rows();
                    closed.add(new Closed((System.nanoTime() - began) / 1e9, rows));
                }
            }
            clock.end();
        }
        return closed;
    }

    private static double lastOverFirst(List<Closed> closed) {
        double whole = closed.getLast().seconds();
        double first = rowsAt(closed, whole / SLICES);
        double last = closed.getLast().rows() - rowsAt(closed, whole * (SLICES - 1) / SLICES);
        return first == 0 ? Double.NaN : last / first;
    }

    /** On the straight line between two ends of jobs. */
    private static double rowsAt(List<Closed> closed, double seconds) {
        Closed before = new Closed(0, 0);
        for (Closed next : closed) {
            if (next.seconds() >= seconds) {
                double share = (seconds - before.seconds()) / (next.seconds() - before.seconds());
                return before.rows() + share * (next.rows() - before.rows());
            }
            before = next;
        }
        return before.rows();
    }

    private static double dead(BenchDatabase database) throws SQLException {
        try (Connection connection = database.owner();
                Statement statement = connection.createStatement();
                ResultSet result =
                        statement.executeQuery("SELECT coalesce(sum(n_dead_tup), 0) FROM pg_stat_user_tables")) {
            result.next();
            return result.getDouble(1);
        }
    }

    private FigureReport report(MachineCard card) {
        return FigureReport.on(card)
                .cells(new CellTable(List.of(without, beside)))
                .figure(
                        "horizonRatio",
                        beside.over(without),
                        "%.2f",
                        Goal.atLeast(0.9),
                        "rows/s beside a transaction held open for " + options.seconds() + " s ÷ without")
                .figure(
                        "lastFifthOverFirst",
                        spread(heldTraces, true),
                        "%.2f",
                        Goal.NONE,
                        "rows/s, beside the open transaction")
                .figure("lastFifthOverFirstWithout", spread(freeTraces, true), "%.2f", Goal.NONE, "rows/s, without")
                .figure("deadTuples", spread(heldTraces, false), "%.0f", Goal.NONE, "kept by the open transaction")
                .figure("deadTuplesWithout", spread(freeTraces, false), "%.0f", Goal.NONE, "not cleaned away yet")
                .more("seconds", options.seconds())
                .more("jobRows", options.rows())
                .more("repeats", options.repeats())
                .report();
    }

    private static Spread spread(List<Trace> traces, boolean speed) {
        return Spread.of(traces.stream()
                .map(trace -> speed ? trace.lastOverFirst() : trace.dead())
                .toList());
    }
}
