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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Lets millions of cells come together in one database, and looks at what they take: bytes of each table and index, rows that
 * are dead, updates that needed no index, what autovacuum did, and whether the last fifth was as fast as the first.
 */
public final class TablesBench {

    static final int PARTS = 5;

    private static final String TABLES = """
            SELECT s.relname AS name, pg_relation_size(s.relid) AS bytes, pg_indexes_size(s.relid) AS index_bytes,
                   pg_total_relation_size(s.relid) - pg_relation_size(s.relid) - pg_indexes_size(s.relid) AS other_bytes,
                   s.n_live_tup AS live, s.n_dead_tup AS dead, s.n_tup_upd AS updated, s.n_tup_hot_upd AS hot,
                   s.autovacuum_count AS vacuums, s.autoanalyze_count AS analyzes
            FROM pg_stat_user_tables s WHERE s.schemaname = 'weir' AND pg_total_relation_size(s.relid) > 65536
            ORDER BY pg_total_relation_size(s.relid) DESC
            """;

    private static final String INDEXES = """
            SELECT indexrelname AS name, relname AS of, pg_relation_size(indexrelid) AS bytes, idx_scan AS scans
            FROM pg_stat_user_indexes WHERE schemaname = 'weir' AND pg_relation_size(indexrelid) > 65536
            ORDER BY pg_relation_size(indexrelid) DESC
            """;

    private record Table(
            String name,
            long bytes,
            long indexBytes,
            long otherBytes,
            long live,
            long dead,
            long updated,
            long hot,
            long vacuums,
            long analyzes) {

        long all() {
            return bytes + indexBytes + otherBytes;
        }
    }

    private record Index(String name, String table, long bytes, long scans) {}

    private final TablesOptions options;
    private final PrintStream progress;
    private final Meter meter;
    private final List<Usage> jobs = new ArrayList<>();

    private TablesBench(TablesOptions options, PrintStream progress, Meter meter) {
        this.options = options;
        this.progress = progress;
        this.meter = meter;
    }

    /** Runs over a PostgreSQL of its own in that folder, which ends with it. */
    public static FigureReport run(TablesOptions options, Path home, PrintStream progress) throws Exception {
        return OwnPostgres.run(home, target -> run(options, target, progress));
    }

    /**
     * Runs it; leaves no database behind.
     *
     * @throws dev.weir.server.problem.Problem when the server is not durable or cannot be prepared
     * @throws Exception when a job fails or does not end in time
     */
    public static FigureReport run(TablesOptions options, Target target, PrintStream progress) throws Exception {
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        TablesBench bench = new TablesBench(options, progress, Meter.of(target));
        try (BenchDatabases databases = new BenchDatabases(target)) {
            BenchDatabase prepared = databases.prepared();
            BenchDatabases.Loaded warmUp = databases.loaded(prepared, options.warmUpRows());
            bench.meter.measure(
                    warmUp.template(), warmUp.rows(), clock -> EngineBench.engine(warmUp.template(), warmUp, clock));
            databases.drop(warmUp.template());
            BenchDatabase database = databases.cloneOf(prepared);
            bench.fill(database);
            try (Connection connection = database.owner()) {
                return bench.report(card, tables(connection), indexes(connection));
            }
        }
    }

    private void fill(BenchDatabase database) throws Exception {
        try (Weir weir = BenchJob.weir(database);
                RunningWeir running = BenchJob.start(weir)) {
            for (int from = 0; from < options.cells(); from += options.jobRows()) {
                int lo = from;
                int rows = Math.min(options.jobRows(), options.cells() - from);
                Usage usage = meter.measureAlive(database, rows, clock -> {
                    clock.begin();
                    Job job = BenchJob.submit(weir, BenchVendor.INSTANT, lo, rows, running.engine());
                    BenchJob.await(database, job, rows);
                    clock.end();
                    BenchJob.requireCompleted(weir, job, rows);
                    return Meter.NO_LATENCY;
                });
                jobs.add(usage);
                progress.printf(
                        Locale.ROOT,
                        "%,12d cells %9.0f rows/s  PG %5.1f µs  JVM %5.1f µs%n",
                        from + rows,
                        usage.perSecond(),
                        usage.perUnit(usage.pgCpuMicros()),
                        usage.perUnit(usage.jvmCpuMicros()));
            }
        }
    }

