package dev.weir.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** One life of a postmaster, from launch to stop. */
record Server(Watchdog watchdog, Address address) {
    private static final Map<String, String> DEFAULTS = Map.of(
            "shared_buffers",
            "256MB",
            "max_wal_size",
            "4GB",
            "max_connections",
            "60",
            "synchronous_commit",
            "on",
            "wal_compression",
            "pglz",
            "log_line_prefix",
            "%m [%p] ",
            // Without ERROR: failed statements are told to whoever sent them, and their values may be personal data.
            "log_min_messages",
            "log",
            DataDirectory.SCRAM_ITERATIONS,
            DataDirectory.ONCE);

    // Below the range from which Linux and macOS take ports for outgoing connections (32768 and up): a port that is
    // ours can then not be taken by accident while the server restarts.
    private static final int LOWEST_PORT = 15_000;
    private static final int HIGHEST_PORT = 32_000;
    private static final int PORT_TRIES = 200;
    private static final int LAUNCH_TRIES = 5;
    private static final long GLANCE_NANOS = Duration.ofMillis(10).toNanos();

    // Class 57P03 cannot_connect_now, and 08xxx connection failures: not yet, perhaps soon.
    private static final String NOT_YET = "57P03";
    private static final String CONNECTION_CLASS = "08";

    /** What a launch needs beyond the moment's port. */
    record Launch(Settings settings, Home home, Binaries binaries, RunAs runAs, String password) {}

    /** On a free port, another one should somebody take it in between. */
    static Server launchAnywhere(Launch launch, OptionalLong stalePid) throws IOException, PostgresRefused {
        for (int tries = 1; ; tries++) {
            int port = freePort();
            try {
                return launch(launch, port, stalePid);
            } catch (PostgresRefused refused) {
                if (tries == LAUNCH_TRIES || isFree(port)) {
                    throw refused;
                }
            }
        }
    }

    /** On that port, waiting for it within the start timeout should it be taken. */
    static Server launchOn(Launch launch, int port, OptionalLong stalePid) throws IOException, PostgresRefused {
        long deadline = System.nanoTime() + launch.settings().startTimeout().toNanos();
        while (!isFree(port)) {
            if (System.nanoTime() > deadline || Thread.currentThread().isInterrupted()) {
                throw new PostgresRefused(
                        PostgresRefused.Reason.FAILED,
                        "Cannot restart PostgreSQL: its port %d is taken by another program.".formatted(port));
            }
            LockSupport.parkNanos(GLANCE_NANOS);
        }
        return launch(launch, port, stalePid);
    }

    boolean runs() {
        return watchdog.isAlive() && new OsProcess(address.pid()).runs();
    }

    void stop() throws IOException {
        watchdog.stop();
    }

    private static Server launch(Launch launch, int port, OptionalLong stalePid) throws IOException, PostgresRefused {
        ServerLog.rotate(launch.home().log());
        Map<String, String> environment = new LinkedHashMap<>();
        // PostgreSQL takes any live process with the stale pid for a running postmaster, unless it is its own
        // grandparent (CreateLockFile in miscinit.c). Saying so keeps its other check, of shared memory still in use,
        // which deleting postmaster.pid would switch off.
        stalePid.ifPresent(pid -> environment.put("PG_GRANDPARENT_PID", Long.toString(pid)));
        Watchdog watchdog =
                Watchdog.start(command(launch, port), environment, launch.home().log());
        Server server = new Server(
                watchdog, new Address(port, EmbeddedPostgres.OWNER, launch.password(), watchdog.programPid()));
        boolean ready = false;
        try {
            server.awaitReady(launch);
            ready = true;
            return server;
        } finally {
            if (!ready) {
                watchdog.stop();
            }
        }
    }

    private static List<String> command(Launch launch, int port) {
        Map<String, String> server = new LinkedHashMap<>(DEFAULTS);
        server.putAll(launch.settings().server());
        server.put("listen_addresses", "127.0.0.1");
        server.put("unix_socket_directories", "");
        server.put("fsync", "on");
        server.put("full_page_writes", "on");
        server.put("timezone", "UTC");
        server.put("log_timezone", "UTC");
        List<String> command = new ArrayList<>(launch.runAs().prefix());
        command.addAll(List.of(
                launch.binaries().program("postgres").toString(),
                "-D",
                launch.home().data().toString(),
                "-p",
                Integer.toString(port),
                "-c",
                Predecessor.MARK));
        server.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        return command;
    }

    private void awaitReady(Launch launch) throws IOException, PostgresRefused {
        long deadline = System.nanoTime() + launch.settings().startTimeout().toNanos();
        while (!(saysReady(launch.home()) && accepts())) {
            if (!watchdog.isAlive()) {
                throw notStarted(
                        launch,
                        "PostgreSQL ended with code " + watchdog.onExit().join() + " instead of starting.");
            }
            if (System.nanoTime() > deadline) {
                throw notStarted(
                        launch,
                        "PostgreSQL was not ready within "
                                + launch.settings().startTimeout().toSeconds() + " s.");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw notStarted(launch, "The start of PostgreSQL was interrupted.");
            }
            LockSupport.parkNanos(GLANCE_NANOS);
        }
    }

    private boolean saysReady(Home home) throws IOException {
        Optional<PostmasterPid> note = PostmasterPid.read(home.data());
        return note.filter(found -> found.pid() == address.pid() && found.ready())
                .isPresent();
    }

    private boolean accepts() throws PostgresRefused {
        try (Connection connection = Database.connect(address, Database.MAINTENANCE)) {
            return connection.isValid(5);
        } catch (SQLException refused) {
            String state = String.valueOf(refused.getSQLState());
            if (state.equals(NOT_YET) || state.startsWith(CONNECTION_CLASS)) {
                return false;
            }
            throw new PostgresRefused(
                    PostgresRefused.Reason.FAILED,
                    "PostgreSQL started but does not let its owner in: " + refused.getMessage(),
                    refused);
        }
    }

    private static PostgresRefused notStarted(Launch launch, String what) throws IOException {
        return new PostgresRefused(
                PostgresRefused.Reason.FAILED,
                what + " " + ServerLog.tail(launch.home().log()));
    }

    static int freePort() throws IOException {
        for (int i = 0; i < PORT_TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IOException("no free port between " + LOWEST_PORT + " and " + HIGHEST_PORT);
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
