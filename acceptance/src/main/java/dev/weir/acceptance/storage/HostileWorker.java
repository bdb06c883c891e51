package dev.weir.acceptance.storage;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A function that answers at once, to the company of each number with the text of that number. */
final class HostileWorker implements AutoCloseable {

    /** The field that it gives. */
    static final String FIELD = "custom.value";

    private final List<String> texts;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer server;

    private HostileWorker(List<String> texts, HttpServer server) {
        this.texts = List.copyOf(texts);
        this.server = server;
    }

    /** Listens at a free port. */
    static HostileWorker open(List<String> texts) throws IOException {
        HostileWorker worker = new HostileWorker(
                texts, HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        worker.server.setExecutor(worker.threads);
        worker.server.createContext("/", worker::answer);
        worker.server.start();
        return worker;
    }

    /** Whose number that is. */
    static String company(int number) {
        return "asked" + number + ".example";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            JsonNode asked =
                    JsonMapper.shared().readTree(exchange.getRequestBody().readAllBytes());
            String domain = asked.path("inputs").path("company.domain").asString();
            int number = Integer.parseInt(domain.replaceAll("\\D", ""));
            ObjectNode said = JsonMapper.shared().createObjectNode().put("status", "found");
            said.putObject("data").put(FIELD, texts.get(number));
            byte[] body = JsonMapper.shared().writeValueAsBytes(said);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
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
