package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.standardwebhooks.Webhook;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.egress.EgressSettings.Reach;
import dev.weir.server.egress.EgressSettings.Target;
import dev.weir.server.testing.Receiver;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.webhooks.WebhookSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebhookRoutesTest {

    private final Receiver receiver = new Receiver();
    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder);
        Reach reach = new Reach(
                Set.of(
                        new Target("127.0.0.1", receiver.port()),
                        new Target("127.0.0.1", test.sandbox().port())),
                false,
                false,
                Set.of());
        api = new TestApi(test.settings(settings -> settings.with(WebhookSettings.DEFAULT.with(reach))));
    }

    @AfterAll
    void stop() {
        Logger log = (Logger) LoggerFactory.getLogger("org.apache.catalina");
        ListAppender<ILoggingEvent> heard = new ListAppender<>();
        heard.start();
        log.addAppender(heard);
        api.close();
        log.detachAppender(heard);
        receiver.close();
        // Some of the program's threads were started by requests, and end with it.
        assertThat(heard.list).isEmpty();
    }

    private TestApi.Got create(String path, String more) {
        return api.post(
                api.path("/webhooks"),
                "admin",
                "{\"callbackUrl\": \"" + receiver.url(path) + "\", \"eventTypes\": [\"job.started\", \"job.failed\"]"
                        + more + "}");
    }

    private String made(String path) {
        TestApi.Got got = create(path, "");
        assertThat(got.status()).as(got.response().body()).isEqualTo(201);
        return api.path("/webhooks/" + got.json().at("/data/webhook/id").asLong());
    }

    @Test
    void aWebhookShowsItsSecretOnceAndIsNotedInTheAudit() {
        TestApi.Got got = create("/once", "");

        String secret = got.json().at("/data/secret").asString();
        assertThat(secret).startsWith("whsec_");
        String where = got.response().headers().firstValue("Location").orElseThrow();
        TestApi.Got seen = api.get(where, "viewer");
        assertThat(seen.json().at("/data/eventTypes/1").asString()).isEqualTo("job.failed");
        assertThat(seen.json().at("/data/isActive").asBoolean()).isTrue();
        assertThat(seen.response().body()).doesNotContain(secret);
        assertThat(api.get(api.path("/webhooks"), "viewer").response().body())
                .contains("/once")
                .doesNotContain(secret);
        assertThat(api.get(api.path("/audit?limit=100"), "admin").response().body())
                .contains("webhook.created")
                .doesNotContain(secret);
    }

    @Test
    void theSameRequestAgainIsTheSameWebhookWithoutItsSecret() {
        String body = "{\"callbackUrl\": \"" + receiver.url("/again") + "\", \"eventTypes\": [\"job.failed\"]}";
        var request = api.request(api.path("/webhooks"), "admin")
                .header("Idempotency-Key", "make-one")
                .header("Content-Type", "application/json")
                .POST(java.net.http.HttpRequest.BodyPublishers.ofString(body));

        TestApi.Got first = api.send(request);
        TestApi.Got second = api.send(request);

        assertThat(second.status()).isEqualTo(201);
        assertThat(second.json().at("/data/webhook/id").asLong())
                .isEqualTo(first.json().at("/data/webhook/id").asLong());
        assertThat(second.json().at("/data").has("secret")).isFalse();
        assertThat(second.json().at("/data/note").asString()).contains("rotate");
    }

    @Test
    void whatIsWrongIsPointedAt() {
        TestApi.Got inside = api.post(
                api.path("/webhooks"),
                "admin",
                "{\"callbackUrl\": \"https://169.254.169.254/\", \"eventTypes\": [\"job.failed\"]}");
        assertThat(inside.status()).isEqualTo(400);
        assertThat(inside.json().at("/errors/0/pointer").asString()).isEqualTo("/callbackUrl");
        assertThat(inside.json().at("/detail").asString()).contains("WEIR_WEBHOOK_ADDRESSES");

        TestApi.Got unknown = api.post(
                api.path("/webhooks"),
                "admin",
                "{\"callbackUrl\": \"" + receiver.url("/x")
                        + "\", \"eventTypes\": [\"job.failed\", \"webhook.test\"]}");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.json().at("/errors/0/pointer").asString()).isEqualTo("/eventTypes/1");

        TestApi.Got none = api.post(
                api.path("/webhooks"),
                "admin",
                "{\"callbackUrl\": \"" + receiver.url("/x") + "\", \"eventTypes\": []}");
        assertThat(none.json().at("/errors/0/pointer").asString()).isEqualTo("/eventTypes");
        assertThat(api.get(made("/status") + "/deliveries?status=odd", "viewer").status())
                .isEqualTo(400);
    }

    @Test
    void itIsTestedChangedRotatedAndDeleted() throws Exception {
        TestApi.Got got = create("/life", ", \"isActive\": false");
        String path = got.response().headers().firstValue("Location").orElseThrow();

        TestApi.Got tested = api.send("POST", path + "/test", "admin", null);
        assertThat(tested.json().at("/data/status").asString()).isEqualTo("delivered");
        assertThat(tested.json().at("/data/lastAttempt/statusCode").asInt()).isEqualTo(204);
        Receiver.Heard heard = receiver.await("/life", 1).getFirst();
        new Webhook(got.json().at("/data/secret").asString()).verify(heard.body(), heard.headers());

        TestApi.Got changed =
                api.send("PATCH", path, "admin", "{\"isActive\": true, \"eventTypes\": [\"row.completed\"]}");
        assertThat(changed.json().at("/data/isActive").asBoolean()).isTrue();
        assertThat(changed.json().at("/data/eventTypes").size()).isEqualTo(1);
        assertThat(changed.json().at("/data/callbackUrl").asString()).endsWith("/life");

        TestApi.Got rotated = api.send("POST", path + "/rotate", "admin", null);
        assertThat(rotated.status()).isEqualTo(201);
        assertThat(rotated.json().at("/data/secret").asString())
                .isNotEqualTo(got.json().at("/data/secret").asString());
        assertThat(rotated.json().at("/data/webhook").has("previousSecretUntil"))
                .isTrue();

        TestApi.Got deliveries = api.get(path + "/deliveries?status=delivered", "viewer");
        assertThat(deliveries.json().at("/pagination/total").asLong()).isEqualTo(1);
        long delivery = deliveries.json().at("/data/0/id").asLong();
        assertThat(api.send("POST", path + "/deliveries/" + delivery + "/replay", "admin", null)
                        .json()
                        .at("/data/status")
                        .asString())
                .isEqualTo("pending");
        assertThat(receiver.await("/life", 2).get(1).body()).isEqualTo(heard.body());
        assertThat(api.get(path + "/deliveries/" + delivery, "viewer")
                        .json()
                        .at("/data/attempts")
                        .size())
                .isPositive();

        assertThat(api.send("DELETE", path, "admin", null).status()).isEqualTo(200);
        assertThat(api.get(path, "viewer").status()).isEqualTo(404);
        assertThat(api.get(path + "/deliveries", "viewer").status()).isEqualTo(404);
    }

    @Test
    void anotherTenantsWebhookIsNotThere() {
        String mine = made("/mine");
        String theirs = mine.replace(
                "/workspaces/" + api.tenant().id() + "/",
                "/workspaces/" + api.other().id() + "/");
        String key = api.other().key("owner");

        assertThat(api.get(mine, key).status()).isEqualTo(404);
        assertThat(api.get(theirs, key).status()).isEqualTo(404);
        assertThat(api.send("POST", theirs + "/rotate", key, null).status()).isEqualTo(404);
        assertThat(api.send("POST", theirs + "/test", key, null).status()).isEqualTo(404);
        assertThat(api.send("DELETE", theirs, key, null).status()).isEqualTo(404);
        assertThat(api.get(mine, "viewer").status()).isEqualTo(200);
    }

    @Test
    void aDeliveryIsShownAndToldAgainUnderItsOwnWebhookAlone() {
        String mine = made("/delivered");
        long delivery = api.send("POST", mine + "/test", "admin", null)
                .json()
                .at("/data/id")
                .asLong();
        String key = api.other().key("owner");
        long foreign = api.post(
                        api.other().path("/webhooks"),
                        key,
                        "{\"callbackUrl\": \"" + receiver.url("/foreign") + "\", \"eventTypes\": [\"job.failed\"]}")
                .json()
                .at("/data/webhook/id")
                .asLong();
        String theirs = mine.replace(
                "/workspaces/" + api.tenant().id() + "/",
                "/workspaces/" + api.other().id() + "/");
        Map<String, String> tries = Map.of(
                theirs + "/deliveries/" + delivery,
                key,
                api.other().path("/webhooks/" + foreign) + "/deliveries/" + delivery,
                key,
                made("/beside") + "/deliveries/" + delivery,
                "owner");

        tries.forEach((path, as) -> {
            TestApi.Got shown = api.get(path, as);
            TestApi.Got again = api.send("POST", path + "/replay", as, null);
            TestApi.Got unknown = api.get(path.replaceFirst("[0-9]+$", "99999999"), as);
            assertThat(shown.status()).as(path).isEqualTo(404);
            assertThat(again.status()).as(path).isEqualTo(404);
            assertThat(shown.json().at("/code")).isEqualTo(unknown.json().at("/code"));
            assertThat(shown.response().body()).doesNotContain("/delivered");
        });
        JsonNode listed = api.get(theirs + "/deliveries", key).json();
        assertThat(listed.at("/data").isMissingNode()).isTrue();
        JsonNode own =
                api.get(mine + "/deliveries/" + delivery, "viewer").json().at("/data");
        assertThat(own.at("/attempts").size()).isEqualTo(1);
        assertThat(receiver.await("/delivered", 1)).hasSize(1);
    }

    /** A workflow of n8n that has submitted a job waits at an address of its own, whose query is part of it. */
    @Test
    void aJobsEndResumesWhatSubmittedItOnceAndNobodyElseHearsOfTheAddress() {
        String order = "{\"records\": [{\"company.domain\": \"resumed.example\"}], \"fields\": [\"company.industry\"],"
                + " \"waterfallConfig\": {\"company.industry\": [\"hunter\"]}, \"resumeUrl\": \"%s\"}";
        String address = api.test().sandbox().base("n8n") + "/webhook-waiting/signed-231";
        TestApi.Got inside =
                api.post(api.path("/enrichment-jobs"), "member", order.formatted("http://10.0.0.1/webhook-waiting/1"));
        assertThat(inside.json().at("/errors/0/pointer").asString()).isEqualTo("/resumeUrl");

        TestApi.Got job =
                api.post(api.path("/enrichment-jobs"), "member", order.formatted(address + "?signature=of-signed-231"));
        assertThat(job.status()).as(job.response().body()).isEqualTo(201);
        TestApi.Got plain = api.post(
                api.path("/enrichment-jobs"),
                "member",
                order.replace("resumed", "plain").formatted(receiver.url("/resumed")));

        String ofJob = api.path("/webhooks?jobId=" + job.json().at("/data/id").asLong());
        JsonNode waiting = api.get(ofJob, "viewer").json().at("/data/0");
        assertThat(waiting.at("/callbackUrl").asString()).isEqualTo(address);
        String hook = api.path("/webhooks/" + waiting.at("/id").asLong());
        TestApi.Got told;
        do {
            told = api.get(hook + "/deliveries", "viewer");
        } while (!told.response().body().contains("lastAttempt"));
        assertThat(told.json().at("/data/0/status").asString())
                .as(told.response().body())
                .isEqualTo("delivered");
        assertThat(told.json().at("/data/0/lastAttempt/response").asString()).contains("Workflow was resumed");
        assertThat(told.json().at("/data/0/eventType").asString()).startsWith("job.");
        assertThat(told.json().at("/data").size()).isEqualTo(1);

        Receiver.Heard heard = receiver.await("/resumed", 1).getFirst();
        assertThat(heard.body())
                .contains("\"jobId\":" + plain.json().at("/data/id").asLong());
        assertThat(heard.headers().map()).doesNotContainKey("webhook-signature");
        assertThat(api.get(api.path("/webhooks?limit=100"), "viewer").response().body())
                .doesNotContain("webhook-waiting", "/resumed");
        for (TestApi.Got refused : List.of(
                api.send("PATCH", hook, "admin", "{\"isActive\": false}"),
                api.send("POST", hook + "/rotate", "admin", null),
                api.send("POST", hook + "/test", "admin", null),
                api.send("DELETE", hook, "admin", null))) {
            assertThat(refused.json().at("/code").asString()).isEqualTo("webhook_of_job");
        }
        api.test().assertVerified();
    }

    @Test
    void theGuidesCommandsDoWhatTheGuideSays(@TempDir Path work) throws Exception {
        List<String> said =
                GuideCommands.run("webhooks.md", api, api.tenant(), work, Map.of("HOOK", receiver.url("/guide")));

        assertThat(said).hasSize(5);
        String secret = data(said.get(0)).at("/secret").asString();
        assertThat(data(said.get(1)).at("/status").asString()).isEqualTo("delivered");
        assertThat(data(said.get(1)).at("/lastAttempt/statusCode").asInt()).isEqualTo(204);
        assertThat(data(said.get(2)).findValuesAsString("eventType"))
                .contains("webhook.test")
                .containsAnyOf("job.completed", "job.failed");
        JsonNode replayed = data(said.get(3));
        assertThat(replayed.at("/status").asString()).isEqualTo("pending");
        assertThat(data(said.get(4)).at("/secret").asString())
                .startsWith("whsec_")
                .isNotEqualTo(secret);
        List<Receiver.Heard> heard = receiver.await("/guide", 4);
        for (Receiver.Heard one : heard) {
            new Webhook(secret).verify(one.body(), one.headers());
        }
        assertThat(heard.stream()
                        .filter(one -> one.header("webhook-id")
                                .equals(replayed.at("/eventId").asString())))
                .as("the event that was told again")
                .hasSize(2);
    }

    @TestFactory
    Stream<DynamicTest> eachVerificationTheGuideShowsTellsWhatIsGenuine(@TempDir Path work) throws Exception {
        TestApi.Got got = create("/shown", "");
        String secret = got.json().at("/data/secret").asString();
        api.send("POST", got.response().headers().firstValue("Location").orElseThrow() + "/test", "admin", null);
        Receiver.Heard heard = receiver.await("/shown", 1).getFirst();
        List<ShownVerification> shown = ShownVerification.all();
        assertThat(shown).extracting(ShownVerification::language).contains("python", "javascript", "java", "bash");
        return shown.stream()
                .map(one -> DynamicTest.dynamicTest(one.toString(), () -> {
                    Optional<String> missing = one.missing(work);
                    Assumptions.assumeTrue(missing.isEmpty(), () -> missing.orElse(""));
                    assertThat(one.accepts(work, secret, heard, heard.body()))
                            .as(() -> said(work))
                            .isTrue();
                    assertThat(one.accepts(work, secret, heard, heard.body().replace("webhook.test", "webhook.Test")))
                            .as("one letter of the body is another")
                            .isFalse();
                }));
    }

    private static String said(Path work) {
        try {
            return Files.readString(work.resolve("out"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static JsonNode data(String answer) {
        JsonNode json = TestApi.JSON.readTree(answer);
        assertThat(json.at("/success").asBoolean()).as(answer).isTrue();
        return json.at("/data");
    }
}
