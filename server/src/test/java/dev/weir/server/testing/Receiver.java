package dev.weir.server.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;

/** A customer's server: it answers as the test says, by path, and remembers what it was told. */
public final class Receiver implements AutoCloseable {

    /** An answer. */
    public record Say(int status, Map<String, String> headers, String body) {

        public static Say status(int status) {
            return new Say(status, Map.of(), "");
        }

        public Say header(String name, String value) {
            return new Say(status, Map.of(name, value), body);
        }
    }

    /** What it was told once. @param body byte by byte, in ISO 8859-1 */
    public record Heard(String path, HttpHeaders headers, String body) {

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Heard> heard = new CopyOnWriteArrayList<>();
    private final Map<String, Function<Heard, Say>> scripts = new ConcurrentHashMap<>();

    public Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            try (exchange) {
                Headers headers = exchange.getRequestHeaders();
                Heard one = new Heard(
                        exchange.getRequestURI().toString(),
                        HttpHeaders.of(headers, (_, _) -> true),
                        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
                heard.add(one);
                Say say = scripts.getOrDefault(one.path(), _ -> Say.status(204)).apply(one);
                say.headers()
                        .forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
                byte[] body = say.body().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(say.status(), body.length == 0 ? -1 : body.length);
                if (body.length > 0) {
                    exchange.getResponseBody().write(body);
                }
            }
        });
        server.start();
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /** The address of that path. */
    public String url(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** From now on it answers so at that path; elsewhere 204. */
    public void answers(String path, Function<Heard, Say> script) {
        scripts.put(path, script);
    }

    /** What it was told at that path, in order. */
    public List<Heard> heard(String path) {
        return heard.stream().filter(one -> one.path().equals(path)).toList();
    }

    /** Waits until it was told that often. */
    public List<Heard> await(String path, int times) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (heard(path).size() < times) {
            if (System.nanoTime() > end) {
                throw new AssertionError(path + " was told " + heard(path).size() + " times, not " + times);
            }
            LockSupport.parkNanos(2_000_000);
        }
        return heard(path);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
