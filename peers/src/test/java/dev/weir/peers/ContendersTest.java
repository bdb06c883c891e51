package dev.weir.peers;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.Scheduler;
import dev.dbos.transact.DBOS;
import dev.weir.bench.Contender;
import dev.weir.bench.InstantVendor;
import dev.weir.bench.peer.Call;
import dev.weir.postgres.EmbeddedPostgres;
import dev.weir.postgres.testing.TestPostgres;
import dev.weir.temporal.testing.TestServerProcess;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jobrunr.configuration.JobRunr;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContendersTest {

    private static final int ROWS = 60;

    /** A folder for packages of Node.js, which the first run fetches into it. */
    private static final String PACKAGES = "weir.node.packages";

    @TempDir
    static Path folder;

    /** A contender, and how all that it has kept of answers is read. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bare-loop    | SELECT body FROM result",
                "db-scheduler | SELECT body FROM result",
                "jobrunr      | SELECT body FROM result, jobrunr_jobs WHERE state = 'SUCCEEDED'"
                        + " AND jobasjson::jsonb #>> '{jobDetails,jobParameters,0,object,firstName}' = row_of",
                "dbos         | SELECT output FROM dbos.workflow_status WHERE status = 'SUCCESS'",
                "dbos-called  | SELECT output FROM dbos.operation_outputs"
            })
    void everyRowIsDoneOnceAndItsAnswerKept(String slug, String kept) throws Exception {
        try (Contender contender = named(slug)) {
            Contender.Ground ground = ground();
            contender.load(ground);
            try (Contender.Work work = contender.open(ground)) {
                assertThat(work.done()).isZero();
                work.run();
                assertThat(work.done()).isEqualTo(ROWS);
            }

            List<String> answers = read(ground, kept);
            assertThat(answers).hasSize(ROWS);
            IntStream.range(0, ROWS)
                    .forEach(row -> assertThat(answers)
                            .as("the answer of row %d", row)
                            .anyMatch(answer -> answer.replace("\\", "").contains(InstantVendor.body(Call.of(row)))));
        }
    }

    @Test
    void whatKeepsNothingLeavesNothingAndHasDoneAll() throws Exception {
        try (Contender contender = named("db-scheduler-forgetting")) {
            Contender.Ground ground = ground();
            contender.load(ground);
            assertThat(read(ground, "SELECT task_instance FROM scheduled_tasks"))
                    .hasSize(ROWS);
            try (Contender.Work work = contender.open(ground)) {
                assertThat(work.done()).isZero();
                work.run();
                assertThat(work.done()).isEqualTo(ROWS);
            }
            assertThat(read(ground, "SELECT body FROM result")).isEmpty();
        }
    }

    @Test
    void temporalKeepsWhatWasFoundInItsHistories() throws Exception {
        try (Contender contender = named("temporal")) {
            foundAllOnTemporal(contender, ground(), 1);
            assertThat(contender.note())
                    .hasValueSatisfying(note -> assertThat(note).contains("test server", "in memory"));
        }
    }

    @Test
    void aTemporalServerThatIsNamedIsUsedAndItsTimeIsNotOurs() throws Exception {
        try (TestServerProcess server = TestServerProcess.start();
                Contender contender = named("temporal")) {
            foundAllOnTemporal(contender, ground(folder, server.target()), 0);
            assertThat(contender.note())
                    .hasValueSatisfying(note -> assertThat(note).contains(server.target()));
        }
    }

    private static void foundAllOnTemporal(Contender contender, Contender.Ground ground, int processes)
            throws Exception {
        contender.load(ground);
        try (Contender.Work work = contender.open(ground)) {
            assertThat(work.done()).isZero();
            assertThat(work.beside()).hasSize(processes).allMatch(ProcessHandle::isAlive);
            work.run();
            assertThat(work.done()).isEqualTo(ROWS);
        }
    }

    @ParameterizedTest
    @CsvSource({"graphile", "graphile-batched"})
    @EnabledIfSystemProperty(
            named = PACKAGES,
            matches = ".+",
            disabledReason = "needs Node.js, and a folder for packages from the network")
    void graphileWorkerDoesEveryRowInAProcessOfItsOwn(String slug) throws Exception {
        try (Contender contender = named(slug)) {
            Contender.Ground ground = ground(Path.of(System.getProperty(PACKAGES)), null);
            assertThat(contender.missing(ground.folder())).isEmpty();
            contender.load(ground);
            ProcessHandle node;
            try (Contender.Work work = contender.open(ground)) {
                node = work.beside().getFirst();
                assertThat(work.done()).isZero();
                work.run();
                assertThat(work.done()).isEqualTo(ROWS);
            }
            assertThat(node.isAlive()).isFalse();
        }
    }

    @Test
    void titlesNameTheVersionsThatAreMeasured() throws Exception {
        assertThat(jarOf(DBOS.class)).contains(version("dbos"));
        assertThat(jarOf(JobRunr.class)).contains(version("jobrunr"));
        assertThat(jarOf(Scheduler.class)).contains(version("db-scheduler"));
        assertThat(new String(
                        Graphile.class
                                .getResourceAsStream("graphile/package.json")
                                .readAllBytes(),
                        StandardCharsets.UTF_8))
                .contains("\"graphile-worker\": \"" + version("graphile") + "\"");
        assertThat(all()).allSatisfy(contender -> assertThat(contender.title()).hasSizeLessThan(33));
    }

    private static String version(String slug) throws Exception {
        try (Contender contender = named(slug)) {
            return contender.title().replaceAll(".*?([0-9][0-9a-z.-]+).*", "$1");
        }
    }

    private static String jarOf(Class<?> type) {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .getFileName()
                .toString();
    }

    private static List<Contender> all() {
        return ServiceLoader.load(Contender.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
    }

    private static Contender named(String slug) {
        return all().stream()
                .filter(contender -> contender.slug().equals(slug))
                .findFirst()
                .orElseThrow();
    }

    private static Contender.Ground ground() throws SQLException {
        return ground(folder, null);
    }

    private static Contender.Ground ground(Path packages, @Nullable String temporal) throws SQLException {
        EmbeddedPostgres server = TestPostgres.shared().server();
        String name = "peers_" + UUID.randomUUID().toString().replace("-", "");
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl("postgres"), server.user(), server.password());
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name + " TEMPLATE template0");
        }
        return new Contender.Ground(server.jdbcUrl(name), server.user(), server.password(), ROWS, packages, temporal);
    }

    private static List<String> read(Contender.Ground ground, String query) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = ground.connection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            while (result.next()) {
                texts.add(result.getString(1));
            }
        }
        return texts;
    }
}
