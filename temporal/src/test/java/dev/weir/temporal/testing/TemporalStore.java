package dev.weir.temporal.testing;

import dev.weir.postgres.Address;
import dev.weir.postgres.EmbeddedPostgres;
import dev.weir.postgres.PostgresRefused;
import dev.weir.postgres.Settings;
import dev.weir.postgres.testing.TestPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a Temporal server keeps: a durable PostgreSQL of its own, with Temporal's databases laid out in it. */
final class TemporalStore implements AutoCloseable {
    private static final String SCHEMAS = "postgresql/v12/";
    private static final long SECONDS_TO_LAY_OUT = 120;

    private final EmbeddedPostgres postgres;

    private TemporalStore(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /** Opens the one in that folder, or lays it out. */
    static TemporalStore open(Path folder, Path sqlTool) {
        TemporalStore store;
        try {
            store = new TemporalStore(EmbeddedPostgres.start(Settings.at(folder)
                    .withUnpackFolder(TestPostgres.unpackFolder())
                    .withServer("max_connections", "200")));
        } catch (PostgresRefused refused) {
            throw new IllegalStateException("no store for Temporal: " + refused.getMessage(), refused);
        }
        try {
            store.layOut(folder, sqlTool, TemporalConfig.DATABASE, "temporal");
            store.layOut(folder, sqlTool, TemporalConfig.VISIBILITY, "visibility");
            store.forgetMembers();
            return store;
        } catch (RuntimeException failed) {
            store.close();
            throw failed;
        }
    }

    Address address() {
        return postgres.address();
    }

    @Override
    public void close() {
        postgres.close();
    }

    private void layOut(Path folder, Path sqlTool, String database, String schema) {
        if (!exists(database)) {
            run(folder, sqlTool, database, "create-database", "--defaultdb", EmbeddedPostgres.DATABASE);
            run(folder, sqlTool, database, "setup-schema", "-v", "0.0");
        }
        // Again each time: one that was cut short goes on, and one that is complete has nothing to do.
        run(folder, sqlTool, database, "update-schema", "--schema-name", SCHEMAS + schema);
    }

    /** Those that served at other ports before, and would be asked for their share of the work until they time out. */
    private void forgetMembers() {
        try (Connection connection = connect(TemporalConfig.DATABASE);
                var statement = connection.createStatement()) {
            statement.execute("DELETE FROM cluster_membership");
        } catch (SQLException failed) {
            throw new IllegalStateException("Temporal's store does not answer: " + failed.getMessage(), failed);
        }
    }

    private Connection connect(String database) throws SQLException {
        Address address = address();
        return DriverManager.getConnection(address.jdbcUrl(database), address.user(), address.password());
    }

    private boolean exists(String database) {
        try (Connection connection = connect(EmbeddedPostgres.DATABASE);
                var statement = connection.prepareStatement("SELECT 1 FROM pg_database WHERE datname = ?")) {
            statement.setString(1, database);
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("Temporal's store does not answer: " + failed.getMessage(), failed);
        }
    }

    private void run(Path folder, Path sqlTool, String database, String... what) {
        Address address = address();
        Path log = folder.resolve("schema.log");
        List<String> command = new ArrayList<>(List.of(
                sqlTool.toString(),
                "--plugin",
                TemporalConfig.PLUGIN,
                "--endpoint",
                "127.0.0.1",
                "--port",
                Integer.toString(address.port()),
                "--user",
                address.user(),
                "--database",
                database));
        command.addAll(List.of(what));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("SQL_PASSWORD", address.password());
        try {
            Process process = builder.start();
            boolean ended = process.waitFor(SECONDS_TO_LAY_OUT, TimeUnit.SECONDS);
            if (!ended || process.exitValue() != 0) {
                process.destroyForcibly();
                List<String> said = Files.readAllLines(log);
                throw new IllegalStateException("Temporal's schema tool failed at " + what[0] + " of " + database + ": "
                        + String.join("\n", said.subList(Math.max(0, said.size() - 5), said.size())));
            }
        } catch (IOException failed) {
            throw new IllegalStateException("cannot run Temporal's schema tool: " + failed.getMessage(), failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Temporal's store was laid out", interrupted);
        }
    }
}
