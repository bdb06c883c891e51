package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Interrupts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server as a program, with Weir's own PostgreSQL. */
@Timeout(180)
class ServeCommandTest {

    private static final Pattern BASE = Pattern.compile("Weir listens at (http://[^ ]+)");
    private static final Pattern JOB = Pattern.compile("\"id\": ?([0-9]+)");
    private static final Pattern OWNER = Pattern.compile("owner key +(weir_\\S+)");

    /** Waits for the wish to stop until the test has it. */
    private static final class Stopping implements Interrupts {
        private final CompletableFuture<Runnable> stop = new CompletableFuture<>();

        @Override
        public Watch watch(Runnable wish) {
            stop.complete(wish);
            return () -> {};
        }

        void now() throws Exception {
            stop.get(60, TimeUnit.SECONDS).run();
        }
    }

    /** A server in this JVM, until it is told to end. */
    private static final class Serving {
        private final Stopping stopping = new Stopping();
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private final ByteArrayOutputStream err = new ByteArrayOutputStream();
        private final CompletableFuture<CommandLineHome.Ended> running;

        Serving(CommandLineHome home, String... options) {
            List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0"));
            arguments.addAll(List.of(options));
            // A thread of its own: the common pool has one on two cores, and the first server would keep it.
            running = CompletableFuture.supplyAsync(
                    () -> home.run(stopping, Tty.NONE, out, err, arguments.toArray(String[]::new)),
                    task -> Thread.ofPlatform().daemon().start(task));
            while (!running.isDone() && !BASE.matcher(said()).find()) {
                LockSupport.parkNanos(1_000_000);
                assertThat(Thread.currentThread().isInterrupted())
                        .as("told to end while it waits for a server: %s", err)
                        .isFalse();
            }
            assertThat(running).as(err.toString(StandardCharsets.UTF_8)).isNotDone();
        }

        String said() {
            return out.toString(StandardCharsets.UTF_8);
        }

        String base() {
            return found(BASE, said());
        }

        CommandLineHome.Ended end() throws Exception {
            stopping.now();
            return running.get(60, TimeUnit.SECONDS);
        }
    }

    private static String get(String address, String key) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(address))
                                    .header("Authorization", "Bearer " + key)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static String post(String address, String key, String body) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(address))
                                    .header("Authorization", "Bearer " + key)
                                    .header("Content-Type", "application/json")
                                    .header("Idempotency-Key", "once")
                                    .POST(HttpRequest.BodyPublishers.ofString(body))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    @Test
    void whatInitMadeIsServedUntilItIsToldToEnd() throws Exception {
        try (CommandLineHome home = CommandLineHome.fresh()) {
            String owner = found(
                    OWNER,
                    home.run("init", "--name", "Acme", "--sandbox").orThrow().out());
            CommandLineHome.Ended again = home.run("init");
            assertThat(again.status()).isEqualTo(ExitCodes.UNAVAILABLE);
            assertThat(again.err()).contains("--new-installation-key").doesNotContain(owner);

            Serving server = new Serving(home);
            String base = server.base();
            assertThat(get(base + "/health", "none")).contains("up");
            assertThat(get(base + "/api/v1/me", owner)).contains("Acme").doesNotContain(owner);

            // The home is one engine's at a time; a second server needs a database of its own.
            assertThat(home.run("serve", "--port", "0").status()).isEqualTo(ExitCodes.UNAVAILABLE);
            String job = found(JOB, post(base + "/api/v1/workspaces/1/enrichment-jobs", owner, """
                    {"records": [{"company.domain": "acme.com"}], "fields": ["company.industry"], "maxCredits": 0}"""));
            // Who has the database may look at what came in over the API, and run again what is the command line's.
            assertThat(home.run("job", "watch", job).orThrow().out()).contains("1 of 1 rows ended");
            CommandLineHome.Ended ended = server.end();
            assertThat(home.run("job", "show", job, "--timeline").orThrow().out())
                    .contains("job.started", "row 1", "company.industry");
            assertThat(home.run("job", "rerun", job, "--failed").err()).contains("There is no job");
            assertThat(ended.status()).isEqualTo(ExitCodes.OK);
            assertThat(ended.out()).as("keys are shown once").doesNotContain("owner key");
            assertThat(ended.err()).doesNotContain(owner);
            assertThat(Files.getPosixFilePermissions(home.home().resolve("master-key")))
                    .hasSize(2);
        }
    }

    @Test
    void twoServersOverOneDatabaseTakeTheSameKeysAndKnowTheSame() throws Exception {
        try (CommandLineHome home = CommandLineHome.fresh();
                ExternalDatabase database = new ExternalDatabase()) {
            String[] where = {"--db", database.url(), "--db-admin", database.adminUrl()};
            Serving first = new Serving(home, where);
            String owner = found(OWNER, first.said());
            Serving second = new Serving(home, where);
            assertThat(second.said()).doesNotContain("owner key");
            assertThat(get(second.base() + "/ready", owner)).contains("ready");
            String list = get(first.base() + "/api/v1/workspaces/1/audit", owner);
            assertThat(list).contains("\"success\":true");
            assertThat(get(second.base() + "/api/v1/workspaces/1/audit", owner)).isEqualTo(list);
            assertThat(database.number("SELECT count(*) FROM weir.node WHERE ended_at IS NULL"))
                    .isEqualTo(2);

            assertThat(first.end().status()).isEqualTo(ExitCodes.OK);
            assertThat(get(second.base() + "/api/v1/me", owner)).contains("owner");
            assertThat(second.end().status()).isEqualTo(ExitCodes.OK);
            assertThat(database.number("SELECT count(*) FROM weir.node WHERE ended_at IS NULL"))
                    .isZero();
        }
    }

    @Test
    void aSettingThatIsNoneAndAnAddressThatIsTakenAreSaid() throws Exception {
        try (CommandLineHome home = CommandLineHome.fresh();
                ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            // Where the log goes: in the program to the one, under test to the other.
            ByteArrayOutputStream logged = new ByteArrayOutputStream();
            PrintStream out = System.out;
            PrintStream err = System.err;
            CommandLineHome.Ended address;
            try (PrintStream both = new PrintStream(logged, true, StandardCharsets.UTF_8)) {
                System.setOut(both);
                System.setErr(both);
                address = home.run("serve", "--port", String.valueOf(taken.getLocalPort()));
            } finally {
                System.setOut(out);
                System.setErr(err);
            }
            assertThat(address.status()).as(address.err()).isEqualTo(ExitCodes.UNAVAILABLE);
            assertThat(address.err()).contains(String.valueOf(taken.getLocalPort()), "--port");
            assertThat(logged.toString(StandardCharsets.UTF_8))
                    .as("what the libraries add to our sentence")
                    .doesNotContain("FAILED TO START", "Exception");

            CommandLineHome.Ended setting =
                    home.with("WEIR_MASTERKEY", "c2VjcmV0").run("serve");
            assertThat(setting.status()).isEqualTo(ExitCodes.CONFIGURATION);
            assertThat(setting.err()).contains("WEIR_MASTER_KEY").doesNotContain("c2VjcmV0");
        }
    }
}
