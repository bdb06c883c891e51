package dev.weir.bench;

import dev.weir.server.Database;
import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** The databases of one run: templates that are prepared once, clones for the cells. Closing drops all of them. */
final class BenchDatabases implements AutoCloseable {

    /** A database with a job in it that nobody has run yet. */
    record Loaded(BenchDatabase template, Job job, int rows) {}

    private final Target target;
    private final String prefix =
            "weir_bench_" + UUID.randomUUID().toString().replace("-", "").substring(0, 12) + "_";
    private final Set<String> made = new LinkedHashSet<>();
    private int number;

    BenchDatabases(Target target) {
        this.target = target;
    }

    /** A new database as the product prepares it. */
    BenchDatabase prepared() throws SQLException {
        BenchDatabase database = create("");
        Database.prepare(database.url(), target.owner(), target.ownerPassword(), target.appPassword());
        database.settle();
        return database;
    }

    /** A new database with nothing in it. */
    BenchDatabase empty() throws SQLException {
        return create(" TEMPLATE template0");
    }

    /** A clone of {@code template} into which a job has been taken; a template itself. */
    Loaded loaded(BenchDatabase template, int rows) throws SQLException {
        return loaded(template, BenchVendor.INSTANT, 0, rows);
    }

    /** The same with the sample rows from {@code from} on, for that vendor. */
    Loaded loaded(BenchDatabase template, BenchVendor vendor, int from, int rows) throws SQLException {
        return loaded(template, rows, database -> {
            try (Weir weir = BenchJob.weir(database, vendor)) {
                return BenchJob.submit(weir, vendor, from, rows, BenchJob.NOBODY);
            }
        });
    }

    /** The same with a job that {@code taken} takes in. */
    Loaded loaded(BenchDatabase template, int rows, Function<BenchDatabase, Job> taken) throws SQLException {
        BenchDatabase database = cloneOf(template);
        Job job = taken.apply(database);
        database.settle();
        return new Loaded(database, job, rows);
    }

    /** A fresh copy; what was vacuumed and analysed in the template is so in the copy. */
    BenchDatabase cloneOf(BenchDatabase template) throws SQLException {
        BenchDatabase database = create(" TEMPLATE " + template.name() + " STRATEGY FILE_COPY");
        execute("CHECKPOINT");
        return database;
    }

    void drop(BenchDatabase database) throws SQLException {
        drop(database.name());
        made.remove(database.name());
    }

    @Override
    public void close() throws SQLException {
        for (String name : made) {
            drop(name);
        }
        made.clear();
    }

    private void drop(String name) throws SQLException {
        execute("DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
    }

    private BenchDatabase create(String options) throws SQLException {
        String name = prefix + number++;
        execute("CREATE DATABASE " + name + options);
        made.add(name);
        return new BenchDatabase(target, name);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(target.ownerUrl(), target.owner(), target.ownerPassword());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
