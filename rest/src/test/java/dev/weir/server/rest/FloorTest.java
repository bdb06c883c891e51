package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.server.problem.Problem;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How much is taken, and how what is not is refused. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FloorTest {

    private static final int REQUESTS = 40;
    private static final int BAD_KEYS = 5;
    private static final int BODY = 3_000_000;

    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        api = new TestApi(folder, new RestSettings.Limits(REQUESTS, BAD_KEYS, BODY));
        // Keys that have been good go on when bad ones are tried from the same address, as one of these tests does.
        for (String role : List.of("viewer", "admin", "owner")) {
            assertThat(api.get("/api/v1/me", role).status()).isEqualTo(200);
            assertThat(api.get("/api/v1/me", api.other().key(role)).status()).isEqualTo(200);
        }
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @Test
    void whoeverCallsManyWrongAddressesIsToldToWaitAndKeysGoOnMeanwhile() {
        TestApi.Got last = api.post("/api/v1/callbacks/acme/cb_1_nothing", null, "garbage");
        // A few more are let in as time goes by.
        for (int i = 0; i <= 100 * BAD_KEYS && last.status() != 429; i++) {
            assertThat(last.status()).isEqualTo(404);
            last = api.post("/api/v1/callbacks/acme/cb_1_%022d".formatted(i), null, "garbage");
        }

        refused(last, 429, "too_many_wrong_addresses");
        assertThat(last.response().headers().firstValue("Retry-After")).isPresent();
        String ticket = "/api/v1/tickets/tk_1_" + "0".repeat(22);
        TestApi.Got shown = api.get(ticket, null);
        for (int i = 0; i <= 10 && shown.status() != 429; i++) {
            assertThat(shown.status()).isEqualTo(404);
            shown = api.get(ticket, null);
        }
        refused(shown, 429, "too_many_wrong_addresses");
        assertThat(api.get("/api/v1/me", "owner").status()).isEqualTo(200);
    }

    @Test
    void whoKnowsASourcesAddressAndNotItsSecretIsToldToWaitAndItsToolElsewhereGoesOn() {
        RateLimits limits = new RateLimits(RestSettings.local("test").with(new RestSettings.Limits(REQUESTS, 1, BODY)));
        limits.goodAddress("192.0.2.1", "token");
        for (int i = 0; i < 40; i++) {
            limits.badAddress("192.0.2.7");
        }
        assertThatThrownBy(() -> limits.requireTrustedAddress("192.0.2.7", "token"))
                .isInstanceOf(Problem.class);
        limits.requireTrustedAddress("192.0.2.1", "token");

        // Who sends from where the tool does cannot keep it out.
        limits.goodAddress("192.0.2.7", "other");
        for (int i = 0; i < 40; i++) {
            limits.badAddress("192.0.2.7");
        }
        limits.requireTrustedAddress("192.0.2.7", "other");
    }

    @Test
    void thatASourcesAddressIsOneMakesNobodyTrusted() {
        String made = api.post(
                        api.path("/audience/sources"), "admin", "{\"slug\": \"floor\", \"template\": \"generic\"}")
                .json()
                .at("/data/address")
                .asString();
        String address = made.substring(made.indexOf("/api/v1/"));
        assertThat(api.get(address, null).status()).isIn(200, 429);
        TestApi.Got last = api.post(address, null, "{}");
        for (int i = 0; i <= 100 * BAD_KEYS && last.status() != 429; i++) {
            assertThat(last.status()).isEqualTo(401);
            assertThat(api.get(address, null).status()).isIn(200, 429);
            last = api.post(address, null, "{}");
        }
        refused(last, 429, "too_many_wrong_addresses");
    }

    @Test
    void aWorkersResultHasABoundOfItsOwn() {
        TestApi.Got got = api.post("/api/v1/tickets/tk_1_" + "1".repeat(22) + "/result", null, "x".repeat(BODY + 1));

        // Nobody waits for it, or too many such have come by now; it is not too long.
        assertThat(got.status()).as(got.response().body()).isIn(404, 429);
    }

    private static void refused(TestApi.Got got, int status, String code) {
        assertThat(got.status()).as(got.response().body()).isEqualTo(status);
        assertThat(got.response().headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(got.json().at("/code").asString()).isEqualTo(code);
        assertThat(got.response().body())
                .doesNotContain("Exception")
                .doesNotContain("dev.weir")
                .doesNotContain("\tat ");
    }

    private TestApi.Got member(String json) {
        return api.post(api.path("/members"), "owner", json);
    }

    private static String member(String name, String rest) {
        return "{\"name\": \"" + name + "\", \"email\": \"a@b\", \"role\": \"viewer\"" + rest + "}";
    }

    @Test
    void anUnknownPropertyIsPointedAt() {
        TestApi.Got got = member(member("A", ", \"workspace_id\": 2"));

        refused(got, 400, "bad_body");
        assertThat(got.json().at("/errors/0/pointer").asString()).isEqualTo("/workspace_id");
        assertThat(got.json().at("/errors/0/detail").asString()).contains("email, name, role");
    }

    @Test
    void aValueOfAnotherKindIsPointedAtInWordsOfTheBody() {
        TestApi.Got got = member("{\"name\": \"A\", \"email\": \"a@b\", \"role\": \"king\"}");

        refused(got, 400, "bad_body");
        assertThat(got.json().at("/errors/0/pointer").asString()).isEqualTo("/role");
        assertThat(got.json().at("/errors/0/detail").asString())
                .isEqualTo("this must be one of viewer, member, admin, owner");
        refused(member("{\"name\": \"A\", \"email\": \"a@b\"}"), 400, "missing_property");
        refused(member("[]"), 400, "bad_body");
        refused(
                member("{\"name\": \"A\", \"name\": \"B\", \"email\": \"a@b\", \"role\": \"viewer\"}"),
                400,
                "bad_body");
        refused(member("{"), 400, "bad_body");
        refused(member(""), 400, "bad_body");
        refused(api.get(api.path("/members/one"), "owner"), 404, "not_found");
    }

    @Test
    void depthIsTakenUpToItsLimitAndNotBeyond() {
        assertThat(nested(97).status()).isEqualTo(201);
        refused(nested(100), 400, "bad_body");
    }

    private TestApi.Got nested(int levels) {
        return api.post(
                api.path("/enrichment-jobs"),
                "admin",
                "{\"records\": [{\"company.domain\": \"company0.example\"}], \"fields\": [\"company.name\"],"
                        + " \"metadata\": {\"a\": " + "[".repeat(levels) + "]".repeat(levels) + "}}");
    }

    @Test
    void textsAreTakenUpToTheirLimitAndNotBeyond() {
        refused(member(member("x".repeat(1_000_000), "")), 400, "bad_name");
        assertThat(member(member("x".repeat(1_000_100), ""))
                        .json()
                        .at("/detail")
                        .asString())
                .contains("a text longer than 1000000");
    }

    @Test
    void aBodyIsTakenUpToItsLimitAndNotBeyondWhetherItsLengthIsSaidOrNot() {
        String start = member("A", "");
        refused(member(start + " ".repeat(BODY + 1 - start.length())), 413, "body_too_large");
        refused(chunked(start.replace("}", " ".repeat(BODY) + "}")), 413, "body_too_large");

        String most = member("", "");
        refused(member(most + " ".repeat(BODY - most.length())), 400, "bad_name");
    }

    private TestApi.Got chunked(String body) {
        return api.send(api.request(api.path("/members"), "owner")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)))));
    }

    @Test
    void anotherMediaTypeIsRefused() {
        Map.of("application/xml", "<a/>", "application/yaml", "name: Y\nemail: yaml@example.org\nrole: viewer\n")
                .forEach((type, body) -> refused(
                        api.send(api.request(api.path("/members"), "owner")
                                .header("Content-Type", type)
                                .POST(HttpRequest.BodyPublishers.ofString(body))),
                        415,
                        "unsupported_media_type"));
        refused(
                api.send(api.request("/api/v1/me", "owner")
                        .header("Accept", "application/yaml")
                        .GET()),
                406,
                "not_acceptable");
    }

    @Test
    void aKeyInAnAddressIsRefusedHoweverItIsCalled() {
        for (String query : new String[] {"api_key=x", "a=b&Access_Token=x", "q=" + api.key("viewer")}) {
            refused(api.get("/api/v1/me?" + query, "viewer"), 400, "key_in_url");
        }
    }

    @Test
    void everyAnswerSaysWhatABrowserMustNotDoWithIt() {
        for (String path : new String[] {"/api/v1/me", "/api/v1/nothing", "/nothing", "/docs"}) {
            TestApi.Got got = api.get(path, "viewer");
            assertThat(got.response().headers().firstValue("X-Content-Type-Options"))
                    .contains("nosniff");
            assertThat(got.response().headers().firstValue("Content-Security-Policy"))
                    .isPresent();
        }
        assertThat(api.get("/api/v1/me", "viewer").response().headers().firstValue("Cache-Control"))
                .contains("no-store");
    }

    @Test
    void whatIsNotServedIsAProblemWhereverItIsAskedFor() {
        refused(api.get("/nothing", null), 404, "no_such_route");
        refused(api.get("/error", null), 404, "no_such_route");
        refused(api.get("/internal/env", null), 404, "no_such_route");
        refused(api.get("/internal", null), 404, "no_such_route");
        refused(api.get("/internal/health", null), 404, "no_such_route");
        refused(api.send("PATCH", "/api/v1/me", "viewer", "{}"), 405, "method_not_allowed");
    }

    @Test
    void whatTheContainerRefusesIsAProblemToo() throws IOException {
        for (String request : new String[] {"GET /a b|c HTTP/1.1", "GARBAGE", "GET /%zz HTTP/1.1"}) {
            assertThat(raw(request + "\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
                    .as(request)
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json")
                    .contains("\"code\":\"bad_request\"")
                    .doesNotContain("<html")
                    .doesNotContain("Tomcat");
        }
    }

    private String raw(String request) throws IOException {
        try (Socket socket =
                new Socket(api.server().base().getHost(), api.server().base().getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aKeyThatAsksTooOftenIsToldToWaitAndNobodyElseIs() {
        String key = api.other().key("viewer");
        TestApi.Got got = api.get("/api/v1/me", key);
        assertThat(got.response().headers().firstValue("RateLimit-Limit")).contains(String.valueOf(REQUESTS));
        assertThat(got.response().headers().firstValue("RateLimit-Remaining")).isPresent();
        for (int sent = 1; got.status() == 200 && sent < 10 * REQUESTS; sent++) {
            got = api.get("/api/v1/me", key);
        }

        refused(got, 429, "rate_limited");
        assertThat(got.response().headers().firstValueAsLong("Retry-After").orElse(0))
                .isBetween(1L, 60L);
        assertThat(api.get("/api/v1/me", api.other().key("owner")).status()).isEqualTo(200);
    }

    @Test
    void whoTriesBadKeysIsToldToWaitAndAGoodKeyGoesOn() {
        String good = api.other().key("member");
        assertThat(api.get("/api/v1/me", good).status()).isEqualTo(200);
        TestApi.Got got = api.get("/api/v1/me", "weir_1_1_x");
        for (int sent = 1; got.status() == 401 && sent < 10 * BAD_KEYS; sent++) {
            got = api.get("/api/v1/me", "weir_1_1_x");
        }

        refused(got, 429, "too_many_bad_keys");
        assertThat(got.response().headers().firstValue("Retry-After")).isPresent();
        assertThat(api.get("/api/v1/me", good).status()).isEqualTo(200);
    }
}
