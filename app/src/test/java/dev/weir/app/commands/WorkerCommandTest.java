package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Workers beside servers, and servers that leave their jobs to somebody else. */
@Timeout(180)
class WorkerCommandTest {

    private static final Pattern JOB = Pattern.compile("\"id\": ?([0-9]+)");
    private static final Pattern OWNER = Pattern.compile("owner key +(weir_\\S+)");

    private static final Pattern INSTALLATION = Pattern.compile("installation key +(weir_\\S+)");

    private static String rows(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{\"company.domain\": \"company-" + i + ".example\"}")
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String submit(Serving server, String owner, String order) throws Exception {
        return Serving.found(JOB, Serving.post(server.base() + "/api/v1/workspaces/1/enrichment-jobs", owner, order));
    }

    private static String job(Serving server, String owner, String job) throws Exception {
        return Serving.get(server.base() + "/api/v1/workspaces/1/enrichment-jobs/" + job, owner);
    }

    private static void awaitEnd(Serving server, String owner, String job) throws InterruptedException {
        RunningCommand.await("the job's end", () -> {
            try {
                return job(server, owner, job).contains("\"phase\":\"closed\"");
            } catch (Exception failure) {
                throw new IllegalStateException(failure);
            }
        });
    }

    private static long number(ExternalDatabase database, String sql) {
        try {
            return database.number(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String read(Path log) throws IOException {
        return Files.exists(log) ? Files.readString(log) : "";
    }

    @Test
    void aWorkerThatIsToldToEndSettlesWhatIsInFlightAndLeavesTheRest() throws Exception {
        try (CommandLineHome home = CommandLineHome.fresh().keepingTheSandbox();
                ExternalDatabase database = new ExternalDatabase()) {
            home.with("WEIR_DB_URL", database.url());
            String keys = home.run("init", "--name", "Acme", "--sandbox", "--db-admin", database.adminUrl())
                    .orThrow()
                    .out();
            String owner = Serving.found(OWNER, keys);
            Serving server = Serving.server(home, "--no-worker");
            Serving.post(
                    server.base() + "/api/v1/workspaces/1/credits/grants",
                    Serving.found(INSTALLATION, keys),
                    "{\"credits\": 1000}");
            Path log = home.file("worker.log");
            Process first = home.start(log, "worker");
            try {
                String job =
                        submit(server, owner, "{\"records\": " + rows(60) + ", \"fields\": [\"company.industry\"]}");
                RunningCommand.await("calls in flight", () -> number(database, "SELECT count(*) FROM weir.intent") > 0);
                first.destroy();
                assertThat(first.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(first.exitValue()).as(read(log)).isEqualTo(ExitCodes.OK);
                assertThat(read(log)).contains("calls in flight settle").doesNotContain("\tat ");
                assertThat(read(home.file("child.out"))).contains("Weir works", "engine postgres");
                assertThat(number(database, "SELECT count(*) FROM weir.intent"))
                        .as("calls that nobody has settled")
                        .isZero();
                assertThat(number(database, "SELECT count(*) FROM weir.batch WHERE state = 1"))
                        .isZero();
                assertThat(job(server, owner, job)).contains("\"phase\":\"running\"");
            } finally {
                first.destroyForcibly();
            }
            assertThat(server.end().status()).isEqualTo(ExitCodes.OK);
            assertThat(number(database, "SELECT count(*) FROM weir.node WHERE ended_at IS NULL"))
                    .isZero();
            assertThat(number(database, "SELECT count(*) FROM weir.node")).isEqualTo(2);
            assertThat(home.run("verify").orThrow().out()).contains("Everything fits");
        }
    }

    @Test
    void aWorkerSharesItsHomesDatabaseAndJobsOutliveTheEngineTheyBeganUnder() throws Exception {
        int nobody;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        try (CommandLineHome home = CommandLineHome.fresh()) {
            String owner = Serving.found(
                    OWNER,
                    home.run("init", "--name", "Acme", "--sandbox").orThrow().out());
            home.with("WEIR_ENGINE", "temporal").with("WEIR_TEMPORAL_TARGET", "127.0.0.1:" + nobody);
            Serving server = Serving.server(home);
            assertThat(Serving.get(server.base() + "/ready", owner))
                    .contains("\"status\":\"ready\"", "\"cluster\":\"temporal\"", "\"clusterAnswers\":false");
            String job = submit(
                    server,
                    owner,
                    "{\"records\": " + rows(2) + ", \"fields\": [\"company.industry\"], \"maxCredits\": 0}");

            home.with("WEIR_ENGINE", "postgres");
            Serving worker = Serving.worker(home);
            assertThat(worker.said()).contains("engine postgres", home.home().toString());
            assertThat(worker.complaints()).contains("WEIR_TEMPORAL_TARGET has no effect");
            awaitEnd(server, owner, job);
            assertThat(worker.end().status()).isEqualTo(ExitCodes.OK);
            CommandLineHome.Ended ended = server.end();
            assertThat(ended.status()).as(ended.err()).isEqualTo(ExitCodes.OK);
        }
    }

    @Test
    void anEngineThatThereIsNotIsRefused() throws Exception {
        try (CommandLineHome home = CommandLineHome.fresh().with("WEIR_ENGINE", "kafka")) {
            CommandLineHome.Ended ended = home.run("worker");
            assertThat(ended.status()).isEqualTo(ExitCodes.CONFIGURATION);
            assertThat(ended.err()).contains("WEIR_ENGINE is 'kafka'");
            assertThat(home.home().resolve("postgres")).doesNotExist();
        }
    }
}
