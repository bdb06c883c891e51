package dev.weir.server.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Call;
import dev.weir.provider.Exchange.Answered;
import dev.weir.provider.Exchange.Lost;
import dev.weir.provider.Exchange.NotSent;
import dev.weir.provider.Exchange.Sent;
import dev.weir.provider.Exchange.TooLarge;
import dev.weir.provider.Pace;
import dev.weir.server.egress.EgressSettings.Reach;
import dev.weir.server.egress.EgressSettings.Target;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.eclipse.jetty.io.ClientConnector;
import org.eclipse.jetty.util.Promise;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class WireTest {

    private static final Duration LONG = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(500);
    private static final Call GET = Call.get("/v2/find").query("email", "a b@x.example");

    @Test
    void aCompleteAnswerIsTold() throws Exception {
        try (RawVendor vendor = RawVendor.answering(
                        "HTTP/1.1 404 Not Found\r\nX-Request-ID: 7\r\nContent-Length: 2\r\n\r\n{}");
                Wire wire = wireTo(vendor)) {
            Answered answered = (Answered) wire.send(vendor.base(), GET.header("X-Api-Key", "s3cret"), LONG);
            assertThat(answered.status()).isEqualTo(404);
            assertThat(answered.header("x-request-id")).isEqualTo("7");
            assertThat(answered.body()).isEqualTo("{}".getBytes(StandardCharsets.UTF_8));
            assertThat(vendor.requests().getFirst())
                    .startsWith("GET /v2/find?email=a+b%40x.example HTTP/1.1\r\n")
                    .contains("X-Api-Key: s3cret\r\n", "User-Agent: Weir/9.9\r\n", "Accept-Encoding: gzip\r\n")
                    .contains("Host: 127.0.0.1:" + vendor.port());
        }
    }

    @Test
    void aBodyIsSentAndConnectionsAreReused() throws Exception {
        try (RawVendor vendor = RawVendor.answering(RawVendor.ok("{}"));
                Wire wire = wireTo(vendor)) {
            for (int i = 0; i < 50; i++) {
                Call call = Call.post("/match").json("{\"n\":1}".getBytes(StandardCharsets.UTF_8));
                assertThat(wire.send(URI.create(vendor.base() + "/api/v1"), call, LONG))
                        .isInstanceOf(Answered.class);
            }
            assertThat(vendor.connections()).isEqualTo(1);
            assertThat(vendor.requests().getLast())
                    .startsWith("POST /api/v1/match HTTP/1.1\r\n")
                    .contains("Content-Type: application/json\r\n")
                    .endsWith("{\"n\":1}");
        }
    }

    /** What a vendor names is judged as its own address is, and learns nothing of it. */
    @Test
    void aCallToAnAddressThatTheVendorNamesGoesThereAsItIsAndNowhereInside() throws Exception {
        try (RawVendor vendor = RawVendor.answering(RawVendor.ok("{}"));
                RawVendor files = RawVendor.answering(RawVendor.ok("kept"));
                Wire wire = wire(Reach.only(new Target("127.0.0.1", files.port())))) {
            Access access = new Access(
                    new CredentialKey(7, "acme", "main"),
                    vendor.base(),
                    Map.of("api_key", "s3cret"),
                    Pace.unlimited(1));
            Line line = new Line(access, wire, LONG, Failpoint.NONE);

            Sent sent = line.send(Call.to("PUT", files.base() + "/up/f1?signature=a%2Fb")
                    .body("{}".getBytes(StandardCharsets.UTF_8), "application/x-ndjson"));

            assertThat(((Answered) sent).status()).isEqualTo(200);
            assertThat(files.requests().getFirst())
                    .startsWith("PUT /up/f1?signature=a%2Fb HTTP/1.1\r\n")
                    .contains("Content-Type: application/x-ndjson\r\n")
                    .doesNotContain("s3cret");
            assertThat(vendor.requests()).isEmpty();
            assertThat(line.send(Call.to("GET", "http://169.254.169.254/latest")))
                    .isInstanceOf(NotSent.class);
        }
    }

    @Test
    void aRefusedConnectionIsNotSent() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            port = free.getLocalPort();
        }
        try (Wire wire = wire(Reach.only(new Target("127.0.0.1", port)))) {
            assertThat(wire.send(URI.create("http://127.0.0.1:" + port), GET, LONG))
                    .isInstanceOf(NotSent.class);
        }
    }

    @Test
    void anUnknownNameIsNotSent() {
        Guard guard = new Guard(
                Reach.PUBLIC,
                host -> {
                    throw new UnknownHostException(host);
                },
                new ManualTicker());
        try (Wire wire = new Wire(guard, settings(Reach.PUBLIC))) {
            assertThat(wire.send(URI.create("https://vendor.example"), GET, LONG))
                    .isInstanceOf(NotSent.class);
        }
    }

    @Test
    void aNameThatNowLeadsInsideIsNotSent() throws Exception {
        AtomicInteger lookUps = new AtomicInteger();
        try (RawVendor inside = RawVendor.answering(RawVendor.ok("{}"))) {
            Reach reach = new Reach(java.util.Set.of(), false, true, java.util.Set.of(inside.port()));
            Guard guard = new Guard(
                    reach,
                    host -> List.of(
                            InetAddress.ofLiteral(lookUps.getAndIncrement() == 0 ? "93.184.216.34" : "127.0.0.1")),
                    new ManualTicker());
            URI base = URI.create("http://rebinding.example:" + inside.port());
            assertThat(guard.refusalNow(base)).as("safe when it was saved").isNull();
            try (Wire wire = new Wire(guard, settings(reach))) {
                assertThat(wire.send(base, GET, LONG)).isInstanceOf(NotSent.class);
            }
            assertThat(inside.connections()).isZero();
        }
    }

    @Test
    void aWebhookThatWasSavedForAPublicNameIsNotSentInsideWhenThatNameLeadsThere() throws Exception {
        AtomicInteger lookUps = new AtomicInteger();
        try (RawVendor inside = RawVendor.answering(RawVendor.ok("{}"))) {
            Reach reach = new Reach(java.util.Set.of(), false, true, java.util.Set.of(inside.port()));
            URI address = URI.create("http://rebinding.example:" + inside.port() + "/hook");
            try (Courier courier = Courier.open(
                    settings(reach),
                    host -> List.of(
                            InetAddress.ofLiteral(lookUps.getAndIncrement() == 0 ? "93.184.216.34" : "127.0.0.1")))) {
                assertThat(courier.refusal(address)).as("when it is saved").isEmpty();
                assertThat(courier.post(address, Map.of(), new byte[] {'{', '}'}, LONG))
                        .isInstanceOfSatisfying(
                                NotSent.class,
                                refused -> assertThat(refused.toString()).doesNotContain("127.0.0.1"));
            }
            assertThat(lookUps.get()).isGreaterThan(1);
            assertThat(inside.connections()).isZero();
        }
    }

    @Test
    void theConnectorItselfRefusesWhateverCameToIt() throws Exception {
        try (RawVendor inside = RawVendor.answering(RawVendor.ok("{}"))) {
            GuardedConnector connector =
                    new GuardedConnector(new Guard(Reach.PUBLIC, Guard.NameService.SYSTEM, new ManualTicker()));
            connector.start();
            CompletableFuture<Throwable> refused = new CompletableFuture<>();
            Map<String, Object> context = new HashMap<>();
            context.put(
                    ClientConnector.CONNECTION_PROMISE_CONTEXT_KEY,
                    Promise.from(connection -> refused.cancel(true), refused::complete));
            connector.connect(new InetSocketAddress("127.0.0.1", inside.port()), context);
            assertThat(refused.get()).isInstanceOf(Guard.Refused.class);
            connector.connect(InetSocketAddress.createUnresolved("localhost", inside.port()), context);
            connector.stop();
            assertThat(inside.connections()).isZero();
        }
    }

    @Test
    void aVendorThatClosesAfterReadingIsLost() throws Exception {
        try (RawVendor vendor = new RawVendor(visit -> visit.read());
                Wire wire = wireTo(vendor)) {
            assertThat(wire.send(vendor.base(), GET, LONG)).isInstanceOf(Lost.class);
            assertThat(vendor.requests()).as("never repeated behind our back").hasSize(1);
        }
    }

    @Test
    void aResetBeforeTheFirstByteIsLost() throws Exception {
        try (RawVendor vendor = new RawVendor(visit -> {
                    visit.read();
                    visit.reset();
                });
                Wire wire = wireTo(vendor)) {
            assertThat(wire.send(vendor.base(), GET, LONG)).isInstanceOf(Lost.class);
            assertThat(vendor.requests()).hasSize(1);
        }
    }

    @Test
    void aResetAfterTheFirstByteIsLost() throws Exception {
        assertThat(sentTo(visit -> {
                    visit.read();
                    visit.write("HTTP/1.1 200 OK\r\nContent-Len");
                    visit.reset();
                }))
                .isInstanceOf(Lost.class);
    }

    @Test
    void aCutBodyIsLost() throws Exception {
        assertThat(sentTo(visit -> {
                    visit.read();
                    visit.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"half\":");
                }))
                .isInstanceOf(Lost.class);
        assertThat(sentTo(visit -> {
                    visit.read();
                    visit.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n");
                }))
                .isInstanceOf(Lost.class);
    }

    @Test
    void whatIsNotHttpIsLost() throws Exception {
        assertThat(sentTo(visit -> {
                    visit.read();
                    visit.write("220 smtp.example ESMTP\r\n\r\n");
                }))
                .isInstanceOf(Lost.class);
    }

    @Test
    void anUpgradeNobodyAskedForIsLost() throws Exception {
        assertThat(sentTo(visit -> {
                    visit.read();
                    visit.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n");
                    visit.stayOpen();
                }))
                .isInstanceOf(Lost.class);
    }

    @Test
    void theDeadlineHoldsAgainstASlowDrip() throws Exception {
        CountDownLatch over = new CountDownLatch(1);
        lostAtTheDeadline(visit -> {
            visit.read();
            visit.write("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n");
            while (!over.await(20, java.util.concurrent.TimeUnit.MILLISECONDS)) {
                visit.write(" ");
            }
        });
    }

    @Test
    void theDeadlineHoldsWithoutHeadersAndWithoutAnyAnswer() throws Exception {
        lostAtTheDeadline(visit -> {
            visit.read();
            visit.write("HTTP/1.1 200 OK\r\n");
            visit.stayOpen();
        });
        lostAtTheDeadline(visit -> visit.stayOpen());
    }

    @Test
    void aSilentVendorHasUntilTheDeadlineHoweverShortTheIdleTime() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        try (RawVendor vendor = new RawVendor(visit -> {
                    visit.read();
                    answer.await(600, java.util.concurrent.TimeUnit.MILLISECONDS);
                    visit.write(RawVendor.ok("{}"));
                });
                Wire wire = wireTo(vendor)) {
            assertThat(wire.send(vendor.base(), GET, LONG)).isInstanceOf(Answered.class);
        }
    }

    @Test
    void anEndlessBodyIsTooLarge() throws Exception {
        byte[] chunk = ("1000\r\n" + "x".repeat(4096) + "\r\n").getBytes(StandardCharsets.UTF_8);
        assertThat(sentTo(visit -> {
                    visit.read();
                    visit.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                    while (true) {
                        visit.write(chunk);
                    }
                }))
                .isEqualTo(new TooLarge(200, 64 * 1024));
    }

    @Test
    void aBodyIsReadUpToTheCapAndNotBeyond() throws Exception {
        assertThat(sentTo(visit -> {
                    visit.read();
                    visit.write(RawVendor.ok("x".repeat(64 * 1024)));
                }))
                .isInstanceOfSatisfying(
                        Answered.class, answered -> assertThat(answered.body()).hasSize(64 * 1024));
        assertThat(sentTo(visit -> {
                    visit.read();
                    visit.write(RawVendor.ok("x".repeat(64 * 1024 + 1)));
                }))
                .isEqualTo(new TooLarge(200, 64 * 1024));
    }

    @Test
    void endlessHeadersAreTooLarge() throws Exception {
        assertThat(sentTo(visit -> {
                    visit.read();
                    visit.write("HTTP/1.1 200 OK\r\n");
                    for (int i = 0; ; i++) {
                        visit.write("X-" + i + ": " + "y".repeat(1000) + "\r\n");
                    }
                }))
                .isEqualTo(new TooLarge(200, 8 * 1024));
        assertThat(sentTo(visit -> {
                    visit.read();
                    visit.write("HTTP/1.1 200 OK\r\nX: ");
                    while (true) {
                        visit.write("y".repeat(1000));
                    }
                }))
                .as("a single one")
                .isInstanceOf(Lost.class);
    }

    @Test
    void redirectsAndChallengesAreAnswersAndNotFollowed() throws Exception {
        try (RawVendor vendor = RawVendor.answering(
                        "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nSet-Cookie: a=b\r\nContent-Length: 0\r\n\r\n");
                Wire wire = wireTo(vendor)) {
            assertThat(((Answered) wire.send(vendor.base(), GET, LONG)).status())
                    .isEqualTo(302);
            assertThat(((Answered) wire.send(vendor.base(), GET, LONG)).status())
                    .isEqualTo(302);
            assertThat(vendor.requests()).hasSize(2).noneMatch(request -> request.contains("Cookie"));
        }
        try (RawVendor vendor = RawVendor.answering(
                        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=x\r\nContent-Length: 0\r\n\r\n");
                Wire wire = wireTo(vendor)) {
            assertThat(((Answered) wire.send(vendor.base(), GET, LONG)).status())
                    .isEqualTo(401);
            assertThat(vendor.requests()).hasSize(1);
        }
    }

    @Test
    void interimAnswersAreNotTheAnswer() throws Exception {
        assertThat(sentTo(visit -> {
                    visit.read();
                    visit.write("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n" + RawVendor.ok("{}"));
                }))
                .isInstanceOfSatisfying(
                        Answered.class,
                        answered -> assertThat(answered.status()).isEqualTo(200));
    }

    @Test
    void gzipIsUnpackedWithinTheCap() throws Exception {
        assertThat(sentTo(visit -> answerPacked(visit, gzip("{\"a\":1}".getBytes(StandardCharsets.UTF_8)))))
                .isInstanceOfSatisfying(Answered.class, answered -> {
                    assertThat(new String(answered.body(), StandardCharsets.UTF_8))
                            .isEqualTo("{\"a\":1}");
                    assertThat(answered.header("content-encoding")).isEmpty();
                });
        assertThat(sentTo(visit -> answerPacked(visit, gzip(new byte[20_000_000]))))
                .isEqualTo(new TooLarge(200, 64 * 1024));
        byte[] broken = {1, 2, 3, 4};
        assertThat(sentTo(visit -> answerPacked(visit, broken)))
                .isInstanceOfSatisfying(
                        Answered.class, answered -> assertThat(answered.body()).isEqualTo(broken));
    }

    @Test
    void anInterruptedCallIsAbortedAndToldAsLost() throws Exception {
        CountDownLatch arrived = new CountDownLatch(1);
        try (RawVendor vendor = new RawVendor(visit -> {
                    visit.read();
                    arrived.countDown();
                    visit.stayOpen();
                });
                Wire wire = wireTo(vendor)) {
            FutureTask<Sent> task = new FutureTask<>(() -> {
                Sent sent = wire.send(vendor.base(), GET, LONG);
                assertThat(Thread.interrupted()).as("the flag stays set").isTrue();
                return sent;
            });
            Thread thread = Thread.ofVirtual().start(task);
            arrived.await();
            thread.interrupt();
            assertThat(task.get()).isInstanceOf(Lost.class);
        }
    }

    @Test
    void aHeaderOfTwoLinesIsNotSent() throws Exception {
        try (RawVendor vendor = RawVendor.answering(RawVendor.ok("{}"));
                Wire wire = wireTo(vendor)) {
            assertThat(wire.send(vendor.base(), GET.header("X", "a\r\nEvil: b"), LONG))
                    .isInstanceOf(NotSent.class);
            assertThat(vendor.connections()).isZero();
        }
    }

    @Test
    void aCallThatMeetsAClosingConnectionIsNeverToldWrong() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        try (RawVendor vendor = new RawVendor(visit -> {
                    visit.read();
                    visit.write(RawVendor.ok("{}"));
                    closed.countDown();
                });
                Wire wire = wireTo(vendor)) {
            assertThat(wire.send(vendor.base(), GET, LONG)).isInstanceOf(Answered.class);
            closed.await();
            Sent second = wire.send(vendor.base(), GET, LONG);
            switch (second) {
                case Answered _ -> assertThat(vendor.requests()).hasSize(2);
                case NotSent _ -> assertThat(vendor.requests()).hasSize(1);
                default -> assertThat(second).isInstanceOf(Lost.class);
            }
        }
    }

    private static void lostAtTheDeadline(RawVendor.Behaviour behaviour) throws Exception {
        try (RawVendor vendor = new RawVendor(behaviour);
                Wire wire = wireTo(vendor)) {
            long start = System.nanoTime();
            assertThat(wire.send(vendor.base(), GET, SHORT)).isInstanceOf(Lost.class);
            // Nobody else ends it: the vendor would go on for minutes.
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(SHORT, SHORT.multipliedBy(10));
        }
    }

    private static void answerPacked(RawVendor.Visit visit, byte[] packed) throws java.io.IOException {
        visit.read();
        visit.write("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + packed.length + "\r\n\r\n");
        visit.write(packed);
    }

    private static byte[] gzip(byte[] content) throws java.io.IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(content);
        }
        return packed.toByteArray();
    }

    private static Sent sentTo(RawVendor.Behaviour behaviour) throws Exception {
        try (RawVendor vendor = new RawVendor(behaviour);
                Wire wire = wireTo(vendor)) {
            return wire.send(vendor.base(), GET, LONG);
        }
    }

    private static Wire wireTo(RawVendor vendor) {
        return wire(Reach.only(new Target("127.0.0.1", vendor.port())));
    }

    private static Wire wire(Reach reach) {
        return new Wire(new Guard(reach, Guard.NameService.SYSTEM, new ManualTicker()), settings(reach));
    }

    /** Small caps and an idle time shorter than some answers take. */
    private static EgressSettings settings(Reach reach) {
        return new EgressSettings(
                "9.9",
                BreakerSettings.DEFAULT,
                EgressSettings.RetryBudget.DEFAULT,
                Duration.ofSeconds(10),
                Duration.ofMinutes(10),
                Duration.ofSeconds(5),
                Duration.ofMillis(300),
                64 * 1024,
                8 * 1024,
                1_000,
                reach);
    }
}
