package dev.weir.bench;

import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Measures how much more several nodes get done than one on the same PostgreSQL, each a process of its own with a provider
 * in it that answers at once. On a machine whose cores one node and PostgreSQL fill there is nothing to win: what is seen
 * then is what nodes cost each other.
 */
public final class NodesBench {

    private final NodesOptions options;
    private final PrintStream progress;
    private final Meter meter;
    private final List<Cell> cells;

    private NodesBench(NodesOptions options, PrintStream progress, Meter meter) {
        this.options = options;
        this.progress = progress;
        this.meter = meter;
        this.cells = options.numbers().stream()
                .map(number -> new Cell(number + (number == 1 ? " node" : " nodes")))
                .toList();
    }

    /** Runs over a PostgreSQL of its own in that folder, which ends with it. */
    public static FigureReport run(NodesOptions options, Path home, PrintStream progress) throws Exception {
        return OwnPostgres.run(home, target -> run(options, target, progress));
    }

    /**
     * Runs all cells; leaves no database and no process behind.
     *
     * @throws dev.weir.server.problem.Problem when the server is not durable or cannot be prepared
     * @throws Exception when a node does not start, or a job does not end in time
     */
    public static FigureReport run(NodesOptions options, Target target, PrintStream progress) throws Exception {
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        NodesBench bench = new NodesBench(options, progress, Meter.of(target));
        try (BenchDatabases databases = new BenchDatabases(target)) {
            BenchDatabase prepared = databases.prepared();
            for (int repeat = 0; repeat < options.repeats(); repeat++) {
                for (int i = 0; i < options.numbers().size(); i++) {
                    bench.measure(
                            bench.cells.get(i),
                            databases,
                            prepared,
                            options.numbers().get(i));
                }
            }
        }
        return bench.report(card);
    }

    private void measure(Cell cell, BenchDatabases databases, BenchDatabase prepared, int number) throws Exception {
        BenchDatabase database = databases.cloneOf(prepared);
        try (Weir weir = BenchJob.weir(database);
                ServerNodes nodes = ServerNodes.start(database, number, () -> NodeWish.instant(false))) {
            int warmUp = options.warmUpRows() * number;
            BenchJob.await(database, BenchJob.submit(weir, warmUp), warmUp);
            // They find it by themselves, as it was submitted elsewhere: what that takes is theirs.
            Usage usage = meter.with(nodes.handles()).measureAlive(database, options.rows(), clock -> {
                Job job = BenchJob.submit(weir, BenchVendor.INSTANT, warmUp, options.rows(), BenchJob.NOBODY);
                clock.begin();
                BenchJob.await(database, job, options.rows());
                clock.end();
                BenchJob.requireCompleted(weir, job, options.rows());
                return Meter.NO_LATENCY;
            });
            cell.add(usage);
            nodes.end();
            progress.printf(
                    Locale.ROOT,
                    "%-32s %9.0f rows/s  PG %5.1f µs  nodes %5.1f µs  load %s%n",
                    cell.name(),
                    usage.perSecond(),
                    usage.perUnit(usage.pgCpuMicros()),
                    usage.perUnit(usage.besideCpuMicros()),
                    usage.loadBefore());
        }
        databases.drop(database);
    }

    private FigureReport report(MachineCard card) {
        FigureReport.Parts parts = FigureReport.on(card).cells(new CellTable(cells, "nodes"));
        int first = options.numbers().getFirst();
        for (int i = 1; i < cells.size(); i++) {
            int number = options.numbers().get(i);
            parts.figure(
                    "nodes" + number + "Over" + first,
                    cells.get(i).over(cells.getFirst()),
                    "%.2f",
                    Goal.NONE,
                    "rows/s of " + number + " on one PostgreSQL ÷ of " + first);
        }
        return parts.more("rows", options.rows())
                .more("repeats", options.repeats())
                .report();
    }
}
