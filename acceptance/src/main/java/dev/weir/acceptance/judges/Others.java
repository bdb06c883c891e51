package dev.weir.acceptance.judges;

import dev.weir.acceptance.Served;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Clients as there are others: each opens a connection, asks, and goes, ten times a second in all, until it is closed. */
final class Others implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int OK = 200;

    private final List<Long> micros = Collections.synchronizedList(new ArrayList<>());
    private final List<String> failed = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;

    private Others(Served server) {
        HttpRequest request = server.request("/caps").timeout(PATIENCE).GET().build();
        this.thread = Thread.ofPlatform().name("others").start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                ask(request);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        });
    }

    /** Begins to ask. */
    static Others of(Served server) {
        return new Others(server);
    }

    private void ask(HttpRequest request) {
        long began = System.nanoTime();
        try (HttpClient client =
                HttpClient.newBuilder().connectTimeout(PATIENCE).build()) {
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            if (status == OK) {
                micros.add((System.nanoTime() - began) / 1_000);
            } else {
                failed.add("answered with " + status);
            }
        } catch (IOException notAnswered) {
            failed.add(String.valueOf(notAnswered));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many were answered. */
    int answered() {
        return micros.size();
    }

    /** Why others were not. */
    List<String> failed() {
        return List.copyOf(failed);
    }

    /** Within how many microseconds 99 % of the answers came; 0 when there were none. */
    long p99() {
        return p99(List.copyOf(micros));
    }

    static long p99(List<Long> all) {
        if (all.isEmpty()) {
            return 0;
        }
        List<Long> sorted = all.stream().sorted().toList();
        return sorted.get(Math.ceilDiv(sorted.size() * 99, 100) - 1);
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(PATIENCE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
