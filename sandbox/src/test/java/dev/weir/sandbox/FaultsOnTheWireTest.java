package dev.weir.sandbox;

import static dev.weir.sandbox.VendorOperation.APOLLO_COMPANY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.sandbox.Caller.Got;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.core.JacksonException;

class FaultsOnTheWireTest {
    private static final SandboxSettings ALL_FOUND = Caller.PLAIN
            .withHold(400)
            .withDrip(1)
            .withEndless(4 << 20)
            .with(Vendor.APOLLO, own -> own.withHitRate(APOLLO_COMPANY, 1));

    @TempDir
    Path folder;

    Caller caller;

    @BeforeEach
    void start() {
        caller = Caller.of(ALL_FOUND, folder);
    }

    @AfterEach
    void stop() {
        caller.close();
    }

    /** What a socket saw, to the byte. */
    private record Seen(String text, @Nullable IOException end, long nanos) {
        int announced() {
            int at = text.indexOf("Content-Length: ");
            return Integer.parseInt(text.substring(at + 16, text.indexOf('\r', at)));
        }

        String body() {
            return text.substring(text.indexOf("\r\n\r\n") + 4);
        }
    }

    private void set(FaultRule... rules) {
        caller.server.settings(ALL_FOUND.with(Vendor.APOLLO, own -> own.withFaults(rules)));
    }

    private Seen raw(FaultKind kind) throws IOException {
        set(FaultRule.of(kind, 1));
        return raw();
    }

    private Seen raw() throws IOException {
        long start = System.nanoTime();
        try (var socket = new Socket("127.0.0.1", caller.server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write("""
                    GET /apollo/api/v1/organizations/enrich?domain=acme.example HTTP/1.1\r
                    Host: sandbox\r
                    X-Api-Key: k\r
                    \r
                    """.getBytes(StandardCharsets.US_ASCII));
            var bytes = new ByteArrayOutputStream();
            IOException end = null;
            try {
                InputStream in = socket.getInputStream();
                byte[] buffer = new byte[8_192];
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    bytes.write(buffer, 0, count);
                }
            } catch (SocketException | SocketTimeoutException e) {
                end = e;
            }
            return new Seen(bytes.toString(StandardCharsets.ISO_8859_1), end, System.nanoTime() - start);
        }
    }

    private LedgerEntry last() {
        return caller.server.ledger().entries().getLast();
    }

    private void lostButCharged(FaultKind kind) {
        assertThat(last().fault()).isEqualTo(kind);
        assertThat(last().sent()).isFalse();
        assertThat(last().outcome()).isEqualTo(Outcome.FOUND);
        assertThat(last().chargedMilli()).isEqualTo(1_000);
    }

    private Got ask(FaultKind kind) {
        set(FaultRule.of(kind, 1));
        return caller.ask(APOLLO_COMPANY, "domain", "acme.example");
    }

    @Test
    void timeoutSaysNothingUntilTheBound() throws IOException {
        Seen seen = raw(FaultKind.TIMEOUT);
        assertThat(seen.text()).isEmpty();
        assertThat(seen.end()).isNull();
        assertThat(seen.nanos()).isGreaterThan(390_000_000L);
        lostButCharged(FaultKind.TIMEOUT);
    }

    @Test
    void resetBeforeTheFirstByteIsAResetWithNothingRead() throws IOException {
        Seen seen = raw(FaultKind.RESET_BEFORE_FIRST_BYTE);
        assertThat(seen.text()).isEmpty();
        assertThat(seen.end()).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        lostButCharged(FaultKind.RESET_BEFORE_FIRST_BYTE);
    }

    @Test
    void resetAfterTheFirstByteIsAResetAmidTheBody() throws IOException {
        Seen seen = raw(FaultKind.RESET_AFTER_FIRST_BYTE);
        assertThat(seen.text()).startsWith("HTTP/1.1 200");
        assertThat(seen.body().length()).isBetween(1, seen.announced() - 1);
        assertThat(seen.end()).isInstanceOf(SocketException.class).hasMessageContaining("reset");
        lostButCharged(FaultKind.RESET_AFTER_FIRST_BYTE);
    }

    @Test
    void truncatedEndsInGoodOrderBeforeItsLength() throws IOException {
        Seen seen = raw(FaultKind.TRUNCATED);
        assertThat(seen.body().length()).isBetween(1, seen.announced() - 1);
        assertThat(seen.end()).isNull();
        lostButCharged(FaultKind.TRUNCATED);
    }

    @Test
    void slowDripIsTheRightAnswerByteByByte() throws IOException {
        caller.server.settings(ALL_FOUND
                .withHold(20_000)
                .with(Vendor.APOLLO, own -> own.withFaults(FaultRule.of(FaultKind.SLOW_DRIP, 1))));
        Seen seen = raw();
        assertThat(seen.body()).hasSize(seen.announced()).contains("acme.example");
        assertThat(seen.nanos()).isGreaterThan(seen.announced() * 1_000_000L);
        assertThat(last().sent()).isTrue();
    }

    @Test
    void slowDripIsCutAtTheBoundAndTheLedgerSaysSo() throws IOException {
        caller.server.settings(ALL_FOUND
                .withDrip(50)
                .with(Vendor.APOLLO, own -> own.withFaults(FaultRule.of(FaultKind.SLOW_DRIP, 1))));
        Seen seen = raw();
        assertThat(seen.body().length()).isLessThan(seen.announced());
        assertThat(last().sent()).isFalse();
        assertThat(last().chargedMilli()).isEqualTo(1_000);
    }

