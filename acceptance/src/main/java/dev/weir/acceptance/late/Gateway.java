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
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** One address for several functions, as a credential names one: hands each request on to whom its path belongs. */
final class Gateway implements AutoCloseable {

    private static final int UNKNOWN = 404;
    private static final int UNREACHABLE = 502;

    private final Map<String, URI> behind = new ConcurrentHashMap<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    private Gateway(HttpServer server) {
        this.server = server;
    }

    /** Listens at a free port; nobody is behind it yet. */
    static Gateway open() throws IOException {
        Gateway gateway = new Gateway(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        gateway.server.setExecutor(gateway.threads);
        gateway.server.createContext("/", gateway::handOn);
        gateway.server.start();
        return gateway;
    }

    /** Host and port. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on that function is there. */
    void put(String function, URI base) {
        behind.put("/" + function, base);
    }

    private void handOn(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI base = behind.get(exchange.getRequestURI().getPath());
            if (base == null) {
                exchange.sendResponseHeaders(UNKNOWN, -1);
                return;
            }
            byte[] body = exchange.getRequestBody().readAllBytes();
            HttpResponse<byte[]> got = client.send(
                    HttpRequest.newBuilder(base.resolve(exchange.getRequestURI()))
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofByteArray(body))
                            .build(),
                    BodyHandlers.ofByteArray());
            exchange.sendResponseHeaders(got.statusCode(), got.body().length == 0 ? -1 : got.body().length);
            exchange.getResponseBody().write(got.body());
        } catch (IOException unreachable) {
            exchange.sendResponseHeaders(UNREACHABLE, -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
        client.close();
    }
}
