package dev.weir.bench;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures whether a row costs more in a large job than in a small one: both run on the warm engine of one process, the
 * small one before and after the large one.
 */
public final class GrowthBench {

    private static final int SLICES = 10;

    private final GrowthOptions options;
    private final PrintStream progress;
    private final Meter meter;
    private final Cell before;
    private final Cell large;
    private final Cell after;
    private final List<List<Slices.Slice>> slices = new ArrayList<>();

    private GrowthBench(GrowthOptions options, PrintStream progress, Meter meter) {
        this.options = options;
        this.progress = progress;
        this.meter = meter;
        this.before = new Cell(options.small() + " rows, before");
        this.large = new Cell(options.large() + " rows");
        this.after = new Cell(options.small() + " rows, after");
    }

    /** Runs over a PostgreSQL of its own in that folder, which ends with it. */
    public static GrowthReport run(GrowthOptions options, Path home, PrintStream progress) throws Exception {
        return OwnPostgres.run(home, target -> run(options, target, progress));
    }

    /**
     * Runs all cells; takes minutes and both cores. Leaves no database behind.
     *
     * @param progress gets a line for each run of a cell
     * @throws dev.weir.server.problem.Problem when the server is not durable or cannot be prepared
     * @throws Exception when a cell fails or does not end in time
     */
    public static GrowthReport run(GrowthOptions options, Target target, PrintStream progress) throws Exception {
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        GrowthBench bench = new GrowthBench(options, progress, Meter.of(target));
        try (BenchDatabases databases = new BenchDatabases(target)) {
            BenchDatabase prepared = databases.prepared();
            bench.warmUp(databases, prepared);
            BenchDatabases.Loaded small = databases.loaded(prepared, options.small());
            BenchDatabases.Loaded many = databases.loaded(prepared, options.large());
            for (int repeat = 0; repeat < options.repeats(); repeat++) {
                bench.measure(bench.before, databases, small);
                bench.slices.add(bench.measure(bench.large, databases, many));
                bench.measure(bench.after, databases, small);
            }
        }
        return new GrowthReport(card, options, bench.before, bench.large, bench.after, bench.slices);
    }

    private void warmUp(BenchDatabases databases, BenchDatabase prepared) throws Exception {
        progress.println("warm-up, " + options.warmUpRows() + " rows");
        BenchDatabases.Loaded loaded = databases.loaded(prepared, options.warmUpRows());
        measure(new Cell("warm-up"), databases, loaded);
        databases.drop(loaded.template());
    }

    private List<Slices.Slice> measure(Cell cell, BenchDatabases databases, BenchDatabases.Loaded loaded)
            throws Exception {
        BenchDatabase database = databases.cloneOf(loaded.template());
        List<Slices.Slice> seen = new ArrayList<>();
        Usage usage = meter.measure(database, loaded.rows(), clock -> {
            seen.addAll(engine(database, loaded, clock));
            return Meter.NO_LATENCY;
        });
        cell.add(usage, progress);
        databases.drop(database);
        return seen;
    }

    /** From the engine's start to the job's close. */
    private List<Slices.Slice> engine(BenchDatabase database, BenchDatabases.Loaded loaded, Meter.Clock clock)
            throws Exception {
        try (Weir weir = BenchJob.weir(database)) {
            weir.workspaces().all();
            Slices watch = Slices.of(loaded, database, meter);
            try (watch) {
                clock.begin();
                try (RunningWeir _ = BenchJob.start(weir)) {
                    BenchJob.await(database, loaded.job(), loaded.rows());
                    clock.end();
                    BenchJob.requireCompleted(weir, loaded.job(), loaded.rows());
                }
            }
            return watch.in(SLICES);
        }
    }
}
