package dev.weir.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PostgreSQL that belongs to this JVM: durable (fsync on), reachable on the loopback address only, with its data
 * below a home folder that one program at a time may hold. It ends when closed, and soon after this JVM when it is not.
 * Ctrl-C in the terminal does not reach it.
 *
 * <p>Should it die by itself, {@link #onExit} tells, and {@link #ensureRunning} brings it back on the same port, so
 * that connection pools recover. Other processes of the same user attach through {@link #running}.
 *
 * <p>Safe for use by many threads.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    /** The superuser of the cluster. */
    public static final String OWNER = "weir_owner";

    /** The database made at the first start: UTF-8, builtin locale C.UTF-8. */
    public static final String DATABASE = "weir";

    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedPostgres.class);

    private final Home home;
    private final DataDirectory data;
    private final Server.Launch launch;
    private final ReentrantLock changing = new ReentrantLock();
    private volatile Server server;
    private volatile boolean closed;

    private EmbeddedPostgres(Home home, DataDirectory data, Server.Launch launch, Server server) {
        this.home = home;
        this.data = data;
        this.launch = launch;
        this.server = server;
        warnOfDeath(server);
    }

    /**
     * Starts PostgreSQL in {@code settings.home()}, making its cluster and the database {@link #DATABASE} at the first
     * start and recovering whatever a crash left behind; returns when connections are accepted.
     *
     * @throws PostgresRefused with a sentence for the user, when another program holds the home ({@code HELD}), when
     *     the machine lacks something ({@code UNSUPPORTED}), else {@code FAILED}; nothing is left running then
     */
    public static EmbeddedPostgres start(Settings settings) throws PostgresRefused {
        Home home = Home.of(settings.home());
        try {
            DataDirectory data = DataDirectory.lock(home);
            boolean started = false;
            try {
                EmbeddedPostgres postgres = start(settings, home, data, RunAs.detect());
                started = true;
                return postgres;
            } finally {
                if (!started) {
                    data.close();
                }
            }
        } catch (IOException | UncheckedIOException failed) {
            throw failed(home, failed);
        }
    }

    /** The PostgreSQL that some program runs in that home right now, if one does. */
    public static Optional<Address> running(Path home) {
        try {
            return AddressFile.ofLiveServer(Home.of(home));
        } catch (IOException notOurs) {
            // Another user's home: there is nothing for us to attach to.
            return Optional.empty();
        }
    }

    static EmbeddedPostgres start(Settings settings, Home home, DataDirectory data, RunAs runAs)
            throws IOException, PostgresRefused {
        AddressFile.remove(home);
        Binaries binaries = Binaries.unpackedIn(settings.unpackFolder());
        data.ensureInitialised(binaries, runAs);
        OptionalLong stalePid = Predecessor.settle(data.path());
        Server.Launch launch = new Server.Launch(settings, home, binaries, runAs, data.password());
        Server server = Server.launchAnywhere(launch, stalePid);
        return opened(home, server, new EmbeddedPostgres(home, data, launch, server));
    }

    public Address address() {
        return server.address();
    }

    /** The JDBC URL of a database in it, without user and password. */
    public String jdbcUrl(String database) {
        return address().jdbcUrl(database);
    }

    public String user() {
        return address().user();
    }

    public String password() {
        return address().password();
    }

    /** Stays the same until closed, restarts included. */
    public int port() {
        return address().port();
    }

    /** The postmaster's process id; another one after a restart. */
    public long pid() {
        return address().pid();
    }

    public boolean isAlive() {
        return !closed && server.runs();
    }

    /** Completes when the server that runs now has ended, for whatever reason. */
    public CompletableFuture<Void> onExit() {
        return server.watchdog().onExit().thenAccept(_ -> {});
    }

    /**
     * Restarts the server on its port if it has died, with crash recovery; does nothing if it lives. Returns when
     * connections are accepted.
     *
     * @throws PostgresRefused when it cannot be brought back; may be tried again
     * @throws IllegalStateException when closed
     */
    public void ensureRunning() throws PostgresRefused {
        changing.lock();
        try {
            if (closed) {
                throw new IllegalStateException("this PostgreSQL was closed");
            }
            if (server.runs()) {
                return;
            }
            server.stop();
            OptionalLong stalePid = Predecessor.settle(data.path());
            Server restarted = Server.launchOn(launch, port(), stalePid);
            server = restarted;
            warnOfDeath(restarted);
            opened(home, restarted, this);
            LOG.info("PostgreSQL runs again as pid {} on port {}", pid(), port());
        } catch (IOException | UncheckedIOException failed) {
            throw failed(home, failed);
        } finally {
            changing.unlock();
        }
    }

    /** Stops the server cleanly (fast shutdown, within 45 s, harder after 30 s) and gives the home free. */
    @Override
    public void close() {
        changing.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            try (data) {
                AddressFile.remove(home);
                server.stop();
            }
        } catch (IOException failed) {
            LOG.warn("PostgreSQL in {} was not stopped cleanly; the next start recovers it", home.folder(), failed);
        } finally {
            changing.unlock();
        }
    }

    /** Either the database exists and the address is published, or the server is stopped again. */
    private static EmbeddedPostgres opened(Home home, Server server, EmbeddedPostgres postgres)
            throws IOException, PostgresRefused {
        boolean opened = false;
        try {
            Database.createIfMissing(server.address(), DATABASE);
            AddressFile.write(home, server.address());
            opened = true;
            return postgres;
        } catch (SQLException failed) {
            throw new PostgresRefused(
                    PostgresRefused.Reason.FAILED,
                    "PostgreSQL runs but cannot make the database " + DATABASE + ": " + failed.getMessage(),
                    failed);
        } finally {
            if (!opened) {
                server.stop();
            }
        }
    }

    private void warnOfDeath(Server watched) {
        var _ = watched.watchdog().onExit().thenAccept(code -> {
            if (!closed) {
                LOG.warn(
                        "PostgreSQL (pid {}) ended with code {}; see {}",
                        watched.address().pid(),
                        code,
                        home.log());
            }
        });
    }

    private static PostgresRefused failed(Home home, Exception cause) {
        return new PostgresRefused(
                PostgresRefused.Reason.FAILED, "Cannot run PostgreSQL in " + home.folder() + ": " + cause, cause);
    }
}
