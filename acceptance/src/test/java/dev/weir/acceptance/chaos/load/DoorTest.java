package dev.weir.acceptance.chaos.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.weir.acceptance.Served;
import dev.weir.acceptance.chaos.load.ClientLog.Line;
import dev.weir.acceptance.chaos.load.Customers.Customer;
import dev.weir.acceptance.chaos.load.Door.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoorTest {

    private static final Customer ACME =
            new Customer(Tenant.ACME, new Served.Keys("weir_4_k_secret", "weir_0_k_s"), "");
    private static final String TAKEN = "201 {\"data\": {\"id\": 12}}";

    /** Breaks the line off instead of an answer. */
    private static final String BROKEN = "";

    private final Deque<String> answers = new ArrayDeque<>();
    private final List<String> asked = new ArrayList<>();
    private HttpServer server;
    private ClientLog log;
    private Door door;

    @TempDir
    private Path folder;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                asked.add(exchange.getRequestHeaders().getFirst("Idempotency-Key") + " " + body);
                String answer = answers.removeFirst();
                if (!answer.equals(BROKEN)) {
                    byte[] bytes = answer.substring(4).getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(Integer.parseInt(answer.substring(0, 3)), bytes.length);
                    exchange.getResponseBody().write(bytes);
                }
            }
        });
        server.start();
        log = ClientLog.create(folder.resolve("log.jsonl"));
        door = new Door(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), log);
    }

    @AfterEach
    void close() throws IOException {
        door.close();
        log.close();
        server.stop(0);
    }

    private Answer submit(String... said) throws InterruptedException {
        answers.addAll(List.of(said));
        return door.post(ACME, "/enrichment-jobs", "application/json", "plan-1", "{}");
    }

    @Test
    void whatIsNotAnsweredForGoodIsSentAgainUnderItsKey() throws Exception {
        Answer answer = submit("503 {}", BROKEN, "409 {\"code\": \"submit_in_progress\"}", TAKEN);

        assertThat(answer.id()).isEqualTo(12);
        assertThat(asked).hasSize(4).containsOnly("plan-1 {}");
        assertThat(door.unanswered()).isEqualTo(1);
        assertThat(door.errors()).isEmpty();
    }

    @Test
    void aRefusalIsAnAnswerForGood() throws Exception {
        Answer answer = submit("409 {\"code\": \"job_final\"}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("job_final");
        assertThat(answer.id()).isZero();
    }

    @Test
    void errorsOfTheServersOwnAreTold() throws Exception {
        submit("500 {\"code\": \"internal\"}", TAKEN);

        assertThat(door.errors())
                .singleElement()
                .asString()
                .contains("/api/v1/workspaces/4/enrichment-jobs", "internal");
    }

    @Test
    void everyRequestAndEveryAnswerIsInTheLog() throws Exception {
        submit(BROKEN, TAKEN);

        List<Line> lines = ClientLog.read(folder.resolve("log.jsonl"));
        assertThat(lines).extracting(Line::number).containsExactly(1L, 1L, 2L, 2L);
        assertThat(lines)
                .extracting(Line::status)
                .containsExactly(OptionalLong.empty(), OptionalLong.of(0), OptionalLong.empty(), OptionalLong.of(201));
        assertThat(lines.get(2).what()).isEqualTo("POST /api/v1/workspaces/4/enrichment-jobs");
        assertThat(lines.get(2).key()).isEqualTo("plan-1");
        assertThat(lines)
                .filteredOn(Line::isAcknowledged)
                .extracting(Line::said)
                .containsExactly("12");
    }
}
