package dev.weir.acceptance.late;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A worker that takes every ticket it is handed and does nothing, until it is told to answer all of them. */
final class HeldTickets implements AutoCloseable {

    private static final int TAKEN = 202;
    private static final int MOST_REFUSALS = 10;

    private final Map<String, Integer> rows = new ConcurrentHashMap<>();
    private final AtomicInteger again = new AtomicInteger();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    private HeldTickets(HttpServer server) {
        this.server = server;
    }

    /** Listens at a free port. */
    static HeldTickets open() throws IOException {
        HeldTickets held =
                new HeldTickets(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024));
        held.server.setExecutor(held.threads);
        held.server.createContext("/", held::take);
        held.server.start();
        return held;
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode asked =
                    JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
            String ticket = asked.path("ticket").asString();
            if (rows.putIfAbsent(ticket, asked.path("rowIndex").asInt()) != null) {
                again.incrementAndGet();
            }
            exchange.sendResponseHeaders(TAKEN, -1);
        }
    }

    /** Host and port. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** How many it holds. */
    int count() {
        return rows.size();
    }

    /** How often it was handed one that it had already. */
    int again() {
        return again.get();
    }

    /** What it says of a row. */
    static String value(int row) {
        return "answer to row " + row;
    }

    /**
     * What was answered.
     *
     * @param acknowledged with 200
     * @param refusals some of the others, in words
     * @param seconds from the first to the last
     * @param micros each took, sorted
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Answered(int acknowledged, List<String> refusals, double seconds, int[] micros) {

        Answered {
            refusals = List.copyOf(refusals);
        }

        double perSecond() {
            return acknowledged / seconds;
        }

        double millis(double quantile) {
            return micros.length == 0 ? 0 : micros[(int) Math.min(micros.length - 1, micros.length * quantile)] / 1e3;
        }
    }

    /** Answers every ticket through the state API, so many at a time, as fast as they are taken. */
    Answered answerAll(URI api, int atOnce) throws InterruptedException {
        List<Map.Entry<String, Integer>> all = List.copyOf(rows.entrySet());
        AtomicInteger next = new AtomicInteger();
        AtomicInteger acknowledged = new AtomicInteger();
        AtomicIntegerArray micros = new AtomicIntegerArray(all.size());
        ConcurrentLinkedQueue<String> refusals = new ConcurrentLinkedQueue<>();
        long from = System.nanoTime();
        try (HttpClient client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(threads)
                .build()) {
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < atOnce; i++) {
                senders.add(Thread.ofVirtual().start(() -> {
                    for (int n = next.getAndIncrement(); n < all.size(); n = next.getAndIncrement()) {
                        long began = System.nanoTime();
                        String refusal = answer(client, api, all.get(n));
                        micros.set(n, (int) ((System.nanoTime() - began) / 1_000));
                        if (refusal.isEmpty()) {
                            acknowledged.incrementAndGet();
                        } else if (refusals.size() < MOST_REFUSALS) {
                            refusals.add(refusal);
                        }
                    }
                }));
            }
            for (Thread sender : senders) {
                sender.join();
            }
        }
        double seconds = (System.nanoTime() - from) / 1e9;
        int[] sorted = new int[all.size()];
        Arrays.setAll(sorted, micros::get);
        Arrays.sort(sorted);
        return new Answered(acknowledged.get(), List.copyOf(refusals), seconds, sorted);
    }

    /** Returns why it was not taken; empty when it was. */
    private static String answer(HttpClient client, URI api, Map.Entry<String, Integer> ticket) {
        try {
            int status = client.send(
                            HttpRequest.newBuilder(api.resolve("/api/v1/tickets/" + ticket.getKey() + "/result"))
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString(
                                            "{\"data\": {\"custom.echo\": \"" + value(ticket.getValue()) + "\"}}"))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
            return status == 200 ? "" : "status " + status;
        } catch (IOException broken) {
            return String.valueOf(broken.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