    private static List<Table> tables(Connection connection) throws SQLException {
        List<Table> tables = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(TABLES);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                tables.add(new Table(
                        row.getString("name"),
                        row.getLong("bytes"),
                        row.getLong("index_bytes"),
                        row.getLong("other_bytes"),
                        row.getLong("live"),
                        row.getLong("dead"),
                        row.getLong("updated"),
                        row.getLong("hot"),
                        row.getLong("vacuums"),
                        row.getLong("analyzes")));
            }
        }
        return tables;
    }

    private static List<Index> indexes(Connection connection) throws SQLException {
        List<Index> indexes = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(INDEXES);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                indexes.add(new Index(
                        row.getString("name"), row.getString("of"), row.getLong("bytes"), row.getLong("scans")));
            }
        }
        return indexes;
    }

    private FigureReport report(MachineCard card, List<Table> tables, List<Index> indexes) {
        double cells = options.cells();
        FigureReport.Parts parts = FigureReport.on(card);
        parts.line(String.format(
                Locale.ROOT,
                "%-24s %10s %12s %12s %12s %8s %9s %9s",
                "table",
                "B/cell",
                "index B/cell",
                "rows",
                "dead",
                "HOT %",
                "vacuums",
                "analyzes"));
        for (Table table : tables) {
            parts.line(String.format(
                    Locale.ROOT,
                    "%-24s %10.1f %12.1f %,12d %,12d %8s %9d %9d",
                    table.name(),
                    (table.bytes() + table.otherBytes()) / cells,
                    table.indexBytes() / cells,
                    table.live(),
                    table.dead(),
                    Figures.text(hot(table.hot(), table.updated()), "%.0f"),
                    table.vacuums(),
                    table.analyzes()));
        }
        parts.line(String.format(Locale.ROOT, "%-24s %-24s %10s %12s", "index", "of", "B/cell", "scans"));
        for (Index index : indexes) {
            parts.line(String.format(
                    Locale.ROOT,
                    "%-24s %-24s %10.1f %,12d",
                    index.name(),
                    index.table(),
                    index.bytes() / cells,
                    index.scans()));
        }
        long dead = tables.stream().mapToLong(Table::dead).sum();
        long live = tables.stream().mapToLong(Table::live).sum();
        return parts.figure(
                        "lastFifthOverFirst",
                        fifth(PARTS - 1) / fifth(0),
                        "%.2f",
                        Goal.atLeast(0.9),
                        "rows/s of the last fifth of " + options.cells() + " cells ÷ of the first, submitting included")
                .figure(
                        "bytesPerCell",
                        tables.stream().mapToLong(Table::all).sum() / cells,
                        "%.0f",
                        Goal.NONE,
                        "all tables and indexes")
                .figure(
                        "deadPercent",
                        live + dead == 0 ? Double.NaN : 100.0 * dead / (live + dead),
                        "%.2f",
                        Goal.NONE,
                        "of all rows, not cleaned away yet")
                .figure(
                        "hotPercent",
                        hot(
                                tables.stream().mapToLong(Table::hot).sum(),
                                tables.stream().mapToLong(Table::updated).sum()),
                        "%.1f",
                        Goal.NONE,
                        "of updates touched no index")
                .figure(
                        "autovacuums",
                        tables.stream().mapToLong(Table::vacuums).sum(),
                        "%.0f",
                        Goal.NONE,
                        "of these tables, while they grew")
                .more("cells", options.cells())
                .more("tables", tables.stream().map(TablesBench::toMap).toList())
                .more("indexes", indexes.stream().map(TablesBench::toMap).toList())
                .more("series", List.of(plot()))
                .report();
    }

    private Map<String, @Nullable Object> plot() {
        List<List<Double>> points = new ArrayList<>();
        double cells = 0;
        for (Usage job : jobs) {
            cells += job.units();
            points.add(List.of(cells, (double) Math.round(job.perSecond())));
        }
        Map<String, @Nullable Object> line = new LinkedHashMap<>();
        line.put("name", "rows/s");
        line.put("points", points);
        Map<String, @Nullable Object> plot = new LinkedHashMap<>();
        plot.put("title", "Rows a second while cells come together");
        plot.put("across", "cells in the database");
        plot.put("lines", List.of(line));
        return plot;
    }

    private double fifth(int part) {
        List<Usage> some = jobs.subList(part * jobs.size() / PARTS, (part + 1) * jobs.size() / PARTS);
        return some.stream().mapToLong(Usage::units).sum()
                / some.stream().mapToDouble(Usage::seconds).sum();
    }

    private static double hot(long hot, long updated) {
        return updated == 0 ? Double.NaN : 100.0 * hot / updated;
    }

    private static Map<String, Object> toMap(Table table) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", table.name());
        map.put("bytes", table.bytes() + table.otherBytes());
        map.put("indexBytes", table.indexBytes());
        map.put("live", table.live());
        map.put("dead", table.dead());
        map.put("updated", table.updated());
        map.put("hot", table.hot());
        map.put("autovacuums", table.vacuums());
        map.put("autoanalyzes", table.analyzes());
        return map;
    }

    private static Map<String, Object> toMap(Index index) {
        return Map.of("name", index.name(), "table", index.table(), "bytes", index.bytes(), "scans", index.scans());
    }
}
