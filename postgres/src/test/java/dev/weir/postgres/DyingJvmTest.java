package dev.weir.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of PostgreSQL when the JVM that started it ends in one way or another. */
class DyingJvmTest {
    private static final Duration BOUND = Duration.ofSeconds(20);

    @TempDir
    private Path home;

    @BeforeEach
    void aClusterExists() throws Exception {
        Homes.withCluster(home);
    }

    @Test
    void afterKillMinusNineOfTheJvmPostgresEndsAndTheNextStartHasEveryRow() throws Exception {
        try (HoldingJvm holder = HoldingJvm.start(home)) {
            Rows rows = new Rows(EmbeddedPostgres.running(home).orElseThrow());
            rows.execute("CREATE TABLE kept AS SELECT 42 AS answer");
            holder.kill();
            assertThat(new OsProcess(holder.postgresPid()).endsWithin(BOUND)).isTrue();
            assertThat(EmbeddedPostgres.running(home)).isEmpty();
        }
        try (EmbeddedPostgres postgres = start()) {
            assertThat(Rows.of(postgres).ask("SELECT answer FROM kept")).isEqualTo("42");
        }
    }

    @Test
    void aStartRightAfterKillMinusNineOfBothSucceeds() throws Exception {
        try (HoldingJvm holder = HoldingJvm.start(home)) {
            new Rows(EmbeddedPostgres.running(home).orElseThrow()).execute("CREATE TABLE kept AS SELECT 42 AS answer");
            holder.kill();
            new OsProcess(holder.postgresPid()).signal("KILL");
            try (EmbeddedPostgres postgres = start()) {
                assertThat(Rows.of(postgres).ask("SELECT answer FROM kept")).isEqualTo("42");
            }
        }
    }

    @Test
    void aSecondProgramIsRefusedWithASentenceThatNamesTheFirst() throws Exception {
        try (HoldingJvm holder = HoldingJvm.start(home)) {
            Address address = EmbeddedPostgres.running(home).orElseThrow();
            assertThatThrownBy(this::start)
                    .isInstanceOfSatisfying(
                            PostgresRefused.class,
                            refused -> assertThat(refused.reason()).isEqualTo(PostgresRefused.Reason.HELD))
                    .hasMessage(
                            "%s is in use by another program (pid %d; its PostgreSQL has pid %d and port %d). Stop that program, or choose another home folder."
                                    .formatted(
                                            Home.of(home).folder(),
                                            holder.pid(),
                                            holder.postgresPid(),
                                            address.port()));
            assertThat(EmbeddedPostgres.running(home)).contains(address);
        }
    }

    @Test
    void aRefusedSecondStartInTheHoldersOwnJvmDoesNotLoosenItsLock() throws Exception {
        try (EmbeddedPostgres postgres = start()) {
            assertThatThrownBy(this::start).isInstanceOf(PostgresRefused.class);
            assertThatThrownBy(() -> HoldingJvm.start(home)).hasMessage("the holding program ended with 3");
            assertThat(Rows.of(postgres).ask("SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void ctrlCInTheTerminalReachesTheJvmButNotPostgres() throws Exception {
        try (HoldingJvm holder = HoldingJvm.start(home)) {
            holder.ctrlC();
            assertThat(holder.nextLine()).isEqualTo("answers");
            assertThat(holder.nextLine()).isEqualTo("closed");
            assertThat(new OsProcess(holder.postgresPid()).runs()).isFalse();
            assertThat(Home.of(home).address()).doesNotExist();
        }
    }

    private EmbeddedPostgres start() throws PostgresRefused {
        return EmbeddedPostgres.start(Homes.settings(home));
    }
}
