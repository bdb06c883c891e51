package dev.weir.app.commands;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.app.enrich.Interrupts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server or a worker in this JVM, until it is told to end. */
final class Serving {

    private static final Pattern BASE = Pattern.compile("Weir listens at (http://[^ ]+)");
    private static final Pattern WORKS = Pattern.compile("Weir works");

    private final Stopping stopping = new Stopping();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final CompletableFuture<CommandLineHome.Ended> running;

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

    private Serving(CommandLineHome home, Pattern begun, List<String> arguments) {
        // A thread of its own: the common pool has one on two cores, and the first server would keep it.
        running = CompletableFuture.supplyAsync(
                () -> home.run(stopping, Tty.NONE, out, err, arguments.toArray(String[]::new)),
                task -> Thread.ofPlatform().daemon().start(task));
        while (!running.isDone() && !begun.matcher(said()).find()) {
            LockSupport.parkNanos(1_000_000);
            assertThat(Thread.currentThread().isInterrupted())
                    .as("told to end while it waits for a server: %s", err)
                    .isFalse();
        }
        assertThat(running).as(complaints()).isNotDone();
    }

    static Serving server(CommandLineHome home, String... options) {
        List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0"));
        arguments.addAll(List.of(options));
        return new Serving(home, BASE, arguments);
    }

    static Serving worker(CommandLineHome home, String... options) {
        List<String> arguments = new ArrayList<>(List.of("worker"));
        arguments.addAll(List.of(options));
        return new Serving(home, WORKS, arguments);
    }

    String said() {
        return out.toString(StandardCharsets.UTF_8);
    }

    /** What it said on standard error. */
    String complaints() {
        return err.toString(StandardCharsets.UTF_8);
    }

    String base() {
        return found(BASE, said());
    }

    CommandLineHome.Ended end() throws Exception {
        stopping.now();
        return running.get(60, TimeUnit.SECONDS);
    }

    static String get(String address, String key) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(address))
                                    .header("Authorization", "Bearer " + key)
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    static String post(String address, String key, String body) throws IOException, InterruptedException {
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

    static String found(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }
}
