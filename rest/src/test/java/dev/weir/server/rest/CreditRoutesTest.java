package dev.weir.server.rest;

import static dev.weir.server.testing.ScriptedVendor.found;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Ask;
import dev.weir.provider.Reply;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.enrichment.Doubts;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobRequest;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.workspace.Workspace;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Money over HTTP. Every find costs two credits; a domain that begins with "lost" is asked about in vain. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CreditRoutesTest {

    private static final String NAME = "company.name";

    private final ScriptedVendor acme = ScriptedVendor.giving("acme", NAME, CreditRoutesTest::reply);
    private TestApi api;

    private static Reply reply(Ask ask) {
        return ask.text("company.domain").startsWith("lost") ? new Reply.Lost("cut") : found(NAME, "Acme");
    }

    @BeforeAll
    void start(@TempDir Path folder) {
        api = new TestApi(new TestWeir(SandboxSettings.DEFAULT, folder, List.of(acme)));
    }

    @AfterAll
    void stop() {
        api.close();
    }

    /** A workspace of its own for a test: what others do does not count there. */
    private TestApi.Tenant payer(String name) {
        return api.newTenant(api.test().weir().workspaces().ensure(name, true, false));
    }

    private Job run(Workspace workspace, String list, int rows) {
        TestWeir test = api.test();
        List<Map<String, Object>> companies = IntStream.range(0, rows)
                .mapToObj(i -> Map.<String, Object>of("company.domain", list + i + ".example"))
                .toList();
        Job job = test.submit(
                new JobRequest(
                        workspace, list, null, test.plan(OnDoubt.HOLD, List.of(NAME), "acme"), null, null, false),
                companies,
                api.running().engine());
        test.await(job);
        return job;
    }

    private JsonNode data(TestApi.Got got, int status) {
        assertThat(got.status()).as(got.response().body()).isEqualTo(status);
        return got.json().at("/data");
    }

    private JsonNode get(TestApi.Tenant tenant, String path) {
        return data(api.get(tenant.path(path), tenant.key("viewer")), 200);
    }

    private JsonNode grant(TestApi.Tenant tenant, String credits) {
        return data(api.post(tenant.path("/credits/grants"), "installation", "{\"credits\": " + credits + "}"), 201);
    }

    private void refused(TestApi.Got got, int status, String code, @Nullable String pointer) {
        assertThat(got.status()).as(got.response().body()).isEqualTo(status);
        assertThat(got.json().at("/code").asString()).isEqualTo(code);
        if (pointer != null) {
            assertThat(got.json().at("/errors/0/pointer").asString()).isEqualTo(pointer);
        }
    }

    @Test
    void whatIsGrantedIsHeldChargedAndGivenBackAndEachOfItIsListedNewestFirst() {
        TestApi.Tenant tenant = payer("ledger");
        assertThat(grant(tenant, "100.5").at("/balance/available").decimalValue())
                .isEqualByComparingTo("100.5");
        Job job = run(tenant.workspace(), "ledger", 6);
        run(tenant.workspace(), "lost", 1);

        JsonNode credits = get(tenant, "/credits");
        assertThat(credits.at("/available").decimalValue()).isEqualByComparingTo("86.5");
        assertThat(credits.at("/held").decimalValue()).isEqualByComparingTo("2");
        assertThat(credits.at("/inDoubt").decimalValue()).isEqualByComparingTo("2");
        assertThat(credits.at("/posted").decimalValue()).isEqualByComparingTo("12");

        // One grant, two holds, six charges: in pages of four, and no matter what is added meanwhile.
        List<Long> ids = new ArrayList<>();
        String cursor = "";
        do {
            TestApi.Got got = api.get(tenant.path("/credits/transactions?limit=4" + cursor), tenant.key("viewer"));
            data(got, 200).forEach(entry -> ids.add(entry.at("/id").asLong()));
            assertThat(got.json().at("/pagination/total").asLong()).isEqualTo(9);
            JsonNode next = got.json().at("/pagination/nextCursor");
            cursor = next.isMissingNode() ? "" : "&cursor=" + next.asString();
            grant(tenant, "1");
        } while (!cursor.isEmpty());
        assertThat(ids).hasSize(9);
        Set<Long> distinct = new HashSet<>(ids);
        assertThat(distinct).hasSize(9);

        JsonNode posts = get(tenant, "/credits/transactions?limit=100");
        JsonNode post = null;
        for (JsonNode entry : posts) {
            if (entry.at("/kind").asString().equals("post")
                    && entry.at("/rowIndex").asInt() == 3) {
                post = entry;
            }
        }
        Objects.requireNonNull(post, "the post of row 3");
        assertThat(post.at("/amount").decimalValue()).isEqualByComparingTo("2");
        assertThat(post.at("/jobId").asLong()).isEqualTo(job.id());
        assertThat(post.at("/step").asString()).isEqualTo(NAME);
        assertThat(post.at("/provider").asString()).isEqualTo("acme");
        assertThat(post.at("/from").asString()).isEqualTo("job");
        refused(api.get(tenant.path("/credits/transactions?cursor=x"), tenant.key("viewer")), 400, "bad_cursor", null);
        api.test().assertVerified();
    }

    private TestApi.Got refund(TestApi.Tenant tenant, long transaction, String key, @Nullable String credits) {
        return api.post(
                tenant.path("/credits/refunds"),
                "installation",
                "{\"transactionId\": " + transaction + ", \"key\": \"" + key + "\", \"reason\": \"wrong company\""
                        + (credits == null ? "" : ", \"credits\": " + credits) + "}");
    }

    @Test
    void aChargeIsGivenBackOnceUnderItsKeyAndNeverMoreThanItWas() {
        TestApi.Tenant tenant = payer("refunds");
        grant(tenant, "4");
        Job job = run(tenant.workspace(), "refund", 2);
        JsonNode record =
                get(tenant, "/enrichment-jobs/" + job.id() + "/records").get(0);
        long charge = record.at("/creditTransactionId").asLong();

        JsonNode some = data(refund(tenant, charge, "ticket 1", "0.5"), 201);
        assertThat(some.at("/kind").asString()).isEqualTo("refund");
        assertThat(some.at("/to").asString()).isEqualTo("workspace");
        assertThat(data(refund(tenant, charge, "ticket 1", "0.5"), 201).at("/id"))
                .isEqualTo(some.at("/id"));
        refused(refund(tenant, charge, "ticket 1", "0.6"), 422, "refund_key_reused", null);
        refused(refund(tenant, charge, "ticket 2", "1.501"), 409, "refund_exceeds_charge", null);
        assertThat(data(refund(tenant, charge, "ticket 2", null), 201)
                        .at("/amount")
                        .decimalValue())
                .isEqualByComparingTo("1.5");
        refused(refund(tenant, charge, "ticket 3", null), 409, "refund_exceeds_charge", null);
        refused(refund(tenant, some.at("/id").asLong(), "ticket 4", null), 400, "not_a_charge", null);
        refused(refund(tenant, 999_999, "ticket 5", null), 404, "unknown_transaction", null);
        refused(refund(api.tenant(), charge, "ticket 6", null), 404, "unknown_transaction", null);

        JsonNode credits = get(tenant, "/credits");
        assertThat(credits.at("/available").decimalValue()).isEqualByComparingTo("2");
        assertThat(credits.at("/posted").decimalValue()).isEqualByComparingTo("4");
        assertThat(credits.at("/refunded").decimalValue()).isEqualByComparingTo("2");
        api.test().assertVerified();
    }

    @Test
    void aGrantIsMadeOnceHoweverOftenItIsSentAndNobodyElseMakesIt() {
        TestApi.Tenant tenant = payer("grants");
        for (int i = 0; i < 2; i++) {
            data(
                    api.send(api.request(tenant.path("/credits/grants"), "installation")
                            .header("Content-Type", "application/json")
                            .header("Idempotency-Key", "order-7")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"credits\": 7}"))),
                    201);
        }
        assertThat(get(tenant, "/credits").at("/available").decimalValue()).isEqualByComparingTo("7");
        for (String bad : List.of("0", "-1", "0.0001", "1000000000000.001", "1E30", "1E999999999", "null")) {
            refused(
                    api.post(tenant.path("/credits/grants"), "installation", "{\"credits\": " + bad + "}"),
                    400,
                    "bad_amount",
                    "/credits");
        }
        refused(
                api.post("/api/v1/workspaces/999999/credits/grants", "installation", "{\"credits\": 1}"),
                404,
                "unknown_workspace",
                null);
        assertThat(api.post(tenant.path("/credits/grants"), tenant.key("owner"), "{\"credits\": 1}")
                        .status())
                .isEqualTo(403);
    }

    @Test
    void capsAreSetAsAWholeAndSayHowTheyStand() {
        TestApi.Tenant tenant = payer("caps");
        grant(tenant, "100");
        run(tenant.workspace(), "before", 2);
        String caps =
                "{\"credits\": 7, \"providers\": {\"acme\": {\"credits\": 50, \"vendorUnits\": {\"credit\": 99}}},"
                        + " \"lowCredits\": 5}";
        JsonNode set = data(api.send("PUT", tenant.path("/caps"), tenant.key("admin"), caps), 200);
        assertThat(set.at("/caps")).isEqualTo(TestApi.JSON.readTree(caps));

        Job job = run(tenant.workspace(), "after", 5);
        assertThat(api.test().weir().jobs().progress(job).credits().posted()).isEqualTo(2_000);
        JsonNode today = get(tenant, "/caps").at("/today");
        assertThat(today.size()).isEqualTo(3);
        assertThat(today.at("/0/spent").decimalValue()).isEqualByComparingTo("6");
        assertThat(today.at("/0/left").decimalValue()).isEqualByComparingTo("1");
        assertThat(today.at("/2/unit").asString()).isEqualTo("credit");
        assertThat(today.at("/2/spent").decimalValue()).isEqualByComparingTo("6");

        refused(
                api.send("PUT", tenant.path("/caps"), tenant.key("admin"), "{\"credits\": 0.0001}"),
                400,
                "bad_amount",
                "/credits");
        refused(
                api.send(
                        "PUT",
                        tenant.path("/caps"),
                        tenant.key("admin"),
                        "{\"providers\": {\"nobody\": {\"credits\": 1}}}"),
                400,
                "unknown_provider",
                "/providers/nobody");
        refused(
                api.send(
                        "PUT",
                        tenant.path("/caps"),
                        tenant.key("admin"),
                        "{\"providers\": {\"acme\": {\"vendorUnits\": {\"USD\": 1}}}}"),
                400,
                "unknown_unit",
                "/providers/acme/vendorUnits/USD");
        assertThat(get(tenant, "/caps").at("/caps/credits").decimalValue()).isEqualByComparingTo("7");
        data(api.send("PUT", tenant.path("/caps"), tenant.key("admin"), "{}"), 200);
        assertThat(get(tenant, "/caps").at("/today").size()).isZero();
        api.test().assertVerified();
    }

    private long eventsOf(TestApi.Tenant tenant) {
        return api.test()
                .database()
                .ownerJdbc()
                .sql("SELECT count(*) FROM weir.event WHERE workspace_id = ? AND type = 'credits.low'")
                .param(tenant.id())
                .query(Long.class)
                .single();
    }

    @Test
    void creditsThatRunLowAreToldOnceUntilThereAreMoreAgain() {
        TestApi.Tenant tenant = payer("low");
        grant(tenant, "20");
        data(api.send("PUT", tenant.path("/caps"), tenant.key("admin"), "{\"lowCredits\": 10}"), 200);
        run(tenant.workspace(), "plenty", 4);
        assertThat(eventsOf(tenant)).isZero();
        run(tenant.workspace(), "few", 1);
        run(tenant.workspace(), "fewer", 1);
        assertThat(eventsOf(tenant)).isEqualTo(1);
        grant(tenant, "6");
        run(tenant.workspace(), "again", 2);
        assertThat(eventsOf(tenant)).isEqualTo(2);
    }

    @Test
    void spendIsReportedByWhateverOneAsks() {
        TestApi.Tenant tenant = payer("spend");
        grant(tenant, "100");
        Job first = run(tenant.workspace(), "spend", 3);
        run(tenant.workspace(), "lostspend", 1);
        String day = LocalDate.ofInstant(first.createdAt(), ZoneOffset.UTC).toString();

        JsonNode byProvider = get(tenant, "/spend").at("/groups");
        assertThat(byProvider.size()).isEqualTo(1);
        assertThat(byProvider.at("/0/key").asString()).isEqualTo("acme");
        assertThat(byProvider.at("/0/calls").asLong()).isEqualTo(3);
        assertThat(byProvider.at("/0/charges").asLong()).isEqualTo(3);
        assertThat(byProvider.at("/0/posted").decimalValue()).isEqualByComparingTo("6");
        assertThat(byProvider.at("/0/inDoubt").decimalValue()).isEqualByComparingTo("2");
        assertThat(byProvider.at("/0/doubts").asLong()).isEqualTo(1);
        assertThat(byProvider.at("/0/vendors/0/unit").asString()).isEqualTo("credit");
        assertThat(byProvider.at("/0/vendors/0/certain").decimalValue()).isEqualByComparingTo("6");

        assertThat(get(tenant, "/spend?by=field").at("/groups/0/key").asString())
                .isEqualTo(NAME);
        JsonNode byJob = get(tenant, "/spend?by=job").at("/groups");
        assertThat(byJob.size()).isEqualTo(2);
        assertThat(byJob.at("/0/key").asString()).isEqualTo(String.valueOf(first.id()));
        assertThat(get(tenant, "/spend?by=day&from=" + day + "&to=" + day)
                        .at("/groups/0/key")
                        .asString())
                .isEqualTo(day);
        assertThat(get(tenant, "/spend?by=day&to=2020-01-01").at("/groups").size())
                .isZero();
        refused(api.get(tenant.path("/spend?by=mood"), tenant.key("viewer")), 400, "bad_by", "/by");
        refused(api.get(tenant.path("/spend?from=yesterday"), tenant.key("viewer")), 400, "bad_from", "/from");
    }

    @Test
    void doubtsAreListedTheOldestFirstWithTheDayTheyExpire() {
        TestApi.Tenant tenant = payer("doubts");
        grant(tenant, "100");
        Job job = run(tenant.workspace(), "lostdoubt", 5);

        Set<Integer> rows = new HashSet<>();
        String cursor = "";
        do {
            TestApi.Got got = api.get(tenant.path("/doubts?limit=2" + cursor), tenant.key("viewer"));
            data(got, 200).forEach(doubt -> {
                assertThat(doubt.at("/jobId").asLong()).isEqualTo(job.id());
                assertThat(doubt.at("/credits").decimalValue()).isEqualByComparingTo("2");
                assertThat(doubt.at("/step").asString()).isEqualTo(NAME);
                assertThat(rows.add(doubt.at("/rowIndex").asInt())).isTrue();
            });
            assertThat(got.json().at("/pagination/total").asLong()).isEqualTo(5);
            JsonNode next = got.json().at("/pagination/nextCursor");
            cursor = next.isMissingNode() ? "" : "&cursor=" + next.asString();
        } while (!cursor.isEmpty());
        assertThat(rows).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
        JsonNode first = get(tenant, "/doubts").get(0);
        assertThat(Instant.parse(first.at("/expiresAt").asString()))
                .isEqualTo(Instant.parse(first.at("/since").asString()).plus(Doubts.EXPIRY));
    }
}
