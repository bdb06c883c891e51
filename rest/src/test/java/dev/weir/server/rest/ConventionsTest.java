package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

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
    void aBodyThatCallsItselfOneOfPartsAndIsNoneIsRefusedWhereverItIsSent() {
        for (String path : List.of("/api/v1/providers", api.path("/webhooks"), api.path("/spend"))) {
            TestApi.Got got = api.send(api.request(path, "admin")
                    .header("Content-Type", "multipart/form-data")
                    .GET());

            assertThat(got.status()).as(got.response().body()).isEqualTo(400);
            assertThat(got.json().at("/code").asString()).isEqualTo("bad_multipart");
        }
    }

    @Test
    void theDocumentSaysThatOtherPropertiesAreRefusedAndThatAChangeMayNotFit() {
        JsonNode document = api.get("/api/v1/openapi.json", null).json();

        for (String body : List.of("NewKey", "StepForm", "StepDestination")) {
            assertThat(document.at("/components/schemas/" + body + "/additionalProperties"))
                    .as(body)
                    .isEqualTo(TestApi.JSON.readTree("false"));
        }
        assertThat(document.at("/paths/~1api~1v1~1workspaces~1{workspaceId}~1api-keys~1{keyId}/delete/responses")
                        .has("409"))
                .isTrue();
    }

    @Test
    void theDocumentIsWrittenOnceAndNotForEachReader() throws Exception {
        int readers = 20;
        String whole = api.get("/api/v1/openapi.json", null).response().body();
        HttpRequest request = HttpRequest.newBuilder(api.server().base().resolve("/api/v1/openapi.json"))
                .build();
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body())
                    .isEqualTo(whole);
            long before = threads.getTotalThreadAllocatedBytes();
            for (int i = 0; i < readers; i++) {
                client.send(request, HttpResponse.BodyHandlers.discarding());
            }
            long each = (threads.getTotalThreadAllocatedBytes() - before) / readers;

            assertThat(each).as("bytes allocated for a reader").isLessThan(2L * whole.length());
        }
    }

    @Test
    void aNumberWithAnExponentThatNoNumberHasIsRefused() {
        String number = "0.4e00" + "9".repeat(120);
        for (Map.Entry<String, String> body : Map.of(
                        "/caps", "{\"credits\": " + number + "}",
                        "/audience", "{\"maxCreditsPerDay\": " + number + "}")
                .entrySet()) {
            TestApi.Got got = api.send("PUT", api.path(body.getKey()), "admin", body.getValue());

            assertThat(got.status()).as(got.response().body()).isEqualTo(400);
        }
        TestApi.Got records = api.post(
                api.path("/enrichment-jobs/quote"),
                "member",
                "{\"records\": [{\"company.domain\": \"a.example\", \"n\": " + number
                        + "}], \"fields\": [\"company.industry\"]}");
        assertThat(records.status()).as(records.response().body()).isEqualTo(400);
        TestApi.Got list = api.send(api.request(api.path("/enrichment-jobs?fields=company.industry"), "member")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"company.domain\": \"a.example\", \"n\": " + number + "}\n")));
        assertThat(list.status()).as(list.response().body()).isEqualTo(400);
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

    /** Each would mean something if it were bent to fit: no end of a key, transaction 1, true. */
    @Test
    void aValueOfAnotherKindIsPointedAtAndTakenForNothingElse() {
        String keys = api.path("/api-keys");
        String steps = "{\"name\": \"bent\", \"fields\": [\"company.name\"], ";
        Map<String, TestApi.Got> refused = new LinkedHashMap<>();
        refused.put("/name", api.post(keys, "owner", "{\"name\": 7, \"role\": \"viewer\"}"));
        refused.put(
                "/expiresAt", api.post(keys, "owner", "{\"name\": \"k\", \"role\": \"viewer\", \"expiresAt\": \"\"}"));
        refused.put(
                "/memberId", api.post(keys, "owner", "{\"name\": \"k\", \"role\": \"viewer\", \"memberId\": \"1\"}"));
        refused.put("/sandbox", api.post("/api/v1/workspaces", "installation", "{\"name\": \"W\", \"sandbox\": 1}"));
        refused.put(
                "/transactionId",
                api.post(
                        api.path("/credits/refunds"),
                        "installation",
                        "{\"transactionId\": 1.5, \"key\": \"k\", \"reason\": \"r\"}"));
        refused.put(
                "/secrets/api_key",
                api.send("PUT", api.path("/credentials/hunter"), "owner", "{\"secrets\": {\"api_key\": 7}}"));
        refused.put("/onFailure", api.post(api.path("/registry/steps"), "owner", steps + "\"onFailure\": true}"));
        refused.put(
                "/retry/attempts",
                api.post(api.path("/registry/steps"), "owner", steps + "\"retry\": {\"attempts\": 2.5}}"));
        refused.put("/title", api.post(api.path("/registry/steps"), "owner", steps + "\"title\": \"a\\u0000b\"}"));
        refused.put(
                "/slug",
                api.post(api.path("/blueprints"), "owner", "{\"slug\": \"a\\u0000b\", \"steps\": [\"bent\"]}"));
        refused.put("", api.post(keys, "owner", "null"));

        refused.forEach((pointer, got) -> {
            assertThat(got.status()).as(pointer + got.response().body()).isEqualTo(400);
            assertThat(got.json().at("/errors").findValuesAsString("pointer")).containsExactly(pointer);
        });
        assertThat(api.get(keys + "?limit=100", "owner").json().at("/data").findValuesAsString("name"))
                .doesNotContain("k", "7");
    }

    /** What generators of clients and people read beside the routes. */
    @Test
    void theDocumentSaysWhatFormsMeanAndThatRefusalsAreProblems() {
        JsonNode document = api.get("/api/v1/openapi.json", null).json();
        JsonNode schemas = document.at("/components/schemas");

        assertThat(schemas.at("/Job/properties/metadata/type").toString()).isEqualTo("[\"object\",\"null\"]");
        assertThat(schemas.at("/RerunOrder/properties/rows/items/type").asString())
                .isEqualTo("integer");
        assertThat(schemas.at("/JobOrder/properties/onDoubt/description").asString())
                .endsWith("hold unless said");
        assertThat(schemas.findValues("default")).isEmpty();
        // A list's answer is a job's with more to it, down to what may be null there.
        assertThat(schemas.at("/UploadedJob/properties/blueprint/anyOf/1/type").asString())
                .isEqualTo("null");
        assertThat(schemas.at("/UploadedJob/required").toString()).contains("\"list\"", "\"status\"");
        assertThat(document.at(
                                "/paths/~1api~1v1~1workspaces~1{workspaceId}~1enrichment-jobs/post/responses/201/content")
                        .at("/application~1json/schema/anyOf/0/$ref")
                        .asString())
                .endsWith("/AnswerUploadedJob");
        assertThat(schemas.at("/StepForm/properties/kind/enum").toString())
                .isEqualTo("[\"lookup\",\"compute\",\"await\"]");
        for (String form : List.of("StepForm", "StepRetry", "StepAcceptance", "BlueprintForm")) {
            schemas.at("/" + form + "/properties")
                    .forEach(property -> assertThat(property.at("/description").asString(""))
                            .as(form + " " + property)
                            .isNotEmpty());
        }
        document.at("/paths")
                .forEach(path ->
                        path.forEach(operation -> operation.at("/responses").forEachEntry((status, response) -> {
                            if (status.startsWith("4") || status.startsWith("5")) {
                                assertThat(response.at("/content/application~1problem+json/schema/$ref")
                                                .asString(""))
                                        .as(operation.at("/operationId").asString("") + " " + status)
                                        .isEqualTo("#/components/schemas/Problem");
                            }
                        })));
    }

    @Test
    void aTextThatCannotBeStoredIsRefusedAndNotTheDatabasesTrouble() {
        TestApi.Got saved =
                api.post(api.path("/blueprints"), "admin", "{\"slug\": \"a\\u0000\", \"steps\": [\"a\\u0000\"]}");
        TestApi.Got ordered = api.post(
                api.path("/enrichment-jobs"),
                "member",
                "{\"blueprint\": \"a\\u0000\", \"records\": [{\"company.domain\": \"acme.example\"}]}");

        for (TestApi.Got got : List.of(saved, ordered)) {
            assertThat(got.status()).as(got.response().body()).isEqualTo(400);
            assertThat(got.json().at("/detail").asString()).contains("NUL character (\\u0000)");
        }
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

    @Test
    void anActIsTheSameHoweverItsPathIsWrittenOrItIsRefused() {
        long granted = grants();
        String path = api.path("/credits/grants");
        assertThat(grant(path).status()).isEqualTo(201);

        for (String other : List.of(
                path + ";x=1",
                path.replace("/credits", "/credits;x=1"),
                path + "%3Bx=1",
                path + "%3bx",
                path.replace("/credits", "//credits"),
                path + "//",
                path.replace("/credits", "/./credits"),
                path.replace("/credits", "/x/../credits"),
                path.replace("/credits", "/x/%2E%2e/credits"),
                path.replace("/credits/", "/credits%2f"),
                path.replace("/credits/", "/credits%5C"))) {
            TestApi.Got got = grant(other);
            assertThat(got.status()).as(other + got.response().body()).isEqualTo(400);
            if (!other.contains("%2f") && !other.contains("%5C")) {
                assertThat(got.json().at("/code").asString()).as(other).isEqualTo("bad_path");
            }
        }
        for (String nowhere : List.of(
                path + "/",
                path + "%00",
                path.replace("grants", "Grants"),
                path.replace("/workspaces/", "/workspaces/0"),
                path.replace("/workspaces/", "/workspaces/+"),
                path.replace("/workspaces/", "/workspaces/%20"))) {
            assertThat(grant(nowhere).status()).as(nowhere).isIn(400, 404);
        }
        TestApi.Got again = grant(path.replace("grants", "gr%61nts"));

        assertThat(again.response().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(grants()).isEqualTo(granted + 1);
    }

    @Test
    void aNumberInAPathIsWrittenOneWayAlone() {
        long key = api.post(api.path("/api-keys"), "owner", "{\"name\": \"one\", \"role\": \"viewer\"}")
                .json()
                .at("/data/apiKey/id")
                .asLong();
        assertThat(api.get(api.path("/api-keys/" + key), "owner").status()).isEqualTo(200);

        for (String other : List.of(
                "0" + key, "+" + key, "0x" + Long.toHexString(key), "%23" + Long.toHexString(key), key + "%20")) {
            TestApi.Got got = api.get(api.path("/api-keys/" + other), "owner");
            assertThat(got.status()).as(other).isEqualTo(404);
        }
        assertThat(api.get(api.path("/enrichment-jobs/1/records?row=01"), "viewer")
                        .json()
                        .at("/code")
                        .asString())
                .isEqualTo("bad_row");
    }

    private TestApi.Got grant(String path) {
        return api.send(api.request(path, "installation")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "one grant")
                .POST(HttpRequest.BodyPublishers.ofString("{\"credits\": 1}")));
    }

    private long grants() {
        return api.test()
                .database()
                .ownerJdbc()
                .sql("SELECT count(*) FROM weir.transfer WHERE workspace_id = ?")
                .param(api.tenant().id())
                .query(Long.class)
                .single();
    }

    @Test
    void aParameterThatTheRouteDoesNotTakeIsNamedWithTheNearestThereIs() {
        TestApi.Got got = api.get(api.path("/enrichment-jobs?limit=1&statu=running"), "viewer");

        assertThat(got.status()).isEqualTo(400);
        assertThat(got.json().at("/code").asString()).isEqualTo("unknown_parameter");
        assertThat(got.json().at("/errors/0/pointer").asString()).isEqualTo("/statu");
        assertThat(got.json().at("/detail").asString())
                .isEqualTo(
                        "There is no parameter 'statu' here. Did you mean 'status'? There are: cursor, limit, page, status.");

        for (String path : List.of(
                "/credits?workspaceId=1",
                "/rows?sate=open",
                "/export?fromat=csv",
                "/credits?%6cimit=1",
                "/credits?x")) {
            boolean ofJob = path.startsWith("/rows") || path.startsWith("/export");
            TestApi.Got other = api.get(api.path(ofJob ? "/enrichment-jobs/1" + path : path), "viewer");
            assertThat(other.json().at("/code").asString()).as(path).isEqualTo("unknown_parameter");
        }
        TestApi.Got cancelled = api.post(api.path("/enrichment-jobs/1/cancel?dryRun=true"), "member", "{}");
        assertThat(cancelled.json().at("/code").asString()).isEqualTo("unknown_parameter");
        assertThat(cancelled.json().at("/detail").asString()).contains("Nothing is taken from the query.");
        assertThat(api.get("/health?at=1", null).status()).isEqualTo(200);
        assertThat(api.get(api.path("/credits?x=1"), null).status()).isEqualTo(401);
    }

    @Test
    void aMistypedOptionOfAListIsNamedInTheQueryAsInTheParts() {
        TestApi.Got text = api.send(api.request(api.path("/enrichment-jobs?fields=company.name&maxCredit=1"), "member")
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString("domain\nacme.example\n")));
        TestApi.Got parts = api.send(api.request(api.path("/enrichment-jobs?fields=company.name"), "member")
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString("--b--\r\n")));

        TestApi.Got bent = api.send(api.request(api.path("/enrichment-jobs?fields=company.name&strict=1"), "member")
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString("domain\nacme.example\n")));
        assertThat(bent.json().at("/errors/0/pointer").asString()).isEqualTo("/strict");
        assertThat(bent.json().at("/detail").asString())
                .isEqualTo("The options cannot be read: this must be true or false.");
        assertThat(text.json().at("/code").asString()).isEqualTo("unknown_parameter");
        assertThat(text.json().at("/detail").asString()).contains("Did you mean 'maxCredits'");
        assertThat(parts.json().at("/code").asString()).isEqualTo("unknown_parameter");
    }
}
