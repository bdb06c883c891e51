package dev.weir.acceptance.temporal;

import com.google.common.util.concurrent.Uninterruptibles;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A customer's server that hears of everything, and remembers which events; with a log it remembers every try, too. It can be
 * out of order for a while.
 */
public final class Receiver implements AutoCloseable {

    private static final int HEARD = 204;

    /** Longer than anybody waits for an answer. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Set<String> events = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private final @Nullable Log log;
    private volatile int status = HEARD;
    private volatile CountDownLatch answering = new CountDownLatch(0);

    private Receiver(HttpServer server, @Nullable Log log) {
        this.server = server;
        this.log = log;
    }

    /**
     * A delivery, as it came.
     *
     * @param path it came to
     * @param status that it was answered with
     */
    @SuppressWarnings("ArrayRecordComponent") // bytes as they came; nobody compares tries
    public record Try(
            Instant at,
            String path,
            String id,
            String timestamp,
            String signature,
            String plainSignature,
            byte[] body,
            int status) {

        private static Try of(String line) {
            JsonNode one = JsonMapper.shared().readTree(line);
            return new Try(
                    Instant.parse(one.path("at").asString()),
                    one.path("path").asString(),
                    one.path("id").asString(),
                    one.path("timestamp").asString(),
                    one.path("signature").asString(),
                    one.path("plainSignature").asString(),
                    Base64.getDecoder().decode(one.path("body").asString()),
                    one.path("status").asInt());
        }
    }

    public static Receiver open() throws IOException {
        return open(null);
    }

    /** One that notes every try in a file before it answers. */
    public static Receiver logging(Path file) throws IOException {
        return open(new Log(file, new PrintStream(Files.newOutputStream(file), true, StandardCharsets.UTF_8)));
    }

    private static Receiver open(@Nullable Log log) throws IOException {
        Receiver receiver =
                new Receiver(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0), log);
        receiver.server.setExecutor(receiver.threads);
        receiver.server.createContext("/", receiver::hear);
        receiver.server.start();
        return receiver;
    }

    /** Host and port. */
    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on answers with that status and takes no notice of what it is told. */
    public void refuse(int with) {
        status = with;
    }

    /** From now on answers nobody. */
    public void hang() {
        answering = new CountDownLatch(1);
    }

    /** In order again; those who still wait are answered. */
    public void heal() {
        status = HEARD;
        answering.countDown();
    }

    private void hear(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readAllBytes();
            boolean _ = Uninterruptibles.awaitUninterruptibly(answering, PATIENCE);
            int now = status;
            if (log != null) {
                log.add(exchange, body, now);
            }
            if (now == HEARD) {
                events.add(JsonMapper.shared().readTree(body).path("id").asString());
            }
            exchange.sendResponseHeaders(now, -1);
        }
    }

    /** How many different events it heard of. */
    public int heard() {
        return events.size();
    }

    /** Every try so far, in the order in which they came; of one with a log. */
    public List<Try> tries() throws IOException {
        if (log == null) {
            throw new IllegalStateException("a receiver without a log remembers no tries");
        }
        try (Stream<String> lines = Files.lines(log.file)) {
            return lines.map(Try::of).toList();
        }
    }

    @Override
    public void close() {
        heal();
        server.stop(0);
        threads.close();
        if (log != null) {
            log.out.close();
        }
    }

    /** A line for each try, which is whole or not there. */
    private record Log(Path file, PrintStream out) {

        void add(HttpExchange exchange, byte[] body, int status) {
            Headers headers = exchange.getRequestHeaders();
            String line = JsonMapper.shared()
                    .writeValueAsString(JsonMapper.shared()
                            .createObjectNode()
                            .put("at", Instant.now().toString())
                            .put("path", exchange.getRequestURI().getPath())
                            .put("id", header(headers, "webhook-id"))
                            .put("timestamp", header(headers, "webhook-timestamp"))
                            .put("signature", header(headers, "webhook-signature"))
                            .put("plainSignature", header(headers, "X-Webhook-Signature"))
                            .put("body", Base64.getEncoder().encodeToString(body))
                            .put("status", status));
            synchronized (this) {
                out.println(line);
            }
            if (out.checkError()) {
                throw new UncheckedIOException(new IOException("the receiver's log cannot be written: " + file));
            }
        }

        private static String header(Headers headers, String name) {
            String value = headers.getFirst(name);
            return value == null ? "" : value;
        }
    }
}
