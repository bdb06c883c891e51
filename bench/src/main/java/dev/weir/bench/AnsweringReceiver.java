package dev.weir.bench;

import com.sun.net.httpserver.HttpServer;
import dev.weir.server.egress.EgressSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** Receives webhooks on loopback: answers at once, and below {@code /hang} not before it is closed. */
final class AnsweringReceiver implements AutoCloseable {

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final AtomicLong answered = new AtomicLong();

    AnsweringReceiver() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            answered.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        server.createContext("/hang", exchange -> {
            try {
                closed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        server.start();
    }

    EgressSettings.Target target() {
        return new EgressSettings.Target("127.0.0.1", server.getAddress().getPort());
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** How many deliveries it has answered. */
    long answered() {
        return answered.get();
    }

    /** Lets go of whoever waits for an answer. */
    void release() {
        closed.countDown();
    }

    @Override
    public void close() {
        release();
        server.stop(0);
        threads.close();
    }
}
