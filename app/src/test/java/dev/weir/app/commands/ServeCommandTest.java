package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.ExitCodes;
import dev.weir.app.enrich.Interrupts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The server as a program, with Weir's own PostgreSQL. */
@Timeout(180)
class ServeCommandTest {

    private static final Pattern BASE = Pattern.compile("Weir listens at (http://[^ ]+)");
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

    private static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    @Test
    void whatInitMadeIsServedUntilItIsToldToEnd() throws Exception {
        try (CommandLineHome home = CommandLineHome.fresh()) {
            String owner = found(OWNER, home.run("init", "--name", "Acme").orThrow().out());
            CommandLineHome.Ended again = home.run("init");
            assertThat(again.status()).isEqualTo(ExitCodes.UNAVAILABLE);
            assertThat(again.err()).contains("--new-installation-key").doesNotContain(owner);

            Stopping stopping = new Stopping();
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            CompletableFuture<CommandLineHome.Ended> serving = CompletableFuture.supplyAsync(
                    () -> home.run(stopping, Tty.NONE, out, err, "serve", "--port", "0"));
            while (!serving.isDone() && !BASE.matcher(out.toString(StandardCharsets.UTF_8)).find()) {
                Thread.onSpinWait();
            }
            assertThat(serving).as(err.toString(StandardCharsets.UTF_8)).isNotDone();
            String base = found(BASE, out.toString(StandardCharsets.UTF_8));
            assertThat(get(base + "/health", "none")).contains("up");
            assertThat(get(base + "/api/v1/me", owner)).contains("Acme").doesNotContain(owner);

            // The home is one engine's at a time; a second server needs a database of its own.
            assertThat(home.run("serve", "--port", "0").status()).isEqualTo(ExitCodes.UNAVAILABLE);
            stopping.now();
            CommandLineHome.Ended ended = serving.get(60, TimeUnit.SECONDS);
            assertThat(ended.status()).isEqualTo(ExitCodes.OK);
            assertThat(ended.out()).as("keys are shown once").doesNotContain("owner key");
            assertThat(ended.err()).doesNotContain(owner);
            assertThat(Files.getPosixFilePermissions(home.home().resolve("master-key"))).hasSize(2);
        }
    }

    @Test
    void aSettingThatIsNoneAndAnAddressThatIsTakenAreSaid() throws Exception {
        try (CommandLineHome home = CommandLineHome.fresh();
                ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            CommandLineHome.Ended address = home.run("serve", "--port", String.valueOf(taken.getLocalPort()));
            assertThat(address.status()).as(address.err()).isEqualTo(ExitCodes.UNAVAILABLE);
            assertThat(address.err()).contains(String.valueOf(taken.getLocalPort()), "--port");

            CommandLineHome.Ended setting = home.with("WEIR_MASTERKEY", "c2VjcmV0").run("serve");
            assertThat(setting.status()).isEqualTo(ExitCodes.CONFIGURATION);
            assertThat(setting.err()).contains("WEIR_MASTER_KEY").doesNotContain("c2VjcmV0");
        }
    }
}
