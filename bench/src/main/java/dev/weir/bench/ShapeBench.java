package dev.weir.bench;

import dev.weir.provider.Provider;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Measures what a row costs by the shape of its job: by how many steps it goes through, each of which asks one provider that
 * has the answer, and by how many providers a step asks in vain before one has it. All of them answer at once in our own process.
 */
public final class ShapeBench {

    /** What the steps of a job ask for, one each. */
    private static final List<String> FIELDS = List.of(
            InstantProvider.FIELD,
            "person.job_title",
            "company.name",
            "company.legal_name",
            "company.industry",
            "company.sector",
            "company.sub_industry",
            "company.description");

    private static final List<Shape> SHAPES = List.of(
            new Shape(1, 0),
            new Shape(2, 0),
            new Shape(4, 0),
            new Shape(8, 0),
            new Shape(1, 1),
            new Shape(1, 3),
            new Shape(1, 7));

    private static final Shape WARM_UP = new Shape(2, 2);

    /** @param inVain providers who are asked in each step before the one that has the answer */
    private record Shape(int steps, int inVain) {

        String title() {
            return inVain == 0 ? steps + (steps == 1 ? " step" : " steps") : inVain + " asked in vain";
        }

        /** By its field, whom each step asks. */
        Map<String, List<Provider>> asked() {
            Map<String, List<Provider>> asked = new LinkedHashMap<>();
            for (int step = 0; step < steps; step++) {
                List<Provider> turn = new ArrayList<>();
                for (int place = 0; place <= inVain; place++) {
                    boolean has = place == inVain;
                    turn.add(new InstantProvider("shape-" + step + "-" + place, FIELDS.get(step), _ -> !has));
                }
                asked.put(FIELDS.get(step), turn);
            }
            return asked;
        }
    }

    private final ShapeOptions options;
    private final PrintStream progress;
    private final Meter meter;

    private ShapeBench(ShapeOptions options, PrintStream progress, Meter meter) {
        this.options = options;
        this.progress = progress;
        this.meter = meter;
    }

    /** Runs over a PostgreSQL of its own in that folder, which ends with it. */
    public static FigureReport run(ShapeOptions options, Path home, PrintStream progress) throws Exception {
        return OwnPostgres.run(home, target -> run(options, target, progress));
    }

    /**
     * Runs all shapes; takes both cores. Leaves no database behind.
     *
     * @param progress gets a line for each run of a shape
     * @throws dev.weir.server.problem.Problem when the server is not durable or cannot be prepared
     * @throws Exception when a job fails or does not end in time
     */
    public static FigureReport run(ShapeOptions options, Target target, PrintStream progress) throws Exception {
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        ShapeBench bench = new ShapeBench(options, progress, Meter.of(target));
        Map<Shape, Cell> cells = new LinkedHashMap<>();
        SHAPES.forEach(shape -> cells.put(shape, new Cell(shape.title())));
        try (BenchDatabases databases = new BenchDatabases(target)) {
            BenchDatabase prepared = databases.prepared();
            progress.println("warm-up, " + options.warmUpRows() + " rows");
            bench.measure(databases, prepared, WARM_UP, new Cell("warm-up"), options.warmUpRows());
            for (int repeat = 0; repeat < options.repeats(); repeat++) {
                for (Map.Entry<Shape, Cell> cell : cells.entrySet()) {
                    bench.measure(databases, prepared, cell.getKey(), cell.getValue(), options.rows());
                }
            }
        }
        return report(options, card, cells);
    }

    private void measure(BenchDatabases databases, BenchDatabase prepared, Shape shape, Cell cell, int rows)
            throws Exception {
        Map<String, List<Provider>> asked = shape.asked();
        Provider[] providers = asked.values().stream().flatMap(List::stream).toArray(Provider[]::new);
        BenchDatabase database = databases.cloneOf(prepared);
        Job job;
        try (Weir weir = BenchJob.weir(database, BenchVendor.INSTANT, providers)) {
            job = BenchJob.submit(weir, asked, rows);
        }
        database.settle();
        // Whoever measures waits for all connections to end.
        Usage usage = meter.measure(database, rows, clock -> {
            try (Weir weir = BenchJob.weir(database, BenchVendor.INSTANT, providers)) {
                weir.workspaces().all();
                clock.begin();
                try (RunningWeir _ = BenchJob.start(weir)) {
                    BenchJob.await(database, job, rows);
                    clock.end();
                    BenchJob.requireCompleted(weir, job, rows);
                }
            }
            return Meter.NO_LATENCY;
        });
        cell.add(usage, progress);
        databases.drop(database);
    }

    private static FigureReport report(ShapeOptions options, MachineCard card, Map<Shape, Cell> cells) {
        Cell one = cell(cells, 1, 0);
        Cell two = cell(cells, 2, 0);
        Cell four = cell(cells, 4, 0);
        Cell eight = cell(cells, 8, 0);
        Cell threeInVain = cell(cells, 1, 3);
        Cell sevenInVain = cell(cells, 1, 7);
        return FigureReport.on(card)
                .cells(new CellTable(List.copyOf(cells.values())))
                .figure("rowMicros", one.of(ShapeBench::micros), "%.1f", Goal.NONE, "µs of processor time: one step")
                .figure(
                        "stepMicros",
                        apart(eight, one, 7),
                        "%.1f",
                        Goal.NONE,
                        "µs that each further step adds, with one provider that has it")
                .figure(
                        "lastStepsOverSecond",
                        ratio(apart(eight, four, 4), apart(two, one, 1)),
                        "%.2f",
                        Goal.NONE,
                        "what each of the last four of eight steps adds ÷ what the second does")
                .figure(
                        "missMicros",
                        apart(sevenInVain, one, 7),
                        "%.1f",
                        Goal.NONE,
                        "µs that each further provider adds which is asked in vain")
                .figure(
                        "lastMissesOverFirst",
                        ratio(apart(sevenInVain, threeInVain, 4), apart(threeInVain, one, 3)),
                        "%.2f",
                        Goal.NONE,
                        "what each of the last four of seven misses adds ÷ what the first three do")
                .more("rows", options.rows())
                .more("repeats", options.repeats())
                .report();
    }

    private static Cell cell(Map<Shape, Cell> cells, int steps, int inVain) {
        return Objects.requireNonNull(cells.get(new Shape(steps, inVain)));
    }

    private static double micros(Usage usage) {
        return usage.perUnit(usage.pgCpuMicros() + usage.jvmCpuMicros());
    }

    /** By how much the one costs more than the other, in the same repeat, for each of so many. */
    private static Spread apart(Cell larger, Cell smaller, int by) {
        return Spread.of(IntStream.range(0, larger.runs().size())
                .mapToObj(i ->
                        (micros(larger.runs().get(i)) - micros(smaller.runs().get(i))) / by)
                .toList());
    }

    private static double ratio(Spread one, Spread other) {
        return one.median() / other.median();
    }
}
