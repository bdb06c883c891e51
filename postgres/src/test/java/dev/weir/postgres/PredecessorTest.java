package dev.weir.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.postgres.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every verdict on a postmaster.pid, and that a start gets past it. */
class PredecessorTest {
    @TempDir
    private Path home;

    @Test
    void aFreePidIsGone() throws Exception {
        Process brief = new ProcessBuilder("sh", "-c", "exit 0").start();
        brief.waitFor();
        startsAfter(brief.pid(), new Predecessor.Gone(brief.pid()));
    }

    @Test
    void anotherProgramsPidIsAStrangerAndStaysUnharmed() throws Exception {
        Process stranger = new ProcessBuilder("sleep", "60").start();
        try {
            startsAfter(stranger.pid(), new Predecessor.Stranger(stranger.pid()));
            assertThat(stranger.isAlive()).isTrue();
        } finally {
            stranger.destroyForcibly().waitFor();
        }
    }

    @Test
    void aPostgresOfAnotherDirectoryIsAStrangerAndStaysUnharmed() throws Exception {
        EmbeddedPostgres other = TestPostgres.shared().server();
        startsAfter(other.pid(), new Predecessor.Stranger(other.pid()));
        assertThat(other.isAlive()).isTrue();
    }

    @Test
    void anUnreapedPidIsAZombie() throws Exception {
        // When the shell's child ends, the shell has become a sleep, which never asks after children.
        Process parent = new ProcessBuilder("sh", "-c", "sleep 0.2 & echo $!; exec sleep 60").start();
        try {
            long zombie = Long.parseLong(parent.inputReader().readLine());
            OsProcess child = new OsProcess(zombie);
            assertThat(child.endsWithin(Duration.ofSeconds(20))).isTrue();
            assertThat(child.exists()).isTrue();
            startsAfter(zombie, new Predecessor.Zombie(zombie));
        } finally {
            parent.destroyForcibly().waitFor();
        }
    }

    @Test
    void anUnreadableNoteIsThrownAway() throws Exception {
        Homes.withCluster(home);
        Files.writeString(note(), "");
        assertThat(Predecessor.of(Home.of(home).data())).isEqualTo(new Predecessor.Garbled());
        start().close();
        assertThat(Predecessor.of(Home.of(home).data())).isEqualTo(new Predecessor.None());
    }

    @Test
    void ourOrphanIsStoppedCleanly() throws Exception {
        Homes.withCluster(home);
        Process orphan = byHand(List.of("-c", Predecessor.MARK));
        try {
            assertThat(Predecessor.of(Home.of(home).data())).isEqualTo(new Predecessor.Orphan(orphan.pid()));
            try (EmbeddedPostgres postgres = start()) {
                assertThat(orphan.waitFor(20, TimeUnit.SECONDS)).isTrue();
                assertThat(orphan.exitValue()).isZero();
                assertThat(postgres.isAlive()).isTrue();
            }
        } finally {
            orphan.destroyForcibly().waitFor();
        }
    }

    @Test
    void aServerStartedBySomebodyElseIsRefusedByNameAndLeftRunning() throws Exception {
        Homes.withCluster(home);
        Process foreign = byHand(List.of());
        try {
            assertThatThrownBy(this::start)
                    .isInstanceOfSatisfying(
                            PostgresRefused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(PostgresRefused.Reason.HELD))
                    .hasMessage(
                            "A PostgreSQL that Weir did not start (pid %d) is running on %s. Stop it with 'kill -INT %d', then start again."
                                    .formatted(foreign.pid(), Home.of(home).data(), foreign.pid()));
            assertThat(foreign.isAlive()).isTrue();
        } finally {
            new OsProcess(foreign.pid()).signal("INT");
            foreign.waitFor();
        }
    }

    @Test
    void aSecondStartInTheSameProgramIsRefused() throws Exception {
        Homes.withCluster(home);
        try (EmbeddedPostgres postgres = start()) {
            assertThatThrownBy(this::start)
                    .isInstanceOf(PostgresRefused.class)
                    .hasMessageContaining("is in use by another program (pid "
                            + ProcessHandle.current().pid() + ";");
            assertThat(postgres.isAlive()).isTrue();
            assertThat(EmbeddedPostgres.running(home)).contains(postgres.address());
        }
    }

    private void startsAfter(long pid, Predecessor verdict) throws Exception {
        Homes.withCluster(home);
        Path data = Home.of(home).data();
        Files.writeString(note(), "%d%n%s%n1%n1%n%n127.0.0.1%n%nready%n".formatted(pid, data));
        assertThat(Predecessor.of(data)).isEqualTo(verdict);
        try (EmbeddedPostgres postgres = start()) {
            assertThat(Rows.of(postgres).ask("SELECT 1")).isEqualTo("1");
        }
    }

    /** A postmaster without a watchdog, as somebody would start it in a terminal. */
    private Process byHand(List<String> options) throws Exception {
        Home folders = Home.of(home);
        List<String> command = new ArrayList<>(RunAs.detect().prefix());
        command.addAll(List.of(
                Binaries.unpackedIn(TestPostgres.unpackFolder())
                        .program("postgres")
                        .toString(),
                "-D",
                folders.data().toString(),
                "-p",
                Integer.toString(Server.freePort()),
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories="));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(Map.of("LC_ALL", "C"));
        Process process = builder.start();
        var log = process.inputReader();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            if (line.contains("ready to accept connections")) {
                return process;
            }
        }
        throw new IllegalStateException("ended with " + process.waitFor());
    }

    private Path note() {
        return Home.of(home).data().resolve(PostmasterPid.NAME);
    }

    private EmbeddedPostgres start() throws PostgresRefused {
        return EmbeddedPostgres.start(Homes.settings(home));
    }
}
