package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Ask;
import dev.weir.provider.Callback;
import dev.weir.provider.LateOperation;
import dev.weir.provider.OperationId;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.Weir;
import dev.weir.server.callbacks.CallbackSettings;
import dev.weir.server.egress.Failpoint;
import dev.weir.server.jobs.Job;
import dev.weir.server.testing.LateVendor;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.tickets.NewTicket;
import dev.weir.server.tickets.Submissions;
import dev.weir.server.tickets.Ticket;
import dev.weir.server.waterfall.OnDoubt;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What comes in from outside, over HTTP: it is kept before it is answered, and has one effect. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallbackRoutesTest {

    private static final int ROWS = 60;
    private static final int BODY_BYTES = 100_000;

    private final LateVendor open = LateVendor.of("open", 10);
    private final LateVendor signed = LateVendor.signed("signed", 10);
    private final LateVendor asked = LateVendor.asked(
            "asked", 10, new LateOperation.Polling(Duration.ofMinutes(2), 1.5, Duration.ofMinutes(30)));
    private final AtomicInteger nextRow = new AtomicInteger();
    private TestApi api;
    private Job job;

    @BeforeAll
    void start(@TempDir Path folder) {
        TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(open, signed, asked));
        test.settings(settings -> settings.with(CallbackSettings.DEFAULT
                .withBodyBytes(BODY_BYTES)
                .withBytesAtOnce(3L * BODY_BYTES)
                .withSlowest(Duration.ofMillis(400))
                .withSweep(Duration.ofMillis(50))
                .withTries(2)));
        job = test.submit(
                test.request(test.plan(OnDoubt.HOLD, List.of("company.name"), "open", "signed", "asked")),
                TestWeir.companies(ROWS),
                NoEngine.INSTANCE);
        // Nobody runs it: what comes in is all that happens to it.
        test.weir().jobs().pause(job, NoEngine.INSTANCE);
        api = new TestApi(test);
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private Weir weir() {
        return api.test().weir();
    }

    /** A submission that is out, of so many rows. */
    private Submissions.Leaving out(LateVendor vendor, int items) {
        long workspace = job.workspaceId();
        OperationId id = vendor.spec().id();
        int place = List.of(open, signed, asked).indexOf(vendor);
        return weir().transactions().in(workspace, () -> {
            List<NewTicket> opening = new ArrayList<>();
            for (int i = 0; i < items; i++) {
                int row = nextRow.getAndIncrement();
                opening.add(new NewTicket(
                        workspace,
                        job.id(),
                        row,
                        0,
                        place,
                        1,
                        weir().tickets().newKey(workspace),
                        id,
                        new Ask(
                                Map.of("company.domain", "company" + row + ".example"),
                                List.of("company.name"),
                                "key-" + row),
                        List.of(),
                        Duration.ZERO,
                        Duration.ofHours(24)));
            }
            weir().tickets().open(opening);
            List<Ticket> taken = weir().submissions().take(workspace, id, Duration.ofSeconds(1), items);
            assertThat(taken).hasSize(items);
            return weir().submissions()
                    .bind(workspace, id, List.of(taken), Duration.ofMinutes(1))
                    .getFirst();
        });
    }

    private static String path(LateVendor vendor, String token) {
        return "/api/v1/callbacks/" + vendor.slug() + "/" + token;
    }

    private TestApi.Got call(String path, byte[] body, String... headers) {
        HttpRequest.Builder request = api.request(path, null).POST(HttpRequest.BodyPublishers.ofByteArray(body));
        return api.send(headers.length == 0 ? request : request.headers(headers));
    }

    private static String sign(byte[] body, String key) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private <T> T sql(String sql, Class<T> type, Object... params) {
        return api.test()
                .database()
                .ownerJdbc()
                .sql(sql)
                .params(params)
                .query(type)
                .single();
    }

    private int kept(long submission) {
        return sql("SELECT count(*)::int FROM weir.inbox WHERE submission_id = ?", Integer.class, submission);
    }

    private void awaitThat(String what, Supplier<Boolean> so) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!so.get()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(5_000_000);
        }
    }

    private String effectOf(long inbox) {
        awaitThat(
                "row " + inbox + " is processed",
                () -> sql("SELECT processed_at IS NOT NULL FROM weir.inbox WHERE id = ?", Boolean.class, inbox));
        return sql("SELECT effect FROM weir.inbox WHERE id = ?", String.class, inbox);
    }

    private long inboxOf(String column, long id) {
        return sql("SELECT max(id) FROM weir.inbox WHERE " + column + " = ?", Long.class, id);
    }

    private String state(Ticket ticket) {
        return weir().transactions()
                .in(job.workspaceId(), () -> weir().tickets().byKey(job.workspaceId(), ticket.key()))
                .orElseThrow()
                .state()
                .text();
    }

    private int evidence(Ticket ticket) {
        return sql(
                "SELECT count(*)::int FROM weir.evidence WHERE job_id = ? AND row_idx = ?",
                Integer.class,
                job.id(),
                ticket.rowIndex());
    }

    @Test
    void aCallBackIsKeptVerbatimAndAnswersItsTicketsOnceHoweverOftenItComes() {
        Submissions.Leaving out = out(signed, 2);
        byte[] body = LateVendor.names(out.content(null), "Acme");
        String signature = sign(body, "test-key");

        TestApi.Got first = call(path(signed, out.token()), body, LateVendor.SIGNATURE, signature, "X-Event", "done");
        TestApi.Got again = call(path(signed, out.token()), body, LateVendor.SIGNATURE, signature);

        assertThat(first.status()).as(first.response().body()).isEqualTo(200);
        assertThat(first.json().at("/data/duplicate").asBoolean()).isFalse();
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().at("/data/duplicate").asBoolean()).isTrue();
        long inbox = inboxOf("submission_id", out.submission().id());
        assertThat(effectOf(inbox)).isEqualTo("answered 2");
        assertThat(sql("SELECT body FROM weir.inbox WHERE id = ?", byte[].class, inbox))
                .isEqualTo(body);
        assertThat(sql("SELECT headers FROM weir.inbox WHERE id = ?", String.class, inbox))
                .contains("\"x-event\":\"done\"")
                .doesNotContain(signature);
        assertThat(sql("SELECT copies FROM weir.inbox WHERE id = ?", Integer.class, inbox))
                .isEqualTo(2);
        for (Ticket ticket : out.tickets()) {
            assertThat(state(ticket)).isEqualTo("answered");
            assertThat(evidence(ticket)).isEqualTo(1);
        }
        assertThat(kept(out.submission().id())).isEqualTo(1);
        assertThat(api.get("/metrics", "installation").response().body())
                .contains("weir_late_answers_total{effect=\"answered\",provider=\"signed\"}")
                .contains("weir_results{state=\"dead\"} 0.0")
                .contains("weir_destinations{state=\"failing\"} 0.0")
                .contains("weir_inbox_backlog 0.0");
    }

    @Test
    void theFirstCallBackThatNamesASubmissionHasTheVendorAskedAboutIt() {
        Submissions.Leaving out = out(asked, 2);
        long id = out.submission().id();
        String key = out.tickets().getFirst().key();
        String name = "v".repeat(600);

        call(path(asked, out.token()), LateVendor.said(Map.of(key, "Acme"), false));
        assertThat(effectOf(inboxOf("submission_id", id))).isEqualTo("answered");
        assertThat(sql(
                        "SELECT vendor_id IS NULL AND poll_at IS NULL FROM weir.submission WHERE id = ?",
                        Boolean.class,
                        id))
                .isTrue();
        byte[] naming = JsonMapper.shared().writeValueAsBytes(Map.of("id", name, "answers", Map.of(), "ended", false));
        call(path(asked, out.token()), naming);

        assertThat(effectOf(inboxOf("submission_id", id))).isEqualTo("no_answer");
        assertThat(sql("SELECT vendor_id FROM weir.submission WHERE id = ?", String.class, id))
                .isEqualTo(name.substring(0, 500));
        assertThat(sql(
                        "SELECT poll_at BETWEEN weir.now() + interval '1 minute' AND weir.now() + interval '2 minutes'"
                                + " FROM weir.submission WHERE id = ?",
                        Boolean.class,
                        id))
                .isTrue();
    }

    @Test
    void whatIsNotSignedWithTheWorkspacesKeyIsRefusedAndNotKept() {
        Submissions.Leaving out = out(signed, 1);
        byte[] body = LateVendor.names(out.content(null), "Acme");
        byte[] spaced =
                new String(body, StandardCharsets.UTF_8).replace(":", ": ").getBytes(StandardCharsets.UTF_8);
        String right = sign(body, "test-key");

        List<TestApi.Got> refused = List.of(
                call(path(signed, out.token()), body),
                call(path(signed, out.token()), body, LateVendor.SIGNATURE, sign(body, "another-key")),
                call(path(signed, out.token()), spaced, LateVendor.SIGNATURE, right),
                call(path(signed, out.token()), body, LateVendor.SIGNATURE, right.substring(1)));

        assertThat(refused).allSatisfy(got -> {
            assertThat(got.status()).isEqualTo(401);
            assertThat(got.json().at("/code").asString()).isEqualTo("bad_signature");
        });
        assertThat(kept(out.submission().id())).isZero();
        assertThat(state(out.tickets().getFirst())).isEqualTo("out");
    }

    @Test
    void anAddressThatLeadsNowhereAnswersTheSameWhateverIsWrongWithIt() {
        Submissions.Leaving out = out(open, 1);
        String token = out.token();
        String ofAnother = token.replace(
                "cb_" + job.workspaceId() + "_", "cb_" + api.other().id() + "_");
        List<String> wrong = List.of(
                path(signed, token),
                path(open, token.substring(0, token.length() - 1) + (token.endsWith("0") ? "1" : "0")),
                path(open, ofAnother),
                path(open, "cb_999999_" + token.substring(token.length() - 22)),
                path(open, out.tickets().getFirst().key()),
                path(open, "nothing"),
                "/api/v1/callbacks/nobody/" + token);

        List<String> answers = wrong.stream()
                .map(path -> call(path, "{}".getBytes(StandardCharsets.UTF_8)))
                .map(got -> got.status()
                        + got.json().at("/code").asString()
                        + got.json().at("/detail").asString())
                .distinct()
                .toList();

        assertThat(answers).hasSize(1);
        assertThat(answers.getFirst()).startsWith("404unknown_callback");
        assertThat(api.get(path(open, token), null).status()).isEqualTo(405);
        assertThat(kept(out.submission().id())).isZero();
    }

    @Test
    void aBodyThatIsTooLongIsRefusedHoweverItComes() throws IOException {
        Submissions.Leaving out = out(open, 1);
        byte[] longest = new byte[BODY_BYTES];
        HttpRequest.Builder streamed = api.request(path(open, out.token()), null)
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new SequenceInputStream(
                        new ByteArrayInputStream(longest), new ByteArrayInputStream(new byte[1]))));

        assertThat(call(path(open, out.token()), new byte[BODY_BYTES + 1]).status())
                .isEqualTo(413);
        assertThat(api.send(streamed).status()).isEqualTo(413);
        assertThat(kept(out.submission().id())).isZero();
        assertThat(call(path(open, out.token()), longest).status()).isEqualTo(200);
        assertThat(effectOf(inboxOf("submission_id", out.submission().id()))).startsWith("unreadable: no JSON");
        assertThat(state(out.tickets().getFirst())).isEqualTo("out");
    }

    @Test
    void bodiesThatComeSlowlyEndAndTakeNoRoomFromOthers() throws IOException {
        Submissions.Leaving out = out(open, 1);
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                Socket socket = new Socket("127.0.0.1", api.server().base().getPort());
                slow.add(socket);
                OutputStream stream = socket.getOutputStream();
                stream.write(("POST " + path(open, out.token()) + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: "
                                + BODY_BYTES + "\r\n\r\nxxxxx")
                        .getBytes(StandardCharsets.US_ASCII));
                stream.flush();
            }
            TestApi.Got quick = call(path(open, out.token()), LateVendor.names(out.content(null), "Acme"));
            assertThat(quick.status()).isEqualTo(200);
            Socket first = slow.getFirst();
            first.setSoTimeout(10_000);
            InputStream answer = first.getInputStream();
            for (int i = 0; i < 200 && answer.available() == 0; i++) {
                first.getOutputStream().write('x');
                first.getOutputStream().flush();
                LockSupport.parkNanos(20_000_000);
            }
            assertThat(new String(answer.readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 408");
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void whatAVendorSignedWithTheKeyOfBeforeIsGoodForWhatItWasAskedBefore() {
        Submissions.Leaving before = out(signed, 1);
        long workspace = job.workspaceId();
        weir().transactions()
                .in(
                        workspace,
                        () -> weir().credentials().put(workspace, "signed", Map.of("api_key", "old-key"), "test"));
        weir().transactions()
                .in(
                        workspace,
                        () -> weir().credentials().put(workspace, "signed", Map.of("api_key", "test-key"), "test"));
        Submissions.Leaving after = out(signed, 1);
        byte[] first = LateVendor.names(before.content(null), "Acme");
        byte[] second = LateVendor.names(after.content(null), "Acme");

        assertThat(call(path(signed, before.token()), first, LateVendor.SIGNATURE, sign(first, "old-key"))
                        .status())
                .isEqualTo(200);
        assertThat(call(path(signed, after.token()), second, LateVendor.SIGNATURE, sign(second, "old-key"))
                        .status())
                .isEqualTo(401);
        weir().transactions().in(workspace, () -> weir().credentials().remove(workspace, "signed", "test"));
        assertThat(weir().transactions()
                        .in(workspace, () -> weir().credentials().openBefore(workspace, "signed")))
                .isEmpty();
    }

    @Test
    void copiesThatComeFromManyAtOnceOnTwoNodesHaveOneEffectAndAreAllAnswered() throws InterruptedException {
        Submissions.Leaving out = out(open, 1);
        byte[] body = LateVendor.names(out.content(null), "Acme");
        int copies = 40;
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger fresh = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        try (Weir other = api.test().another();
                RunningWeir node = api.test().start(other, UUID.randomUUID(), Failpoint.NONE)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < copies; i++) {
                RunningWeir at = i % 2 == 0 ? node : api.running();
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        go.await();
                        boolean before = at.callbacks()
                                .callback(
                                        at.callbacks().addressee("open", out.token()),
                                        new Callback(Map.of(), Map.of(), body))
                                .before();
                        taken.incrementAndGet();
                        fresh.addAndGet(before ? 0 : 1);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                }));
            }
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            long inbox = inboxOf("submission_id", out.submission().id());
            assertThat(effectOf(inbox)).isEqualTo("answered");
            assertThat(sql("SELECT copies FROM weir.inbox WHERE id = ?", Integer.class, inbox))
                    .isEqualTo(copies);
        }
        assertThat(taken).hasValue(copies);
        assertThat(fresh).hasValue(1);
        assertThat(evidence(out.tickets().getFirst())).isEqualTo(1);
    }

    @Test
    void whatItsAdapterCannotReadIsTriedAgainAndGivenUpVisiblyWhileOthersGoOn() {
        Submissions.Leaving broken = out(open, 1);
        Submissions.Leaving whole = out(open, 1);

        call(path(open, broken.token()), "{\"broken\": true}".getBytes(StandardCharsets.UTF_8));
        call(path(open, whole.token()), LateVendor.names(whole.content(null), "Acme"));

        assertThat(effectOf(inboxOf("submission_id", whole.submission().id()))).isEqualTo("answered");
        long inbox = inboxOf("submission_id", broken.submission().id());
        awaitThat("it is tried", () -> sql("SELECT tries FROM weir.inbox WHERE id = ?", Integer.class, inbox) > 0);
        // Less than the minute in which whoever sent it is not yet given up.
        api.test()
                .database()
                .ownerJdbc()
                .sql("UPDATE weir.clock SET ahead = ahead + interval '30 seconds'")
                .update();
        assertThat(effectOf(inbox)).isEqualTo("unreadable");
        assertThat(state(broken.tickets().getFirst())).isEqualTo("out");
    }

    @Test
    void aWorkerNeedsItsTicketAndNothingElse() {
        Ticket ticket = out(open, 1).tickets().getFirst();
        String path = "/api/v1/tickets/" + ticket.key();

        TestApi.Got shown = api.get(path, null);
        TestApi.Got noted = api.post(path + "/progress", null, "{\"message\": \"half\", \"data\": {\"done\": 5}}");
        TestApi.Got mute = api.post(path + "/progress", null, "{\"data\": 1}");
        byte[] result = "{\"name\": \"Acme\"}".getBytes(StandardCharsets.UTF_8);
        TestApi.Got told = call(path + "/result", result);

        assertThat(shown.status()).as(shown.response().body()).isEqualTo(200);
        assertThat(shown.json().at("/data/inputs/company.domain").asString())
                .isEqualTo("company" + ticket.rowIndex() + ".example");
        assertThat(shown.json().at("/data/step").asString()).isEqualTo("company.name");
        assertThat(shown.json().at("/data/rowIndex").asInt()).isEqualTo(ticket.rowIndex());
        assertThat(noted.status()).as(noted.response().body()).isEqualTo(201);
        assertThat(mute.status()).isEqualTo(400);
        JsonNode cell = api.get(
                        api.path(
                                "/enrichment-jobs/" + ticket.jobId() + "/cells/" + ticket.rowIndex() + "/company.name"),
                        "viewer")
                .json()
                .at("/data/progress");
        assertThat(cell.at("/0/message").asString()).as(cell.toString()).isEqualTo("half");
        assertThat(cell.at("/0/data/done").asInt()).isEqualTo(5);
        assertThat(told.status()).as(told.response().body()).isEqualTo(200);
        assertThat(effectOf(inboxOf("ticket_id", ticket.id()))).isEqualTo("answered");
        assertThat(state(ticket)).isEqualTo("answered");

        assertThat(api.get(path, null).json().at("/code").asString()).isEqualTo("ticket_answered");
        assertThat(api.get(path, null).status()).isEqualTo(410);
        assertThat(call(path + "/result", result).json().at("/data/duplicate").asBoolean())
                .isTrue();
        TestApi.Got other = call(path + "/result", "{\"name\": \"Bolt\"}".getBytes(StandardCharsets.UTF_8));
        assertThat(other.status()).isEqualTo(409);
        assertThat(effectOf(inboxOf("ticket_id", ticket.id()))).isEqualTo("duplicate");
        assertThat(evidence(ticket)).isEqualTo(1);
        assertThat(call("/api/v1/tickets/tk_" + job.workspaceId() + "_" + "x".repeat(22) + "/result", result)
                        .json()
                        .at("/code")
                        .asString())
                .isEqualTo("unknown_ticket");
    }

    @Test
    void aWorkerThatFailsIsHandedItAgainWhereThatMayHelpAndIsBelievedThen() {
        Submissions.Leaving out = out(open, 1);
        Ticket ticket = out.tickets().getFirst();
        String path = "/api/v1/tickets/" + ticket.key() + "/failure";

        assertThat(api.post(path, null, "{\"retryable\": true}").status()).isEqualTo(400);
        assertThat(api.post(path, null, "{\"reason\": \"queue full\", \"retryable\": true}")
                        .status())
                .isEqualTo(200);
        assertThat(effectOf(inboxOf("ticket_id", ticket.id()))).isEqualTo("handed_over_again");
        assertThat(state(ticket)).isEqualTo("gathered");
        assertThat(api.post(path, null, "{\"reason\": \"no such company\"}").status())
                .isEqualTo(200);
        assertThat(effectOf(inboxOf("ticket_id", ticket.id()))).isEqualTo("answered");
        assertThat(evidence(ticket)).isEqualTo(1);
    }

    @Test
    void aWorkerThatFailsInTheSameWordsEachTimeItIsHandedItIsHeardEachTime() {
        Submissions.Leaving out = out(open, 1);
        Ticket ticket = out.tickets().getFirst();
        String path = "/api/v1/tickets/" + ticket.key() + "/failure";
        String failure = "{\"reason\": \"queue full\", \"retryable\": true}";

        for (int handedOver = 1; handedOver < 3; handedOver++) {
            assertThat(api.post(path, null, failure).status()).isEqualTo(200);
            assertThat(effectOf(inboxOf("ticket_id", ticket.id()))).isEqualTo("handed_over_again");
            assertThat(state(ticket)).isEqualTo("gathered");
            // It did not hear that it was heard.
            assertThat(api.post(path, null, failure).status()).isEqualTo(200);
            assertThat(effectOf(inboxOf("ticket_id", ticket.id()))).isEqualTo("handed_over_again");
            assertThat(state(ticket)).isEqualTo("gathered");
            outAgain(ticket);
        }
        assertThat(api.post(path, null, failure).status()).isEqualTo(200);
        assertThat(effectOf(inboxOf("ticket_id", ticket.id()))).isEqualTo("answered");
        assertThat(evidence(ticket)).isEqualTo(1);
    }

    private void outAgain(Ticket ticket) {
        long workspace = job.workspaceId();
        weir().transactions()
                .in(
                        workspace,
                        () -> weir().submissions()
                                .bind(
                                        workspace,
                                        ticket.requireOperation(),
                                        List.of(weir()
                                                .submissions()
                                                .take(workspace, ticket.requireOperation(), Duration.ofHours(1), 1_000)
                                                .stream()
                                                .filter(taken -> taken.id() == ticket.id())
                                                .toList()),
                                        Duration.ofMinutes(1)));
    }

    @Test
    void whatIsTakenToo() {
        Submissions.Leaving out = out(open, 2);
        byte[] partly = LateVendor.said(Map.of(out.tickets().getFirst().key(), "Acme", "tk_1_nobody", "Eve"), false);

        assertThat(call(path(open, out.token()), partly, "Content-Type", "text/csv")
                        .status())
                .isEqualTo(200);
        assertThat(effectOf(inboxOf("submission_id", out.submission().id()))).isEqualTo("answered, unknown 1");
        assertThat(call(path(open, out.token()) + "?token=x&key=y", partly).status())
                .isEqualTo(200);
        assertThat(effectOf(inboxOf("submission_id", out.submission().id()))).isEqualTo("duplicate, unknown 1");
        assertThat(call(path(open, out.token()), "{\"ended\": true}".getBytes(StandardCharsets.UTF_8))
                        .status())
                .isEqualTo(200);
        assertThat(effectOf(inboxOf("submission_id", out.submission().id()))).isEqualTo("answered");
        assertThat(state(out.tickets().getLast())).isEqualTo("answered");
    }

    @Test
    void theRowsTimelineTellsOfTheWaitAndWhatCame() {
        Submissions.Leaving out = out(open, 1);
        Ticket ticket = out.tickets().getFirst();
        call(path(open, out.token()), LateVendor.names(out.content(null), "Acme"));
        effectOf(inboxOf("submission_id", out.submission().id()));

        TestApi.Got row = api.get(
                api.path("/enrichment-jobs/" + job.id() + "/rows/" + ticket.rowIndex() + "/timeline"), "viewer");
        assertThat(row.status()).as(row.response().body()).isEqualTo(200);
        assertThat(row.json().at("/data/entries").findValuesAsString("kind"))
                .contains("ticket_opened", "ticket_out", "callback", "answer_filed", "ticket_ended")
                .startsWith("ticket_opened");

        List<String> all = new ArrayList<>();
        String cursor = "";
        do {
            TestApi.Got page = api.get(
                    api.path("/enrichment-jobs/" + job.id() + "/timeline?limit=7"
                            + (cursor.isEmpty() ? "" : "&cursor=" + cursor)),
                    "viewer");
            page.json().at("/data/entries").forEach(entry -> all.add(entry.toString()));
            cursor = page.json().at("/data/nextCursor").asString("");
        } while (!cursor.isEmpty());
        assertThat(all).doesNotHaveDuplicates();
        assertThat(all.getFirst()).contains("job.started");
        assertThat(all)
                .filteredOn(entry -> entry.contains("\"rowIndex\":" + ticket.rowIndex() + ","))
                .hasSize(row.json().at("/data/entries").size());
        assertThat(api.get(api.path("/enrichment-jobs/" + job.id() + "/timeline?page=2"), "viewer")
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aCellThatWaitsSaysForWhomAndSinceWhen(@TempDir Path folder) {
        LateVendor vendor = LateVendor.of("late", 1);
        TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder, List.of(vendor))
                .settings(settings -> settings.withPublicUrl(URI.create("https://weir.example")));
        try (TestApi waiting = new TestApi(test)) {
            TestApi.Got made = waiting.post(
                    waiting.path("/enrichment-jobs"),
                    "member",
                    "{\"records\": [{\"company.domain\": \"acme.example\"}], \"fields\": [\"company.name\"],"
                            + " \"waterfallConfig\": {\"company.name\": [\"late\"]}}");
            assertThat(made.status()).as(made.response().body()).isEqualTo(201);
            String path = waiting.path(
                    "/enrichment-jobs/" + made.json().at("/data/id").asLong());
            awaitThat("it is handed over", () -> vendor.submissions().size() == 1);

            TestApi.Got cell = waiting.get(path + "/cells/0/company.name", "viewer");
            assertThat(cell.json().at("/data/openCalls/0/state").asString())
                    .as(cell.response().body())
                    .isEqualTo("waiting");
            assertThat(cell.response().body()).contains("\"waited_for\"", "has been waited for since");
            assertThat(waiting.get("/metrics", "installation").response().body())
                    .contains("weir_waiting_cells 1.0");
            TestApi.Got cancelled = waiting.post(path + "/cancel", "member", "");
            assertThat(cancelled.json().at("/data/ticketsOpen").asInt()).isEqualTo(1);
            awaitThat(
                    "its row has ended",
                    () -> waiting.get(path + "/rows/0/timeline", "viewer")
                            .response()
                            .body()
                            .contains("\"cancelled\""));
        }
    }

    @Test
    void aSignalIsKeptWithItsJobAndOnceForItsKey() {
        String path = api.path("/enrichment-jobs/" + job.id() + "/signals");
        String body = "{\"name\": \"crm.ready\", \"rowIndex\": 3, \"payload\": {\"tier\": \"gold\"}}";
        HttpRequest.Builder request = api.request(path, "member")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "signal-1")
                .POST(HttpRequest.BodyPublishers.ofString(body));

        TestApi.Got first = api.send(request);
        TestApi.Got again = api.send(request);

        assertThat(first.status()).as(first.response().body()).isEqualTo(201);
        assertThat(again.json().at("/data/id")).isEqualTo(first.json().at("/data/id"));
        assertThat(sql("SELECT count(*)::int FROM weir.signal WHERE job_id = ?", Integer.class, job.id()))
                .isEqualTo(1);
        assertThat(api.post(path, "member", "{\"name\": \"no name\"}").status()).isEqualTo(400);
        assertThat(api.post(path, "member", "{\"name\": \"a\", \"rowIndex\": 60}")
                        .status())
                .isEqualTo(400);
        assertThat(api.post(path, "viewer", body).status()).isEqualTo(403);
    }
}
