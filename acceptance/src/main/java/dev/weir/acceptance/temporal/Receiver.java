package dev.weir.acceptance.temporal;

import com.sun.net.httpserver.HttpExchange;
import com.google.common.util.concurrent.Uninterruptibles;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/** A customer's server that hears of everything, and remembers which events. It can be out of order for a while. */
public final class Receiver implements AutoCloseable {

    private static final int HEARD = 204;

    /** Longer than anybody waits for an answer. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Set<String> events = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;
    private volatile int status = HEARD;
    private volatile CountDownLatch answering = new CountDownLatch(0);

    private Receiver(HttpServer server) {
        this.server = server;
    }

    public static Receiver open() throws IOException {
        Receiver receiver =
                new Receiver(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
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
            Uninterruptibles.awaitUninterruptibly(answering, PATIENCE);
            int now = status;
            if (now != HEARD) {
                exchange.sendResponseHeaders(now, -1);
                return;
            }
            events.add(JsonMapper.shared()
                    .readTree(exchange.getRequestBody().readAllBytes())
                    .path("id")
                    .asString());
            exchange.sendResponseHeaders(HEARD, -1);
        }
    }

    /** How many different events it heard of. */
    public int heard() {
        return events.size();
    }

    @Override
    public void close() {
        heal();
        server.stop(0);
        threads.close();
    }
}
