package dev.weir.server.rest;

import static dev.weir.server.testing.ScriptedVendor.found;
import static dev.weir.server.testing.ScriptedVendor.notFound;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.provider.Ask;
import dev.weir.provider.Reply;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.jobs.Job;
import dev.weir.server.jobs.JobRequest;
import dev.weir.server.retention.Steps;
import dev.weir.server.testing.ScriptedVendor;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Records, rows, cells and doubts of a job whose rows, from 0, are: found, found second, in doubt, missed, unaskable. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class ResultsTest {

    private static final String NAME = "company.name";
    private static final String INDUSTRY = "company.industry";

    private final ScriptedVendor acme = ScriptedVendor.giving("acme", NAME, ResultsTest::acmes);
    private final ScriptedVendor second = ScriptedVendor.giving("second", NAME, ResultsTest::seconds);
    private final ScriptedVendor trade = ScriptedVendor.giving(
            "trade", INDUSTRY, ask -> isLost(ask.text("company.domain")) ? new Reply.Lost("cut") : notFound());
    private final CountDownLatch slow = new CountDownLatch(1);
    private TestApi api;
    private Job job;

    private static boolean isRow(String domain, int row) {
        return domain.equals("row" + row + ".example");
    }

    /** Whom nobody answers. */
    private static boolean isLost(String domain) {
        return isRow(domain, 5) || isRow(domain, 6);
    }

    private static Reply acmes(Ask ask) {
        String domain = ask.text("company.domain");
        if (isRow(domain, 2) || isLost(domain)) {
            return new Reply.Lost("cut");
        }
        return isRow(domain, 0) ? found(NAME, "Acme") : notFound();
    }

    private static Reply seconds(Ask ask) {
        return isRow(ask.text("company.domain"), 1) ? found(NAME, "Second") : notFound();
    }

    @BeforeAll
    void start(@TempDir Path folder) {
        api = new TestApi(new TestWeir(SandboxSettings.DEFAULT, folder, List.of(acme, second, trade)));
        job = run(List.of(NAME), row(0), row(1), row(2), row(3), Map.of("company.linkedin_url", "https://x.example/y"));
    }

    @AfterAll
    void stop() {
        api.close();
    }

    private static Map<String, Object> row(int number) {
        return Map.of("company.domain", "row" + number + ".example");
    }

    @SafeVarargs
    private Job run(List<String> fields, Map<String, Object>... rows) {
        TestWeir test = api.test();
        Job submitted = test.submit(
                test.request(test.plan(OnDoubt.HOLD, fields, "acme", "second", "trade")),
                List.of(rows),
                api.running().engine());
        test.await(submitted);
        return submitted;
    }

    private JsonNode get(String path) {
        TestApi.Got got = api.get(api.path(path), "viewer");
        assertThat(got.status()).as(got.response().body()).isEqualTo(200);
        return got.json();
    }

    private String of(Job one, String rest) {
        return "/enrichment-jobs/" + one.id() + rest;
    }

    @Test
    void recordsComeInOrderAndSayWhatWasAskedAndWhatCameOfIt() {
        JsonNode records = get(of(job, "/records"));

        List<String> keys = new ArrayList<>();
        records.at("/data")
                .forEach(record -> keys.add(record.at("/idempotencyKey").asString()));
        String prefix = job.id() + ":";
        assertThat(keys)
                .containsExactly(
                        prefix + "0:company.name:acme",
                        prefix + "1:company.name:acme",
                        prefix + "1:company.name:second",
                        prefix + "3:company.name:acme",
                        prefix + "3:company.name:second",
                        prefix + "4:company.name:acme",
                        prefix + "4:company.name:second");
        JsonNode found = records.at("/data/0");
        assertThat(found.at("/status").asString()).isEqualTo("success");
        assertThat(found.at("/inputData/company.domain").asString()).isEqualTo("row0.example");
        assertThat(found.at("/outputData/company.name").asString()).isEqualTo("Acme");
        assertThat(found.at("/creditsConsumed").decimalValue()).isEqualByComparingTo("2");
        assertThat(found.at("/vendorCost/certain").decimalValue()).isEqualByComparingTo("2");
        assertThat(found.at("/vendorCost/source").asString()).isEqualTo("reported");
        assertThat(found.at("/attempts").asInt()).isEqualTo(1);
        assertThat(api.test()
                        .database()
                        .ownerJdbc()
                        .sql("SELECT job_id FROM weir.transfer WHERE id = ? AND kind = 3 AND row_idx = 0")
                        .param(found.at("/creditTransactionId").asLong())
                        .query(Long.class)
                        .list())
                .containsExactly(job.id());
        JsonNode missed = records.at("/data/1");
        assertThat(missed.at("/status").asString()).isEqualTo("failed");
        assertThat(missed.at("/errorReason").asString()).isEqualTo("not_found");
        assertThat(missed.at("/creditTransactionId").isNull()).isTrue();
        JsonNode passedOver = records.at("/data/5");
        assertThat(passedOver.at("/status").asString()).isEqualTo("skipped");
        assertThat(passedOver.at("/errorReason").asString()).isEqualTo("no_input");

        JsonNode again =
                get("/enrichment-records/" + found.at("/id").asString()).at("/data");
        assertThat(again).isEqualTo(found);
    }

    @Test
    void recordsAreFilteredAndPagedWithoutLossOrRepetition() {
        assertThat(get(of(job, "/records?row=1")).at("/data").size()).isEqualTo(2);
        assertThat(get(of(job, "/records?provider=second"))
                        .at("/pagination/total")
                        .asInt())
                .isEqualTo(3);
        assertThat(get(of(job, "/records?status=skipped")).at("/data").size()).isEqualTo(2);
        assertThat(get(of(job, "/records?step=company.domain")).at("/data").size())
                .isZero();
        assertThat(get(of(job, "/records?page=2&limit=3")).at("/data/0/id").asString())
                .isEqualTo(job.id() + "-3-0-0");

        List<String> ids = new ArrayList<>();
        String more = "";
        do {
            JsonNode page = get(of(job, "/records?limit=2" + more));
            page.at("/data").forEach(record -> ids.add(record.at("/id").asString()));
            assertThat(page.at("/pagination/total").asInt()).isEqualTo(7);
            JsonNode next = page.at("/pagination/nextCursor");
            more = next.isMissingNode() ? "" : "&cursor=" + next.asString();
        } while (!more.isEmpty());
        assertThat(ids).hasSize(7).doesNotHaveDuplicates().isSorted();

        TestApi.Got bad = api.get(api.path(of(job, "/records?cursor=nonsense")), "viewer");
        assertThat(bad.status()).isEqualTo(400);
        assertThat(bad.json().at("/code").asString()).isEqualTo("bad_cursor");
    }

    @Test
    void rowsShowValuesWithProvenanceAndTheStatesOfTheirCells() {
        JsonNode rows = get(of(job, "/rows"));

        List<String> states = new ArrayList<>();
        rows.at("/data").forEach(row -> states.add(row.at("/state").asString()));
        assertThat(states).containsExactly("completed", "completed", "in_doubt", "failed", "completed");
        assertThat(rows.at("/data/1/values/company.name/value").asString()).isEqualTo("Second");
        assertThat(rows.at("/data/1/values/company.name/provider").asString()).isEqualTo("second");
        assertThat(rows.at("/data/1/values/company.name/jobId").asLong()).isEqualTo(job.id());
        assertThat(rows.at("/data/1/input/company.domain").asString()).isEqualTo("row1.example");
        assertThat(rows.at("/data/4/cells/0/state").asString()).isEqualTo("skipped");
        assertThat(rows.at("/data/4/cells/0/reason").asString()).isEqualTo("no_input");

        JsonNode completed = get(of(job, "/rows?state=completed&limit=2"));
        assertThat(completed.at("/pagination/total").asInt()).isEqualTo(3);
        assertThat(completed.at("/data/1/rowIndex").asInt()).isEqualTo(1);
        String next = completed.at("/pagination/nextCursor").asString();
        assertThat(get(of(job, "/rows?state=completed&limit=2&cursor=" + next))
                        .at("/data/0/rowIndex")
                        .asInt())
                .isEqualTo(4);
        assertThat(get(of(job, "/rows?state=completed&limit=2&page=2"))
                        .at("/data/0/rowIndex")
                        .asInt())
                .isEqualTo(4);
    }

    @Test
    void cellsThatHaveNotEndedSayHowFarTheyAre() {
        TestWeir test = api.test();
        acme.answers(ask -> {
            try {
                slow.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return found(NAME, "Slow");
        });
        try {
            Job running = test.submit(
                    test.request(test.plan(OnDoubt.HOLD, List.of(NAME, INDUSTRY), "acme", "trade")),
                    List.of(row(20)),
                    api.running().engine());
            test.await(running, "being asked", progress -> progress.rows().running() == 1);
            JsonNode row = get(of(running, "/rows?state=open")).at("/data/0");
            assertThat(row.at("/cells/0/state").asString()).isEqualTo("in_progress");
            assertThat(row.at("/cells/1/state").asString()).isEqualTo("queued");
            assertThat(get(of(running, "/cells/0/company.name"))
                            .at("/data/state")
                            .asString())
                    .isEqualTo("in_progress");
            test.weir().jobs().pause(running, api.running().engine());
            assertThat(get(of(running, "/rows")).at("/data/0/cells/1/state").asString())
                    .isEqualTo("pending");
            test.weir().jobs().resume(running, api.running().engine());
            slow.countDown();
            test.await(running);
            assertThat(get(of(running, "/rows"))
                            .at("/data/0/values/company.name/value")
                            .asString())
                    .isEqualTo("Slow");
        } finally {
            slow.countDown();
            acme.answers(ResultsTest::acmes);
        }
    }

    @Test
    void theStoryOfACellTellsWhoWasAskedAndWhatIsInDoubt() {
        JsonNode story = get(of(job, "/cells/1/company.name")).at("/data");
        assertThat(story.at("/state").asString()).isEqualTo("completed");
        assertThat(story.at("/turns/0/verdict").asString()).isEqualTo("not_found");
        assertThat(story.at("/turns/1/gave/company.name").asString()).isEqualTo("Second");
        assertThat(story.at("/known/0/from").asString()).isEqualTo("input");
        assertThat(story.at("/creditsConsumed").decimalValue()).isEqualByComparingTo("2");

        JsonNode doubt = get(of(job, "/cells/2/company.name")).at("/data");
        assertThat(doubt.at("/state").asString()).isEqualTo("in_doubt");
        assertThat(doubt.at("/openCalls/0/state").asString()).isEqualTo("in_doubt");
        assertThat(doubt.at("/openCalls/0/provider").asString()).isEqualTo("acme");
        assertThat(doubt.at("/openCalls/0/credits").decimalValue()).isEqualByComparingTo("2");
        assertThat(doubt.at("/turns/1/part").asString()).isEqualTo("not_reached");
    }

    @Test
    void whatIsNotThereIsNotFoundAsWhatIsSomebodyElses() {
        TestWeir test = api.test();
        Job theirs = test.submit(
                new JobRequest(api.other().workspace(), "theirs", null, job.plan(), null, null, false),
                List.of(row(0)),
                api.running().engine());
        test.await(theirs);
        for (String path : List.of(
                of(theirs, "/records"),
                of(theirs, "/rows"),
                of(theirs, "/cells/0/company.name"),
                "/enrichment-records/" + theirs.id() + "-0-0-0",
                "/enrichment-records/" + job.id() + "-0-0-7",
                "/enrichment-records/nonsense",
                "/enrichment-jobs/abc/rows",
                of(job, "/cells/5/company.name"),
                of(job, "/cells/0/company.industry"))) {
            assertThat(api.get(api.path(path), "viewer").status()).as(path).isEqualTo(404);
        }
    }

    @Test
    void aDoubtIsSettledCellByCellAndOnce() {
        Job doubtful = run(List.of(NAME, INDUSTRY), row(5));
        String name = api.path(of(doubtful, "/cells/0/company.name/resolve"));
        String industry = api.path(of(doubtful, "/cells/0/company.industry/resolve"));
        assertThat(api.post(name, "viewer", "{\"resolution\": \"charged\"}").status())
                .isEqualTo(403);
        assertThat(api.post(name, "member", "{\"resolution\": \"perhaps\"}").status())
                .isEqualTo(400);

        TestApi.Got first = api.post(name, "member", "{\"resolution\": \"not_charged\"}");
        assertThat(first.status()).as(first.response().body()).isEqualTo(200);
        assertThat(first.json().at("/data/state").asString()).isEqualTo("failed");
        assertThat(first.json().at("/data/reason").asString()).isEqualTo("in_doubt");
        JsonNode row = get(of(doubtful, "/rows")).at("/data/0");
        assertThat(row.at("/state").asString()).isEqualTo("in_doubt");
        assertThat(row.at("/cells/1/state").asString()).isEqualTo("in_doubt");
        api.test().assertVerified();

        TestApi.Got again = api.post(name, "member", "{\"resolution\": \"not_charged\"}");
        assertThat(again.status()).isEqualTo(409);
        assertThat(again.json().at("/code").asString()).isEqualTo("no_doubt");

        assertThat(api.post(industry, "member", "{\"resolution\": \"charged\"}").status())
                .isEqualTo(200);
        assertThat(get(of(doubtful, "/rows")).at("/data/0/state").asString()).isEqualTo("failed");
        JsonNode record = get(of(doubtful, "/records?step=company.industry")).at("/data/0");
        assertThat(record.at("/errorReason").asString()).isEqualTo("in_doubt");
        assertThat(record.at("/creditsConsumed").decimalValue()).isEqualByComparingTo("2");
        api.test().assertVerified();
    }

    @Test
    void oneOfTwoDoubtsIsAskedAgainAndTheOtherStays() {
        Job doubtful = run(List.of(NAME, INDUSTRY), row(6));
        int calls = trade.calls();
        acme.answers(_ -> found(NAME, "Late Acme"));
        try {
            TestApi.Got retried = api.post(
                    api.path(of(doubtful, "/cells/0/company.name/resolve")), "member", "{\"resolution\": \"retry\"}");
            assertThat(retried.status()).as(retried.response().body()).isEqualTo(200);
            api.test().await(doubtful);
            api.test()
                    .await(
                            doubtful,
                            "in doubt again",
                            progress -> progress.rows().inDoubt() == 1);
        } finally {
            acme.answers(ResultsTest::acmes);
        }
        JsonNode row = get(of(doubtful, "/rows")).at("/data/0");
        assertThat(row.at("/values/company.name/value").asString()).isEqualTo("Late Acme");
        assertThat(row.at("/cells/1/state").asString()).isEqualTo("in_doubt");
        assertThat(trade.calls()).isEqualTo(calls);
        assertThat(api.post(
                                api.path(of(doubtful, "/cells/0/company.industry/resolve")),
                                "member",
                                "{\"resolution\": \"not_charged\"}")
                        .status())
                .isEqualTo(200);
        api.test().assertVerified();
    }

    @Test
    void rowsAreDoneAgainByAJobOfTheirOwnAndShowInTheFirstOne() {
        Job first = run(List.of(NAME), row(7), row(0));
        String rerun = api.path(of(first, "/rerun"));
        assertThat(api.post(rerun, "viewer", "{\"rows\": \"failed\"}").status()).isEqualTo(403);
        assertThat(api.post(rerun, "member", "{\"rows\": \"all\"}")
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/rows");
        assertThat(api.post(rerun, "member", "{\"rows\": [0, \"x\"]}")
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/rows/1");
        assertThat(api.post(rerun, "member", "{\"rows\": [2]}").status()).isEqualTo(400);

        int calls = acme.calls();
        acme.answers(_ -> found(NAME, "New"));
        TestApi.Got made;
        try {
            made = again(rerun);
            assertThat(made.status()).as(made.response().body()).isEqualTo(201);
            Job child = api.test()
                    .weir()
                    .jobs()
                    .get(api.tenant().id(), made.json().at("/data/id").asLong());
            api.test().await(child);
            TestApi.Got repeated = again(rerun);
            assertThat(repeated.json().at("/data/id").asLong()).isEqualTo(child.id());
            assertThat(repeated.response().headers().firstValue("Idempotent-Replayed"))
                    .contains("true");
        } finally {
            acme.answers(ResultsTest::acmes);
        }
        assertThat(acme.calls()).as("one row, asked once").isEqualTo(calls + 1);
        assertThat(made.json().at("/data/rerunOf").asLong()).isEqualTo(first.id());
        assertThat(made.json().at("/data/totalRecords").asInt()).isEqualTo(1);
        JsonNode value = get(of(first, "/rows?state=completed")).at("/data/0/values/company.name");
        assertThat(value.at("/value").asString()).isEqualTo("New");
        assertThat(value.at("/jobId").asLong())
                .isEqualTo(made.json().at("/data/id").asLong());
        assertThat(get(of(first, "")).at("/data/status").asString()).isEqualTo("partially_completed");
        TestApi.Got nothing = api.post(rerun, "member", "{\"rows\": \"failed\"}");
        assertThat(nothing.status()).isEqualTo(409);
        assertThat(nothing.json().at("/code").asString()).isEqualTo("nothing_to_rerun");
        api.test().assertVerified();
    }

    private TestApi.Got again(String rerun) {
        return api.send(api.request(rerun, "member")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "again")
                .POST(HttpRequest.BodyPublishers.ofString("{\"rows\": \"failed\", \"maxCredits\": 2.5}")));
    }

    @Test
    void aWorkspaceSaysHowLongItKeepsWhatAndAJobWhoseRowsAreGoneSaysSince() {
        String path = api.path("/retention");
        assertThat(get("/retention").at("/data"))
                .isEqualTo(TestApi.JSON.readTree("{\"inbox\": 90, \"events\": 90, \"arrivals\": 90}"));
        String wish = "{\"rows\": 30, \"answers\": 60}";
        TestApi.Got set = api.send("PUT", path, api.key("admin"), wish);
        assertThat(set.json().at("/data")).isEqualTo(TestApi.JSON.readTree(wish));
        TestApi.Got wrong = api.send("PUT", path, api.key("admin"), "{\"rows\": 0}");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().at("/errors/0/pointer").asString()).isEqualTo("/rows");
        assertThat(get("/retention").at("/data")).isEqualTo(TestApi.JSON.readTree(wish));

        Job old = run(List.of(NAME), row(0), row(1));
        api.test()
                .database()
                .ownerJdbc()
                .sql("UPDATE weir.job_state SET closed_at = closed_at - interval '31 days' WHERE job_id = ?")
                .param(old.id())
                .update();
        assertThat(get(of(old, "")).at("/data/rowsPrunedAt").isNull()).isTrue();
        JsonNode before = get(of(old, "")).at("/data");
        assertThat(api.test()
                        .weir()
                        .retention()
                        .prune(old.workspaceId(), Steps.AT_ONCE)
                        .rows())
                .isEqualTo(2);

        JsonNode after = get(of(old, "")).at("/data");
        assertThat(after.at("/rowsPrunedAt").isNull()).isFalse();
        assertThat(after.at("/completedRecords")).isEqualTo(before.at("/completedRecords"));
        assertThat(after.at("/spentCredits")).isEqualTo(before.at("/spentCredits"));
        for (String gone : List.of("/rows", "/rows?state=completed", "/records", "/rows/0/timeline", "/export")) {
            TestApi.Got got = api.get(api.path(of(old, gone)), "viewer");
            assertThat(got.status()).as(gone + " " + got.response().body()).isEqualTo(410);
            assertThat(got.json().at("/type").asString()
                            + got.json().at("/code").asString())
                    .as(got.response().body())
                    .contains("rows_pruned");
        }
        assertThat(get(of(old, "/timeline")).toString()).contains("rows_pruned");
        assertThat(get("/retention").at("/data/rows").asInt()).isEqualTo(30);
    }
}
