package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.LedgerSummary;
import dev.weir.sandbox.VendorOperation;
import dev.weir.server.workspace.ApiKey;
import dev.weir.server.workspace.Role;
import dev.weir.server.workspace.Workspace;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobRoutesTest {

    private static final String JOBS = "/enrichment-jobs";

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

    private static String companies(int count, String more) {
        return companies("company", count, more);
    }

    private static String companies(String prefix, int count, String more) {
        String records = IntStream.range(0, count)
                .mapToObj(i -> "{\"company.domain\": \"" + prefix + i + ".example\"}")
                .collect(Collectors.joining(","));
        return "{\"records\": [" + records + "], \"fields\": [\"company.industry\"], \"waterfallConfig\":"
                + " {\"company.industry\": [\"hunter\"]}" + more + "}";
    }

    private TestApi.Got submit(String body) {
        return api.post(api.path(JOBS), "member", body);
    }

    private TestApi.Got submit(String key, String idempotencyKey, String path, String body) {
        return api.send(api.request(path, key)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", idempotencyKey)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private long count(String table) {
        return api.test()
                .database()
                .ownerJdbc()
                .sql("SELECT count(*) FROM weir." + table)
                .query(Long.class)
                .single();
    }

    private JsonNode awaitClosed(TestApi.Got submitted) {
        assertThat(submitted.status()).as(submitted.response().body()).isEqualTo(201);
        long id = submitted.json().at("/data/id").asLong();
        api.test().await(api.test().weir().jobs().get(api.tenant().id(), id));
        return job(id);
    }

    private JsonNode job(long id) {
        return api.get(api.path(JOBS + "/" + id), "viewer").json().at("/data");
    }

    @Test
    void aSubmittedJobIsThereRunsAndTellsWhatItWasAndCame() {
        TestApi.Got submitted = submit(companies(
                3,
                ", \"name\": \"three\", \"metadata\": {\"crm\": {\"list\": 12.50}}, \"maxCredits\": 0.5,"
                        + " \"acceptance\": {\"company.industry\": {\"catchAll\": \"accept\","
                        + " \"condition\": \"field == 'company.industry' && value != 'Sand'\"}}"));

        assertThat(submitted.status()).as(submitted.response().body()).isEqualTo(201);
        JsonNode taken = submitted.json().at("/data");
        assertThat(submitted.response().headers().firstValue("Location"))
                .contains(api.path(JOBS + "/" + taken.at("/id").asLong()));
        assertThat(taken.at("/status").asString()).isIn("running", "completed", "partially_completed", "failed");
        assertThat(taken.at("/estimatedCredits").decimalValue()).isEqualByComparingTo("0.5");
        JsonNode job = awaitClosed(submitted);
        assertThat(job.at("/name").asString()).isEqualTo("three");
        assertThat(job.at("/metadata/crm/list").decimalValue()).isEqualByComparingTo("12.50");
        assertThat(job.at("/requestedFields/0").asString()).isEqualTo("company.industry");
        assertThat(job.at("/waterfallConfig/company.industry/0").asString()).isEqualTo("hunter");
        assertThat(job.at("/acceptance/company.industry/catchAll").asString()).isEqualTo("accept");
        assertThat(job.at("/acceptance/company.industry/condition").asString())
                .isEqualTo("field == 'company.industry' && value != 'Sand'");
        assertThat(api.get(api.path(JOBS + "/" + job.at("/id").asLong() + "/cells/0/company.industry"), "viewer")
                        .json()
                        .at("/data/acceptCondition")
                        .asString())
                .isEqualTo("field == 'company.industry' && value != 'Sand'");
        assertThat(job.at("/totalRecords").asInt()).isEqualTo(3);
        assertThat(job.at("/completedRecords").asInt()
                        + job.at("/failedRecords").asInt())
                .isEqualTo(3);
        assertThat(job.at("/createdBy/keyId").asLong()).isPositive();
        assertThat(job.at("/source").asString()).isEqualTo("api");
        assertThat(job.at("/phase").asString()).isEqualTo("closed");
        assertThat(List.of("createdAt", "updatedAt", "startedAt", "completedAt"))
                .allSatisfy(
                        moment -> assertThat(job.at("/" + moment).asString()).endsWith("Z"));
        assertThat(job.has("warnings")).isFalse();
        assertThat(api.get(api.path("/audit"), "admin").response().body())
                .contains("job.submitted", "job " + job.at("/id").asLong());
        assertThat(api.get(
                                api.other().path(JOBS + "/" + job.at("/id").asLong()),
                                api.other().key("owner"))
                        .json()
                        .at("/code")
                        .asString())
                .isEqualTo("unknown_job");
    }

    @Test
    void whatIsWrongIsToldWithItsPlaceAndNothingIsMade() {
        long jobs = count("job");
        Map<String, List<String>> wrong = Map.of(
                "{\"records\": [{\"compny.domain\": \"a.example\"}], \"fields\": [\"company.industry\"]}",
                List.of("unknown_field", "/records/0/compny.domain", "company.domain"),
                "{\"records\": [{\"company.domain\": \"a.example\"}], \"fields\": [\"company.industry\", \"company.indstry\"]}",
                List.of("unknown_field", "/fields/1", "company.industry"),
                "{\"records\": [{\"company.domain\": \"a.example\"}], \"fields\": [\"company.industry\"],"
                        + " \"waterfallConfig\": {\"company.industry\": [\"apollo\", \"huntr\"]}}",
                List.of("unknown_provider", "/waterfallConfig/company.industry/1", "hunter"),
                "{\"records\": [{\"company.domain\": \"a.example\"}], \"fields\": [\"person.work_email\"],"
                        + " \"acceptance\": {\"person.work_email\": {\"condition\": \"value > 5\"}}}",
                List.of(
                        "expression_invalid",
                        "/acceptance/person.work_email/condition",
                        "at column 7: '>' does not take"),
                "{\"records\": [{\"company.domain\": \"a.example\"}], \"fields\": [\"person.work_email\"],"
                        + " \"waterfallConfig\": {\"person.work_email\": [\"pattern\"]}}",
                List.of("guess_unverified", "/waterfallConfig/person.work_email", "\"verify\": [\"zerobounce\"]"),
                "{\"records\": [{\"company.domain\": \"a.example\"}, {\"person.job_title\": \"CEO\"}], \"fields\":"
                        + " [\"company.industry\"]}",
                List.of("no_usable_input", "/records/1", "one of"),
                "{\"records\": [{\"company.domain\": \"no domain\"}], \"fields\": [\"company.industry\"], \"strict\": true}",
                List.of("unreadable_values", "/records/0/company.domain", "strict"),
                "{\"records\": [{\"company.domain\": \"a.example\"}], \"fields\": [\"company.industry\"], \"maxCredits\":"
                        + " 0.0001}",
                List.of("bad_amount", "/maxCredits", "three decimals"),
                "{\"records\": [], \"fields\": [\"company.industry\"]}",
                List.of("no_rows", "/records", "at least one"),
                "{\"records\": [{}], \"fields\": [\"company.industry\"], \"field\": 1}",
                List.of("bad_body", "/field", "field"));
        wrong.forEach((body, says) -> {
            TestApi.Got got = submit(body);
            assertThat(got.status()).as(body).isEqualTo(400);
            assertThat(got.json().at("/code").asString()).as(body).isEqualTo(says.get(0));
            assertThat(got.json().at("/errors/0/pointer").asString()).as(body).isEqualTo(says.get(1));
            assertThat(got.json().at("/detail").asString()).as(body).contains(says.get(2));
        });
        assertThat(count("job")).isEqualTo(jobs);
    }

    @Test
    void theFirstHundredHopelessRecordsAreNamed() {
        String records = IntStream.range(0, 130)
                .mapToObj(i -> i % 13 == 0 ? "{\"company.domain\": \"a.example\"}" : "{\"person.job_title\": \"CEO\"}")
                .collect(Collectors.joining(","));
        JsonNode got = submit("{\"records\": [" + records + "], \"fields\": [\"company.industry\"]}")
                .json();

        assertThat(got.at("/hopelessRows").asInt()).isEqualTo(120);
        assertThat(got.at("/errors")).hasSize(100);
        assertThat(got.at("/errors/11/pointer").asString()).isEqualTo("/records/12");
        assertThat(got.at("/errors/12/pointer").asString()).isEqualTo("/records/14");
    }

    @Test
    void moreRecordsThanABodyHoldsAreTold() {
        assertThat(submit(companies(SentRecords.MOST + 1, "")).status()).isEqualTo(413);
        assertThat(api.post(api.path(JOBS + "/quote"), "member", companies(SentRecords.MOST, ""))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void aQuoteMakesNothingAndSaysTheWorstCaseAndWhatElseItRestsOn() {
        long jobs = count("job");
        JsonNode quote = api.post(api.path(JOBS + "/quote"), "member", companies("unasked", 4, ""))
                .json()
                .at("/data");

        assertThat(quote.at("/totalRecords").asInt()).isEqualTo(4);
        assertThat(quote.at("/worstCaseCredits").decimalValue()).isPositive();
        assertThat(quote.at("/estimatedCredits").decimalValue())
                .isGreaterThanOrEqualTo(quote.at("/worstCaseCredits").decimalValue());
        assertThat(quote.at("/hitRates/0/providerSlug").asString()).isEqualTo("hunter");
        JsonNode unmeasured = api.post(
                        api.path(JOBS + "/quote"),
                        "member",
                        "{\"records\": [{\"company.domain\": \"a.example\"}], \"fields\": [\"company.founded_year\"]}")
                .json()
                .at("/data");
        assertThat(unmeasured.at("/hitRates/0/basis").asString()).isEqualTo("declared");
        assertThat(unmeasured.at("/hitRates/0/rate").decimalValue()).isEqualByComparingTo("0.5");
        assertThat(unmeasured.at("/expectedCredits").decimalValue()).isPositive();
        quote.at("/hitRates")
                .forEach(rate -> assertThat(rate.at("/basis").asString())
                        .isEqualTo(rate.at("/asked").asInt() == 0 ? "declared" : "measured"));
        assertThat(quote.at("/expectedCredits").decimalValue())
                .isLessThanOrEqualTo(quote.at("/p90Credits").decimalValue());
        assertThat(quote.at("/p90Credits").decimalValue())
                .isLessThanOrEqualTo(quote.at("/worstCaseCredits").decimalValue());
        assertThat(quote.at("/fields/0/toAsk").asInt()).isEqualTo(4);
        assertThat(count("job")).isEqualTo(jobs);
    }

    @Test
    void fiftyAtOnceWithOneKeyAreOneJobAndAnotherBodyIsRefused() throws Exception {
        String body = companies("idem", 20, "");
        List<Callable<TestApi.Got>> sends = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            sends.add(() -> submit("member", "one key", api.path(JOBS), body));
        }
        long jobs = count("job");
        long id = 0;
        try (ExecutorService pool = Executors.newFixedThreadPool(50)) {
            for (Future<TestApi.Got> sent : pool.invokeAll(sends)) {
                TestApi.Got got = sent.get();
                assertThat(got.status()).isIn(201, 409);
                if (got.status() == 409) {
                    assertThat(got.json().at("/code").asString()).isEqualTo("submit_in_progress");
                    assertThat(got.response().headers().firstValue("Retry-After"))
                            .isPresent();
                } else {
                    assertThat(id).isIn(0L, got.json().at("/data/id").asLong());
                    id = got.json().at("/data/id").asLong();
                }
            }
        }
        assertThat(count("job")).isEqualTo(jobs + 1);
        assertThat(api.test()
                        .database()
                        .ownerJdbc()
                        .sql("SELECT count(*) FROM weir.transfer WHERE kind = 2 AND job_id = ?")
                        .param(id)
                        .query(Long.class)
                        .single())
                .as("holds")
                .isEqualTo(1);

        String rewritten = body.replace(": ", " :\n ");
        TestApi.Got again = submit("admin", "one key", api.path(JOBS), rewritten);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.json().at("/data/id").asLong()).isEqualTo(id);
        assertThat(again.response().headers().firstValue("Idempotent-Replayed")).contains("true");
        TestApi.Got other = submit("member", "one key", api.path(JOBS), companies("idem", 21, ""));
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.json().at("/code").asString()).isEqualTo("idempotency_mismatch");
        TestApi.Got theirs =
                submit(api.other().key("member"), "one key", api.other().path(JOBS), body);
        assertThat(theirs.status()).isEqualTo(201);
        assertThat(theirs.response().headers().firstValue("Idempotent-Replayed"))
                .isEmpty();
        assertThat(theirs.json().at("/data/id").asLong()).isNotEqualTo(id);
    }

    @Test
    void whatWasRefusedLeavesItsKeyFree() {
        assertThat(submit("member", "burnt", api.path(JOBS), companies(0, "")).status())
                .isEqualTo(400);
        assertThat(submit("member", "burnt", api.path(JOBS), companies(1, "")).status())
                .isEqualTo(201);
    }

    @Test
    void submitsAtOnceBeyondTheBalanceAreToldTheQuoteAndLeaveNothing() throws Exception {
        Workspace poor = api.test().weir().workspaces().ensure("poor", true, false);
        String key = api.newKey(poor, new ApiKey.Wish("poor", Role.MEMBER, null, null));
        String path = "/api/v1/workspaces/" + poor.id() + JOBS;
        JsonNode quote = api.post(path + "/quote", key, companies(2, "")).json().at("/data/estimatedCredits");
        long each = quote.decimalValue().movePointRight(3).longValueExact();
        api.test().weir().grant(poor.id(), 3 * each + 1);
        List<Callable<TestApi.Got>> sends = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            String body = companies("poor" + i + "x", 2, "");
            sends.add(() -> api.post(path, key, body));
        }
        int taken = 0;
        try (ExecutorService pool = Executors.newFixedThreadPool(8)) {
            for (Future<TestApi.Got> sent : pool.invokeAll(sends)) {
                TestApi.Got got = sent.get();
                assertThat(got.status()).isIn(201, 402);
                if (got.status() == 201) {
                    taken++;
                } else {
                    assertThat(got.json().at("/code").asString()).isEqualTo("not_enough_credits");
                    assertThat(got.json().at("/quote/estimatedCredits").decimalValue())
                            .isEqualByComparingTo(quote.decimalValue());
                }
            }
        }
        // What the first jobs did not spend returns while others come in, and may cover another; that without it there
        // are
        // three exactly is for the rooms' own tests.
        assertThat(taken).isGreaterThanOrEqualTo(3);
        for (String table : List.of("job", "job_state", "batch")) {
            assertThat(api.test()
                            .database()
                            .ownerJdbc()
                            .sql("SELECT count(*) FROM weir." + table + " WHERE workspace_id = ?")
                            .param(poor.id())
                            .query(Integer.class)
                            .single())
                    .as(table)
                    .isEqualTo(taken);
        }
    }

    @Test
    void onePersonSpelledTwoWaysInTwoJobsAtOnceIsOnePaidCall() {
        String fields =
                "\"fields\": [\"person.work_email\"], \"waterfallConfig\": {\"person.work_email\": [\"hunter\"]}}";
        LedgerSummary.Line before = askedHunter();
        TestApi.Got first = submit("{\"records\": [{\"person.full_name\": \"Dr. Grace  Spelled, PhD\","
                + " \"company.domain\": \"https://www.Spelled.example/about\"}], " + fields);
        TestApi.Got second = submit("{\"records\": [{\"person.full_name\": \"Grace Spelled\", \"company.domain\":"
                + " \"spelled.example\"}], " + fields);

        JsonNode one = awaitClosed(first);
        JsonNode two = awaitClosed(second);

        assertThat(one.at("/status").asString()).isEqualTo(two.at("/status").asString());
        LedgerSummary.Line asked = askedHunter();
        assertThat(asked.calls()).isEqualTo(before.calls() + 1);
        assertThat(one.at("/spentCredits")
                        .decimalValue()
                        .add(two.at("/spentCredits").decimalValue()))
                .isEqualByComparingTo(BigDecimal.valueOf(asked.chargedMilli() - before.chargedMilli(), 3));
    }

    private LedgerSummary.Line askedHunter() {
        return api.test().sandbox().ledger().summary().of(VendorOperation.HUNTER_EMAIL_FINDER);
    }

    @Test
    void valuesThatCountAsUnknownAreTold() {
        TestApi.Got got = submit("{\"records\": [{\"company.domain\": \"warned.example\", \"company.phone\": \"N/A\"}],"
                + " \"fields\": [\"company.industry\"], \"waterfallConfig\": {\"company.industry\": [\"hunter\"]}}");

        assertThat(got.status()).isEqualTo(201);
        assertThat(got.json().at("/data/warnings/0/pointer").asString()).isEqualTo("/records/0/company.phone");
        assertThat(got.json().at("/data/warnings")).hasSize(1);
    }

    @Test
    void jobsAreListedNewestFirstByPageByCursorAndByStatus() {
        for (int i = 0; i < 3; i++) {
            awaitClosed(submit(companies("listed", 1, "")));
        }
        JsonNode first = api.get(api.path(JOBS + "?limit=2"), "viewer").json();
        List<Long> ids = ids(first);
        assertThat(ids).hasSize(2);
        assertThat(ids.get(0)).isGreaterThan(ids.get(1));
        long total = first.at("/pagination/total").asLong();
        assertThat(total).isGreaterThanOrEqualTo(3);
        String next = first.at("/pagination/nextCursor").asString();
        JsonNode page =
                api.get(api.path(JOBS + "?limit=2&cursor=" + next), "viewer").json();
        assertThat(page.at("/pagination/total").asLong()).isEqualTo(total);
        assertThat(api.get(api.path("/audit?cursor=" + next), "admin")
                        .json()
                        .at("/code")
                        .asString())
                .isEqualTo("bad_cursor");
        List<Long> second = ids(page);
        assertThat(second.getFirst()).isLessThan(ids.getLast());
        assertThat(ids(api.get(api.path(JOBS + "?limit=2&page=2"), "viewer").json()))
                .isEqualTo(second);
        List<String> statuses = statuses(api.get(
                        api.path(JOBS + "?limit=100&status="
                                + first.at("/data/0/status").asString()),
                        "viewer")
                .json());
        assertThat(statuses)
                .isNotEmpty()
                .containsOnly(first.at("/data/0/status").asString());
        assertThat(api.get(api.path(JOBS + "?status=done"), "viewer")
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/status");
    }

    private static List<Long> ids(JsonNode answer) {
        return StreamSupport.stream(answer.at("/data").spliterator(), false)
                .map(job -> job.at("/id").asLong())
                .toList();
    }

    private static List<String> statuses(JsonNode answer) {
        return StreamSupport.stream(answer.at("/data").spliterator(), false)
                .map(job -> job.at("/status").asString())
                .toList();
    }

    @Test
    void aPausedJobStandsStillGoesOnAndEndsWhenItIsCancelled() {
        long id = submit(companies("paused", 4_000, "")).json().at("/data/id").asLong();
        String job = api.path(JOBS + "/" + id);

        JsonNode paused = keyed("pause", job + "/pause").json().at("/data");
        assertThat(paused.at("/status").asString()).isEqualTo("running");
        assertThat(paused.at("/paused").asBoolean()).isTrue();
        assertThat(paused.at("/estimatedCredits").decimalValue()).isPositive();
        JsonNode resumed = api.post(job + "/resume", "member", "").json().at("/data");
        assertThat(resumed.at("/paused").asBoolean()).isFalse();
        TestApi.Got late = keyed("pause", job + "/pause");
        assertThat(late.response().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(late.json().at("/data")).isEqualTo(paused);
        assertThat(job(id).at("/paused").asBoolean()).isFalse();

        JsonNode cancelled = api.post(job + "/cancel", "member", "").json().at("/data");
        assertThat(cancelled.at("/status").asString()).isEqualTo("cancelled");
        assertThat(cancelled.at("/callsInFlight").asInt()).isNotNegative();
        assertThat(cancelled.at("/ticketsOpen").asInt()).isZero();
        TestApi.Got again = api.post(job + "/cancel", "member", "");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.json().at("/data/status").asString()).isEqualTo("cancelled");
        assertThat(again.json().at("/data/completedAt")).isEqualTo(cancelled.at("/completedAt"));
        api.test().await(api.test().weir().jobs().get(api.tenant().id(), id));
        JsonNode closed = job(id);
        assertThat(closed.at("/completedRecords").asInt()).isLessThan(4_000);
        assertThat(closed.at("/completedRecords").asInt()
                        + closed.at("/failedRecords").asInt())
                .isEqualTo(4_000);
        for (String verb : List.of("/pause", "/resume")) {
            TestApi.Got refused = api.post(job + verb, "member", "");
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.json().at("/code").asString()).isEqualTo("job_final");
        }
        long done = awaitClosed(submit(companies("ended", 1, ""))).at("/id").asLong();
        assertThat(api.post(api.path(JOBS + "/" + done + "/cancel"), "member", "")
                        .status())
                .isEqualTo(409);
    }

    private TestApi.Got keyed(String key, String path) {
        return api.send(
                api.request(path, "member").header("Idempotency-Key", key).POST(HttpRequest.BodyPublishers.noBody()));
    }

    @Test
    void theGuidesCommandsDoWhatTheGuideSays(@TempDir Path work) throws Exception {
        TestApi.Tenant fresh = api.newTenant(api.test().weir().workspaces().ensure("as init makes it", true, false));
        List<String> said = GuideCommands.run("api.md", api, fresh, work, Map.of());
        assertThat(said).hasSize(10);
        assertThat(data(said.get(0)).at("/balance/available").asInt()).isEqualTo(1_000);
        assertThat(data(said.get(1)).findValuesAsString("slug")).contains("hunter", "apollo");
        JsonNode quote = data(said.get(2));
        assertThat(quote.at("/totalRecords").asInt()).isEqualTo(2);
        assertThat(quote.at("/estimatedCredits").decimalValue()).isPositive();
        JsonNode submitted = data(said.get(3));
        JsonNode job = data(said.get(4));
        assertThat(job.at("/id")).isEqualTo(submitted.at("/id"));
        assertThat(job.at("/name").asString()).isEqualTo("two leads");
        assertThat(job.at("/metadata/crm").asString()).isEqualTo("list 12");
        assertThat(job.at("/status").asString()).isIn("completed", "partially_completed", "failed");
        JsonNode rows = data(said.get(5));
        assertThat(rows).hasSize(2);
        assertThat(rows.at("/0/input/person.full_name").asString()).isEqualTo("Ada Example");
        assertThat(rows.at("/0/cells")).hasSize(2);
        assertThat(said.get(6).lines().toList()).hasSize(3).first().asString().contains("person.work_email");
        assertThat(data(said.get(7))).hasSize(1);
        assertThat(data(said.get(7)).at("/0/name").asString()).isEqualTo("two leads");
        // Three answers, one behind the other.
        assertThat(said.get(8)).containsSubsequence("\"paused\":true", "\"paused\":false", "\"status\":\"cancelled\"");
        JsonNode refused = TestApi.JSON.readTree(said.get(9));
        assertThat(refused.at("/code").asString()).isEqualTo("unknown_field");
        assertThat(refused.at("/detail").asString())
                .isEqualTo("There is no field 'compny.domain'. Did you mean 'company.domain'?");
    }

    private static JsonNode data(String answer) {
        JsonNode json = TestApi.JSON.readTree(answer);
        assertThat(json.at("/success").asBoolean()).as(answer).isTrue();
        return json.at("/data");
    }
}
