package dev.weir.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

class EmbeddedPostgresTest {
    @TempDir
    private Path home;

    @Test
    void theFirstStartMakesADurableUtf8ClusterThatOnlyItsOwnerMayEnter() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(Homes.settings(home))) {
            Rows rows = Rows.of(postgres);
            assertThat(rows.ask("SHOW server_version")).startsWith("18");
            assertThat(rows.ask("SHOW fsync")).isEqualTo("on");
            assertThat(rows.ask("SHOW full_page_writes")).isEqualTo("on");
            assertThat(rows.ask("SHOW synchronous_commit")).isEqualTo("on");
            assertThat(rows.ask("SHOW data_checksums")).isEqualTo("on");
            assertThat(rows.ask("SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(rows.ask("SHOW unix_socket_directories")).isEmpty();
            // The driver sets its own session's zone to the JVM's; what the server was told stands beside it.
            assertThat(rows.ask("SHOW log_timezone")).isEqualTo("UTC");
            assertThat(rows.ask("SELECT setting FROM pg_settings WHERE name = 'wal_level'"))
                    .isEqualTo("replica");
            assertThat(rows.ask("SHOW wal_compression")).isEqualTo("pglz");
            assertThat(rows.ask("SHOW max_connections")).isEqualTo("60");
            assertThat(rows.ask("SELECT current_user")).isEqualTo(EmbeddedPostgres.OWNER);
            assertThat(
                            rows.ask(
                                    "SELECT concat_ws(' ', pg_encoding_to_char(encoding), datlocprovider, datlocale) FROM pg_database WHERE datname = 'weir'"))
                    .isEqualTo("UTF8 b C.UTF-8");
            assertThat(rows.ask("SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'"))
                    .isEqualTo("0");
            assertThatThrownBy(() -> DriverManager.getConnection(postgres.jdbcUrl("weir"), postgres.user(), "guess"))
                    .isInstanceOf(SQLException.class)
                    .hasMessageContaining("password authentication failed");
        }
    }

    @Test
    void passwordsThatNobodyCouldGuessAreHashedOnce() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            Rows rows = Rows.of(postgres);
            rows.execute("CREATE ROLE other LOGIN PASSWORD 'random'");
            assertThat(rows.ask("SELECT count(*) FROM pg_authid WHERE rolpassword LIKE 'SCRAM-SHA-256$1:%'"))
                    .isEqualTo("2");
        }
    }

    @Test
    void settingsReplaceTheDefaults() throws Exception {
        Settings settings = settings().withServer("max_connections", "17").withServer("work_mem", "5MB");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(settings)) {
            assertThat(Rows.of(postgres).ask("SHOW max_connections")).isEqualTo("17");
            assertThat(Rows.of(postgres).ask("SHOW work_mem")).isEqualTo("5MB");
        }
    }

    @Test
    void aSecondStartFindsTheRowsAndThePasswordOfTheFirst() throws Exception {
        String password;
        try (EmbeddedPostgres postgres = start()) {
            password = postgres.password();
            Rows.of(postgres).execute("CREATE TABLE kept AS SELECT 42 AS answer");
        }
        try (EmbeddedPostgres postgres = start()) {
            assertThat(Rows.of(postgres).ask("SELECT answer FROM kept")).isEqualTo("42");
            assertThat(postgres.password()).isEqualTo(password);
        }
    }

    @Test
    void aCleanStopLeavesNoProcessNoAddressAndNothingToRecover() throws Exception {
        EmbeddedPostgres postgres = start();
        long pid = postgres.pid();
        assertThat(postgres.isAlive()).isTrue();
        postgres.close();

        assertThat(postgres.isAlive()).isFalse();
        assertThat(new OsProcess(pid).exists()).isFalse();
        assertThat(OsProcess.allOn(Home.of(home).data())).isEmpty();
        assertThat(Home.of(home).address()).doesNotExist();
        assertThat(Home.of(home).data().resolve("postmaster.pid")).doesNotExist();
        assertThat(Files.readString(Home.of(home).log())).contains("database system is shut down");
        postgres.close();
        assertThatThrownBy(postgres::ensureRunning).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anotherProcessFindsTheAddressInAFileOnlyTheOwnerCanRead() throws Exception {
        assertThat(EmbeddedPostgres.running(home)).isEmpty();
        try (EmbeddedPostgres postgres = start()) {
            assertThat(EmbeddedPostgres.running(home)).contains(postgres.address());
            for (Path secret : List.of(Home.of(home).address(), Home.of(home).password())) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                        .isEqualTo("rw-------");
            }
            assertThat(postgres.address().toString()).doesNotContain(postgres.password());
            assertThat(Files.readString(Home.of(home).address())).contains("jdbcUrl=" + postgres.jdbcUrl("weir"));
        }
        assertThat(EmbeddedPostgres.running(home)).isEmpty();
    }

    @Test
    void aStaleAddressFileIsNotBelieved() throws Exception {
        EmbeddedPostgres postgres = start();
        String note = Files.readString(Home.of(home).address());
        postgres.close();
        PrivateFile.write(Home.of(home).address(), note);
        assertThat(EmbeddedPostgres.running(home)).isEmpty();
        PrivateFile.write(Home.of(home).address(), "garbled");
        assertThat(EmbeddedPostgres.running(home)).isEmpty();
    }

    @Test
    void aKilledServerComesBackOnItsPortWithEveryCommittedRow() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            Rows.of(postgres).execute("CREATE TABLE kept (n int)");
            int port = postgres.port();
            for (int life = 1; life <= 2; life++) {
                Rows.of(postgres).execute("INSERT INTO kept VALUES (" + life + ")");
                long dead = postgres.pid();
                var exit = postgres.onExit();
                new OsProcess(dead).signal("KILL");
                exit.get(20, TimeUnit.SECONDS);
                assertThat(postgres.isAlive()).isFalse();
                assertThat(EmbeddedPostgres.running(home)).isEmpty();

                postgres.ensureRunning();
                assertThat(postgres.port()).isEqualTo(port);
                assertThat(postgres.pid()).isNotEqualTo(dead);
                assertThat(EmbeddedPostgres.running(home)).contains(postgres.address());
                assertThat(Rows.of(postgres).ask("SELECT count(*) FROM kept")).isEqualTo(Integer.toString(life));
            }
            postgres.ensureRunning();
        }
    }

    @Test
    void aBackendThatOutlivesItsKilledPostmasterDoesNotHinderTheRestart() throws Exception {
        try (EmbeddedPostgres postgres = start();
                Connection busy = Database.connect(postgres.address(), EmbeddedPostgres.DATABASE)) {
            long backend = busy.unwrap(PGConnection.class).getBackendPID();
            // Stopped, it cannot notice that its postmaster has gone, as one deep in a query would not.
            OsProcess outliving = new OsProcess(backend);
            outliving.signal("STOP");
            try {
                var exit = postgres.onExit();
                new OsProcess(postgres.pid()).signal("KILL");
                exit.get(20, TimeUnit.SECONDS);
                assertThat(outliving.runs()).isTrue();

                postgres.ensureRunning();
                assertThat(outliving.runs()).isFalse();
                assertThat(Rows.of(postgres).ask("SELECT 1")).isEqualTo("1");
            } finally {
                // Should the restart have failed to: nothing else ends a stopped process.
                if (outliving.isPostgresOn(Home.of(home).data())) {
                    outliving.signal("KILL");
                }
            }
        }
    }

    @Test
    void aKilledWatchdogIsReplacedTogetherWithItsServer() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            long first = postgres.pid();
            long shell =
                    ProcessHandle.of(first).orElseThrow().parent().orElseThrow().pid();
            var exit = postgres.onExit();
            new OsProcess(shell).signal("KILL");
            exit.get(20, TimeUnit.SECONDS);
            assertThat(postgres.isAlive()).isFalse();

            postgres.ensureRunning();
            assertThat(new OsProcess(first).runs()).isFalse();
            assertThat(Rows.of(postgres).ask("SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void aRestartIsRefusedWhileItsPortBelongsToSomebodyElse() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(settings().withStartTimeout(Duration.ofSeconds(3)))) {
            var exit = postgres.onExit();
            new OsProcess(postgres.pid()).signal("KILL");
            exit.get(20, TimeUnit.SECONDS);
            try (ServerSocket thief = new ServerSocket(postgres.port(), 1, InetAddress.ofLiteral("127.0.0.1"))) {
                assertThatThrownBy(postgres::ensureRunning)
                        .isInstanceOf(PostgresRefused.class)
                        .hasMessageContaining("port " + thief.getLocalPort());
            }
            postgres.ensureRunning();
            assertThat(postgres.isAlive()).isTrue();
        }
    }

    @Test
    void aServerThatCannotStartSaysWhyAndLeavesNothingBehind() throws Exception {
        Settings wrong = settings().withServer("shared_buffers", "plenty");
        assertThatThrownBy(() -> EmbeddedPostgres.start(wrong))
                .isInstanceOf(PostgresRefused.class)
                .hasMessageContaining("invalid value for parameter \"shared_buffers\": \"plenty\"");
        assertThat(OsProcess.allOn(Home.of(home).data())).isEmpty();
        start().close();
    }

    @Test
    void aClusterOfAnotherMajorVersionIsRefusedAndLeftAlone() throws Exception {
        start().close();
        Path version = Home.of(home).data().resolve("PG_VERSION");
        Files.writeString(version, "17\n");
        assertThatThrownBy(this::start)
                .isInstanceOf(PostgresRefused.class)
                .hasMessageContaining("was made by PostgreSQL 17, and this program brings 18");
        assertThat(Files.readString(version)).isEqualTo("17\n");
    }

    @Test
    void aLostPasswordIsSaidAndNotReplacedByOneThatDoesNotFit() throws Exception {
        settings();
        Files.delete(Home.of(home).password());
        assertThatThrownBy(this::start)
                .isInstanceOf(PostgresRefused.class)
                .hasMessageStartingWith(Home.of(home).password() + " is missing");
        assertThat(Home.of(home).password()).doesNotExist();
    }

    private EmbeddedPostgres start() throws Exception {
        return EmbeddedPostgres.start(settings());
    }

    /** On a home with a cluster, filled at the first call. */
    private Settings settings() throws Exception {
        return Files.exists(Home.of(home).data()) ? Homes.settings(home) : Homes.withCluster(home);
    }
}
