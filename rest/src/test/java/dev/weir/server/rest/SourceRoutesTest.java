package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.testing.TestWeir;
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
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sources over the API, and what tools deliver to their addresses. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourceRoutesTest {

    private static final String PUBLIC = "https://weir.example.com";

    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder);
        api = new TestApi(test.settings(settings -> settings.withPublicUrl(URI.create(PUBLIC))));
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private static final String SOURCES = "/audience/sources";

    private TestApi.Got make(String json) {
        TestApi.Got got = api.post(api.path(SOURCES), "admin", json);
        assertThat(got.status()).as(got.response().body()).isEqualTo(201);
        return got;
    }

    /** The path at this server. */
    private static String address(TestApi.Got made) {
        String address = made.json().at("/data/address").asString();
        assertThat(address).startsWith(PUBLIC + "/api/v1/sources/src_");
        return address.substring(PUBLIC.length());
    }

    private static String secret(TestApi.Got made) {
        return made.json().at("/data/secret").asString();
    }

    private TestApi.Got deliver(String address, String secret, String body) {
        return deliver(address, secret, body, seconds());
    }

    private TestApi.Got deliver(String address, String secret, String body, String seconds) {
        return send(
                address,
                "application/json",
                body,
                "X-Weir-Timestamp",
                seconds,
                "X-Weir-Signature",
                "sha256=" + hmac(secret, seconds + "." + body));
    }

    /** By the clock that signatures are judged by. */
    private String seconds() {
        return api.test()
                .database()
                .ownerJdbc()
                .sql("SELECT floor(extract(epoch FROM weir.now()))::bigint")
                .query(Long.class)
                .single()
                .toString();
    }

    private TestApi.Got send(String address, String contentType, String body, String... headers) {
        HttpRequest.Builder request = api.request(address, null).header("Content-Type", contentType);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return api.send(request.POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String hmac(String secret, String body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static String person(String id, String email) {
        return "{\"id\": \"" + id + "\", \"email\": \"" + email + "\", \"firstName\": \"Ada\"}";
    }

    private long events(String slug) {
        return api.test()
                .database()
                .ownerJdbc()
                .sql("SELECT count(*) FROM weir.subscriber_event e JOIN weir.audience_source s ON s.id = e.source_id"
                        + " WHERE s.slug = ?")
                .param(slug)
                .query(Long.class)
                .single();
    }

    private @Nullable String given(String email) {
        return api.test()
                .database()
                .ownerJdbc()
                .sql("SELECT given FROM weir.subscriber WHERE workspace_id = ? AND email = ?")
                .params(api.tenant().id(), email)
                .query(String.class)
                .optional()
                .orElse(null);
    }

    @Test
    void aSourceShowsItsAddressAndSecretOnceAndTakesWhatIsSigned() {
        String body = "{\"slug\": \"once\", \"template\": \"generic\"}";
        HttpRequest.Builder request = api.request(api.path(SOURCES), "admin")
                .header("Idempotency-Key", "source-once")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        TestApi.Got made = api.send(request);
        TestApi.Got again = api.send(request);
        String address = address(made);
        String secret = secret(made);

        assertThat(again.status()).isEqualTo(201);
        String token = address.substring(address.lastIndexOf('/') + 1);
        String seen = again.response().body()
                + api.get(api.path(SOURCES), "viewer").response().body()
                + api.get(api.path(SOURCES + "/once"), "viewer").response().body()
                + api.get(api.path("/audit?limit=100"), "admin").response().body();
        assertThat(seen).contains("audience.source_created", "generic").doesNotContain(token, secret);
        String everything = api.test()
                .database()
                .ownerJdbc()
                .sql("SELECT string_agg(s::text, '') FROM weir.audience_source s")
                .query(String.class)
                .single();
        assertThat(everything).contains("once").doesNotContain(token, secret);

        TestApi.Got taken = deliver(address, secret, person("1", "Once@Gmail.com"));
        assertThat(taken.status()).as(taken.response().body()).isEqualTo(200);
        assertThat(taken.json().at("/data/created").asInt()).isEqualTo(1);
        assertThat(given("once@gmail.com")).contains("Ada");
    }

    @Test
    void theSameAgainIsAnsweredTheSameAndAForgedOneLeavesNoTrace() {
        TestApi.Got made = make("{\"slug\": \"twice\", \"template\": \"generic\"}");
        String address = address(made);
        String body = person("7", "twice@gmail.com");

        assertThat(deliver(address, secret(made), body)
                        .json()
                        .at("/data/created")
                        .asInt())
                .isEqualTo(1);
        TestApi.Got again = deliver(address, secret(made), body);
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().at("/data/created").asInt()).isEqualTo(1);
        assertThat(again.json().at("/data/duplicate").asInt()).isEqualTo(1);
        assertThat(events("twice")).isEqualTo(1);

        String other = person("8", "forged@gmail.com");
        TestApi.Got forged = deliver(address, "another secret", other);
        String seconds = seconds();
        TestApi.Got altered = send(
                address,
                "application/json",
                other + " ",
                "X-Weir-Timestamp",
                seconds,
                "X-Weir-Signature",
                "sha256=" + hmac(secret(made), seconds + "." + other));
        TestApi.Got unsigned = send(address, "application/json", other);
        for (TestApi.Got refused : List.of(forged, altered, unsigned)) {
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.json().at("/code").asString()).isEqualTo("bad_signature");
        }
        assertThat(events("twice")).isEqualTo(1);
        assertThat(given("forged@gmail.com")).isNull();

        // Without a name and a time of its own what was seen on its way has no effect a second time, now or later.
        String untimed = "{\"email\": \"twice@gmail.com\", \"status\": \"subscribed\"}";
        seconds = seconds();
        assertThat(deliver(address, secret(made), untimed, seconds).status()).isEqualTo(200);
        TestApi.Got repeated = deliver(address, secret(made), untimed, seconds);
        assertThat(repeated.json().at("/data/duplicate").asInt()).isEqualTo(1);
        String later = String.valueOf(Long.parseLong(seconds) + 1);
        assertThat(deliver(address, secret(made), untimed, later)
                        .json()
                        .at("/data/duplicate")
                        .asInt())
                .as("meant twice")
                .isZero();
        String old = String.valueOf(Long.parseLong(seconds) - 301);
        assertThat(deliver(address, secret(made), untimed, old).status()).isEqualTo(401);
    }

    @Test
    void anAddressIsOfItsWorkspaceAloneAndOverWhenAnotherIsGiven() {
        TestApi.Got made = make("{\"slug\": \"moved\", \"template\": \"mailchimp\"}");
        String address = address(made);
        String form = "type=subscribe&data%5Bemail%5D=moved%40gmail.com&fired_at=2026-07-02+21%3A35%3A57";

        assertThat(made.json().at("/data").has("secret")).isFalse();
        assertThat(api.get(address, null).json().at("/data/active").asBoolean()).isTrue();
        TestApi.Got taken = send(address, "application/x-www-form-urlencoded; charset=utf-8", form);
        assertThat(taken.json().at("/data/created").asInt())
                .as(taken.response().body())
                .isEqualTo(1);
        assertThat(send(address, "application/x-www-form-urlencoded", "type=campaign&data%5Bemail%5D=x%40gmail.com")
                        .json()
                        .at("/data/ignored")
                        .asInt())
                .isEqualTo(1);

        String parts = "--x\r\nContent-Disposition: form-data; name=\"type\"\r\n\r\nprofile\r\n--x\r\n"
                + "Content-Disposition: form-data; name=\"data[email]\"\r\n\r\nparts@gmail.com\r\n--x--\r\n";
        assertThat(send(address, "multipart/form-data; boundary=x", parts)
                        .json()
                        .at("/data/created")
                        .asInt())
                .isEqualTo(1);

        String moved = address.replace(
                "src_" + api.tenant().id() + "_", "src_" + api.other().id() + "_");
        assertThat(send(moved, "application/json", "{}").status()).isEqualTo(404);
        assertThat(send(address, "application/json", "{\"n\": 0.4e00" + "9".repeat(120) + "}")
                        .status())
                .isEqualTo(400);
        String next = address(api.post(api.path(SOURCES + "/moved/address"), "admin", ""));
        assertThat(next).isNotEqualTo(address);
        assertThat(send(address, "application/x-www-form-urlencoded", form).status())
                .isEqualTo(404);
        assertThat(send(next, "application/x-www-form-urlencoded", form)
                        .json()
                        .at("/data/duplicate")
                        .asInt())
                .isEqualTo(1);
        assertThat(api.post(api.path(SOURCES + "/moved/secret"), "admin", "{}").status())
                .isEqualTo(409);
    }

    @Test
    void twoSecretsCountForADayAndThenTheNewOneAlone() {
        TestApi.Got made = make("{\"slug\": \"rotated\", \"template\": \"generic\"}");
        String address = address(made);
        String old = secret(made);

        TestApi.Got rotated = api.post(api.path(SOURCES + "/rotated/secret"), "admin", "{}");
        String fresh = secret(rotated);
        assertThat(rotated.json().at("/data").has("address")).isFalse();
        assertThat(deliver(address, old, person("1", "r1@gmail.com")).status()).isEqualTo(200);
        assertThat(deliver(address, fresh, person("2", "r2@gmail.com")).status())
                .isEqualTo(200);
        api.test().database().crank(Duration.ofHours(24));
        assertThat(deliver(address, old, person("3", "r3@gmail.com")).status()).isEqualTo(401);
        assertThat(deliver(address, fresh, person("4", "r4@gmail.com")).status())
                .isEqualTo(200);

        TestApi.Got given = api.post(api.path(SOURCES + "/rotated/secret"), "admin", "{\"secret\": \"the-tools-own\"}");
        assertThat(given.json().at("/data").has("secret")).isFalse();
        assertThat(deliver(address, "the-tools-own", person("5", "r5@gmail.com"))
                        .status())
                .isEqualTo(200);
        assertThat(api.post(api.path(SOURCES + "/rotated/secret"), "admin", "{\"secret\": \"short\"}")
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/secret");
    }

    @Test
    void aToolsSecretIsWaitedFor() {
        TestApi.Got made = make("{\"slug\": \"lite\", \"template\": \"mailerlite\"}");
        String body = "{\"email\": \"lite@gmail.com\", \"status\": \"active\"}";

        assertThat(made.json().at("/data").has("secret")).isFalse();
        assertThat(made.json().at("/data/source/lacksSecret").asBoolean()).isTrue();
        assertThat(made.json().at("/data/note").asString()).contains("/lite/secret");
        assertThat(send(address(made), "application/json", body, "Signature", hmac("ybmcD7PQ9R", body))
                        .status())
                .isEqualTo(401);
        api.post(api.path(SOURCES + "/lite/secret"), "admin", "{\"secret\": \"ybmcD7PQ9R\"}");
        assertThat(send(address(made), "application/json", body, "Signature", hmac("ybmcD7PQ9R", body))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void whatIsNothingIsRefusedAndNeverBreaksAnything() {
        TestApi.Got made = make("""
                {"slug": "hostile", "signature": {"scheme": "address"},
                 "mapping": {"email": "/email", "fields": {"custom.note": "/note"}}}""");
        String address = address(made);

        for (String body : List.of("", "{", "[[", "\"\\ud800", "{\"email\": }", "\ufffe", "nul", "{\"a\":1,\"a\":1}")) {
            assertThat(send(address, "application/json", body).status())
                    .as(body)
                    .isEqualTo(400);
        }
        for (String body : List.of(
                "7",
                "null",
                "[]",
                "{}",
                "[7, null, [], {}]",
                "{\"email\": {\"a\": 1}}",
                """
                {"email": "\\u0000@b.example", "note": "\\ud800"}""",
                "{\"email\": 1e999999999}")) {
            TestApi.Got got = send(address, "application/json", body);
            assertThat(got.status()).as(body + got.response().body()).isEqualTo(200);
            assertThat(got.json().at("/data/created").asInt()).isZero();
        }
        assertThat(send(
                                address,
                                "application/json",
                                "[{\"email\": \"x\\ud800\"}, {\"email\": \"y@gmail.com\", \"note\": \"\\u0000\\udc00\"}]")
                        .json()
                        .at("/data/created")
                        .asInt())
                .isEqualTo(1);
        assertThat(send(address, "application/xml", "<a/>").status()).isEqualTo(415);
        assertThat(send(address, "application/json", " ".repeat((256 << 10) + 1))
                        .status())
                .isEqualTo(413);
        TestApi.Got many = send(address, "application/json", "[0" + ",0".repeat(1_000) + "]");
        assertThat(many.status()).isEqualTo(413);
        assertThat(many.json().at("/code").asString()).isEqualTo("too_many_items");

        api.send("PUT", api.path(SOURCES + "/hostile"), "admin", """
                {"signature": {"scheme": "address"}, "mapping": {"email": "/email"}, "isActive": false}""");
        assertThat(send(address, "application/json", "{}").status()).isEqualTo(410);
        assertThat(api.get(address, null).status()).isEqualTo(410);
    }

    @Test
    void allThatIsWrongIsPointedAtAtOnce() {
        TestApi.Got got = api.post(api.path(SOURCES), "admin", """
                {"slug": "Up Per", "template": "nobody", "merge": "older", "cron": "* *", "cronZone": "Mars",
                 "signature": {"scheme": "hmac"}, "mapping": {"emial": "/email"}}""");

        assertThat(got.status()).isEqualTo(400);
        assertThat(got.json().at("/errors").findValuesAsString("pointer"))
                .contains(
                        "/slug",
                        "/template",
                        "/merge",
                        "/cron",
                        "/cronZone",
                        "/signature/header",
                        "/mapping/emial",
                        "/mapping/email");
        assertThat(api.post(api.path(SOURCES), "admin", "{\"slug\": \"api\"}").status())
                .isEqualTo(400);
        make("{\"slug\": \"there\"}");
        assertThat(api.post(api.path(SOURCES), "admin", "{\"slug\": \"there\"}")
                        .json()
                        .at("/code")
                        .asString())
                .isEqualTo("source_exists");
    }

    @Test
    void aTryTellsWhatWouldBeMadeOfADeliveryAndKeepsNothing() {
        TestApi.Got made = make("""
                {"slug": "tried", "template": "tally",
                 "mapping": {"fields": {"custom.plan": {"find": "/data/fields", "where": {"/label": "Plan"}, "take": "/value"}}}}""");
        String body = "{\"eventType\": \"FORM_RESPONSE\", \"eventId\": \"e\", \"data\": {\"fields\": ["
                + "{\"label\": \"Mail\", \"type\": \"INPUT_EMAIL\", \"value\": \"Tried@Gmail.com\"},"
                + "{\"label\": \"Plan\", \"value\": \"pro\"}]}}";

        TestApi.Got tried = api.post(api.path(SOURCES + "/tried/try"), "member", "{\"payload\": " + body + "}");
        assertThat(tried.status()).as(tried.response().body()).isEqualTo(200);
        assertThat(tried.json().at("/data/items/0/outcome").asString()).isEqualTo("taken");
        assertThat(tried.json().at("/data/items/0/email").asString()).isEqualTo("tried@gmail.com");
        assertThat(tried.json().at("/data/items/0/emailType").asString()).isEqualTo("personal");
        assertThat(tried.json().at("/data/items/0/values/custom.plan").asString())
                .isEqualTo("pro");
        assertThat(tried.json().at("/data").has("genuine")).isFalse();

        String signature =
                java.util.Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hmac(secret(made), body)));
        for (Map.Entry<String, Boolean> sent :
                Map.of(signature, true, "AAAA", false).entrySet()) {
            TestApi.Got judged = api.post(
                    api.path(SOURCES + "/tried/try"),
                    "member",
                    TestApi.JSON.writeValueAsString(
                            Map.of("payload", body, "headers", Map.of("Tally-Signature", sent.getKey()))));
            assertThat(judged.json().at("/data/genuine").asBoolean()).isEqualTo(sent.getValue());
        }
        assertThat(api.post(api.path(SOURCES + "/tried/try"), "member", "{\"payload\": \"{\"}")
                        .status())
                .isEqualTo(400);
        String other = "{\"payload\": " + body + ", \"mapping\": {\"fields\": {\"company.name\": \"%s\"}}}";
        assertThat(api.post(api.path(SOURCES + "/tried/try"), "member", other.formatted("/eventId"))
                        .json()
                        .at("/data/items/0/values/company.name")
                        .asString())
                .isEqualTo("e");
        assertThat(api.post(api.path(SOURCES + "/tried/try"), "member", other.formatted("eventId"))
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/mapping/fields/company.name");
        assertThat(given("tried@gmail.com")).isNull();
        assertThat(events("tried")).isZero();
    }

    @Test
    void aSourceThatNothingCameFromIsDeletedAndAnotherMadeInactive() {
        make("{\"slug\": \"unused\", \"template\": \"generic\"}");
        TestApi.Got made = make("{\"slug\": \"used\", \"template\": \"generic\", \"cron\": \"0 7 * * 1-5\"}");
        deliver(address(made), secret(made), person("1", "used@gmail.com"));

        assertThat(made.json().at("/data/source/nextTimes").size()).isEqualTo(5);
        assertThat(api.send("DELETE", api.path(SOURCES + "/unused"), "admin", null)
                        .json()
                        .at("/data/deleted")
                        .asBoolean())
                .isTrue();
        assertThat(api.get(api.path(SOURCES + "/unused"), "viewer").status()).isEqualTo(404);
        assertThat(api.send("DELETE", api.path(SOURCES + "/used"), "admin", null)
                        .json()
                        .at("/data/deleted")
                        .asBoolean())
                .isFalse();
        TestApi.Got used = api.get(api.path(SOURCES + "/used"), "viewer");
        assertThat(used.json().at("/data/isActive").asBoolean()).isFalse();
        assertThat(used.json().at("/data").has("cron")).isFalse();
        assertThat(deliver(address(made), secret(made), person("2", "used2@gmail.com"))
                        .status())
                .isEqualTo(410);

        TestApi.Got builtIn = api.send("PUT", api.path(SOURCES + "/api"), "admin", "{\"merge\": \"blanks\"}");
        assertThat(builtIn.json().at("/data/source/merge").asString()).isEqualTo("blanks");
        assertThat(api.send("PUT", api.path(SOURCES + "/api"), "admin", "{\"template\": \"generic\"}")
                        .status())
                .isEqualTo(409);
        assertThat(api.send("DELETE", api.path(SOURCES + "/api"), "admin", null).status())
                .isEqualTo(409);
    }

    @Test
    void manyAtOnceWithDuplicatesAndForgeriesLeaveEachPersonOnce() throws InterruptedException {
        TestApi.Got made = make("{\"slug\": \"burst\", \"template\": \"generic\"}");
        String address = address(made);
        ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
        List<Thread> senders = new ArrayList<>();
        for (int sender = 0; sender < 8; sender++) {
            int first = sender;
            senders.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 20; i++) {
                    // Each is sent by two of them, and every fifth is forged.
                    int number = i * 4 + first % 4;
                    boolean forged = i % 5 == 0 && first < 4;
                    TestApi.Got got = deliver(
                            address,
                            forged ? "guessed" : secret(made),
                            person("b" + number, "burst" + number + "@gmail.com"));
                    if (got.status() != (forged ? 401 : 200)) {
                        wrong.add(number + ": " + got.response().body());
                    }
                }
            }));
        }
        for (Thread sender : senders) {
            sender.join();
        }

        assertThat(wrong).isEmpty();
        assertThat(events("burst")).isEqualTo(80);
        assertThat(api.test()
                        .database()
                        .ownerJdbc()
                        .sql("SELECT count(*) FROM weir.subscriber WHERE email LIKE 'burst%'")
                        .query(Long.class)
                        .single())
                .isEqualTo(80);
    }

    @Test
    void theTemplatesAreToldWithWhatIsNotConfirmed() {
        TestApi.Got got = api.get(api.path("/audience/source-templates"), "viewer");

        assertThat(got.json().at("/data").findValuesAsString("slug")).contains("beehiiv", "typeform", "generic");
        assertThat(got.response().body()).contains("unconfirmed", "Typeform-Signature");
    }
}
