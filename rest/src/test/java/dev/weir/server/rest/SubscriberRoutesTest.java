package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.lists.files.ListLimits;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.audience.Finding;
import dev.weir.server.audience.Kept;
import dev.weir.server.testing.TestWeir;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SubscriberRoutesTest {

    private static final String SUBSCRIBERS = "/audience/subscribers";
    private static final String UPLOADS = "/audience/uploads";

    private TestApi api;
    private Path uploads;

    /** Each test's own. */
    private TestApi.Tenant tenant;

    private int tenants;

    @BeforeAll
    void start(@TempDir Path home) {
        uploads = home.resolve("uploads");
        api = new TestApi(
                new TestWeir(SandboxSettings.DEFAULT, home),
                new UploadSettings(uploads, 2_000_000, new ListLimits(30_000, 10, 1_000), 8));
    }

    @BeforeEach
    void moveOn() {
        tenant = api.newTenant(api.test().weir().workspaces().ensure("audience " + ++tenants, true, true));
    }

    @AfterAll
    void stop() {
        api.close();
        assertThat(uploads).isEmptyDirectory();
    }

    private TestApi.Got get(String path) {
        return api.get(tenant.path(path), tenant.key("viewer"));
    }

    private TestApi.Got post(String body) {
        return api.post(tenant.path(SUBSCRIBERS), tenant.key("member"), body);
    }

    private JsonNode received(String body) {
        TestApi.Got got = post(body);
        assertThat(got.status()).as(got.response().body()).isEqualTo(200);
        return got.json().at("/data");
    }

    private TestApi.Got csv(String query, String list) {
        return api.send(api.request(tenant.path(UPLOADS + query), tenant.key("member"))
                .header("Content-Type", "text/csv")
                .POST(HttpRequest.BodyPublishers.ofString(list)));
    }

    private JsonNode uploaded(String query, String list) {
        TestApi.Got got = csv(query, list);
        assertThat(got.status()).as(got.response().body()).isEqualTo(201);
        return got.json().at("/data");
    }

    private JsonNode only(String email) {
        JsonNode data = get(SUBSCRIBERS + "?email=" + URLEncoder.encode(email, StandardCharsets.UTF_8))
                .json()
                .at("/data");
        assertThat(data).hasSize(1);
        return data.get(0);
    }

    private void found(long id, String field, Object value) {
        Instant at = Instant.parse("2026-11-02T08:00:00Z");
        api.test().weir().transactions().in(tenant.id(), () -> {
            api.test()
                    .weir()
                    .subscribers()
                    .found(
                            tenant.id(),
                            List.of(new Finding(id, 5, 2, Map.of(field, Kept.found(value, at, 5, "fullenrich")))));
            return id;
        });
    }

    @Test
    void eachOfABodyIsToldWhatBecameOfIt() {
        JsonNode taken = received("""
                {"subscribers": [
                    {"email": "Ada@Gmail.com", "person.job_title": "Analyst", "company.employee_count": "many",
                     "company.domain": "gmail.com", "custom.plan": true},
                    {"email": "nobody"},
                    {"person.job_title": "Analyst"},
                    {"email": "ada@gmail.com", "person.job_title": "Analyst"},
                    {"email": "ada@gmail.com", "person.job_title": "Director"}]}""");

        assertThat(taken.at("/subscribers").findValuesAsString("outcome"))
                .containsExactly("created", "refused", "refused", "unchanged", "updated");
        assertThat(taken.at("/subscribers/1/pointer").asString()).isEqualTo("/subscribers/1");
        assertThat(taken.at("/subscribers/1/reason").asString())
                .contains("e-mail address")
                .doesNotContain("nobody");
        assertThat(taken.at("/subscribers/4/id")).isEqualTo(taken.at("/subscribers/0/id"));
        assertThat(taken.at("/refused").asLong()).isEqualTo(2);
        assertThat(taken.at("/warnings").findValuesAsString("pointer"))
                .containsExactly("/subscribers/0/company.domain", "/subscribers/0/company.employee_count");
        JsonNode ada = only("ADA@gmail.com");
        assertThat(ada.at("/type").asString()).isEqualTo("personal");
        assertThat(ada.at("/source").asString()).isEqualTo("api");
        assertThat(ada.at("/values").toString())
                .isEqualTo("{\"custom.plan\":\"true\",\"person.job_title\":\"Director\","
                        + "\"person.personal_email\":\"ada@gmail.com\"}");
    }

    @Test
    void aBodyThatIsWrongIsPointedAtAndNothingOfItIsTakenIn() {
        TestApi.Got got = post("""
                {"subscribers": [
                    {"email": "ada@acme.example", "job_title": "Analyst", "subscribed": "yes"},
                    {"email": 7, "occurredAt": "yesterday"}]}""");

        assertThat(got.status()).isEqualTo(400);
        assertThat(got.json().at("/errors").findValuesAsString("pointer"))
                .containsExactlyInAnyOrder(
                        "/subscribers/0/job_title",
                        "/subscribers/0/subscribed",
                        "/subscribers/1/email",
                        "/subscribers/1/occurredAt");
        assertThat(got.json().at("/errors").toString()).contains("person.job_title");
        assertThat(get(SUBSCRIBERS).json().at("/pagination/total").asLong()).isZero();
        assertThat(post("{\"source\": \"nowhere\", \"subscribers\": [{\"email\": \"a@b.example\"}]}")
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/source");
        assertThat(post("{\"subscribers\": []}").status()).isEqualTo(400);
    }

    @Test
    void aSubscriberSaysWhoseWordEachValueIs() {
        long id = received("""
                {"subscribers": [{"email": "ada@gmail.com", "person.job_title": "Analyst",
                                  "occurredAt": "2026-11-01T09:00:00+01:00"}]}""").at("/subscribers/0/id").asLong();
        found(id, "person.job_title", "Director");
        found(id, "company.name", "Acme");

        JsonNode shown = get(SUBSCRIBERS + "/" + id).json().at("/data");
        assertThat(shown.at("/values/person.job_title").asString()).isEqualTo("Analyst");
        assertThat(shown.at("/provenance/person.job_title").toString())
                .isEqualTo("{\"value\":\"Analyst\",\"by\":\"source\",\"source\":\"api\",\"jobId\":null,"
                        + "\"provider\":null,\"at\":\"2026-11-01T08:00:00Z\"}");
        assertThat(shown.at("/overruled/person.job_title/value").asString()).isEqualTo("Director");
        assertThat(shown.at("/provenance/company.name/provider").asString()).isEqualTo("fullenrich");
        assertThat(shown.at("/provenance/company.name/jobId").asLong()).isEqualTo(5);
        assertThat(get(SUBSCRIBERS + "/0").status()).isEqualTo(404);
        assertThat(api.get(tenant.path(SUBSCRIBERS + "/" + id), "viewer").status())
                .as("another tenant's key")
                .isEqualTo(404);
    }

    @Test
    void historySaysWhatCameAndWhatItChanged() {
        long id = received("{\"subscribers\": [{\"email\": \"ada@gmail.com\", \"person.job_title\": \"Analyst\"}]}")
                .at("/subscribers/0/id")
                .asLong();
        received("{\"subscribers\": [{\"email\": \"ada@gmail.com\", \"person.job_title\": \"Analyst\"}]}");
        received("{\"subscribers\": [{\"email\": \"ada@gmail.com\", \"person.job_title\": \"Director\","
                + " \"subscribed\": false}]}");
        found(id, "company.name", "Acme");

        String history = SUBSCRIBERS + "/" + id + "/history";
        JsonNode events = get(history).json().at("/data");
        assertThat(events.findValuesAsString("outcome")).containsExactly("updated", "updated", "created");
        assertThat(events.findValuesAsString("kind")).containsExactly("enrichment", "api", "api");
        assertThat(events.at("/0/jobId").asLong()).isEqualTo(5);
        assertThat(events.at("/1/changes").toString())
                .isEqualTo("[{\"field\":\"person.job_title\",\"before\":\"Analyst\",\"after\":\"Director\"},"
                        + "{\"field\":\"status\",\"before\":\"subscribed\",\"after\":\"unsubscribed\"}]");
        assertThat(get(history + "/" + events.at("/1/id").asLong())
                        .json()
                        .at("/data/payload")
                        .asString())
                .isEqualTo("{\"email\":\"ada@gmail.com\",\"person.job_title\":\"Director\",\"subscribed\":false}");

        TestApi.Got page = get(history + "?limit=2");
        TestApi.Got next = get(history + "?limit=2&cursor="
                + page.json().at("/pagination/nextCursor").asString());
        assertThat(next.json().at("/data").findValuesAsString("outcome")).containsExactly("created");
        assertThat(get(SUBSCRIBERS + "/0/history").status()).isEqualTo(404);
    }

    @Test
    void subscribersAreFoundByWhatTheyAre() {
        received("""
                {"subscribers": [{"email": "ada@gmail.com"}, {"email": "bob@acme.example", "subscribed": false},
                                 {"email": "info@acme.example"}]}""");
        uploaded("", "Email\neve@gmail.com\n");
        found(only("ada@gmail.com").at("/id").asLong(), "company.name", "Acme");

        assertThat(emails(""))
                .containsExactly("eve@gmail.com", "info@acme.example", "bob@acme.example", "ada@gmail.com");
        assertThat(emails("?type=personal")).containsExactly("eve@gmail.com", "ada@gmail.com");
        assertThat(emails("?status=unsubscribed")).containsExactly("bob@acme.example");
        assertThat(emails("?source=upload")).containsExactly("eve@gmail.com");
        assertThat(emails("?enriched=true")).containsExactly("ada@gmail.com");
        assertThat(emails("?enriched=false&type=personal")).containsExactly("eve@gmail.com");
        assertThat(emails("?tier=A")).isEmpty();
        assertThat(get(SUBSCRIBERS + "?type=strange").status()).isEqualTo(400);
        TestApi.Got page = get(SUBSCRIBERS + "?limit=3&type=personal");
        assertThat(page.json().at("/pagination/total").asLong()).isEqualTo(2);
    }

    private List<String> emails(String query) {
        return get(SUBSCRIBERS + query).json().at("/data").findValuesAsString("email");
    }

    @Test
    void aListIsTakenInLineByLineAndAgainWithoutHarm() {
        String list = """
                E-mail;Job title;Plan;Employees
                Ada@gmail.com;Analyst;gold;12
                ;Clerk;;

                bob@acme.example;;;many
                not an address;Clerk;;
                ADA@gmail.com;Director;gold;
                """;
        JsonNode first = uploaded(
                "?name=spring&mapping=" + URLEncoder.encode("{\"Plan\": \"custom.plan\"}", StandardCharsets.UTF_8),
                list);

        assertThat(first.at("/state").asString()).isEqualTo("done");
        assertThat(List.of(
                        first.at("/lines").asLong(),
                        first.at("/created").asLong(),
                        first.at("/updated").asLong(),
                        first.at("/unchanged").asLong(),
                        first.at("/refused").asLong()))
                .containsExactly(5L, 2L, 1L, 0L, 2L);
        assertThat(first.at("/list/refusedLines").findValuesAsString("line")).containsExactly("3", "6");
        assertThat(first.at("/list/unknown/0/pointer").asString()).isEqualTo("line 5, column Employees");
        assertThat(only("ada@gmail.com").at("/values").toString())
                .isEqualTo("{\"company.employee_count\":12,\"custom.plan\":\"gold\",\"person.job_title\":\"Director\","
                        + "\"person.personal_email\":\"ada@gmail.com\"}");

        JsonNode listed = get(UPLOADS).json().at("/data/0");
        assertThat(listed.at("/name").asString()).isEqualTo("spring");
        assertThat(get(UPLOADS + "/" + first.at("/id").asLong()).json().at("/data"))
                .isEqualTo(listed);
        assertThat(get(UPLOADS + "/0").status()).isEqualTo(404);
    }

    @Test
    void aListOfThoseWhoHaveLeftSaysSoForAllOfThem() {
        received(
                "{\"subscribers\": [{\"email\": \"ada@gmail.com\"}, {\"email\": \"bob@gmail.com\", \"subscribed\": true}]}");
        uploaded("?subscribed=false&occurredAt=2026-01-01T00:00:00Z", "Email\nada@gmail.com\nbob@gmail.com\n");
        assertThat(only("ada@gmail.com").at("/status").asString()).isEqualTo("unsubscribed");
        assertThat(only("bob@gmail.com").at("/status").asString())
                .as("who came back since")
                .isEqualTo("subscribed");
    }

    @Test
    void theColumnOfAddressesIsSaidWhereItCannotBeTold() {
        String two = "Email,Personal email\nada@acme.example,ada@gmail.com\n";
        TestApi.Got refused = csv("", two);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().at("/code").asString()).isEqualTo("two_email_columns");
        JsonNode taken = uploaded("?email=Personal%20email", two);
        assertThat(taken.at("/created").asLong()).isEqualTo(1);
        assertThat(only("ada@gmail.com").at("/values/person.work_email").asString())
                .isEqualTo("ada@acme.example");
        assertThat(csv("", "Name\nAda\n").json().at("/code").asString()).isEqualTo("no_email_column");
        assertThat(csv("?email=mail", "Name\nAda\n").json().at("/code").asString())
                .isEqualTo("unknown_header");
        assertThat(csv("?source=nowhere", two).status()).isEqualTo(400);
    }

    @Test
    void aListIsSentAsAPartToo() {
        String body = """
                --b\r
                Content-Disposition: form-data; name="file"; filename="people.csv"\r
                \r
                email
                ada@gmail.com
                \r
                --b\r
                Content-Disposition: form-data; name="options"\r
                \r
                {"country": "de"}\r
                --b--\r
                """;
        TestApi.Got got = api.send(api.request(tenant.path(UPLOADS), tenant.key("member"))
                .header("Content-Type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(got.status()).as(got.response().body()).isEqualTo(201);
        assertThat(got.json().at("/data/name").asString()).isEqualTo("people.csv");
        assertThat(got.json().at("/data/created").asLong()).isEqualTo(1);
    }

    @Test
    void whatWasTakenInStaysWhenAnUploadBreaksOffAndTheListIsSentAgain() {
        StringBuilder list = new StringBuilder("email\n");
        for (int i = 0; i < 6_000; i++) {
            list.append("p").append(i).append("@acme.example\n");
        }
        api.test()
                .database()
                .ownerJdbc()
                .sql("ALTER TABLE weir.subscriber ADD CONSTRAINT planted CHECK (email <> 'p5999@acme.example')")
                .update();
        assertThat(csv("", list.toString()).status()).isEqualTo(503);
        JsonNode failed = get(UPLOADS).json().at("/data/0");
        assertThat(failed.at("/state").asString()).isEqualTo("failed");
        assertThat(failed.at("/error").asString()).contains("send the list again");
        assertThat(failed.at("/created").asLong()).isEqualTo(5_000);

        api.test()
                .database()
                .ownerJdbc()
                .sql("ALTER TABLE weir.subscriber DROP CONSTRAINT planted")
                .update();
        JsonNode again = uploaded("", list.toString());
        assertThat(again.at("/unchanged").asLong()).isEqualTo(5_000);
        assertThat(again.at("/created").asLong()).isEqualTo(1_000);
    }
}
