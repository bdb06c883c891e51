package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.server.rights.Remains;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RightsRoutesTest {

    private static final String LIST = "/suppressions";

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

    private JsonNode posted(String path, String role, String body, int status) {
        TestApi.Got got = api.post(api.path(path), role, body);
        assertThat(got.status()).as(got.response().body()).isEqualTo(status);
        return got.json().at("/data");
    }

    private static String values(String... values) {
        return "{\"values\": [\"" + String.join("\", \"", values) + "\"]}";
    }

    private static void until(String what, BooleanSupplier done) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!done.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Test
    void aListCanBeAskedAboutSomebodyAndDoesNotTellWhoIsOnIt() {
        JsonNode added = posted(
                LIST,
                "member",
                values("Listed.One@Secret.example", "linkedin.com/in/listed-one", "@whole.example", "+49 171 9999999"),
                200);
        assertThat(added.at("/changed").asInt()).isEqualTo(4);
        assertThat(posted(LIST, "member", values("listed.one@secret.example"), 200)
                        .at("/changed")
                        .asInt())
                .isZero();
        JsonNode checks = posted(
                LIST + "/check",
                "member",
                values("LISTED.ONE@secret.example", "other@secret.example", "bob@sub.whole.example", "whole.example"),
                200);
        assertThat(IntStream.range(0, 4)
                        .mapToObj(i -> checks.get(i).at("/suppressed").asBoolean())
                        .toList())
                .containsExactly(true, false, true, true);
        assertThat(checks.at("/0/kind").asString()).isEqualTo("email");
        TestApi.Got counts = api.get(api.path(LIST), "viewer");
        assertThat(counts.json().at("/data/emails").asInt()).isPositive();
        assertThat(counts.json().at("/data/linkedinUrls").asInt()).isEqualTo(1);
        assertThat(Remains.of(api.test().database().ownerJdbc(), "listed.one", "listed-one", "1719999999"))
                .isEmpty();

        assertThat(posted(LIST + "/remove", "admin", values("listed.one@secret.example"), 200)
                        .at("/changed")
                        .asInt())
                .isEqualTo(1);
        assertThat(posted(LIST + "/check", "member", values("listed.one@secret.example"), 200)
                        .at("/0/suppressed")
                        .asBoolean())
                .isFalse();
        assertThat(api.get(api.path("/audit"), "admin").response().body())
                .contains("suppressions.added", "4 entries", "suppressions.removed", "1 entry")
                .doesNotContain("secret.example");
    }

    @Test
    void whatCannotBeReadIsRefusedWithItsPlaceAndWithoutItsText() {
        TestApi.Got got = api.post(api.path(LIST), "member", values("ok@fine.example", "no handle at all"));
        assertThat(got.status()).isEqualTo(400);
        assertThat(got.json().at("/errors/0/pointer").asString()).isEqualTo("/values/1");
        assertThat(got.response().body()).doesNotContain("no handle");
        assertThat(posted(LIST + "/check", "member", values("ok@fine.example"), 200)
                        .at("/0/suppressed")
                        .asBoolean())
                .isFalse();
        String many =
                IntStream.range(0, 10_001).mapToObj(i -> "d" + i + ".example").collect(Collectors.joining("\", \""));
        assertThat(api.post(api.path(LIST), "member", values(many)).status()).isEqualTo(413);
        TestApi.Got nobody = api.post(api.path("/erasures"), "admin", "{}");
        assertThat(nobody.status()).isEqualTo(400);
        assertThat(nobody.json().at("/code").asString()).isEqualTo("nobody_named");
        assertThat(api.post(api.path("/erasures"), "admin", "{\"email\": \"acme.example\"}")
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/email");
    }

    @Test
    void whatIsKeptOfSomebodyIsToldAndThenErased() {
        String list = "domain,email,who,notes\n"
                + "erased-one.example,eve.canary@erased-one.example,Evecanary Person,met Evecanary\n"
                + "other-one.example,bob@other-one.example,Bob,knows eve.canary@erased-one.example\n";
        TestApi.Got uploaded = api.send(api.request(
                        api.path("/enrichment-jobs?fields=company.industry&name=eve.canary%40erased-one.example.csv"),
                        "member")
                .header("Content-Type", "text/csv")
                .header("Idempotency-Key", "of eve")
                .POST(HttpRequest.BodyPublishers.ofString(list)));
        assertThat(uploaded.status()).as(uploaded.response().body()).isIn(201, 202);
        String job = uploaded.json().at("/data/id").asString();
        until(
                "it has ended",
                () -> !api.get(api.path("/enrichment-jobs/" + job), "viewer")
                        .json()
                        .at("/data/completedAt")
                        .isMissingNode());
        until(
                "it is closed",
                () -> List.of("completed", "failed", "partially_completed")
                        .contains(api.get(api.path("/enrichment-jobs/" + job), "viewer")
                                .json()
                                .at("/data/status")
                                .asString()));

        TestApi.Got told =
                api.post(api.path("/subjects/export"), "admin", "{\"email\": \"EVE.canary@erased-one.example\"}");
        assertThat(told.status()).as(told.response().body()).isEqualTo(200);
        JsonNode row = told.json().at("/rows/0");
        assertThat(told.json().at("/rows")).hasSize(1);
        assertThat(row.at("/jobId").asString()).isEqualTo(job);
        assertThat(row.at("/input/person.work_email").asString()).isEqualTo("eve.canary@erased-one.example");
        assertThat(row.at("/records")).isNotEmpty();
        assertThat(row.at("/records/0/provider").asString()).isNotEmpty();
        assertThat(row.at("/values/0/step").asString()).isEqualTo("company.industry");
        assertThat(told.json().at("/suppressed").asBoolean()).isFalse();
        assertThat(api.post(api.path("/subjects/export"), "admin", "{\"email\": \"nobody@no.example\"}")
                        .json()
                        .at("/rows"))
                .isEmpty();

        assertThat(Remains.of(api.test().database().ownerJdbc(), "eve.canary")).isNotEmpty();
        JsonNode made = posted("/erasures", "admin", "{\"email\": \"eve.canary@erased-one.example\"}", 201);
        String erasure = "/erasures/" + made.at("/id").asString();
        until(
                "it is done",
                () -> api.get(api.path(erasure), "admin")
                        .json()
                        .at("/data/state")
                        .asString()
                        .equals("done"));
        assertThat(Remains.of(api.test().database().ownerJdbc(), "eve.canary", "evecanary"))
                .isEmpty();
        JsonNode done = api.get(api.path(erasure), "admin").json().at("/data");
        assertThat(done.at("/counts/rows").asInt()).isEqualTo(1);
        assertThat(done.at("/given/0").asString()).isEqualTo("email");
        assertThat(api.get(api.path("/erasures"), "admin")
                        .json()
                        .at("/data/0/id")
                        .asString())
                .isEqualTo(made.at("/id").asString());
        // The list comes back with an empty line in its place, and the other one's is whole.
        String exported = api.get(api.path("/enrichment-jobs/" + job + "/export"), "viewer")
                .response()
                .body();
        assertThat(exported).contains("bob@other-one.example", "knows [erased]").doesNotContain("canary");
        assertThat(exported.lines()).hasSize(3);
        for (String path : List.of("/rows", "/records", "/cells/0/company.industry", "/timeline")) {
            assertThat(api.get(api.path("/enrichment-jobs/" + job + path), "viewer")
                            .status())
                    .as(path)
                    .isEqualTo(200);
        }
        assertThat(api.get(api.path("/audit"), "admin").response().body())
                .contains("erasure.requested", "erasure.done")
                .doesNotContain("canary");
        assertThat(posted(LIST + "/check", "member", values("eve.canary@erased-one.example"), 200)
                        .at("/0/suppressed")
                        .asBoolean())
                .isTrue();
    }
}
