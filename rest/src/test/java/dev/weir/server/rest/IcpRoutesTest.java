package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.testing.TestWeir;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(60)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IcpRoutesTest {

    private static final String ICP = "/audience/icp";

    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        api = new TestApi(new TestWeir(SandboxSettings.DEFAULT, folder));
    }

    @AfterAll
    void stop() {
        api.test().assertVerified();
        api.close();
    }

    private TestApi.Tenant tenant(String name) {
        return api.newTenant(api.test().weir().workspaces().ensure(name, true, true));
    }

    private static JsonNode data(TestApi.Got got) {
        assertThat(got.status()).as(got.response().body()).isBetween(200, 201);
        return got.json().at("/data");
    }

    private JsonNode put(TestApi.Tenant tenant, String model) {
        return data(api.send("PUT", tenant.path(ICP), tenant.key("admin"), model));
    }

    private static String model(int points) {
        return "{\"criteria\": [{\"name\": \"big\", \"points\": " + points
                + ", \"when\": \"company.employee_count > 100\"}], \"tiers\": {\"A\": 50}}";
    }

    private long subscribe(TestApi.Tenant tenant, String subscriber) {
        return data(api.post(
                        tenant.path("/audience/subscribers"),
                        tenant.key("member"),
                        "{\"subscribers\": [" + subscriber + "]}"))
                .at("/subscribers/0/id")
                .asLong();
    }

    private void awaitScored(TestApi.Tenant tenant) {
        while (data(api.get(tenant.path(ICP), tenant.key("viewer")))
                .at("/rescoredAt")
                .isMissingNode()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private String rescoredAt(TestApi.Tenant tenant) {
        return data(api.get(tenant.path(ICP), tenant.key("viewer")))
                .at("/rescoredAt")
                .asString("");
    }

    private JsonNode score(TestApi.Tenant tenant, long subscriber) {
        return data(api.get(tenant.path("/audience/subscribers/" + subscriber + "/score"), tenant.key("viewer")));
    }

    private JsonNode awaitScore(TestApi.Tenant tenant, long subscriber, int version) {
        while (true) {
            JsonNode score = score(tenant, subscriber);
            if (score.at("/version").asInt(0) == version) {
                return score;
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    @Test
    void aRuleThatChangesOnARunningServerScoresAllAnewAndAsksNobody() {
        TestApi.Tenant tenant = tenant("changing");
        long subscriber = subscribe(tenant, "{\"email\": \"ada@acme.example\", \"company.employee_count\": 250}");
        assertThat(score(tenant, subscriber).at("/explanation").asString()).contains("there is no model");
        List<Long> before = spent();

        put(tenant, model(60));
        JsonNode first = awaitScore(tenant, subscriber, 1);
        assertThat(first.at("/explanation").asString()).isEqualTo("60 = 60 for big");
        assertThat(first.at("/tier").asString()).isEqualTo("A");

        put(tenant, model(40));
        JsonNode second = awaitScore(tenant, subscriber, 2);
        assertThat(second.at("/score").decimalValue()).isEqualByComparingTo("40");
        assertThat(second.at("/tier").isMissingNode()).isTrue();

        awaitScored(tenant);
        String scored = rescoredAt(tenant);
        assertThat(api.send(
                                "PUT",
                                tenant.path("/audience"),
                                tenant.key("admin"),
                                "{\"foundFirst\": [\"company.name\"]}")
                        .status())
                .isEqualTo(200);
        while (rescoredAt(tenant).equals(scored) || rescoredAt(tenant).isEmpty()) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }

        // Somebody of whom something changes is scored by himself.
        subscribe(tenant, "{\"email\": \"ada@acme.example\", \"company.employee_count\": 5}");
        while (score(tenant, subscriber).at("/score").asInt() != 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
        assertThat(score(tenant, subscriber).at("/criteria/0/why").asString()).isEqualTo("it is not so");
        assertThat(spent()).as("no credit moved and nobody was called").isEqualTo(before);
    }

    /** Rows of the ledger, intents, records, and calls that vendors got. */
    private List<Long> spent() {
        return List.of(
                count("SELECT count(*) FROM weir.transfer"),
                count("SELECT count(*) FROM weir.enrichment_record"),
                count("SELECT count(*) FROM weir.intent"),
                api.test().sandbox().ledger().summary().calls());
    }

    private long count(String sql) {
        return api.test().database().ownerJdbc().sql(sql).query(Long.class).single();
    }

    @Test
    void whatIsWrongWithAModelIsToldWhereItStandsAndNothingIsKept() {
        TestApi.Tenant tenant = tenant("mistaken");
        String wrong = "{\"criteria\": [{\"name\": \"big\", \"points\": 0, \"when\": \"company.employees > 1\"}]}";
        TestApi.Got got = api.send("PUT", tenant.path(ICP), tenant.key("admin"), wrong);
        assertThat(got.status()).isEqualTo(400);
        assertThat(got.json().at("/code").asString()).isEqualTo("bad_icp_model");
        assertThat(got.json().at("/errors").findValuesAsString("pointer"))
                .containsExactly("/criteria/0/points", "/criteria/0/when");

        TestApi.Got tried =
                api.post(tenant.path(ICP + "/preview"), tenant.key("member"), "{\"content\": " + wrong + "}");
        assertThat(tried.json().at("/errors").findValuesAsString("pointer"))
                .containsExactly("/content/criteria/0/points", "/content/criteria/0/when");
        assertThat(api.get(tenant.path(ICP), tenant.key("viewer")).status()).isEqualTo(404);
        assertThat(api.post(tenant.path(ICP + "/preview"), tenant.key("member"), "{}")
                        .status())
                .isEqualTo(404);
        assertThat(data(api.get(tenant.path(ICP + "/versions"), tenant.key("viewer"))))
                .isEmpty();
    }

    @Test
    void theGuideWorks(@TempDir Path folder) throws Exception {
        TestApi.Tenant tenant = tenant("guided");
        List<String> printed = GuideCommands.run("icp-scores.md", api, tenant, folder, java.util.Map.of());

        assertThat(String.join("\n", printed)).doesNotContain("\"success\":false", "\"code\":");
        assertThat(printed.get(0)).contains("\"version\":1", "\"problems\":[]");
        assertThat(printed.get(1))
                .contains("\"score\":82", "\"tier\":\"A\"")
                .contains("82 = 30 for seniority + 25 for company size + 17 for country + 10 for title");
        JsonNode preview = TestApi.JSON.readTree(printed.get(2)).at("/data");
        assertThat(preview.at("/subscribers").asInt()).isEqualTo(3);
        assertThat(preview.at("/tiers").toString())
                .isEqualTo("[{\"tier\":\"A\",\"before\":1,\"after\":1},{\"tier\":\"B\",\"before\":0,\"after\":1},"
                        + "{\"before\":2,\"after\":1}]");
        assertThat(preview.at("/criteria/0").toString()).isEqualTo("{\"name\":\"senior\",\"gives\":1,\"untold\":2}");
        assertThat(printed.get(3)).contains("\"removed\":true", "\"version\":3");
        awaitScored(tenant);
    }
}
