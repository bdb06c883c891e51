package dev.weir.acceptance.judges;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.weir.acceptance.judges.Texts.Text;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A function that answers about the company of each number with the text of that number, and keeps its ticket. */
final class OddVendor implements AutoCloseable {

    private static final int OK = 200;

    private final List<Text> texts;
    private final Map<Integer, String> tickets = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    private OddVendor(List<Text> texts, HttpServer server) {
        this.texts = List.copyOf(texts);
        this.server = server;
    }

    /** Listens at a free port. */
    static OddVendor open(List<Text> texts) throws IOException {
        OddVendor vendor =
                new OddVendor(texts, HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        vendor.server.setExecutor(vendor.threads);
        vendor.server.createContext("/", vendor::answer);
        vendor.server.start();
        return vendor;
    }

    /** Whose number that is. */
    static String company(int number) {
        return "odd" + number + ".example";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode asked =
                    JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
            String domain = asked.path("inputs").path("company.domain").asString();
            int number = Integer.parseInt("0" + domain.replaceAll("\\D", "")) % texts.size();
            tickets.put(number, asked.path("ticket").asString());
            byte[] body = texts.get(number).bytes();
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(OK, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    /** By number, the ticket with which it was asked. */
    Map<Integer, String> tickets() {
        return Map.copyOf(tickets);
    }

    /** Host and port. */
    String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
    }
}
