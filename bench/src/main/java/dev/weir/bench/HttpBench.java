package dev.weir.bench;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * Measures whole askings over loopback HTTP beside a bare loop of the same HTTP client: a sandbox in a process of its own
 * answers at once.
 *
 * <p>No two cells ask the same: what a sandbox has answered once costs it less the second time.
 */
public final class HttpBench {

    private final HttpOptions options;
    private final PrintStream progress;
    private final Meter meter;
    private final VendorProcess sandbox;
    private final BenchVendor vendor;
    private final Cell bare;
    private final Cell engine;
    private int nextRow;

    private HttpBench(HttpOptions options, PrintStream progress, Meter meter, VendorProcess sandbox) {
        this.options = options;
        this.progress = progress;
        this.meter = meter;
        this.sandbox = sandbox;
        this.vendor = BenchVendor.played(sandbox.base(), options.concurrency());
        this.bare = new Cell("bare loop, " + options.concurrency() + " calls at once");
        this.engine = new Cell("engine, " + options.concurrency() + " calls at once");
    }

    /** Runs over a PostgreSQL of its own in that folder, which ends with it. */
    public static HttpReport run(HttpOptions options, Path home, PrintStream progress) throws Exception {
        return OwnPostgres.run(home, target -> run(options, target, home, progress));
    }

    /**
     * Runs all cells; takes minutes and both cores. Leaves no database and no process behind.
     *
     * @param folder in which the sandbox gets one for its ledger
     * @param progress gets a line for each run of a cell
     * @throws dev.weir.server.problem.Problem when the server is not durable or cannot be prepared
     * @throws Exception when a cell fails, does not end in time, or the sandbox counted other calls than we did
     */
    public static HttpReport run(HttpOptions options, Target target, Path folder, PrintStream progress)
            throws Exception {
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        try (BenchDatabases databases = new BenchDatabases(target);
                VendorProcess sandbox = VendorProcess.start(folder, Duration.ZERO)) {
            HttpBench bench = new HttpBench(options, progress, Meter.of(target).with(sandbox.handle()), sandbox);
            BenchDatabase prepared = databases.prepared();
            progress.println("warm-up, " + options.warmUpRows() + " rows each");
            bench.pair(databases, prepared, options.warmUpRows(), new Cell("bare, warm-up"), new Cell("warm-up"));
            for (int repeat = 0; repeat < options.repeats(); repeat++) {
                bench.pair(databases, prepared, options.rows(), bench.bare, bench.engine);
            }
            return new HttpReport(card, options, bench.bare, bench.engine, sandbox.asked());
        }
    }

    private void pair(BenchDatabases databases, BenchDatabase prepared, int rows, Cell bareCell, Cell engineCell)
            throws Exception {
        int bareFrom = take(rows);
        measure(bareCell, prepared, rows, clock -> BareLoop.run(vendor, bareFrom, rows, clock));
        BenchDatabases.Loaded loaded = databases.loaded(prepared, vendor, take(rows), rows);
        BenchDatabase database = databases.cloneOf(loaded.template());
        measure(engineCell, database, rows, clock -> engine(database, loaded, clock));
        databases.drop(database);
        databases.drop(loaded.template());
    }

    private int take(int rows) {
        int from = nextRow;
        nextRow += rows;
        return from;
    }

    /** From the engine's start to the job's close. */
    private double[] engine(BenchDatabase database, BenchDatabases.Loaded loaded, Meter.Clock clock) throws Exception {
        try (Weir weir = BenchJob.weir(database, vendor)) {
            weir.workspaces().all();
            clock.begin();
            try (RunningWeir _ = BenchJob.start(weir, vendor)) {
                BenchJob.await(database, loaded.job(), loaded.rows());
                clock.end();
                BenchJob.requireSettled(weir, loaded.job(), loaded.rows());
            }
        }
        return Meter.NO_LATENCY;
    }

    private void measure(Cell cell, BenchDatabase database, int rows, Meter.Work work) throws Exception {
        long callsBefore = sandbox.asked().calls();
        Usage usage = meter.measure(database, rows, work);
        VendorProcess.Asked asked = sandbox.asked();
        if (asked.calls() - callsBefore != rows || asked.questions() != asked.calls()) {
            throw new IllegalStateException("the sandbox was asked otherwise than once for each of " + rows
                    + " rows; before: " + callsBefore + " calls, now: " + asked);
        }
        cell.add(usage);
        progress.printf(
                Locale.ROOT,
                "%-32s %9.0f rows/s  PG %5.1f µs  JVM %5.1f µs  sandbox %5.1f µs  CPU %.0f %%  load %s%n",
                cell.name(),
                usage.perSecond(),
                usage.perUnit(usage.pgCpuMicros()),
                usage.perUnit(usage.jvmCpuMicros()),
                usage.perUnit(usage.besideCpuMicros()),
                usage.busyPercent(),
                usage.loadBefore());
    }
}
