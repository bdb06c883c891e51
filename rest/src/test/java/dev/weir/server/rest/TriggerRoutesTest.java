package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Values;
import dev.weir.server.audience.Arrival;
import dev.weir.server.audience.From;
import dev.weir.server.audience.Source;
import dev.weir.server.enrolment.EnrichmentRequest;
import dev.weir.server.enrolment.EnrichmentRequests;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TriggerRoutesTest {

    private static final String TRIGGERS = "/audience/triggers";

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

    private long arrive(TestApi.Tenant tenant, String email) {
        return api.test().weir().transactions().in(tenant.id(), () -> {
            Source source = api.test().weir().sources().ensure(tenant.id(), Source.API);
            return Objects.requireNonNull(api.test()
                    .weir()
                    .subscribers()
                    .receive(
                            tenant.id(),
                            new From(source.id(), From.Merge.NEWER, From.Kind.API),
                            List.of(new Arrival(email, Values.none(), null, null, null, "{}")))
                    .getFirst()
                    .subscriberId());
        });
    }

    /** The request that is made for a subscriber. */
    private EnrichmentRequest awaitWanted(TestApi.Tenant tenant, long subscriber) {
        while (true) {
            List<EnrichmentRequest> found = api.test()
                    .weir()
                    .transactions()
                    .in(
                            tenant.id(),
                            () -> api.test()
                                    .weir()
                                    .enrichmentRequests()
                                    .page(
                                            tenant.id(),
                                            new EnrichmentRequests.Filter(null, null, subscriber, null),
                                            Long.MAX_VALUE,
                                            0,
                                            1));
            if (!found.isEmpty()) {
                return found.getFirst();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void theReadyMadeTriggerIsThereAndOneCallSwitchesItOnForWhoeverArrivesNext() {
        TestApi.Tenant tenant = api.newTenant(api.test().weir().workspaces().ensure("switching", true, true));
        String path = tenant.path(TRIGGERS + "/created-personal");
        TestApi.Got ready = api.get(path, tenant.key("viewer"));
        assertThat(ready.json().at("/data/mode").asString()).isEqualTo("note");
        assertThat(ready.json().at("/data/readyMade").asBoolean()).isTrue();
        assertThat(ready.json().at("/data/on/0").asString()).isEqualTo("created");

        assertThat(awaitWanted(tenant, arrive(tenant, "ada@gmail.com")).automatic())
                .isFalse();
        TestApi.Got enabled = api.post(path + "/enable", tenant.key("admin"), "");
        assertThat(enabled.status()).as(enabled.response().body()).isEqualTo(200);
        assertThat(enabled.json().at("/data/mode").asString()).isEqualTo("run");
        assertThat(api.get(tenant.path("/blueprints/subscriber-enrichment"), tenant.key("viewer"))
                        .status())
                .isEqualTo(200);
        assertThat(awaitWanted(tenant, arrive(tenant, "bob@gmail.com")).automatic())
                .isTrue();

        assertThat(api.post(path + "/disable", tenant.key("admin"), "")
                        .json()
                        .at("/data/mode")
                        .asString())
                .isEqualTo("note");
        assertThat(api.get(path, tenant.key("viewer")).json().at("/data/fired").asLong())
                .isEqualTo(2);
        assertThat(api.send("DELETE", path, tenant.key("admin"), null)
                        .json()
                        .at("/code")
                        .asString())
                .isEqualTo("trigger_ready_made");
        assertThat(api.get(tenant.path("/audit"), tenant.key("admin"))
                        .response()
                        .body())
                .contains("trigger.enabled", "trigger.disabled", "trigger created-personal");
    }

    @Test
    void aTriggerIsAddedTriedChangedAndDeletedAndItsMistakesAreToldByTheirPlaces() {
        TestApi.Got made = api.post(api.path(TRIGGERS), "admin", """
                {"slug": "webinar", "title": "Whoever comes by the webinar", "on": ["created", "changed"],
                 "condition": "subscriber.from == 'webinar'", "blueprint": "subscriber-enrichment", "maxPerDay": 50}
                """);
        assertThat(made.status()).as(made.response().body()).isEqualTo(201);
        assertThat(made.json().at("/data/mode").asString()).isEqualTo("off");
        assertThat(made.response().headers().firstValue("Location")).contains(api.path(TRIGGERS + "/webinar"));

        TestApi.Got wrong = api.send("PUT", api.path(TRIGGERS + "/webinar"), "admin", """
                {"slug": "webinar", "on": [null], "condition": "subscriber.frm == 'webinar'", "blueprint": "subscriber-enrichmnt"}
                """);
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().at("/errors/1/pointer").asString()).isEqualTo("/condition");
        assertThat(wrong.json().at("/errors/1/detail").asString()).contains("column 11", "did you mean 'from'");
        assertThat(wrong.json().at("/errors/2/pointer").asString()).isEqualTo("/blueprint");
        assertThat(wrong.json().at("/errors/2/detail").asString()).contains("Did you mean 'subscriber-enrichment'?");

        TestApi.Got changed = api.send("PUT", api.path(TRIGGERS + "/webinar"), "admin", """
                {"slug": "webinar", "condition": "true", "blueprint": "subscriber-enrichment", "mode": "note"}
                """);
        assertThat(changed.json().at("/data/mode").asString()).isEqualTo("note");
        assertThat(changed.json().at("/data").has("maxPerDay")).isFalse();
        assertThat(api.get(api.path(TRIGGERS), "viewer").json().at("/data"))
                .extracting(trigger -> trigger.at("/slug").asString())
                .containsExactly("created-personal", "webinar");

        long id = arrive(api.tenant(), "carl@gmail.com");
        TestApi.Got tried = api.post(
                api.path(TRIGGERS + "/try"),
                "member",
                "{\"condition\": \"person.job_title == 'x'\", \"on\": \"changed\", \"subscriberIds\": [" + id + "]}");
        assertThat(tried.status()).as(tried.response().body()).isEqualTo(200);
        assertThat(tried.json().at("/data/untold").asInt()).isEqualTo(1);
        assertThat(tried.json().at("/data/subscribers/0/reason").asString()).isEqualTo("person.job_title is not known");
        assertThat(api.post(api.path(TRIGGERS + "/try"), "member", "{\"condition\": \"true\", \"on\": \"x\"}")
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/on");

        assertThat(api.post(
                                api.path(TRIGGERS + "/try"),
                                "member",
                                "{\"condition\": \"true\", \"subscriberIds\": [null]}")
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/subscriberIds/0");

        assertThat(api.send("DELETE", api.path(TRIGGERS + "/webinar"), "admin", null)
                        .status())
                .isEqualTo(200);
        assertThat(api.get(api.path(TRIGGERS + "/webinar"), "viewer")
                        .json()
                        .at("/code")
                        .asString())
                .isEqualTo("unknown_trigger");
    }
}