    @Test
    void endlessBodyRunsToItsBound() throws IOException {
        Seen seen = raw(FaultKind.ENDLESS_BODY);
        assertThat(seen.text()).doesNotContain("Content-Length");
        assertThat(seen.body().length()).isGreaterThanOrEqualTo(4 << 20);
        lostButCharged(FaultKind.ENDLESS_BODY);
    }

    @Test
    void malformedJsonArrivesWholeAndCannotBeRead() {
        Got got = ask(FaultKind.MALFORMED_JSON);
        assertThat(got.status()).isEqualTo(200);
        assertThatThrownBy(got::json).isInstanceOf(JacksonException.class);
        assertThat(last().chargedMilli()).isEqualTo(1_000);
    }

    @Test
    void wrongTypesAreJsonOfAnotherShape() {
        Got got = ask(FaultKind.WRONG_TYPES);
        assertThat(got.status()).isEqualTo(200);
        assertThat(got.json().at("/organization/name").isObject()).isTrue();
        assertThat(got.json().at("/organization/estimated_num_employees").isArray())
                .isTrue();
        assertThat(last().chargedMilli()).isEqualTo(1_000);
    }

    @Test
    void refusalsCostNothing() {
        assertThat(ask(FaultKind.TOO_MANY).header("Retry-After")).isEqualTo("1");
        Got bare = ask(FaultKind.TOO_MANY_BARE);
        assertThat(bare.status()).isEqualTo(429);
        assertThat(bare.header("Retry-After")).isEqualTo("-");
        assertThat(ask(FaultKind.HUNTER_403).status()).isEqualTo(403);
        assertThat(ask(FaultKind.REDIRECT).status()).isEqualTo(302);
        assertThat(ask(FaultKind.REDIRECT).header("Location")).startsWith("/moved/");
        Got page = ask(FaultKind.NOT_FOUND_HTML);
        assertThat(page.status()).isEqualTo(404);
        assertThat(page.header("Content-Type")).startsWith("text/html");
        assertThat(caller.server.ledger().summary().chargedMilli(Vendor.APOLLO)).isZero();
    }

    @Test
    void serverErrorsAreOfEveryKind() {
        set(FaultRule.of(FaultKind.SERVER_ERROR, 1));
        var seen = new HashSet<Integer>();
        for (int i = 0; i < 60; i++) {
            seen.add(caller.ask(APOLLO_COMPANY, "domain", "c" + i + ".example").status());
        }
        assertThat(seen).isEqualTo(Set.of(500, 502, 503, 504));
        assertThat(caller.server.ledger().summary().chargedMilli(Vendor.APOLLO)).isZero();
    }

    @Test
    void whatIsChargedCanBeSaidForEachRule() {
        set(FaultRule.of(FaultKind.SERVER_ERROR, 1).charged(true));
        assertThat(caller.ask(APOLLO_COMPANY, "domain", "acme.example").status())
                .isGreaterThanOrEqualTo(500);
        assertThat(last().chargedMilli()).isEqualTo(1_000);
        set(FaultRule.of(FaultKind.MALFORMED_JSON, 1).charged(false));
        caller.ask(APOLLO_COMPANY, "domain", "acme.example");
        assertThat(last().chargedMilli()).isZero();
    }

    @Test
    void healingFaultLetsTheThirdTryOfEachQuestionThrough() {
        set(FaultRule.of(FaultKind.SERVER_ERROR, 1).healingAfter(2));
        for (String domain : new String[] {"a.example", "b.example"}) {
            assertThat(caller.ask(APOLLO_COMPANY, "domain", domain).status()).isGreaterThanOrEqualTo(500);
            assertThat(caller.ask(APOLLO_COMPANY, "domain", domain).status()).isGreaterThanOrEqualTo(500);
            assertThat(caller.ask(APOLLO_COMPANY, "domain", domain).status()).isEqualTo(200);
        }
    }

    @Test
    void shareOfFaultsIsDrawnPerTryAndCanBeRepeated() {
        set(FaultRule.of(FaultKind.SERVER_ERROR, 0.3));
        int[] first = statuses();
        caller.close();
        caller = Caller.of(ALL_FOUND, folder.resolve("again"));
        set(FaultRule.of(FaultKind.SERVER_ERROR, 0.3));
        assertThat(statuses()).isEqualTo(first);
        assertThat(Arrays.stream(first).filter(status -> status >= 500).count()).isBetween(30L, 90L);
    }

    private int[] statuses() {
        var statuses = new int[200];
        for (int i = 0; i < statuses.length; i++) {
            statuses[i] = caller.ask(APOLLO_COMPANY, "domain", "c" + i % 100 + ".example")
                    .status();
        }
        return statuses;
    }

    @Test
    void outageCoversItsWindowOfCallsAndItsSwitch() {
        var window = new VendorSettings.Outage(false, 2, 3, FaultKind.SERVER_ERROR);
        caller.server.settings(ALL_FOUND.with(Vendor.APOLLO, own -> own.withOutage(window)));
        var statuses = new int[5];
        for (int i = 0; i < statuses.length; i++) {
            statuses[i] =
                    caller.ask(APOLLO_COMPANY, "domain", "c" + i + ".example").status();
        }
        assertThat(statuses).containsExactly(200, 503, 503, 200, 200);
        Got on = caller.send(
                caller.to("/_sandbox/outage?vendor=apollo&on=true").PUT(HttpRequest.BodyPublishers.noBody()));
        assertThat(on.status()).isEqualTo(200);
        assertThat(caller.ask(APOLLO_COMPANY, "domain", "x.example").status()).isEqualTo(503);
    }
}
