package dev.weir.acceptance;

import dev.weir.postgres.EmbeddedPostgres;
import dev.weir.postgres.PostgresRefused;
import dev.weir.postgres.Settings;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.Database;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A PostgreSQL of the harness's own, as durable as the product's, with a database for each run. */
final class Arena implements AutoCloseable {

    private static final String DURABILITY = "SELECT current_setting('fsync') || current_setting('synchronous_commit')";

    private final EmbeddedPostgres postgres;
    private final Path folder;
    private final String appPassword = UUID.randomUUID().toString().replace("-", "");

    private final AtomicInteger stages = new AtomicInteger();
    private @Nullable List<String> quickStart;

    private Arena(EmbeddedPostgres postgres, Path folder) {
        this.postgres = postgres;
        this.folder = folder;
    }

    /**
     * Starts it.
     *
     * @param folder what runs leave behind stays there
     * @param unpack where PostgreSQL's binaries are, or will be, unpacked
     * @throws IllegalStateException when it does not start, or would not be durable: a crash test of a database that
     *     forgets shows nothing
     */
    static Arena open(Path folder, Path unpack) {
        try {
            Arena arena = new Arena(EmbeddedPostgres.start(Settings.at(folder).withUnpackFolder(unpack)), folder);
            String durability = JdbcClient.create(arena.owner(EmbeddedPostgres.DATABASE))
                    .sql(DURABILITY)
                    .query(String.class)
                    .single();
            if (!durability.equals("onon")) {
                arena.close();
                throw new IllegalStateException("fsync and synchronous_commit are " + durability);
            }
            return arena;
        } catch (PostgresRefused e) {
            throw new IllegalStateException("no PostgreSQL for the fault runs", e);
        }
    }

    /** An empty database, migrated as the product migrates, and vendors at the beginning of their ledgers. */
    Stage stage(String kind, Assignment assignment, SandboxSettings settings) {
        String name = kind + "_" + stages.incrementAndGet();
        JdbcClient.create(owner(EmbeddedPostgres.DATABASE))
                .sql("CREATE DATABASE " + name)
                .update();
        Database.prepare(jdbcUrl(name), postgres.user(), postgres.password(), appPassword);
        return new Stage(this, name, assignment, settings, folder.resolve(name));
    }

    /** What lets a worker's JVM start quickly; the first call takes as long as a small run. */
    synchronized List<String> quickStart() {
        List<String> known = quickStart;
        if (known == null) {
            known = QuickStart.options(this, folder);
            quickStart = known;
        }
        return known;
    }

    String jdbcUrl(String database) {
        return postgres.jdbcUrl(database);
    }

    String appPassword() {
        return appPassword;
    }

    DataSource owner(String database) {
        return new DriverManagerDataSource(jdbcUrl(database), postgres.user(), postgres.password());
    }

    @Override
    public void close() {
        postgres.close();
    }
}
