package dev.weir.postgres.testing;

import dev.weir.postgres.EmbeddedPostgres;
import dev.weir.postgres.PostgresRefused;
import dev.weir.postgres.Settings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The one PostgreSQL of a test JVM, started at first use with the settings of the product (fsync on) and stopped, its
 * folder deleted, when the JVM ends. Two builds at once on one machine do not meet: each JVM has a port and a folder of
 * its own, and only the unpacked binaries are shared.
 *
 * <p>Whatever goes wrong is an {@link IllegalStateException}: a test cannot go on without its database.
 */
public final class TestPostgres {
    private static final String MAINTENANCE = "postgres";

    private static final class Shared {
        private static final TestPostgres INSTANCE = start();
    }

    private final EmbeddedPostgres server;
    private final String strategy;
    private final AtomicLong databases = new AtomicLong();
    private final Map<String, String> templates = new HashMap<>();

    private TestPostgres(EmbeddedPostgres server, String strategy) {
        this.server = server;
        this.strategy = strategy;
    }

    public static TestPostgres shared() {
        return Shared.INSTANCE;
    }

    /** One that nobody else uses, for a test that kills it; it ends with the JVM. */
    public static TestPostgres ofItsOwn() {
        return start();
    }

    /** Where the binaries are unpacked once per user and version; for tests that start servers of their own. */
    public static Path unpackFolder() {
        try {
            return TestFolders.binaries();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    public EmbeddedPostgres server() {
        return server;
    }

    /**
     * A template of that name, migrated by the first caller; later callers get the same, and their
     * migration is not run.
     *
     * @return what to hand to {@link #freshDatabase}
     */
    public synchronized String template(String name, Migration migration) {
        String ready = templates.get(name);
        if (ready != null) {
            return ready;
        }
        String template = "template_" + databases.incrementAndGet();
        execute("CREATE DATABASE " + template);
        try {
            migration.migrate(new TestDatabase(this, server.address(), template));
        } catch (Exception failed) {
            drop(template);
            throw new IllegalStateException("cannot migrate the template " + name, failed);
        }
        // Cloning fails while anybody is connected, so nobody may be.
        execute("ALTER DATABASE " + template + " ALLOW_CONNECTIONS false");
        templates.put(name, template);
        return template;
    }

    /** A new database with everything that is in the template. */
    public TestDatabase freshDatabase(String template) {
        return create(" TEMPLATE " + template);
    }

    public TestDatabase emptyDatabase() {
        return create("");
    }

    void drop(String database) {
        execute("DROP DATABASE IF EXISTS " + database + " WITH (FORCE)");
    }

    private TestDatabase create(String options) {
        String name = "test_" + databases.incrementAndGet();
        // To compress 8 MB of log, as the product would, takes longer than to write them.
        execute("SET wal_compression = off", "CREATE DATABASE " + name + options + " STRATEGY " + strategy);
        return new TestDatabase(this, server.address(), name);
    }

    /**
     * By copying files where they are in memory, else through the log: to copy takes two checkpoints and syncs each of 300
     * files, which on a disk that others write to as well took a second, and in memory half of what the log takes.
     */
    private static String strategy(Path home) throws IOException {
        return Files.getFileStore(home).type().equals("tmpfs") ? "FILE_COPY" : "WAL_LOG";
    }

    private void execute(String... statements) {
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl(MAINTENANCE), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException failed) {
            throw new IllegalStateException("test database: " + String.join("; ", statements), failed);
        }
    }

    private static TestPostgres start() {
        try {
            Path home = TestFolders.newCluster();
            EmbeddedPostgres server = EmbeddedPostgres.start(Settings.at(home)
                    .withUnpackFolder(TestFolders.binaries())
                    .withServer("max_connections", "200")
                    .withServer("shared_buffers", "128MB"));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, home), "test-postgres-stop"));
            return new TestPostgres(server, strategy(home));
        } catch (IOException | PostgresRefused failed) {
            throw new IllegalStateException("no PostgreSQL for the tests", failed);
        }
    }

    private static void stop(EmbeddedPostgres server, Path home) {
        server.close();
        try {
            TestFolders.deleteTree(home);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
