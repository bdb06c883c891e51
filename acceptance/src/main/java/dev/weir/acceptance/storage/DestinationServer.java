package dev.weir.acceptance.storage;

import dev.weir.acceptance.Signals;
import dev.weir.acceptance.Waiting;
import dev.weir.postgres.EmbeddedPostgres;
import dev.weir.postgres.PostgresRefused;
import dev.weir.postgres.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * A PostgreSQL of somebody else's, as a workspace connects one. It can be killed, stopped and held still, and comes back at
 * the same port with what was committed. Every statement it is sent stands in its log.
 */
public final class DestinationServer implements AutoCloseable {

    /** Whom Weir is to be: owns nothing, and may do what it is granted. */
    public static final String WRITER = "weir_writer";

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EmbeddedPostgres postgres;
    private final Path log;
    private final String password = UUID.randomUUID().toString();

    private DestinationServer(EmbeddedPostgres postgres, Path log) {
        this.postgres = postgres;
        this.log = log;
    }

    /** Starts one. @param unpack where PostgreSQL's binaries are, or will be, unpacked */
    public static DestinationServer open(Path folder, Path unpack) throws IOException {
        try {
            Settings settings = Settings.at(folder)
                    .withUnpackFolder(unpack)
                    .withServer("log_statement", "all")
                    .withServer("log_line_prefix", DecoyLog.PREFIX);
            DestinationServer server = new DestinationServer(
                    EmbeddedPostgres.start(settings),
                    settings.home().resolve("postgres").resolve("postgres.log"));
            server.owner(EmbeddedPostgres.DATABASE)
                    .sql("CREATE ROLE " + WRITER + " LOGIN PASSWORD '" + server.password + "'")
                    .update();
            return server;
        } catch (PostgresRefused refused) {
            throw new IOException("no destination: " + refused.getMessage(), refused);
        }
    }

    public int port() {
        return postgres.port();
    }

    /** Host and port, as {@code WEIR_ALLOW_ADDRESSES} takes them. */
    public String address() {
        return "127.0.0.1:" + port();
    }

    /** Of {@link #WRITER}. */
    public String password() {
        return password;
    }

    /** What a workspace sends to connect one of its databases. */
    public String connection(String database) {
        return """
                {"host": "127.0.0.1", "port": %d, "database": "%s", "user": "%s", "password": "%s", "tls": "disable"}
                """.formatted(port(), database, WRITER, password);
    }

    /** What it was sent, in the form of {@link DecoyLog}. */
    public Path log() {
        return log;
    }

    /** Makes an empty database. */
    public JdbcClient make(String database) {
        owner(EmbeddedPostgres.DATABASE).sql("CREATE DATABASE " + database).update();
        return owner(database);
    }

    /** Statements in one of its databases as the cluster's owner. */
    public JdbcClient owner(String database) {
        return JdbcClient.create(
                new DriverManagerDataSource(postgres.jdbcUrl(database), postgres.user(), postgres.password()));
    }

    /** SIGKILL of the postmaster; what works for it ends soon after. */
    public void kill() throws IOException, InterruptedException {
        Signals.send("KILL", List.of(postgres.pid()));
        awaitEnd();
    }

    /** Sends everybody away, and ends. */
    public void stop() throws IOException, InterruptedException {
        Signals.send("INT", List.of(postgres.pid()));
        awaitEnd();
    }

    private void awaitEnd() throws IOException, InterruptedException {
        Waiting.until("the destination has ended", PATIENCE, () -> !postgres.isAlive());
    }

    /** Nobody in it moves any more: connections stay open, new ones are not answered. */
    public void hold() throws IOException, InterruptedException {
        Signals.send("STOP", Signals.family(postgres.pid()));
    }

    /** It goes on as if nothing had been. */
    public void release() throws IOException, InterruptedException {
        Signals.send("CONT", Signals.family(postgres.pid()));
    }

    /** Brings it back, at its port. */
    public void start() throws IOException {
        try {
            postgres.ensureRunning();
        } catch (PostgresRefused refused) {
            throw new IOException("the destination does not come back: " + refused.getMessage(), refused);
        }
    }

    @Override
    public void close() {
        postgres.close();
    }
}
