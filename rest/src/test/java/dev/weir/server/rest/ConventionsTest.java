package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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

    @Test
    void aQueryThatIsNoTextIsRefused() {
        for (String path : List.of("/enrichment-jobs", "/credits/transactions")) {
            TestApi.Got got = api.get(api.path(path + "?status=%ed%a0%80"), "viewer");

            assertThat(got.status()).as(got.response().body()).isEqualTo(400);
            assertThat(got.json().at("/code").asString()).isEqualTo("bad_query");
        }
        TestApi.Got list = api.send(api.request(api.path("/enrichment-jobs?name=%ff"), "member")
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString("name\nAda\n")));
        assertThat(list.status()).as(list.response().body()).isEqualTo(400);
        assertThat(list.json().at("/code").asString()).isEqualTo("bad_query");
    }

    @Test
    void aTextWithHalfOfACharacterIsPointedAtAndNeverAltered() {
        TestApi.Got named = api.send("PATCH", api.path(""), "owner", "{\"name\": \"Ada\\ud800\"}");
        TestApi.Got kept = api.post(api.path("/enrichment-jobs"), "member", """
                {"fields": ["person.work_email"], "metadata": {"list": "\\udc00x"},
                 "records": [{"person.full_name": "Ada Example", "company.domain": "acme.example"}]}""");

        for (Map.Entry<String, TestApi.Got> refused :
                Map.of("/name", named, "/metadata/list", kept).entrySet()) {
            TestApi.Got got = refused.getValue();
            assertThat(got.status()).as(got.response().body()).isEqualTo(400);
            assertThat(got.json().at("/errors/0/pointer").asString()).isEqualTo(refused.getKey());
            assertThat(got.json().at("/detail").asString()).contains("half of a character");
        }
        TestApi.Got whole = api.send("PATCH", api.path(""), "owner", "{\"name\": \"\\ud83d\\ude00\"}");
        assertThat(whole.json().at("/data/name").asString()).isEqualTo("\ud83d\ude00");
    }

    @Test
    void aCursorThatNobodyWasGivenIsRefused() {
        long job = api.post(api.path("/enrichment-jobs"), "member", """
                        {"fields": ["person.work_email"],
                         "records": [{"person.full_name": "Ada Example", "company.domain": "acme.example"}]}""")
                .json()
                .at("/data/id")
                .asLong();
        for (String forged : List.of("records:2147483648:0:0:0:1", "records:0:32768:0:0:1", "records:0:0:32768:0:1")) {
            TestApi.Got got = api.get(
                    api.path("/enrichment-jobs/" + job + "/records?cursor="
                            + Base64.getUrlEncoder().encodeToString(forged.getBytes(StandardCharsets.US_ASCII))),
                    "viewer");
            assertThat(got.status()).as(forged).isEqualTo(400);
            assertThat(got.json().at("/code").asString()).isEqualTo("bad_cursor");
        }
    }
}
