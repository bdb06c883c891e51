package dev.weir.bench;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Measures our engine beside other people's, each of which does the same work on the same PostgreSQL, in one run.
 *
 * <p>Every cell gets a fresh database, which is dropped after it. Repeats are interleaved, so that a disk or a neighbour
 * that changes within the run touches all of them; a ratio is one of cells of the same repeat.
 */
public final class PeersBench {

    /** A contender that can run here, the database that its rows lie in, and its runs. */
    private record Entrant(Contender contender, int rows, BenchDatabase loaded, Cell cell) {}

    private final PeersOptions options;
    private final Target target;
    private final Path folder;
    private final PrintStream progress;
    private final Meter meter;
    private final Cell ours = new Cell("engine, instant provider");

    private PeersBench(PeersOptions options, Target target, Path folder, PrintStream progress, Meter meter) {
        this.options = options;
        this.target = target;
        this.folder = folder;
        this.progress = progress;
        this.meter = meter;
    }

    /** Runs over a PostgreSQL of its own in that folder, which ends with it. */
    public static PeersReport run(
            PeersOptions options, List<Contender> contenders, Path home, Path folder, PrintStream progress)
            throws Exception {
        return OwnPostgres.run(home, to -> run(options, contenders, to, folder, progress));
    }

    /**
     * Runs all cells, and closes the contenders; takes minutes and all cores. Leaves no database behind.
     *
     * @param folder for what contenders keep from one run to the next
     * @param progress gets a line for each run of a cell
     * @throws dev.weir.server.problem.Problem when the server is not durable or cannot be prepared
     * @throws Exception when a cell fails, does not end in time, or has not done all its rows
     */
    public static PeersReport run(
            PeersOptions options, List<Contender> contenders, Target target, Path folder, PrintStream progress)
            throws Exception {
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        PeersBench bench = new PeersBench(options, target, folder, progress, Meter.of(target));
        Map<Contender, String> leftOut = new LinkedHashMap<>();
        try (BenchDatabases databases = new BenchDatabases(target)) {
            BenchDatabase prepared = databases.prepared();
            List<Contender> able = new ArrayList<>();
            for (Contender contender : contenders) {
                contender
                        .missing(folder)
                        .ifPresentOrElse(why -> leftOut.put(contender, why), () -> able.add(contender));
            }
            leftOut.forEach((contender, why) -> progress.println(contender.title() + " is left out: " + why));
            bench.warmUp(databases, prepared, able);
            BenchDatabases.Loaded loaded = databases.loaded(prepared, options.rows());
            List<Entrant> entrants = new ArrayList<>();
            for (Contender contender : able) {
                entrants.add(bench.entrant(databases, contender, contender.rows(options.rows())));
            }
            for (int repeat = 0; repeat < options.repeats(); repeat++) {
                bench.ours(databases, loaded, bench.ours);
                for (Entrant entrant : entrants) {
                    bench.theirs(databases, entrant);
                }
            }
            return new PeersReport(
                    card,
                    options,
                    bench.ours,
                    entrants.stream()
                            .map(entrant -> new PeersReport.Line(entrant.contender(), entrant.rows(), entrant.cell()))
                            .toList(),
                    leftOut);
        } finally {
            contenders.forEach(Contender::close);
        }
    }

    private void warmUp(BenchDatabases databases, BenchDatabase prepared, List<Contender> contenders) throws Exception {
        if (options.warmUpRows() == 0) {
            return;
        }
        progress.println("warm-up, " + options.warmUpRows() + " rows");
        BenchDatabases.Loaded loaded = databases.loaded(prepared, options.warmUpRows());
        ours(databases, loaded, new Cell("warm-up"));
        databases.drop(loaded.template());
        for (Contender contender : contenders) {
            Entrant entrant = entrant(databases, contender, contender.rows(options.warmUpRows()));
            theirs(databases, entrant);
            databases.drop(entrant.loaded());
        }
    }

    private Entrant entrant(BenchDatabases databases, Contender contender, int rows) throws Exception {
        BenchDatabase database = databases.empty();
        contender.load(ground(database, rows));
        database.settle();
        return new Entrant(contender, rows, database, new Cell(contender.title()));
    }

    private Contender.Ground ground(BenchDatabase database, int rows) {
        return new Contender.Ground(
                database.url(), target.owner(), target.ownerPassword(), rows, folder, options.temporal());
    }

    private void ours(BenchDatabases databases, BenchDatabases.Loaded loaded, Cell cell) throws Exception {
        BenchDatabase database = databases.cloneOf(loaded.template());
        add(cell, meter.measure(database, loaded.rows(), clock -> EngineBench.engine(database, loaded, clock)));
        databases.drop(database);
    }

    private void theirs(BenchDatabases databases, Entrant entrant) throws Exception {
        BenchDatabase database = databases.cloneOf(entrant.loaded());
        Contender.Work work = entrant.contender().open(ground(database, entrant.rows()));
        try {
            Meter withTheirs = meter.with(work.beside().toArray(ProcessHandle[]::new));
            add(entrant.cell(), withTheirs.measure(database, entrant.rows(), clock -> {
                clock.begin();
                work.run();
                clock.end();
                requireDone(entrant, work.done());
                // The meter waits for its connections to end.
                work.close();
                return Meter.NO_LATENCY;
            }));
        } finally {
            work.close();
        }
        databases.drop(database);
    }

    private static void requireDone(Entrant entrant, long done) {
        if (done != entrant.rows()) {
            throw new IllegalStateException(
                    entrant.contender().title() + " has done " + done + " of " + entrant.rows() + " rows");
        }
    }

    private void add(Cell cell, Usage usage) {
        cell.add(usage);
        progress.printf(
                Locale.ROOT,
                "%-32s %9.0f rows/s  PG %6.1f µs  JVM %6.1f µs  beside %6.1f µs  load %s%n",
                cell.name(),
                usage.perSecond(),
                usage.perUnit(usage.pgCpuMicros()),
                usage.perUnit(usage.jvmCpuMicros()),
                usage.perUnit(usage.besideCpuMicros()),
                usage.loadBefore());
    }
}
