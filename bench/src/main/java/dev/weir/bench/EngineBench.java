package dev.weir.bench;

import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures the engine, ingest and memory against their floors, side by side in one run.
 *
 * <p>Every cell gets a fresh database of the same server, which is dropped after it. Repeats are interleaved, so that a
 * disk or a neighbour that changes within the run touches all of them.
 */
public final class EngineBench {

    private record Shape(int writers, int rows) {
        String text() {
            return "floor, " + writers + (writers == 1 ? " writer" : " writers") + " × " + rows;
        }
    }

    private static final List<Shape> SHAPES = List.of(
            new Shape(1, 500),
            new Shape(2, 500),
            new Shape(4, 500),
            new Shape(1, 2_000),
            new Shape(2, 2_000),
            new Shape(4, 2_000));
    /** How many of the shapes are repeated after all have run once. */
    private static final int FASTEST = 2;

    private final Options options;
    private final Target target;
    private final PrintStream progress;
    private final Meter meter;
    private final List<Cell> floors = new ArrayList<>();
    private final Cell lean = new Cell("leanest floor, " + LeanFloor.WRITERS + " writers × " + LeanFloor.GROUP);
    private final Cell engine = new Cell("engine, instant provider");
    private final Cell bareIngest = new Cell("ingest floor, 1 writer × 20000");
    private final Cell submit = new Cell("submit");

    private EngineBench(Options options, Target target, PrintStream progress, Meter meter) {
        this.options = options;
        this.target = target;
        this.progress = progress;
        this.meter = meter;
        SHAPES.forEach(shape -> floors.add(new Cell(shape.text())));
    }

    /**
     * Runs all cells; takes minutes and both cores. Leaves no database behind.
     *
     * @param progress gets a line for each run of a cell
     * @throws dev.weir.server.problem.Problem when the server is not durable or cannot be prepared
     * @throws Exception when a cell fails or does not end in time
     */
    public static Report run(Options options, Target target, PrintStream progress) throws Exception {
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        EngineBench bench = new EngineBench(options, target, progress, Meter.of(target));
        try (BenchDatabases databases = new BenchDatabases(target)) {
            BenchDatabase prepared = databases.prepared();
            bench.warmUp(databases, prepared);
            BenchDatabases.Loaded loaded = databases.loaded(prepared, options.rows());
            for (int repeat = 0; repeat < options.repeats(); repeat++) {
                bench.engineCells(databases, prepared, loaded, repeat);
            }
            databases.drop(loaded.template());
            for (int repeat = 0; repeat < options.repeats(); repeat++) {
                bench.ingestCells(databases, prepared);
            }
            Memory memory = bench.memoryCell(databases, prepared);
            return bench.report(card, memory);
        }
    }

    private void warmUp(BenchDatabases databases, BenchDatabase prepared) throws Exception {
        progress.println("warm-up, " + options.warmUpRows() + " rows");
        BenchDatabases.Loaded loaded = databases.loaded(prepared, options.warmUpRows());
        BenchDatabase floor = databases.cloneOf(loaded.template());
        meter.measure(
                floor,
                loaded.rows(),
                clock -> new Floor(floor, loaded, FloorGroup.of(loaded.rows(), 500)).write(2, clock));
        databases.drop(floor);
        BenchDatabase ours = databases.cloneOf(loaded.template());
        meter.measure(ours, loaded.rows(), clock -> engine(ours, loaded, clock));
        databases.drop(ours);
        databases.drop(loaded.template());
    }

    private void engineCells(BenchDatabases databases, BenchDatabase prepared, BenchDatabases.Loaded loaded, int repeat)
            throws Exception {
        List<Cell> chosen = floors.stream()
                .filter(cell -> cell.runs().size() == repeat)
                .sorted(Comparator.comparingDouble(cell -> -cell.perSecond().median()))
                .limit(repeat == 0 ? SHAPES.size() : FASTEST)
                .toList();
        for (Shape shape : SHAPES) {
            Cell cell = floors.get(SHAPES.indexOf(shape));
            if (chosen.contains(cell)) {
                BenchDatabase database = databases.cloneOf(loaded.template());
                List<FloorGroup> groups = FloorGroup.of(loaded.rows(), shape.rows());
                add(cell, database, clock -> new Floor(database, loaded, groups).write(shape.writers(), clock));
                databases.drop(database);
            }
        }
        BenchDatabase leanDatabase = databases.cloneOf(prepared);
        LeanFloor leanFloor = new LeanFloor(leanDatabase, options.rows());
        leanFloor.prepare();
        add(lean, leanDatabase, leanFloor::write);
        databases.drop(leanDatabase);
        BenchDatabase ours = databases.cloneOf(loaded.template());
        add(engine, ours, clock -> engine(ours, loaded, clock));
        databases.drop(ours);
    }

