package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Who sends slowly, or not what was announced, costs the server little for a short while, and others nothing. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SlowClientsTest {

    private static final String BODY = "{\"name\": \"Slow\", \"email\": \"slow@example.org\", \"role\": \"viewer\"}";
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int PAUSE_MILLIS = 50;
    private static final int MOST_SENT = 200;
    private static final int HEADERS = 100;
    private static final int BODIES = 40;
    private static final int CONNECTIONS = 200;

    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        api = new TestApi(folder, new RestSettings.Limits(1_000_000, 1_000_000, 1 << 20, PATIENCE, CONNECTIONS));
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private Socket sending(String begun) throws IOException {
        URI base = api.server().base();
        Socket socket = new Socket(base.getHost(), base.getPort());
        socket.setSoTimeout(30_000);
        write(socket, begun);
        return socket;
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    /** Up to the end, which comes only when the server closes. */
    private static String rest(Socket socket) {
        try (socket) {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException cut) {
            return String.valueOf(cut.getMessage());
        }
    }

    private String post(String path, String key, String type, long length) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + key + "\r\nContent-Type: "
                + type + "\r\nContent-Length: " + length + "\r\n\r\n";
    }

    private long members() {
        return api.test()
                .database()
                .ownerJdbc()
                .sql("SELECT count(*) FROM weir.member")
                .query(Long.class)
                .single();
    }

    @Test
    void whoSendsHalfAndThenNothingIsCutAndNobodyElseWaits() throws IOException {
        long members = members();
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < HEADERS; i++) {
            silent.add(sending("GET /api/v1/me HTTP/1.1\r\nHost: loc"));
        }
        for (int i = 0; i < BODIES; i++) {
            silent.add(sending(post(api.path("/members"), api.key("owner"), "application/json", BODY.length())
                    + BODY.substring(0, 20)));
        }

        for (int i = 0; i < 20; i++) {
            long began = System.nanoTime();
            assertThat(api.get("/api/v1/me", "viewer").status()).isEqualTo(200);
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
        }
        assertThat(ManagementFactory.getThreadMXBean().getThreadCount() - threads)
                .as("threads of the system's")
                .isLessThan((HEADERS + BODIES) / 2);
        for (Socket socket : silent) {
            assertThat(rest(socket)).doesNotContain("Read timed out", " 200 ", " 201 ");
        }
        assertThat(members()).isEqualTo(members);
    }

    @Test
    void beyondSoManyConnectionsWhoeverComesWaitsUntilOneEnds() throws IOException {
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < CONNECTIONS; i++) {
            silent.add(sending("GET /health HTTP/1.1\r\nHost: loc"));
        }
        try (Socket late = sending("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n")) {
            late.setSoTimeout(PAUSE_MILLIS);
            assertThatThrownBy(() -> late.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);
            for (Socket socket : silent) {
                socket.close();
            }
            late.setSoTimeout(30_000);
            assertThat(late.getInputStream().read()).isEqualTo('H');
        }
    }

    @Test
    void asManyConnectionsAreTakenAsAQuarterOfTheMemoryHolds() {
        assertThat(RestSettings.Limits.connections(512L << 20)).isEqualTo(2_048);
        assertThat(RestSettings.Limits.connections(64L << 30)).isEqualTo(8_192);
    }

    /** Goes on with a byte at a time until it is cut off or answered for good. @return all that came back */
    private String trickled(String begun) throws IOException {
        ByteArrayOutputStream got = new ByteArrayOutputStream();
        byte[] some = new byte[2_000];
        try (Socket socket = sending(begun)) {
            socket.setSoTimeout(PAUSE_MILLIS);
            for (int sent = 0; sent < MOST_SENT; sent++) {
                write(socket, " ");
                try {
                    int read = socket.getInputStream().read(some);
                    if (read < 0) {
                        return got.toString(StandardCharsets.UTF_8);
                    }
                    got.write(some, 0, read);
                } catch (SocketTimeoutException nothingCame) {
                    // The next one, then.
                }
            }
        } catch (IOException cut) {
            return got.toString(StandardCharsets.UTF_8);
        }
        return MOST_SENT + " bytes were taken, one each " + PAUSE_MILLIS + " ms";
    }

    @Test
    void whatTricklesIsCutOffOrRefusedAfterAWhileWhoeverReadsIt() throws ExecutionException, InterruptedException {
        long members = members();
        String owner = api.key("owner");
        String chunked = "POST " + api.path("/members") + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                + owner + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        String parts =
                post(api.path("/enrichment-jobs"), api.key("member"), "multipart/form-data; boundary=part", 100_000);
        String part = "--part\r\nContent-Disposition: form-data; name=\"file\"; filename=\"list.csv\"\r\n\r\n";
        Map<String, String> begun = Map.of(
                "a line",
                "GET /",
                "a header",
                "GET /api/v1/me HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
                "a body",
                post(api.path("/members"), owner, "application/json", 100_000),
                "a chunk's head",
                chunked + "1;x=",
                "a part",
                parts + part,
                "what is left",
                post(api.path("/members"), "weir_1_1_none", "application/json", 100_000));
        Map<String, Future<String>> answers = new HashMap<>();
        try (ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            begun.forEach((what, text) -> answers.put(what, senders.submit(() -> trickled(text))));
        }

        Map<String, String> got = new HashMap<>();
        for (Map.Entry<String, Future<String>> answer : answers.entrySet()) {
            got.put(answer.getKey(), answer.getValue().get());
        }
        assertThat(got).containsEntry("a line", "").containsEntry("a header", "");
        for (String what : List.of("a body", "a chunk's head", "a part")) {
            assertThat(got.get(what))
                    .as(what)
                    .startsWith("HTTP/1.1 408")
                    .contains("application/problem+json", "body_too_slow");
        }
        assertThat(got.get("what is left"))
                .startsWith("HTTP/1.1 401")
                .doesNotContain("HTTP/1.1 408")
                .doesNotContain("bytes were taken");
        assertThat(members()).isEqualTo(members);
    }

    @Test
    void aBodyThatEndsEarlyMakesNothing() throws IOException {
        long members = members();
        Socket early =
                sending(post(api.path("/members"), api.key("owner"), "application/json", BODY.length() + 10) + BODY);
        early.shutdownOutput();
        assertThat(rest(early)).doesNotContain(" 201 ");
        assertThat(members()).isEqualTo(members);
    }

    @Test
    void oneConnectionMayCarryManyRequestsForAsLongAsItLikes() throws IOException {
        try (Socket socket = sending("")) {
            String request = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
            byte[] some = new byte[2_000];
            long end = System.nanoTime() + PATIENCE.multipliedBy(3).dividedBy(2).toNanos();
            while (System.nanoTime() < end) {
                for (String half : List.of(request.substring(0, 20), request.substring(20))) {
                    write(socket, half);
                    socket.setSoTimeout(half.startsWith("GET") ? PAUSE_MILLIS : 30_000);
                    try {
                        assertThat(socket.getInputStream().read(some)).isPositive();
                    } catch (SocketTimeoutException onlyHalf) {
                        assertThat(half).startsWith("GET");
                    }
                }
            }
        }
    }

    @Test
    void theSlowUploadsOfOneWorkspaceLeaveRoomForAnothers() throws IOException {
        String path = "/enrichment-jobs?fields=company.industry";
        List<Socket> slow = new ArrayList<>();
        TestApi.Got third;
        do {
            // One of them may come in behind the other's upload, and be refused itself.
            slow.add(sending(post(api.path(path), api.key("member"), "text/csv", 100_000) + "Domain\n"));
            third = upload(api.path(path), api.key("member"));
        } while (third.status() == 201 && slow.size() < 10);
        assertThat(third.json().at("/code").asString()).isEqualTo("too_many_uploads");
        assertThat(upload(api.other().path(path), api.other().key("member")).status())
                .isEqualTo(201);
        for (Socket socket : slow) {
            assertThat(rest(socket)).doesNotContain(" 201 ");
        }
        assertThat(upload(api.path(path), api.key("member")).status()).isEqualTo(201);
    }

    private TestApi.Got upload(String path, String key) {
        return api.send(api.request(path, key)
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString("Domain\ncompany0.example\n")));
    }
}
