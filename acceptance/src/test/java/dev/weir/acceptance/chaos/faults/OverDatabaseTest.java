package dev.weir.acceptance.chaos.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.acceptance.Narration;
import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.chaos.HomeServer;
import dev.weir.postgres.testing.TestPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Faults of a database, and what is read of those who died, over the columns of Weir's that they read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class OverDatabaseTest {

    private static final String TABLES = """
            CREATE SCHEMA weir;
            CREATE TABLE weir.batch (id bigint, job_id bigint, lo int, hi int, state int, epoch bigint, node bigint,
                                     progress bigint);
            CREATE TABLE weir.job_state (job_id bigint, phase text, paused boolean);
            CREATE TABLE weir.intent (job_id bigint, row_idx int, state int);
            CREATE ROLE weir_app LOGIN PASSWORD 'app';
            INSERT INTO weir.job_state VALUES (1, 'running', false), (2, 'running', true);
            """;

    private static final long DEAD = 7;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private HomeServer database;
    private JdbcClient sql;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        database = HomeServer.open(folder.resolve("database"), TestPostgres.unpackFolder(), 0);
        sql = database.sql();
        sql.sql(TABLES).update();
    }

    @AfterAll
    void close() throws Exception {
        database.close();
    }

    private static Recovery awaited(Recoveries recoveries) {
        Waiting.until(() -> !recoveries.recovery().granted().isEmpty(), Duration.ofMillis(20), PATIENCE);
        recoveries.close();
        return recoveries.recovery();
    }

    private void batches(String rows) {
        sql.sql("TRUNCATE weir.batch, weir.intent").update();
        sql.sql("INSERT INTO weir.batch VALUES " + rows).update();
    }

    @Test
    void whatADeadServerHadIsWaitedForUntilItIsGrantedAndSettled() {
        batches("(1, 1, 0, 10, 1, 5, 7, 3), (2, 1, 10, 20, 1, 5, 8, 0), (3, 2, 0, 10, 1, 1, 7, 0)");
        sql.sql("INSERT INTO weir.intent VALUES (1, 0, 0), (1, 9, 0), (1, 9, 2), (1, 10, 0), (2, 5, 0)")
                .update();
        Recoveries recoveries = Recoveries.watch(database, () -> true);
        long at = System.nanoTime() - Duration.ofSeconds(9).toNanos();

        // Of its own two batches; doubts and what another has do not count.
        assertThat(recoveries.lost(DEAD, at)).isEqualTo(3);
        assertThat(recoveries.recovery().granted()).isEmpty();
        sql.sql("UPDATE weir.batch SET epoch = 6, node = 8, progress = 4 WHERE id = 1")
                .update();

        Recovery recovery = awaited(recoveries);
        assertThat(recovery.never()).isZero();
        // The paused job's is nobody's to take.
        assertThat(recovery.granted())
                .singleElement()
                .satisfies(time -> assertThat(time).isBetween(Duration.ofSeconds(9), Duration.ofSeconds(30)));
        assertThat(recovery.settled()).hasSize(1);
        assertThat(recovery.hindered()).isEmpty();
    }

    @Test
    void whereNobodyCouldTakeItTheTimeBeginsWhenSomebodyCan() {
        batches("(1, 1, 0, 10, 1, 5, 7, 3)");
        AtomicBoolean possible = new AtomicBoolean();
        AtomicBoolean asked = new AtomicBoolean();
        Recoveries recoveries = Recoveries.watch(database, () -> {
            asked.set(true);
            return possible.get();
        });
        recoveries.lost(DEAD, System.nanoTime() - Duration.ofHours(1).toNanos());
        Waiting.until(asked::get, Duration.ofMillis(20), PATIENCE);
        possible.set(true);
        sql.sql("UPDATE weir.batch SET state = 2").update();

        Waiting.until(() -> !recoveries.recovery().hindered().isEmpty(), Duration.ofMillis(20), PATIENCE);
        recoveries.close();
        Recovery recovery = recoveries.recovery();
        assertThat(recovery.granted()).isEmpty();
        assertThat(recovery.hindered())
                .singleElement()
                .satisfies(time -> assertThat(time).isLessThan(Duration.ofMinutes(1)));
    }

    @Test
    void terminatedBackendsAreTheProgramsAlone() throws Exception {
        String url = "jdbc:postgresql://127.0.0.1:" + database.port() + "/weir";
        try (Connection program = DriverManager.getConnection(url, "weir_app", "app")) {
            assertThat(program.isValid(5)).isTrue();
            new BackendsTerminated(database, new Ending()).strike(new SplittableRandom(1));
            assertThat(program.isValid(5)).isFalse();
        }
        assertThat(sql.sql("SELECT 1").query(Integer.class).single()).isEqualTo(1);
    }

    @Test
    void eachFaultIsALineAndOneThatFailsOrLastsTooLongIsATrouble(@TempDir Path folder) throws Exception {
        FaultLog log = new FaultLog(folder, Narration.to(_ -> {}));
        SplittableRandom random = new SplittableRandom(1);
        log.strike(fault("quick", Duration.ofMinutes(1), "so \"it\" was"), "somebody", random);
        log.strike(fault("slow", Duration.ZERO, "x"), "somebody", random);
        log.strike(new DatabaseHeld(database, over()), "database", random);

        assertThat(Files.readAllLines(folder.resolve(FaultLog.NAME)))
                .hasSize(3)
                .first()
                .asString()
                .contains("\"fault\":\"quick\"", "\"whom\":\"somebody\"", "\"how\":\"so \\\"it\\\" was\"");
        assertThat(log.struck()).containsEntry("quick", 1).containsEntry("database held still", 1);
        assertThat(log.troubles()).singleElement().asString().contains("slow of somebody", "lasted");
    }

    private static Ending over() {
        Ending ending = new Ending();
        ending.come();
        return ending;
    }

    private static Fault fault(String name, Duration bound, String how) {
        return new Fault() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Duration bound() {
                return bound;
            }

            @Override
            public String strike(SplittableRandom random) {
                return how;
            }
        };
    }
}
