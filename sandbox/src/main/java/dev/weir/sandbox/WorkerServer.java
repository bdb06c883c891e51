package dev.weir.sandbox;

import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A worker as a user of {@code http-function} would write it: takes tickets at any path, works for a while, and tells the
 * result through Weir's state API, again and again until somebody has heard. It keeps nothing: what it was at when it
 * ends is forgotten. {@code GET /_worker} tells how much it has taken and told.
 */
public final class WorkerServer implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 500;
    private static final int TRIES = 600;
    private static final int AT_ONCE = 64;

    private final WorkerSettings settings;
    private final Research research;
    private final DelayQueue<Work> open = new DelayQueue<>();
    private final Semaphore slots = new Semaphore(AT_ONCE);
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong told = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private final WebServer web;
    private final Thread carrier;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .executor(task -> Thread.ofVirtual().start(task))
            .build();

    private volatile boolean closed;

    private WorkerServer(WorkerSettings settings, SandboxSettings universe, int port) {
        this.settings = settings;
        this.research = new Research(new Sight(universe));
        this.web = WebServer.builder()
                .address(InetAddress.getLoopbackAddress())
                .port(port)
                .backlog(4_096)
                .maxPayloadSize(1 << 20)
                .shutdownGracePeriod(Duration.ofMillis(100))
                .shutdownHook(false)
                .routing(HttpRouting.builder().any(this::handle))
                .build();
        this.carrier = Thread.ofPlatform().name("sandbox-worker").daemon().unstarted(this::carry);
    }

    /**
     * Starts listening.
     *
     * @param universe who exists and what is known of them, where results hold data
     * @param port 0 for a free one
     * @throws IOException when the port is taken
     */
    public static WorkerServer start(WorkerSettings settings, SandboxSettings universe, int port) throws IOException {
        SandboxServer.quietenHelidon();
        WorkerServer worker = new WorkerServer(settings, universe, port);
        try {
            worker.web.start();
        } catch (UncheckedIOException e) {
            throw new IOException("The worker cannot listen on 127.0.0.1:" + port, e);
        }
        worker.carrier.start();
        return worker;
    }

    /** What a credential's address is to be. */
    public URI base() {
        return URI.create("http://127.0.0.1:" + web.port());
    }

    /** How many tickets it has taken. */
    public long taken() {
        return taken.get();
    }

    /** How many of them it has told about, and was heard. */
    public long told() {
        return told.get();
    }

    /**
     * A ticket that is worked on.
     *
     * @param url of its state
     * @param result what is to be told; empty for nothing
     * @param tries that were made before
     */
    private record Work(String url, byte[] result, int tries, long atNanos) implements Delayed {
        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(atNanos - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
        }
    }

    private void handle(ServerRequest request, ServerResponse response) {
        String path = request.path().path();
        if (path.equals("/_worker")) {
            response.header(HeaderNames.CONTENT_TYPE, "application/json");
            response.send(Body.of(body -> body.with("taken", taken.get())
                    .with("told", told.get())
                    .with("refused", refused.get())
                    .with("open", open.size())));
            return;
        }
        JsonNode body;
        try {
            body = JSON.readTree(
                    request.content().hasEntity() ? request.content().as(byte[].class) : new byte[0]);
        } catch (JacksonException unreadable) {
            response.status(Status.BAD_REQUEST_400).send("{\"message\":\"The body is not JSON\"}");
            return;
        }
        String ticket = body.path("ticket").asString("");
        String url = url(ticket, body.path("stateUrl").asString(""));
        if (ticket.isEmpty() || url == null) {
            response.status(Status.BAD_REQUEST_400)
                    .send("{\"message\":\"A ticket is needed, and a stateUrl where no --server is given\"}");
            return;
        }
        taken.incrementAndGet();
        if (!befalls("never", ticket, settings.never())) {
            long millis = settings.minMillis()
                    + (long) (Dice.unit(Dice.root(1, "work", ticket), 0)
                            * (settings.maxMillis() - settings.minMillis() + 1));
            open.add(new Work(url, result(body), 0, nanosIn(millis)));
        }
        response.status(Status.ACCEPTED_202).send("{\"status\":\"accepted\"}");
    }

    private @Nullable String url(String ticket, String stateUrl) {
        String server = settings.server();
        if (server != null) {
            return server + "/api/v1/tickets/" + ticket;
        }
        return stateUrl.isEmpty() ? null : stateUrl;
    }

    private static boolean befalls(String what, String ticket, double share) {
        return share > 0 && Dice.unit(Dice.root(1, what, ticket), 0) < share;
    }

    private byte[] result(JsonNode asked) {
        if (!settings.data()) {
            return new byte[0];
        }
        Map<String, String> inputs = new HashMap<>();
        asked.path("inputs")
                .properties()
                .forEach(one -> inputs.put(one.getKey(), one.getValue().asString("")));
        List<String> wanted = new ArrayList<>();
        asked.path("wanted").forEach(field -> wanted.add(field.asString("")));
        Map<String, String> found = research.found(VendorOperation.HTTP_FUNCTION_WORK, inputs, wanted);
        return Body.of(body -> body.with("status", found.isEmpty() ? "not_found" : "found")
                .object("data", data -> found.forEach(data::with)));
    }

    private static long nanosIn(long millis) {
        return System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void carry() {
        try {
            while (!closed) {
                Work next = open.take();
                slots.acquire();
                Thread.ofVirtual().name("sandbox-worker-tells").start(() -> {
                    try {
                        tell(next);
                    } finally {
                        slots.release();
                    }
                });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Work work) {
        if (settings.progress() && work.tries == 0) {
            post(work.url + "/progress", "{\"message\":\"at it\"}".getBytes(StandardCharsets.UTF_8));
        }
        String ticket = work.url.substring(work.url.lastIndexOf('/') + 1);
        boolean fails = befalls("failing", ticket, settings.failing());
        int status = fails
                ? post(
                        work.url + "/failure",
                        "{\"reason\":\"The worker failed\",\"retryable\":false}".getBytes(StandardCharsets.UTF_8))
                : post(work.url + "/result", work.result);
        if (status / 100 == 2) {
            told.incrementAndGet();
            if (!fails && befalls("twice", ticket, settings.twice())) {
                post(work.url + "/result", work.result);
            }
        } else if (status / 100 == 4 && status != 408 && status != 429) {
            refused.incrementAndGet();
        } else if (work.tries < TRIES && !closed) {
            open.add(new Work(work.url, work.result, work.tries + 1, nanosIn(PAUSE_MILLIS)));
        }
    }

    /** The status; 0 where there was none. */
    private int post(String url, byte[] body) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                    .timeout(PATIENCE)
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body));
            if (body.length > 0) {
                request.header("content-type", "application/json");
            }
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException unheard) {
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 0;
        }
    }

    /** Stops listening, and forgets what it was at. */
    @Override
    public void close() {
        closed = true;
        carrier.interrupt();
        web.stop();
        http.shutdownNow();
    }
}
