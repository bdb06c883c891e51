package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.catalog.PlanJson;
import dev.weir.server.jobs.Job;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import dev.weir.server.waterfall.Plan;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.dao.DataAccessException;
import tools.jackson.databind.JsonNode;

@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RegistryTest {

    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        api = new TestApi(new TestWeir(SandboxSettings.DEFAULT, folder).reachingBySetKeysOnly());
    }

    @AfterAll
    void stop() {
        api.test().assertVerified();
        api.close();
    }

    private TestApi.Got add(String step) {
        return api.post(api.path("/registry/steps"), "admin", step);
    }

    private TestApi.Got put(String path, String json) {
        return api.send("PUT", api.path(path), "admin", json);
    }

    private JsonNode made(TestApi.Got got) {
        assertThat(got.status()).as(got.response().body()).isBetween(200, 201);
        return got.json().at("/data");
    }

    private TestApi.Got submit(String blueprint) {
        return api.post(
                api.path("/enrichment-jobs"),
                "member",
                "{\"records\": [{\"company.domain\": \"company0.example\"}, {\"company.domain\": \"company1.example\"}],"
                        + " \"blueprint\": \"" + blueprint + "\"}");
    }

    private JsonNode ended(JsonNode job) {
        long id = job.at("/id").asLong();
        Job known = api.test().weir().jobs().get(api.tenant().id(), id);
        api.test().await(known);
        return made(api.get(api.path("/enrichment-jobs/" + id), "viewer"));
    }

    @Test
    void aProviderAStepAndABlueprintThatAreAddedToARunningServerAreUsedByTheNextJob() {
        assertThat(submit("firmographics").json().at("/code").asString()).isEqualTo("unknown_blueprint");
        JsonNode step = made(add("{\"name\": \"firmographics\", \"fields\": [\"company.name\", \"company.industry\"],"
                + " \"provider\": \"apollo\"}"));
        assertThat(step.at("/version").asInt()).isEqualTo(1);
        assertThat(step.at("/problems")).isEmpty();
        made(api.post(
                api.path("/blueprints"), "admin", "{\"slug\": \"firmographics\", \"steps\": [\"firmographics\"]}"));

        TestApi.Got keyless = submit("firmographics");
        assertThat(keyless.status()).isEqualTo(400);
        assertThat(keyless.json().at("/errors/0/pointer").asString()).isEqualTo("/blueprint");
        assertThat(keyless.json().at("/detail").asString()).contains("no key for apollo");

        made(put("/credentials/apollo", "{\"secrets\": {\"api_key\": \"test-key\"}}"));
        JsonNode job = ended(made(submit("firmographics")));

        assertThat(job.at("/status").asString()).isEqualTo("completed");
        assertThat(job.at("/name").asString()).isEqualTo("firmographics");
        assertThat(job.at("/blueprint").toString()).isEqualTo("{\"slug\":\"firmographics\",\"version\":1}");
        assertThat(job.at("/steps/0/workflowId").asString())
                .isEqualTo(step.at("/workflowId").asString());
        assertThat(job.at("/steps/0/version").asInt()).isEqualTo(1);
        JsonNode rows =
                made(api.get(api.path("/enrichment-jobs/" + job.at("/id").asLong() + "/rows"), "viewer"));
        assertThat(rows.at("/0").toString()).contains("company.industry").contains("\"firmographics\"");

        // The next version is what the next job runs; the job that ran keeps its own.
        JsonNode second = made(put(
                "/registry/steps/firmographics",
                "{\"name\": \"firmographics\", \"fields\": [\"company.name\"], \"provider\": \"apollo\"}"));
        assertThat(second.at("/version").asInt()).isEqualTo(2);
        assertThat(second.at("/workflowId")).isEqualTo(step.at("/workflowId"));
        JsonNode next = made(submit("firmographics"));
        assertThat(next.at("/steps/0/version").asInt()).isEqualTo(2);
        assertThat(next.at("/requestedFields").toString()).isEqualTo("[\"company.name\"]");
        JsonNode first =
                made(api.get(api.path("/enrichment-jobs/" + job.at("/id").asLong()), "viewer"));
        assertThat(first.at("/steps/0/version").asInt()).isEqualTo(1);
        ended(next);
        assertThat(made(api.get(api.path("/blueprints/firmographics"), "viewer"))
                        .has("usedAt"))
                .isTrue();
        assertThat(made(api.get(api.path("/audit"), "admin")).toString())
                .contains("step.created", "step firmographics@1", "step.changed", "blueprint firmographics@1");
    }

    @Test
    void aStepIsForTheRowsItsConditionHoldsForAndAMistakeInOneIsToldWithItsPlace() {
        TestApi.Got wrong = add("{\"name\": \"picky\", \"fields\": [\"company.name\"], \"provider\": \"pdl\","
                + " \"condition\": \"company.domian == 'x'\"}");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.json().at("/errors").toString())
                .contains(
                        "\"pointer\":\"/condition\"", "at column 8: there is no company.domian; did you mean 'domain'");
        assertThat(add("{\"name\": \"picky\", \"fields\": [\"company.name\"], \"provider\": \"pdl\","
                                + " \"acceptance\": {\"condition\": \"value > 5\"}}")
                        .json()
                        .at("/errors")
                        .toString())
                .contains("\"pointer\":\"/acceptance/condition\"", "at column 7: '>' does not take string and int");

        made(put("/credentials/pdl", "{\"secrets\": {\"api_key\": \"test-key\"}}"));
        made(add("{\"name\": \"picky\", \"fields\": [\"company.name\"], \"provider\": \"pdl\","
                + " \"condition\": \"company.domain.startsWith('company1')\","
                + " \"acceptance\": {\"condition\": \"value != ''\"}}"));
        made(api.post(api.path("/blueprints"), "admin", "{\"slug\": \"picky\", \"steps\": [\"picky\"]}"));
        JsonNode job = ended(made(submit("picky")));
        String cells = "/enrichment-jobs/" + job.at("/id").asLong() + "/cells/";
        JsonNode passed = made(api.get(api.path(cells + "0/picky"), "viewer"));
        assertThat(passed.at("/state").asString()).isEqualTo("skipped");
        assertThat(passed.at("/reason").asString()).isEqualTo("condition_false");
        assertThat(passed.at("/condition").asString()).isEqualTo("company.domain.startsWith('company1')");
        JsonNode asked = made(api.get(api.path(cells + "1/picky"), "viewer"));
        assertThat(asked.at("/state").asString()).isEqualTo("completed");
        assertThat(asked.at("/acceptCondition").asString()).isEqualTo("value != ''");
    }

    @Test
    void aStepMayWorkSomethingOutAndTellsHow() {
        assertThat(
                        add("{\"name\": \"fit\", \"kind\": \"compute\", \"function\": \"score\", \"fields\": [\"custom.fit\"],"
                                        + " \"config\": {\"terms\": [{\"weight\": 5, \"when\": \"company.domain > 5\"}]}}")
                                .json()
                                .at("/errors")
                                .toString())
                .contains("\"pointer\":\"/config/terms/0/when\"", "at column 16: '>' does not take string and int");
        made(add("{\"name\": \"fit\", \"kind\": \"compute\", \"function\": \"score\", \"fields\": [\"custom.fit\"],"
                + " \"types\": {\"custom.fit\": \"integer\"}, \"config\": {\"terms\":"
                + " [{\"name\": \"one\", \"weight\": 5, \"when\": \"company.domain.startsWith('company1')\"}]}}"));
        made(api.post(api.path("/blueprints"), "admin", "{\"slug\": \"fit\", \"steps\": [\"fit\"]}"));

        JsonNode job = ended(made(submit("fit")));

        assertThat(job.at("/status").asString()).isEqualTo("completed");
        assertThat(job.at("/steps/0/kind").asString()).isEqualTo("compute");
        assertThat(job.at("/spentCredits").decimalValue()).isEqualByComparingTo("0");
        JsonNode cell =
                made(api.get(api.path("/enrichment-jobs/" + job.at("/id").asLong() + "/cells/1/fit"), "viewer"));
        assertThat(cell.at("/kept/0/value").asInt()).isEqualTo(5);
        assertThat(cell.at("/kept/0/from").asString()).isEqualTo("compute");
        assertThat(cell.at("/workings/0/what").asString()).isEqualTo("one");
        assertThat(cell.at("/workings/0/contribution").asInt()).isEqualTo(5);
        JsonNode rows =
                made(api.get(api.path("/enrichment-jobs/" + job.at("/id").asLong() + "/rows"), "viewer"));
        assertThat(rows.toString()).contains("custom.fit");
    }

    @Test
    void aStepBehindOneThatAwaitsReadsWhatTheEventSaid() {
        made(add("{\"name\": \"owner-said\", \"kind\": \"await\", \"config\": {\"events\": [\"owner.said\"]}}"));
        String greeting = "{\"name\": \"greeting\", \"kind\": \"compute\", \"function\": \"formula\","
                + " \"fields\": [\"custom.greeting\"], \"condition\": \"has(event.by)\","
                + " \"config\": {\"values\": {\"custom.greeting\": \"%s\"}}}";
        assertThat(add(greeting.formatted("'hello ' + evnt.by"))
                        .json()
                        .at("/errors")
                        .toString())
                .contains("\"pointer\":\"/config/values/custom.greeting\"", "at column 12: there is no 'evnt'");
        made(add(greeting.formatted("'hello ' + event.by")));
        made(add(greeting.replace("\"greeting\"", "\"parting\"")
                .replace("\"condition\": \"has(event.by)\",", "")
                .formatted("'bye ' + event.by")));
        JsonNode early = api.post(
                        api.path("/blueprints"),
                        "admin",
                        "{\"slug\": \"early\", \"steps\": [\"greeting\", \"owner-said\", \"parting\"]}")
                .json();
        assertThat(early.at("/errors").findValuesAsString("pointer")).containsExactly("/steps/0");
        assertThat(early.at("/errors/0/detail").asString())
                .contains("'greeting' reads event in its condition", "put an await step before it");
        assertThat(put("/blueprints/early", "{\"slug\": \"early\", \"steps\": [\"parting\"]}")
                        .json()
                        .at("/errors/0/detail")
                        .asString())
                .contains("'parting' reads event in its config");
        made(api.post(
                api.path("/blueprints"), "admin", "{\"slug\": \"greet\", \"steps\": [\"owner-said\", \"greeting\"]}"));
        JsonNode job = made(submit("greet"));
        String path = "/enrichment-jobs/" + job.at("/id").asLong();

        made(api.post(
                api.path(path + "/signals"),
                "member",
                "{\"name\": \"owner.said\", \"rowIndex\": 1, \"payload\": {\"by\": \"ada\"}}"));
        made(api.post(api.path(path + "/signals"), "member", "{\"name\": \"owner.said\", \"rowIndex\": 0}"));

        assertThat(ended(job).at("/status").asString()).isEqualTo("completed");
        JsonNode greeted = made(api.get(api.path(path + "/cells/1/greeting"), "viewer"));
        assertThat(greeted.at("/kept/0/value").asString()).isEqualTo("hello ada");
        assertThat(greeted.at("/known").toString()).contains("\"field\":\"event\"", "{\"by\":\"ada\"}", "\"await\"");
        assertThat(made(api.get(api.path(path + "/cells/0/greeting"), "viewer"))
                        .at("/reason")
                        .asString())
                .isEqualTo("condition_false");
        assertThat(made(api.get(api.path(path + "/rows"), "viewer")).toString())
                .contains("hello ada")
                .doesNotContain("\"event\"");
    }

    @Test
    void theGuideWorks(@TempDir Path folder) throws Exception {
        List<String> printed = GuideCommands.run("blueprints.md", api, folder);

        assertThat(printed.getFirst()).contains("\"version\":1").doesNotContain("\"success\":false");
        JsonNode job = TestApi.JSON.readTree(printed.get(1).strip()).at("/data");
        assertThat(job.at("/blueprint/slug").asString()).isEqualTo("profiles");
        assertThat(ended(job).at("/status").asString()).isEqualTo("completed");
        assertThat(printed.get(2)).contains("\"version\":3").doesNotContain("\"success\":false");
        assertThat(printed.get(4))
                .contains("\"custom.owner\":{\"value\":\"Ada\"", "\"custom.owner\":{\"value\":\"nobody\"");
    }

    @Test
    void theGuideToFunctionsWorks(@TempDir Path folder) throws Exception {
        List<String> printed = GuideCommands.run("functions.md", api, folder);

        assertThat(printed.getFirst()).doesNotContain("\"success\":false");
        // The sandbox plays the function, and knows no field of the user's own.
        assertThat(printed.get(1)).contains("\"step\":\"research\"", "\"verdict\":\"not_found\"", "\"ticket_opened\"");
    }

    /** Started as the guide has it, against a server that only notes what a worker tells it. */
    @Test
    void theGuidesWorkerTellsHowFarItIsAndWhatItFound(@TempDir Path folder) throws Exception {
        Matcher shown =
                Pattern.compile("```python\\n(.*?)```", Pattern.DOTALL).matcher(GuideCommands.text("functions.md"));
        assertThat(shown.find()).isTrue();
        List<String> told = new CopyOnWriteArrayList<>();
        CountDownLatch all = new CountDownLatch(2);
        HttpServer weir = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        weir.createContext("/", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            told.add(exchange.getRequestURI().getPath() + " " + body);
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
            all.countDown();
        });
        weir.start();
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path program = folder.resolve("worker.py");
        Files.writeString(
                program,
                shown.group(1)
                        .replace(
                                "127.0.0.1:8080",
                                "127.0.0.1:" + weir.getAddress().getPort())
                        .replace("9100", String.valueOf(port)));
        Process worker;
        try {
            worker = new ProcessBuilder("python3", program.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("out").toFile())
                    .start();
        } catch (IOException none) {
            weir.stop(0);
            Assumptions.abort("no python3 on this machine");
            throw none;
        }
        try {
            String order = "{\"ticket\": \"tk_1\", \"inputs\": {\"company.domain\": \"acme.example\"}}";
            while (worker.isAlive() && !taken(port, order)) {
                LockSupport.parkNanos(20_000_000);
            }
            assertThat(all.await(20, TimeUnit.SECONDS))
                    .as(Files.readString(folder.resolve("out")))
                    .isTrue();
            assertThat(told.getFirst())
                    .startsWith("/api/v1/tickets/tk_1/progress {")
                    .contains("reading acme.example");
            assertThat(told.get(1)).startsWith("/api/v1/tickets/tk_1/result {").contains("All about acme.example");
        } finally {
            worker.destroy();
            weir.stop(0);
        }
    }

    /** Whether the worker has taken it; false while nobody listens yet. */
    private static boolean taken(int port, String order) throws InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/research"))
                                            .POST(HttpRequest.BodyPublishers.ofString(order))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode()
                    == 202;
        } catch (IOException notYet) {
            return false;
        }
    }

    @Test
    void whatAStepMayCostARowIsPartOfTheQuoteAndKept() {
        String step = "{\"name\": \"frugal\", \"fields\": [\"company.name\"], \"waterfall\": [\"pdl\", \"prospeo\"],"
                + " \"caps\": {\"creditsPerRow\": %s}}";
        for (String wrong : List.of("-1", "0.0001", "null")) {
            assertThat(add(step.formatted(wrong)).json().at("/errors/0/pointer").asString())
                    .isEqualTo(wrong.equals("null") ? "/caps" : "/caps/creditsPerRow");
        }
        made(put("/credentials/pdl", "{\"secrets\": {\"api_key\": \"test-key\"}}"));
        made(put("/credentials/prospeo", "{\"secrets\": {\"api_key\": \"test-key\"}}"));
        JsonNode made = made(add(step.formatted("0.25")));
        assertThat(made.at("/definition/caps/creditsPerRow").decimalValue()).isEqualByComparingTo("0.25");
        made(api.post(api.path("/blueprints"), "admin", "{\"slug\": \"frugal\", \"steps\": [\"frugal\"]}"));

        JsonNode quote = made(api.post(
                api.path("/enrichment-jobs/quote"),
                "member",
                "{\"records\": [{\"company.domain\": \"company0.example\"}], \"blueprint\": \"frugal\"}"));
        assertThat(quote.at("/worstCaseCreditsPerRow").decimalValue()).isEqualByComparingTo("0.25");
        JsonNode job = ended(made(submit("frugal")));

        assertThat(job.at("/status").asString()).isEqualTo("failed");
        assertThat(job.at("/spentCredits").decimalValue()).isEqualByComparingTo("0");
        assertThat(made(api.get(api.path("/enrichment-jobs/" + job.at("/id").asLong() + "/cells/0/frugal"), "viewer"))
                        .at("/reason")
                        .asString())
                .isEqualTo("cap_reached");
    }

    @Test
    void whatIsWrongIsToldWhereItStandsAndAllAtOnce() {
        TestApi.Got got =
                add("{\"name\": \"Bad Name\", \"kind\": \"lookup\", \"fields\": [\"company.nme\", \"custom.x\"],"
                        + " \"types\": {\"custom.x\": \"colour\", \"custom.y\": \"text\"}, \"maxWait\": \"soon\","
                        + " \"retry\": {\"attempts\": 0, \"statuses\": [404]}, \"onFailure\": \"panic\","
                        + " \"destination\": {\"db\": \"crm\", \"tableName\": \"x; drop\", \"mode\": \"replace\","
                        + " \"fieldMappings\": {\"custom.x\": \"a b\", \"custom.q\": \"Weir_Key\"}}}");

        assertThat(got.status()).isEqualTo(400);
        assertThat(got.json().at("/code").asString()).isEqualTo("bad_step");
        assertThat(got.json().at("/errors").findValuesAsString("pointer"))
                .containsExactlyInAnyOrder(
                        "/name",
                        "/fields/0",
                        "/types/custom.x",
                        "/types/custom.y",
                        "/maxWait",
                        "/retry/attempts",
                        "/retry/statuses/0",
                        "/onFailure",
                        "/destination/db",
                        "/destination/tableName",
                        "/destination/fieldMappings/custom.x",
                        "/destination/fieldMappings/custom.q",
                        "/destination/fieldMappings/custom.q",
                        "/destination/mode");
        assertThat(got.response().body()).contains("company.name");
        assertThat(
                        add("{\"name\": \"x\", \"fields\": [\"company.name\"], \"waterfall\": [\"hunterr\", \"zerobounce\"]}")
                                .json()
                                .at("/errors")
                                .findValuesAsString("pointer"))
                .containsExactly("/waterfall/0", "/waterfall/1");
        assertThat(
                        add("{\"name\": \"x\", \"fields\": [\"company.name\"], \"kind\": \"await\", \"verify\": [\"hunter\"]}")
                                .json()
                                .at("/errors")
                                .findValuesAsString("pointer"))
                .containsExactlyInAnyOrder("/verify", "/config/events");
        assertThat(api.post(
                                api.path("/blueprints"),
                                "admin",
                                "{\"slug\": \"x\", \"steps\": [\"nobody\", \"nobody@2\"], \"onFailure\": \"never\"}")
                        .json()
                        .at("/errors")
                        .findValuesAsString("pointer"))
                .containsExactlyInAnyOrder("/onFailure", "/steps/0", "/steps/1");
        for (String kind : List.of(
                "\"function\": \"formula\", \"config\": {\"values\": null}",
                "\"function\": \"score\", \"config\": {\"terms\": null}",
                "\"function\": \"normalise\", \"config\": {\"from\": null}")) {
            TestApi.Got nothing =
                    add("{\"name\": \"x\", \"kind\": \"compute\", \"fields\": [\"custom.x\"], " + kind + "}");
            assertThat(nothing.status()).as(nothing.response().body()).isEqualTo(400);
            assertThat(nothing.json().at("/errors/0/pointer").asString())
                    .isEqualTo("/config/" + kind.replaceFirst(".*\\{\"(\\w+)\".*", "$1"));
        }
        assertThat(add("{\"name\": \"x\", \"fields\": [null], \"destination\": {\"db\": \"hq\", \"tableName\": \"x\"}}")
                        .status())
                .isEqualTo(400);
        assertThat(add("{\"name\": \"x\", \"fields\": [\"person.work_email\"], \"verify\": [null]}")
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/verify/0");
        assertThat(add("{\"name\": \"x\", \"colour\": 1}")
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/colour");
    }

    /** Runs the SQL that a refusal proposes, as whoever owns the database. */
    private void makeItsTable(TestApi.Got refusal) {
        assertThat(refusal.status()).as(refusal.response().body()).isEqualTo(400);
        assertThat(refusal.json().at("/code").asString()).isEqualTo("bad_destination");
        for (String statement : refusal.json().at("/createTable").asString().split(";\n")) {
            api.test().database().ownerJdbc().sql(statement).update();
        }
    }

    @Test
    void aVersionIsMadeOnceIsReturnedToAndIsRetired() {
        String one = "{\"name\": \"sized\", \"title\": \"One\", \"fields\": [\"company.employee_count\"],"
                + " \"destination\": {\"db\": \"hq\", \"tableName\": \"firms\"}}";
        makeItsTable(add(one));
        made(add(one));
        assertThat(add(one).json().at("/code").asString()).isEqualTo("step_exists");
        assertThat(made(put("/registry/steps/sized", one)).at("/version").asInt())
                .isEqualTo(1);
        assertThat(put("/registry/steps/other", one).json().at("/code").asString())
                .isEqualTo("other_name");
        String two = one.replace("One", "Two");
        assertThat(made(put("/registry/steps/sized", two)).at("/version").asInt())
                .isEqualTo(2);

        // The destination is of no version, and changes none.
        assertThat(put("/registry/steps/sized/destination", "{\"db\": \"hq\", \"tableName\": \"a; drop\"}")
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/tableName");
        assertThat(put(
                                "/registry/steps/sized/destination",
                                "{\"db\": \"hq\", \"tableName\": \"firms\", \"mode\": \"upsert\"}")
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/keys");
        String sizes = "{\"db\": \"hq\", \"tableName\": \"sizes\", \"mode\": \"upsert\", \"keys\": [\"company_id\"],"
                + " \"fieldMappings\": {\"company.employee_count\": \"employees\"}}";
        TestApi.Got missing = put("/registry/steps/sized/destination", sizes);
        assertThat(missing.json().at("/errors/0/pointer").asString()).isEqualTo("/tableName");
        makeItsTable(missing);
        assertThat(put("/registry/steps/sized/destination", sizes.replace("employees", "employee"))
                        .json()
                        .at("/errors/0")
                        .toString())
                .contains("/fieldMappings/company.employee_count", "has no column employee");
        JsonNode moved = made(put("/registry/steps/sized/destination", sizes));
        assertThat(moved.at("/version").asInt()).isEqualTo(2);
        assertThat(moved.at("/definition/destination").toString())
                .isEqualTo("{\"db\":\"hq\",\"tableName\":\"sizes\","
                        + "\"fieldMappings\":{\"company.employee_count\":\"employees\"},\"keys\":[\"company_id\"]}");
        JsonNode back = made(api.post(api.path("/registry/steps/sized/rollback"), "admin", "{\"version\": 1}"));
        assertThat(back.at("/version").asInt()).isEqualTo(3);
        assertThat(back.at("/definition/title").asString()).isEqualTo("One");
        assertThat(back.at("/definition/destination")).isEqualTo(moved.at("/definition/destination"));
        assertThat(made(api.get(api.path("/registry/steps/sized/versions"), "viewer"))
                        .findValuesAsString("version"))
                .containsExactly("3", "2", "1");

        made(put("/blueprints/sized", "{\"slug\": \"sized\", \"steps\": [\"sized@2\"]}"));
        made(api.send("DELETE", api.path("/registry/steps/sized"), "admin", null));
        assertThat(made(api.get(api.path("/blueprints/sized"), "viewer"))
                        .at("/problems/0/detail")
                        .asString())
                .contains("retired");
        assertThat(made(put("/registry/steps/sized", one)).has("retiredAt")).isFalse();
        assertThat(made(api.get(api.path("/blueprints/sized"), "viewer")).at("/problems"))
                .isEmpty();
        made(api.send("DELETE", api.path("/blueprints/sized"), "admin", null));
        assertThat(submit("sized").json().at("/code").asString()).isEqualTo("blueprint_retired");

        assertThat(api.post(api.path("/registry/steps"), "member", one).status())
                .isEqualTo(403);
        assertThat(api.get(
                                api.other().path("/registry/steps/sized"),
                                api.other().key("viewer"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void aRowThatCameBySqlIsCheckedWhereItIsSeenAndUsed() {
        sql("INSERT INTO weir.enrichment_registry (workspace_id, workflow_slug, fields, provider)"
                + " VALUES (?, 'by-sql', '{company.name}', 'pdl')");
        sql("INSERT INTO weir.enrichment_registry (workspace_id, workflow_slug, fields, provider, retry_policy)"
                + " VALUES (?, 'by-mistake', '{company.name}', 'pdl', '{\"attemps\": 3}')");
        sql("INSERT INTO weir.blueprint (workspace_id, slug, steps) VALUES (?, 'by-sql', '{by-sql}')");
        sql("INSERT INTO weir.blueprint (workspace_id, slug, steps) VALUES (?, 'by-mistake', '{by-sql,by-mistake}')");
        made(put("/credentials/pdl", "{\"secrets\": {\"api_key\": \"test-key\"}}"));

        assertThat(ended(made(submit("by-sql"))).at("/status").asString()).isEqualTo("completed");
        assertThat(made(api.get(api.path("/registry/steps/by-mistake"), "viewer"))
                        .at("/problems/0/pointer")
                        .asString())
                .isEqualTo("/retry");
        assertThat(submit("by-mistake").json().at("/detail").asString()).contains("by-mistake", "attemps");

        assertThatThrownBy(() -> sql("UPDATE weir.enrichment_registry SET title = 'x' WHERE workspace_id = ?"
                        + " AND workflow_slug = 'by-sql'"))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("does not change");
        assertThatThrownBy(
                        () -> sql("UPDATE weir.blueprint SET title = 'x' WHERE workspace_id = ? AND slug = 'by-sql'"))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("does not change");
        assertThatThrownBy(
                        () -> sql("INSERT INTO weir.enrichment_registry (workspace_id, workflow_slug, fields, version)"
                                + " VALUES (?, 'by-sql', '{company.name}', 2)"))
                .isInstanceOf(DataAccessException.class)
                .hasMessageContaining("needs that workflow_id");
    }

    private void sql(String statement) {
        api.test()
                .database()
                .ownerJdbc()
                .sql(statement)
                .param(api.tenant().id())
                .update();
    }

    @Test
    void aFunctionOfTheUsersOwnSaysWhatItNeedsAndGives() {
        String step =
                "{\"name\": \"rate\", \"fields\": [\"custom.rating\"], \"types\": {\"custom.rating\": \"integer\"},"
                        + " \"provider\": \"http-function\", \"function\": \"rate\", \"timeOut\": \"24h\","
                        + " \"config\": {\"inputs\": [[\"company.domain\"]], \"credits\": 0.5}}";
        JsonNode made = made(add(step));
        assertThat(made.at("/problems")).isEmpty();
        TestApi.Got wrong = add(step.replace("\"rate\"", "\"rate-2\"")
                .replace("\"credits\": 0.5", "\"credits\": -1, \"apiKey\": \"k\"")
                .replace("[[\"company.domain\"]]", "[[\"custom.rating\"]]"));
        assertThat(wrong.json().at("/errors").findValuesAsString("pointer"))
                .containsExactlyInAnyOrder("/config/apiKey", "/config/credits", "/config/inputs/0/0");

        // Two steps that need what the other gives, and one behind the step that needs it.
        made(add(step.replace("\"rate\"", "\"ring-a\"")
                .replace("company.domain", "custom.b")
                .replace("custom.rating", "custom.a")));
        made(add(step.replace("\"rate\"", "\"ring-b\"")
                .replace("company.domain", "custom.a")
                .replace("custom.rating", "custom.b")));
        TestApi.Got ring = put("/blueprints/ring", "{\"slug\": \"ring\", \"steps\": [\"ring-a\", \"ring-b\"]}");
        assertThat(ring.json().at("/errors/0/detail").asString()).contains("ring-a", "custom.b", "a cycle");
        made(add(step.replace("\"rate\"", "\"after\"")
                .replace("company.domain", "custom.rating")
                .replace("[\"custom.rating\"],", "[\"custom.after\"],")
                .replace("\"custom.rating\": ", "\"custom.after\": ")));
        assertThat(put("/blueprints/order", "{\"slug\": \"order\", \"steps\": [\"after\", \"rate\"]}")
                        .json()
                        .at("/errors/0/detail")
                        .asString())
                .contains("put that one before it");
        made(put("/blueprints/order", "{\"slug\": \"order\", \"steps\": [\"rate\", \"after\"]}"));

        // Two that say no more than that they are done.
        for (String done : List.of("done-a", "done-b")) {
            made(add(step.replace("\"rate\"", "\"" + done + "\"")
                    .replace("\"types\": {\"custom.rating\": \"integer\"},", "")
                    .replace("custom.rating", "custom.done")));
        }
        assertThat(put("/blueprints/twice", "{\"slug\": \"twice\", \"steps\": [\"done-a\", \"done-b\"]}")
                        .json()
                        .at("/errors/0/detail")
                        .asString())
                .contains("'done-b' would never be asked", "custom.done_b.done");

        made(put(
                "/credentials/http-function",
                "{\"secrets\": {\"base_url\": \"https://functions.example\", \"token\": \"k\"}}"));
        TestApi.Got quote = api.post(
                api.path("/enrichment-jobs/quote"),
                "member",
                "{\"records\": [{\"company.domain\": \"a.example\"}], \"blueprint\": \"order\"}");
        assertThat(made(quote).at("/worstCaseCreditsPerRow").asDouble()).isEqualTo(1.0);
        PlanJson plans = new PlanJson(api.test().weir().catalog());
        Plan plan = api.test()
                .weir()
                .transactions()
                .in(
                        api.tenant().id(),
                        () -> api.test()
                                .weir()
                                .registry()
                                .recipe(api.tenant().id(), "order", OnDoubt.HOLD, _ -> true)
                                .plan());
        assertThat(plans.read(PlanJson.write(plan))).isEqualTo(plan);
    }

    @Test
    void whoNeedsAnAddressToCallIsRefusedAtTheQuoteWhereVendorsReachNoServer() {
        for (String slug : List.of("apollo-waterfall", "fullenrich")) {
            made(put("/credentials/" + slug, "{\"secrets\": {\"api_key\": \"test-key\"}}"));
        }
        made(put("/credentials/clay", "{\"secrets\": {\"callback_secret\": \"test-key\"}}"));
        made(add("{\"name\": \"by-table\", \"fields\": [\"custom.note\"], \"provider\": \"clay\","
                + " \"function\": \"pull-in-1\", \"config\": {\"inputs\": [[\"company.domain\"]]}}"));
        made(api.post(api.path("/blueprints"), "admin", "{\"slug\": \"by-table\", \"steps\": [\"by-table\"]}"));
        String row =
                "{\"records\": [{\"company.domain\": \"company0.example\", \"person.first_name\": \"Ada\", \"person.last_name\": \"Example\"}], ";

        JsonNode numbers = quote(row + "\"fields\": [\"person.mobile_phone\"],"
                        + " \"waterfallConfig\": {\"person.mobile_phone\": [\"apollo-waterfall\"]}}")
                .json();
        assertThat(numbers.at("/code").asString()).isEqualTo("no_public_url");
        assertThat(numbers.at("/detail").asString())
                .contains("takes no question without an address to call back", "WEIR_PUBLIC_URL");
        JsonNode table = quote(row + "\"blueprint\": \"by-table\"}").json();
        assertThat(table.at("/detail").asString())
                .contains("clay.pull-in-1 answers by calling back and cannot be asked how far it is");
        made(quote(row + "\"fields\": [\"person.mobile_phone\"],"
                + " \"waterfallConfig\": {\"person.mobile_phone\": [\"fullenrich\"]}}"));
    }

    private TestApi.Got quote(String body) {
        return api.post(api.path("/enrichment-jobs/quote"), "member", body);
    }

    @Test
    void whatIsEverybodysIsUsedByAllAndGivesWayToOnesOwn() {
        api.test()
                .database()
                .ownerJdbc()
                .sql("INSERT INTO weir.enrichment_registry (workspace_id, workflow_slug, title, fields, provider)"
                        + " VALUES (0, 'shared', 'Theirs', '{company.name}', 'pdl')")
                .update();
        assertThat(made(api.get(
                                api.other().path("/registry/steps/shared"),
                                api.other().key("viewer")))
                        .at("/global")
                        .asBoolean())
                .isTrue();
        assertThat(api.send("DELETE", api.path("/registry/steps/shared"), "admin", null)
                        .json()
                        .at("/code")
                        .asString())
                .isEqualTo("step_global");

        made(put(
                "/registry/steps/shared",
                "{\"name\": \"shared\", \"title\": \"Mine\", \"fields\": [\"company.name\"]}"));

        assertThat(made(api.get(api.path("/registry/steps/shared"), "viewer"))
                        .at("/definition/title")
                        .asString())
                .isEqualTo("Mine");
        assertThat(made(api.get(
                                api.other().path("/registry/steps/shared"),
                                api.other().key("viewer")))
                        .at("/definition/title")
                        .asString())
                .isEqualTo("Theirs");
        assertThat(made(api.get(api.path("/registry/steps"), "viewer")).toString())
                .contains("Mine")
                .doesNotContain("Theirs");
    }

    @Test
    void aBlueprintSaysAllThatAFieldListWould() {
        TestApi.Got both = api.post(
                api.path("/enrichment-jobs/quote"),
                "member",
                "{\"records\": [{\"company.domain\": \"a.example\"}], \"blueprint\": \"x\", \"fields\": [\"company.name\"]}");
        assertThat(both.status()).isEqualTo(400);
        assertThat(both.json().at("/errors/0/pointer").asString()).isEqualTo("/fields");
    }
}