    /** From the engine's start to the job's close. */
    static double[] engine(BenchDatabase database, BenchDatabases.Loaded loaded, Meter.Clock clock)
            throws SQLException, InterruptedException {
        try (Weir weir = BenchJob.weir(database)) {
            weir.workspaces().all();
            clock.begin();
            try (RunningWeir _ = BenchJob.start(weir)) {
                BenchJob.await(database, loaded.job(), loaded.rows());
                clock.end();
                BenchJob.requireCompleted(weir, loaded.job(), loaded.rows());
            }
        }
        return Meter.NO_LATENCY;
    }

    private void ingestCells(BenchDatabases databases, BenchDatabase prepared) throws Exception {
        int rows = options.ingestRows();
        BenchDatabase bare = databases.cloneOf(prepared);
        measure(bareIngest, bare, rows, clock -> Ingest.insert(bare, rows, clock));
        databases.drop(bare);
        BenchDatabase ours = databases.cloneOf(prepared);
        measure(submit, ours, rows, clock -> Ingest.submit(ours, rows, clock));
        databases.drop(ours);
    }

    private Memory memoryCell(BenchDatabases databases, BenchDatabase prepared) throws Exception {
        BenchDatabase database = databases.cloneOf(prepared);
        Memory memory = Memory.weigh(database, options.memoryRows());
        progress.printf(
                Locale.ROOT,
                "%-32s %9.0f rows/s  peak %.0f MiB%n",
                "server JVM, " + options.memoryRows() + " rows",
                memory.rowsPerSecond(),
                memory.rssMiB());
        databases.drop(database);
        return memory;
    }

    private void add(Cell cell, BenchDatabase database, Meter.Work work) throws Exception {
        measure(cell, database, options.rows(), work);
    }

    private void measure(Cell cell, BenchDatabase database, int units, Meter.Work work) throws Exception {
        Usage usage = meter.measure(database, units, work);
        cell.add(usage, progress);
    }

    /** The floor is the fastest of the shapes that ran in every repeat. */
    private Report report(MachineCard card, Memory memory) {
        Cell floor = floors.stream()
                .filter(cell -> cell.runs().size() == options.repeats())
                .max(Comparator.comparingDouble(cell -> cell.perSecond().median()))
                .orElseThrow();
        List<Cell> cells = new ArrayList<>(floors);
        cells.addAll(List.of(lean, engine, bareIngest, submit));
        return new Report(
                card,
                options,
                floor.name(),
                engine.over(floor),
                engine.over(lean),
                submit.over(bareIngest),
                memory,
                cells);
    }

    /**
     * Runs from the class path with a PostgreSQL of its own.
     *
     * @param args {@code [--json] [--quick] [--rows N] [--large N] [--repeats N] [FOLDER]}; without a folder a temporary one, which
     *     is deleted afterwards
     */
    public static void main(String[] args) throws Exception {
        Options options = Options.DEFAULT;
        boolean json = false;
        Path folder = null;
        for (int i = 0; i < args.length; i++) {
            switch (args[i]) {
                case "--json" -> json = true;
                case "--quick" -> options = Options.quick(5_000);
                case "--rows" -> options = options.withRows(Integer.parseInt(args[++i]));
                case "--large" -> options = options.withLargeRows(Integer.parseInt(args[++i]));
                case "--repeats" -> options = options.withRepeats(Integer.parseInt(args[++i]));
                default -> folder = Path.of(args[i]);
            }
        }
        Path home = folder == null ? Files.createTempDirectory("weir-bench-") : folder;
        try {
            Report report = run(options, home, json ? System.err : System.out);
            System.out.println(json ? report.toJson() : report.toTable());
        } finally {
            if (folder == null) {
                delete(home);
            }
        }
    }

    /** The same over a PostgreSQL of its own in that folder, which ends with it. */
    public static Report run(Options options, Path home, PrintStream progress) throws Exception {
        return OwnPostgres.run(home, target -> run(options, target, progress));
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
