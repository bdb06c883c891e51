package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
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
    private static final int HEADERS = 100;
    private static final int BODIES = 40;

    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        api = new TestApi(folder, new RestSettings.Limits(1_000_000, 1_000_000, 1 << 20, Duration.ofSeconds(3)));
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
    void aBodyThatTricklesIsRefusedAfterAWhileAndOneThatEndsEarlyMakesNothing() throws IOException {
        long members = members();
        Socket trickling = sending(post(api.path("/members"), api.key("owner"), "application/json", 100_000));
        int sent = 0;
        try {
            for (; sent < 200 && trickling.getInputStream().available() == 0; sent++) {
                write(trickling, " ");
                LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
            }
        } catch (IOException cut) {
            // Refused while it was written.
        }
        assertThat(sent).as("bytes, one each 50 ms").isLessThan(200);
        byte[] answer = new byte[2_000];
        int read = trickling.getInputStream().read(answer);
        assertThat(new String(answer, 0, Math.max(0, read), StandardCharsets.UTF_8))
                .contains("body_too_slow");
        trickling.close();

        Socket early =
                sending(post(api.path("/members"), api.key("owner"), "application/json", BODY.length() + 10) + BODY);
        early.shutdownOutput();
        assertThat(rest(early)).doesNotContain(" 201 ");
        assertThat(members()).isEqualTo(members);
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
