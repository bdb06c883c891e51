package dev.weir.app.home;

import dev.weir.postgres.Address;
import dev.weir.postgres.EmbeddedPostgres;
import dev.weir.postgres.PostgresRefused;
import dev.weir.postgres.Settings;
import dev.weir.server.problem.Problem;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The home's own PostgreSQL, used by whoever works in the home: the first starts it, the others attach.
 *
 * <p>Who started it brings it back when it dies, and does not stop it under the others: closing waits for them, and says
 * so.
 */
final class SharedPostgres implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(SharedPostgres.class);

    /** Between two looks for what another process does, which nobody signals. */
    private static final Duration LOOK = Duration.ofMillis(100);

    /** A first start unpacks and makes a cluster, on a slow disk with another one at it. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Whoever was started together with a server waits so long for its database. */
    private static final Duration STARTS = Duration.ofSeconds(30);

    private final WeirHome home;
    private final Users.Entry user;
    private final Address address;
    private final @Nullable EmbeddedPostgres started;
    private final Consumer<String> say;

    private SharedPostgres(
            WeirHome home,
            Users.Entry user,
            Address address,
            @Nullable EmbeddedPostgres started,
            Consumer<String> say) {
        this.home = home;
        this.user = user;
        this.address = address;
        this.started = started;
        this.say = say;
    }

    static SharedPostgres startOrAttach(WeirHome home, Consumer<String> say) {
        return open(home, user -> startOrAttach(home, user, say));
    }

    /**
     * The one that somebody else has started, or is about to start.
     *
     * @throws Problem {@code database_unavailable} when nobody does
     */
    static SharedPostgres attach(WeirHome home, Consumer<String> say) {
        return open(home, user -> attach(home, user, say));
    }

    private static SharedPostgres open(WeirHome home, Function<Users.Entry, SharedPostgres> how) {
        Users.Entry user = home.usePostgres();
        boolean opened = false;
        try {
            SharedPostgres shared = how.apply(user);
            opened = true;
            return shared;
        } finally {
            if (!opened) {
                user.close();
            }
        }
    }

    private static SharedPostgres startOrAttach(WeirHome home, Users.Entry user, Consumer<String> say) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Optional<Address> running = EmbeddedPostgres.running(home.folder()).filter(SharedPostgres::answers);
            if (running.isPresent()) {
                return new SharedPostgres(home, user, running.get(), null, say);
            }
            try {
                if (!home.hasDatabase()) {
                    say.accept("Making a database in " + home.folder() + " (first use, a few seconds) ...");
                }
                EmbeddedPostgres started =
                        EmbeddedPostgres.start(Settings.at(home.folder()).withUnpackFolder(home.binaries()));
                keepRunning(started);
                return new SharedPostgres(home, user, started.address(), started, say);
            } catch (PostgresRefused refused) {
                // Held: another process is starting or stopping it, and will be done with that soon.
                boolean soon = refused.reason() == PostgresRefused.Reason.HELD && System.nanoTime() < deadline;
                if (!soon) {
                    throw new Problem(
                            Problem.Kind.UNAVAILABLE, "database_unavailable", String.valueOf(refused.getMessage()));
                }
                LockSupport.parkNanos(LOOK.toNanos());
            }
        }
    }

    private static SharedPostgres attach(WeirHome home, Users.Entry user, Consumer<String> say) {
        long deadline = System.nanoTime() + STARTS.toNanos();
        boolean said = false;
        while (true) {
            Optional<Address> running = EmbeddedPostgres.running(home.folder()).filter(SharedPostgres::answers);
            if (running.isPresent()) {
                return new SharedPostgres(home, user, running.get(), null, say);
            }
            if (System.nanoTime() > deadline) {
                throw new Problem(
                        Problem.Kind.UNAVAILABLE,
                        "database_unavailable",
                        "No 'weir serve' runs in " + home.folder() + ", whose database a worker would share. Start it"
                                + " first, set WEIR_HOME to its folder, or give both a PostgreSQL of yours: --db.");
            }
            if (!said) {
                said = true;
                say.accept("Waiting for 'weir serve' in " + home.folder() + ", whose database is shared ...");
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    private static boolean answers(Address address) {
        try (Connection connection = DriverManager.getConnection(
                address.jdbcUrl(EmbeddedPostgres.DATABASE), address.user(), address.password())) {
            return connection.isValid(5);
        } catch (SQLException starting) {
            return false;
        }
    }

    /** Brings it back whenever it dies, so that what runs goes on. */
    private static void keepRunning(EmbeddedPostgres postgres) {
        var _ = postgres.onExit()
                .thenRunAsync(
                        () -> revive(postgres),
                        work -> Thread.ofPlatform()
                                .daemon()
                                .name("postgres-keeper")
                                .start(work));
    }

    private static void revive(EmbeddedPostgres postgres) {
        while (true) {
            try {
                postgres.ensureRunning();
                keepRunning(postgres);
                return;
            } catch (IllegalStateException closed) {
                return;
            } catch (PostgresRefused refused) {
                LOG.warn("PostgreSQL does not come back, trying again: {}", refused.getMessage());
                LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
            }
        }
    }

    /** Whether this process started it. */
    boolean owner() {
        return started != null;
    }

    String jdbcUrl() {
        return address.jdbcUrl(EmbeddedPostgres.DATABASE);
    }

    String user() {
        return address.user();
    }

    String password() {
        return address.password();
    }

    @Override
    public void close() {
        user.close();
        if (started == null) {
            return;
        }
        if (home.postgresUsers().any()) {
            say.accept("Another weir still uses the database that this one started; waiting for it to end ...");
            while (home.postgresUsers().any()) {
                LockSupport.parkNanos(LOOK.toNanos());
            }
        }
        started.close();
    }
}
