package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ConventionsTest {

    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        api = new TestApi(folder);
    }

    @AfterAll
    void stop() {
        api.close();
    }

    @Test
    void whatSucceedsComesInAnEnvelope() {
        TestApi.Got got = api.get("/api/v1/providers?field=company.domain", "viewer");

        assertThat(got.status()).isEqualTo(200);
        assertThat(got.json().at("/success").asBoolean()).isTrue();
        assertThat(got.json().at("/data/0/slug").asString()).isNotEmpty();
        assertThat(got.json().has("pagination")).isFalse();
    }

    @Test
    void whatIsRefusedIsAProblemDocument() {
        TestApi.Got got = api.get("/api/v1/providers/nobody", "viewer");

        assertThat(got.status()).isEqualTo(404);
        assertThat(got.response().headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(got.json().at("/code").asString()).isEqualTo("unknown_provider");
        assertThat(got.json().at("/detail").asString()).contains("nobody");
        for (String path : List.of("/api/v1/providers/huntr", api.path("/credentials/huntr"))) {
            assertThat(api.get(path, "admin").json().at("/detail").asString()).contains("Did you mean 'hunter'?");
        }
    }

    @Test
    void whoShowsNoKeyIsToldHow() {
        TestApi.Got got = api.get("/api/v1/providers", null);

        assertThat(got.status()).isEqualTo(401);
        assertThat(got.json().at("/code").asString()).isEqualTo("no_key");
        assertThat(got.response().headers().firstValue("WWW-Authenticate")).isPresent();
    }

    @Test
    void aPathThatIsNotServedIsAProblemToo() {
        TestApi.Got got = api.get("/api/v1/nothing", "viewer");

        assertThat(got.status()).isEqualTo(404);
        assertThat(got.json().at("/code").asString()).isEqualTo("no_such_route");
        assertThat(got.json().at("/detail").asString()).contains("GET /api/v1/nothing", "/docs");
    }

    @Test
    void whoLetsCurlChooseTheContentTypeIsToldWhichThereAre() {
        TestApi.Got got = api.send(api.request(api.path("/enrichment-jobs"), "member")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));

        assertThat(got.status()).isEqualTo(415);
        assertThat(got.json().at("/detail").asString())
                .contains("application/x-www-form-urlencoded", "application/json", "text/csv");
    }

    @Test
    void aMemberThatIsThereTwiceIsNamed() {
        TestApi.Got got = api.post(api.path("/enrichment-jobs"), "member", "{\"fields\": [], \"fields\": []}");

        assertThat(got.status()).isEqualTo(400);
        assertThat(got.json().at("/detail").asString()).contains("'fields' is there twice");
    }

    @Test
    void whatCannotBeReadIsSaidOfARecordThatGivesNothingElse() {
        String body = "{\"records\": [{\"company.domain\": 7}], \"fields\": [\"company.industry\"]}";
        for (String path : List.of("/enrichment-jobs", "/enrichment-jobs/quote")) {
            TestApi.Got got = api.post(api.path(path), "member", body);

            assertThat(got.json().at("/code").asString()).isEqualTo("no_usable_input");
            assertThat(got.json().at("/errors").findValuesAsString("pointer"))
                    .containsExactly("/records/0", "/records/0/company.domain");
        }
    }
}
