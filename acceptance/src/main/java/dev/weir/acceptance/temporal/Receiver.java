package dev.weir.acceptance.temporal;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.json.JsonMapper;

/** A customer's server that hears of everything, and remembers which events. */
public final class Receiver implements AutoCloseable {

    private static final int HEARD = 204;

    private final Set<String> events = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

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

    private void hear(HttpExchange exchange) throws IOException {
        try (exchange) {
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
        server.stop(0);
        threads.close();
    }
}
