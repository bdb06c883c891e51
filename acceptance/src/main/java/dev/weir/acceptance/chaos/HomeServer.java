package dev.weir.acceptance.chaos;

import dev.weir.acceptance.Signals;
import dev.weir.acceptance.Waiting;
import dev.weir.postgres.EmbeddedPostgres;
import dev.weir.postgres.PostgresRefused;
import dev.weir.postgres.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The PostgreSQL that all servers share. It is killed and held still, and comes back at its port with what was committed. */
public final class HomeServer implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EmbeddedPostgres postgres;
    private final Path folder;

    private HomeServer(EmbeddedPostgres postgres, Path folder) {
        this.postgres = postgres;
        this.folder = folder;
    }

    /** Starts one. @param unpack where PostgreSQL's binaries are, or will be, unpacked */
    static HomeServer open(Path folder, Path unpack) throws IOException {
        try {
            return new HomeServer(
                    EmbeddedPostgres.start(
                            Settings.at(folder).withUnpackFolder(unpack).withServer("max_connections", "200")),
                    folder);
        } catch (PostgresRefused refused) {
            throw new IOException("no database: " + refused.getMessage(), refused);
        }
    }

    public int port() {
        return postgres.port();
    }

    /** Where its data lie. */
    public Path folder() {
        return folder;
    }

    String user() {
        return postgres.user();
    }

    String password() {
        return postgres.password();
    }

    /** Statements as its owner, whom no policy binds, past the servers' line; each has a connection of its own. */
    public JdbcClient sql() {
        return JdbcClient.create(new DriverManagerDataSource(
                postgres.jdbcUrl(EmbeddedPostgres.DATABASE), postgres.user(), postgres.password()));
    }

    /** SIGKILL of all its processes at once. */
    public void kill() throws IOException, InterruptedException {
        Signals.send("KILL", Signals.family(postgres.pid()));
        Waiting.until("the database has ended", PATIENCE, () -> !postgres.isAlive());
    }

    public void hold() throws IOException, InterruptedException {
        Signals.send("STOP", Signals.family(postgres.pid()));
    }

    public void release() throws IOException, InterruptedException {
        Signals.send("CONT", Signals.family(postgres.pid()));
    }

    public boolean isAlive() {
        return postgres.isAlive();
    }

    /** Brings it back when it is not there. */
    public void ensureRunning() throws IOException {
        try {
            postgres.ensureRunning();
        } catch (PostgresRefused refused) {
            throw new IOException("the database does not come back: " + refused.getMessage(), refused);
        }
    }

    @Override
    public void close() {
        postgres.close();
    }
}
