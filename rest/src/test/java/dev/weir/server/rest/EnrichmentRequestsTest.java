package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Values;
import dev.weir.server.audience.Arrival;
import dev.weir.server.audience.Arrived;
import dev.weir.server.audience.From;
import dev.weir.server.audience.Source;
import dev.weir.server.enrolment.EnrichmentRequests.Want;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What is to be run for subscribers, over the API. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EnrichmentRequestsTest {

    private static final String BLUEPRINT = "firms";

    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        api = new TestApi(folder);
    }

    @AfterAll
    void stop() {
        api.test().assertVerified();
        api.close();
    }

    /** A workspace with a blueprint for whoever has a company. */
    private TestApi.Tenant tenant(String name) {
        TestApi.Tenant own = api.newTenant(api.test().weir().workspaces().ensure(name, true, true));
        made(api.post(
                own.path("/registry/steps"),
                own.key("admin"),
                "{\"name\": \"firm\", \"fields\": [\"company.industry\"]}"));
        made(api.post(
                own.path("/blueprints"), own.key("admin"), "{\"slug\": \"" + BLUEPRINT + "\", \"steps\": [\"firm\"]}"));
        return own;
    }

    private List<Long> subscribers(TestApi.Tenant own, int count) {
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arrivals.add(new Arrival(
                    "person" + i + "@company" + i + ".example",
                    Values.of("company.domain", "company" + i + ".example"),
                    true,
                    null,
                    null,
                    "{}"));
        }
        return api.test()
                .weir()
                .transactions()
                .in(
                        own.id(),
                        () -> api
                                .test()
                                .weir()
                                .subscribers()
                                .receive(own.id(), new From(source(own), From.Merge.NEWER, From.Kind.API), arrivals)
                                .stream()
                                .map(Arrived::subscriberId)
                                .map(Objects::requireNonNull)
                                .toList());
    }

    private long source(TestApi.Tenant own) {
        return api.test().weir().sources().ensure(own.id(), Source.API).id();
    }

    /** As a trigger does that only notes. */
    private void note(TestApi.Tenant own, List<Long> subscribers) {
        api.test().weir().transactions().in(own.id(), () -> {
            api.test()
                    .weir()
                    .enrichmentRequests()
                    .want(
                            own.id(),
                            subscribers.stream()
                                    .map(id -> new Want(id, BLUEPRINT, source(own), null, false, false))
                                    .toList());
            return subscribers;
        });
    }

    private static JsonNode made(TestApi.Got got) {
        assertThat(got.status()).as(got.response().body()).isLessThan(300);
        return got.json().at("/data");
    }

    private TestApi.Got runPending(TestApi.Tenant own, String body, @Nullable String key) {
        HttpRequest.Builder request = api.request(own.path("/audience/run-pending"), own.key("member"))
                .header("Content-Type", "application/json");
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return api.send(request.POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void whatIsPendingIsRunAHundredAtATimeUntilNothingIs() {
        TestApi.Tenant own = tenant("runs pending");
        note(own, subscribers(own, 130));
        String requests = own.path("/audience/requests");
        JsonNode pending =
                api.get(requests + "?state=pending&limit=1", own.key("viewer")).json();
        assertThat(pending.at("/pagination/total").asInt()).isEqualTo(130);
        assertThat(pending.at("/data/0/waitingFor").asString()).isEqualTo("noted");
        assertThat(api.post(own.path("/audience/run-pending"), own.key("viewer"), "{}")
                        .status())
                .isEqualTo(403);
        assertThat(runPending(own, "{\"limit\": 101}", null)
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/limit");
        assertThat(runPending(own, "{\"source\": \"nowhere\"}", null)
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/source");

        TestApi.Got first = runPending(own, "{\"source\": \"api\"}", "once");
        assertThat(first.status()).isEqualTo(201);
        assertThat(first.json().at("/data/subscribers").asInt()).isEqualTo(100);
        long job = first.json().at("/data/job/id").asLong();
        assertThat(first.json().at("/data/job/source").asString()).isEqualTo("audience");
        assertThat(runPending(own, "{\"source\": \"api\"}", "once")
                        .json()
                        .at("/data/job/id")
                        .asLong())
                .as("the same key is the same job")
                .isEqualTo(job);
        assertThat(runPending(own, "{}", "once").status()).isEqualTo(422);
        assertThat(made(runPending(own, "{\"blueprint\": \"firms\"}", null))
                        .at("/subscribers")
                        .asInt())
                .isEqualTo(30);
        TestApi.Got nothing = runPending(own, "", null);
        assertThat(nothing.status()).as(nothing.response().body()).isEqualTo(200);
        assertThat(nothing.json().at("/data").has("job")).isFalse();
        assertThat(api.get(own.path("/audit"), own.key("admin")).response().body())
                .contains("job " + job);
        JsonNode one = api.get(requests + "?limit=1", own.key("viewer")).json().at("/data/0");
        assertThat(one.at("/jobId").asLong()).isGreaterThan(job);
        JsonNode shown = made(api.get(requests + "/" + one.at("/id").asLong(), own.key("viewer")));
        assertThat(shown.at("/request/jobId")).isEqualTo(one.at("/jobId"));
        assertThat(shown.at("/row/cells/0/step").asString()).isEqualTo("firm");
        assertThat(api.get(requests + "/0", own.key("viewer")).status()).isEqualTo(404);
        assertThat(api.get(own.path("/audience/requests"), api.tenant().key("owner"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void whatIsWantedByHandIsSubmittedByItselfAndWhatFailedIsRetried() {
        TestApi.Tenant own = tenant("by hand");
        made(api.send("PUT", own.path("/audience"), own.key("admin"), "{\"gatherSeconds\": 0}"));
        List<Long> ids = subscribers(own, 3);
        String requests = own.path("/audience/requests");
        String body = "{\"subscriberIds\": " + ids + ", \"blueprint\": \"firms\"}";
        assertThat(api.post(requests, own.key("member"), body.replace("firms", "furms"))
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/blueprint");
        assertThat(api.post(requests, own.key("member"), body.replace("[", "[0, "))
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/subscriberIds/0");
        assertThat(made(api.post(requests, own.key("member"), body))
                        .at("/requests")
                        .asInt())
                .isEqualTo(3);
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (api.get(requests + "?state=pending", own.key("viewer"))
                        .json()
                        .at("/pagination/total")
                        .asInt()
                > 0) {
            assertThat(System.nanoTime()).as("they are submitted").isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
        JsonNode one = api.get(requests + "?subscriberId=" + ids.getFirst(), own.key("viewer"))
                .json()
                .at("/data/0");
        assertThat(one.at("/runs").asInt()).isEqualTo(1);
        assertThat(one.at("/cause").asString()).isEqualTo("hand");

        made(api.post(own.path("/audience/pause"), own.key("admin"), "{}"));
        note(own, subscribers(own, 4).subList(3, 4));
        long id = api.get(requests + "?state=pending", own.key("viewer"))
                .json()
                .at("/data/0/id")
                .asLong();
        api.test().database().ownerJdbc().sql("""
                UPDATE weir.enrichment_request SET state = 3, reason = 'timed_out', ended_at = weir.now()
                WHERE workspace_id = ? AND id = ?
                """).params(own.id(), id).update();
        assertThat(api.get(requests + "?reason=timed_out", own.key("viewer"))
                        .json()
                        .at("/pagination/total")
                        .asInt())
                .isEqualTo(1);
        JsonNode again = made(api.post(requests + "/" + id + "/retry", own.key("member"), "{}"));
        assertThat(again.at("/state").asString()).isEqualTo("pending");
        assertThat(again.at("/waitingFor").asString()).isEqualTo("paused");
        assertThat(api.post(requests + "/" + id + "/retry", own.key("member"), "{}")
                        .status())
                .isEqualTo(409);
        assertThat(made(api.post(requests + "/retry", own.key("member"), "{\"reason\": \"nothing\"}"))
                        .at("/requests")
                        .asInt())
                .isZero();
    }

    @Test
    void settingsAreCheckedWholeAndTheKillSwitchIsNotedInTheAudit() {
        TestApi.Tenant own = tenant("settings");
        TestApi.Got bad = api.send(
                "PUT",
                own.path("/audience"),
                own.key("admin"),
                "{\"maxSubmittedPerDay\": 0, \"gatherSeconds\": 4000, \"foundFirst\": [\"person.shoe\"],"
                        + " \"refresh\": {\"blueprint\": \"firms\", \"afterDays\": 0}}");
        assertThat(bad.json().at("/errors").findValuesAsString("pointer"))
                .containsExactly(
                        "/maxSubmittedPerDay",
                        "/gatherSeconds",
                        "/foundFirst",
                        "/refresh/afterDays",
                        "/refresh/perDay");
        assertThat(api.send(
                                "PUT",
                                own.path("/audience"),
                                own.key("admin"),
                                "{\"refresh\": {\"blueprint\": \"furms\", \"afterDays\": 30, \"perDay\": 5}}")
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/refresh/blueprint");
        String wish = "{\"maxSubmittedPerDay\":500,\"maxCreditsPerDay\":12.5,\"foundFirst\":[\"person.job_title\"],"
                + "\"refresh\":{\"blueprint\":\"firms\",\"afterDays\":30,\"perDay\":5},\"gatherSeconds\":7}";
        made(api.send("PUT", own.path("/audience"), own.key("admin"), wish));
        assertThat(api.get(own.path("/audience"), own.key("viewer"))
                        .json()
                        .at("/data/settings")
                        .toString())
                .isEqualTo(wish);

        assertThat(api.post(own.path("/audience/pause"), own.key("member"), "{}")
                        .status())
                .isEqualTo(403);
        assertThat(made(api.post(own.path("/audience/pause"), own.key("admin"), "{}"))
                        .at("/paused")
                        .asBoolean())
                .isTrue();
        assertThat(runPending(own, "{}", null).status()).isEqualTo(409);
        assertThat(made(api.post(own.path("/audience/resume"), own.key("admin"), "{}"))
                        .at("/paused")
                        .asBoolean())
                .isFalse();
        assertThat(api.get(own.path("/audit"), own.key("admin")).response().body())
                .contains("audience.set", "audience.paused", "audience.resumed");
    }

    @Test
    void whoHasNoCreditsIsToldWithTheQuoteAndAGrantHasItGoOn() {
        TestApi.Tenant own = api.newTenant(api.test()
                .weir()
                .transactions()
                .inNone(() -> api.test().weir().workspaces().ensure("without credits", true, false)));
        made(api.post(
                own.path("/registry/steps"),
                own.key("admin"),
                "{\"name\": \"firm\", \"fields\": [\"company.industry\"]}"));
        made(api.post(
                own.path("/blueprints"), own.key("admin"), "{\"slug\": \"" + BLUEPRINT + "\", \"steps\": [\"firm\"]}"));
        note(own, subscribers(own, 2));
        TestApi.Got refused = runPending(own, "{}", null);
        assertThat(refused.status()).isEqualTo(402);
        assertThat(refused.json().has("quote")).isTrue();
        assertThat(api.get(own.path("/audience"), own.key("viewer"))
                        .json()
                        .at("/data/waiting/0/code")
                        .asString())
                .isEqualTo("not_enough_credits");

        made(api.post(own.path("/credits/grants"), "installation", "{\"credits\": 1000}"));
        assertThat(api.get(own.path("/audience"), own.key("viewer"))
                        .json()
                        .at("/data/waiting/0")
                        .has("nextTryAt"))
                .as("it is tried at once")
                .isFalse();
        assertThat(runPending(own, "{}", null).status()).isEqualTo(201);
        assertThat(api.get(own.path("/audience"), own.key("viewer")).json().at("/data/waiting"))
                .isEmpty();
    }
}
