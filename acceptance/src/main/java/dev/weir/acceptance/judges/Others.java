package dev.weir.acceptance.judges;

import dev.weir.acceptance.Served;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Clients as there are others: each opens a connection, asks, and goes, ten times a second in all, until it is closed. */
final class Others implements AutoCloseable {

    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int PATIENCE_MILLIS = 20_000;
    private static final String ANSWERED = "HTTP/1.1 200 ";

    private final List<Long> micros = Collections.synchronizedList(new ArrayList<>());
    private final List<String> failed = Collections.synchronizedList(new ArrayList<>());
    private final Thread thread;

    private Others(Served server) {
        HttpRequest request = server.request("/caps").GET().build();
        InetSocketAddress address =
                new InetSocketAddress(server.base().getHost(), server.base().getPort());
        byte[] asked = Wire.bytes(request, "Connection: close\r\n");
        this.thread = Thread.ofPlatform().name("others").start(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                ask(address, asked);
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        });
    }

    /** Begins to ask. */
    static Others of(Served server) {
        return new Others(server);
    }

    private void ask(InetSocketAddress address, byte[] asked) {
        long began = System.nanoTime();
        try (Socket socket = new Socket()) {
            socket.connect(address, PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(asked);
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (answer.startsWith(ANSWERED)) {
                micros.add((System.nanoTime() - began) / 1_000);
            } else {
                failed.add("answered with '" + answer.lines().findFirst().orElse("") + "'");
            }
        } catch (IOException notAnswered) {
            failed.add(String.valueOf(notAnswered));
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
            thread.join(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
