package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.egress.EgressSettings;
import dev.weir.server.testing.TestWeir;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Where results go and what became of them, over the API. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StorageRoutesTest {

    private TestApi api;

    @BeforeAll
    void start(@TempDir Path folder) {
        TestWeir test = new TestWeir(SandboxSettings.DEFAULT, folder);
        URI database = address(test);
        test.settings(settings -> settings.with(settings.egress()
                .with(EgressSettings.Reach.only(
                        new EgressSettings.Target("127.0.0.1", test.sandbox().port()),
                        new EgressSettings.Target("127.0.0.1", database.getPort())))));
        api = new TestApi(test);
    }

    @AfterAll
    void stop() {
        api.close();
    }

    /** Of Weir's own database, which is connected as if it were another one. */
    private static URI address(TestWeir test) {
        return URI.create(test.database().jdbcUrl().substring("jdbc:".length()));
    }

    private JdbcClient owner() {
        return api.test().database().ownerJdbc();
    }

    private static JsonNode made(TestApi.Got got) {
        assertThat(got.status()).as(got.response().body()).isLessThan(300);
        return got.json().at("/data");
    }

    @Test
    void aDatabaseIsSignedInToBeforeItIsSavedAndNeverShowsItsPassword() {
        TestApi.Tenant own = api.newTenant(api.test().weir().workspaces().ensure("with a database", true, true));
        String path = own.path("/database");
        assertThat(api.get(path, own.key("admin")).json().at("/code").asString())
                .isEqualTo("no_database");
        assertThat(api.post(path + "/test", own.key("admin"), "{}")
                        .json()
                        .at("/code")
                        .asString())
                .isEqualTo("no_database");
        assertThat(api.send("PUT", path, own.key("admin"), "{\"host\": \"x\", \"database\": \"d\", \"user\": \"u\"}")
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/password");
        assertThat(api.send("PUT", path, own.key("admin"), database("wrong-canary-71"))
                        .json()
                        .at("/code")
                        .asString())
                .isEqualTo("database_refused");
        assertThat(api.get(path, own.key("admin")).status()).isEqualTo(404);

        TestApi.Got set = api.send(
                "PUT", path, own.key("admin"), database(api.test().database().appPassword()));
        assertThat(made(set).at("/serverVersion").asString()).startsWith("18");
        assertThat(made(api.get(path, own.key("admin"))).at("/tls").asString()).isEqualTo("disable");
        assertThat(made(api.post(path + "/test", own.key("admin"), "{}"))
                        .at("/result")
                        .asString())
                .isEqualTo("connected");
        assertThat(set.response().body()
                        + api.get(path, own.key("admin")).response().body())
                .doesNotContain(api.test().database().appPassword());
        assertThat(api.get(own.path("/audit"), own.key("admin")).response().body())
                .contains("database.set", "database.tested")
                .doesNotContain(api.test().database().appPassword(), "wrong-canary-71");

        made(api.send("DELETE", path, own.key("admin"), null));
        assertThat(api.send("DELETE", path, own.key("admin"), null).status()).isEqualTo(404);
    }

    @Test
    void theGuideToResultsWorks(@TempDir Path folder) throws Exception {
        String guide = GuideCommands.text("results-where-you-want-them.md");
        String table = guide.substring(guide.indexOf("```sql\n") + 7);
        owner().sql("CREATE ROLE weir_writer LOGIN PASSWORD 'writer'").update();
        for (String statement : table.substring(0, table.indexOf("```")).split(";\n")) {
            owner().sql(statement).update();
        }
        URI at = address(api.test());
        List<String> said = GuideCommands.run(
                "results-where-you-want-them.md",
                api,
                api.tenant(),
                folder,
                Map.of(
                        "DB_HOST",
                        at.getHost(),
                        "DB_PORT",
                        String.valueOf(at.getPort()),
                        "DB_NAME",
                        at.getPath().substring(1),
                        "DB_USER",
                        "weir_writer",
                        "DB_PASSWORD",
                        "writer"));

        assertThat(said.getFirst()).contains("\"serverVersion\"", "\"result\":\"connected\"");
        // Of four made-up companies some are not found, which the log says, too.
        int stored = Integer.parseInt(said.get(2).replaceFirst("(?s).*\"written\":(\\d+).*", "$1"));
        assertThat(said.get(2))
                .contains("\"tableName\":\"firms\"", "\"state\":\"healthy\"", "\"status\":\"stored\"")
                .doesNotContain("failed_to_deliver");
        assertThat(said.get(2).split("\"status\":\"stored\"", -1)).hasSize(stored + 1);
        assertThat(said.get(4)).contains("\"data\":[]");
        assertThat(said.get(5)).contains("resultId");
        awaitRow("SELECT count(*) FROM firms WHERE company_domain = 'company9.example' AND industry = 'logistics'");
        assertThat(owner().sql("SELECT count(*) FROM firms WHERE size IS NOT NULL AND weir_key LIKE '%:%:0'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(stored);
    }

    private void awaitRow(String count) {
        while (owner().sql(count).query(Integer.class).single() == 0) {
            Thread.onSpinWait();
        }
    }

    @Test
    void whatATableRefusesIsADeadLetterUntilItIsReplayed() {
        String step = "{\"name\": \"narrow\", \"fields\": [\"custom.word\"], \"provider\": \"http-function\","
                + " \"function\": \"word\", \"config\": {\"inputs\": [[\"company.domain\"]]},"
                + " \"destination\": {\"db\": \"hq\", \"tableName\": \"words\","
                + " \"fieldMappings\": {\"custom.word\": \"word\"}}}";
        String steps = api.path("/registry/steps");
        TestApi.Got missing = api.post(steps, "admin", step);
        for (String statement : missing.json().at("/createTable").asString().split(";\n")) {
            owner().sql(statement).update();
        }
        String words = "hq_" + api.tenant().id() + ".words";
        owner().sql("ALTER TABLE " + words + " ADD CONSTRAINT short CHECK (length(word) < 3)")
                .update();
        String workflow = made(api.post(steps, "admin", step)).at("/workflowId").asString();
        String results = api.path("/workflows/" + workflow + "/results");

        TestApi.Got first =
                report(results, "once", "{\"companyDomain\": \"a.example\", \"data\": {\"custom.word\": \"longer\"}}");
        assertThat(first.status()).isEqualTo(202);
        TestApi.Got again =
                report(results, "once", "{\"companyDomain\": \"a.example\", \"data\": {\"custom.word\": \"longer\"}}");
        assertThat(again.json().at("/data")).isEqualTo(first.json().at("/data"));
        report(results, "other", "{\"companyDomain\": \"b.example\", \"data\": {\"custom.word\": \"ok\"}}");
        assertThat(api.post(results, "member", "{\"data\": {\"custom.word\": \"ok\"}}")
                        .json()
                        .at("/code")
                        .asString())
                .isEqualTo("no_company");
        assertThat(api.post(
                                api.path("/workflows/" + UUID.randomUUID() + "/results"),
                                "member",
                                "{\"companyDomain\": \"a.example\", \"data\": {\"custom.word\": \"ok\"}}")
                        .status())
                .isEqualTo(404);
        awaitRow("SELECT count(*) FROM " + words + " WHERE word = 'ok'");

        // Its tries are minutes apart: given up by hand, it looks as it will then.
        long result = first.json().at("/data/resultId").asLong();
        awaitRow("SELECT count(*) FROM weir.result WHERE tries > 0 AND id = " + result);
        owner().sql("UPDATE weir.result SET state = 1 WHERE id = ?")
                .param(result)
                .update();
        String letters = api.path("/dead-letters") + "?workflowId=" + workflow;
        JsonNode letter = made(api.get(letters, "viewer")).at("/0");
        assertThat(letter.at("/id").asLong()).isEqualTo(result);
        assertThat(letter.at("/error").asString()).contains("short").doesNotContain("longer");
        JsonNode destination = destination("words");
        assertThat(destination.at("/dead").asInt()).isEqualTo(1);
        assertThat(destination.at("/state").asString()).isEqualTo("healthy");

        owner().sql("ALTER TABLE " + words + " DROP CONSTRAINT short").update();
        assertThat(made(api.post(
                                api.path(
                                        "/destinations/" + destination.at("/id").asLong() + "/replay"),
                                "admin",
                                "{}"))
                        .at("/replayed")
                        .asInt())
                .isEqualTo(1);
        awaitRow("SELECT count(*) FROM " + words + " WHERE word = 'longer'");
        report(
                results,
                "digits",
                "{\"companyDomain\": \"c.example\", \"data\": {\"custom.word\": 0.123456789012345678901234567890}}");
        report(
                results,
                "list",
                "{\"companyDomain\": \"c.example\", \"data\": {\"custom.word\": [1, {\"a\": null, \"b\": true}]}}");
        awaitRow("SELECT count(*) FROM " + words + " WHERE word = '0.123456789012345678901234567890'");
        awaitRow("SELECT count(*) FROM " + words + " WHERE replace(word, ' ', '') = '[1,{\"a\":null,\"b\":true}]'");
        assertThat(report(results, "no object", "{\"companyDomain\": \"c.example\", \"data\": [1]}")
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/data");
        assertThat(made(api.get(letters, "viewer"))).isEmpty();
        assertThat(api.post(api.path("/dead-letters/" + result + "/replay"), "admin", "{}")
                        .status())
                .isEqualTo(404);
        made(api.post(api.path("/destinations/" + destination.at("/id").asLong() + "/retry"), "admin", "{}"));
        assertThat(made(api.get(api.path("/results-log") + "?workflowId=" + workflow, "viewer"))
                        .findValuesAsString("playName"))
                .containsOnly("manual");
    }

    @Test
    void aDestinationThatCannotBeSeenIsRefusedAndOneThatStaysIsNotLookedAtAgain() {
        TestApi.Tenant own = api.newTenant(api.test().weir().workspaces().ensure("without a database", true, true));
        String step = "{\"name\": \"seen\", \"fields\": [\"company.name\"],"
                + " \"destination\": {\"db\": \"workspace\", \"tableName\": \"names\", \"keys\": [\"company_domain\"]}}";
        TestApi.Got unseen = api.post(own.path("/registry/steps"), own.key("admin"), step);
        assertThat(unseen.status()).isEqualTo(503);
        assertThat(unseen.json().at("/code").asString()).isEqualTo("destination_unreachable");
        assertThat(unseen.json().at("/errors/0/pointer").asString()).isEqualTo("/destination/db");

        // As a tool would write it, which nobody looks at before it is used.
        owner().sql("INSERT INTO weir.enrichment_registry (workspace_id, workflow_slug, fields, destination_db,"
                        + " destination_table_name, destination_key_columns)"
                        + " VALUES (?, 'seen', '{company.name}', 'workspace', 'names', '{company_domain}')")
                .param(own.id())
                .update();
        TestApi.Got changed = api.send(
                "PUT",
                own.path("/registry/steps/seen"),
                own.key("admin"),
                step.replace("\"fields\"", "\"title\": \"Names\", \"fields\""));
        assertThat(made(changed).at("/version").asInt()).isEqualTo(2);
        assertThat(made(changed).at("/definition/destination/keys/0").asString())
                .isEqualTo("company_domain");
        assertThat(api.send(
                                "PUT",
                                own.path("/registry/steps/seen"),
                                own.key("admin"),
                                step.replace("company.name", "company.industry"))
                        .status())
                .isEqualTo(503);
    }

    private JsonNode destination(String table) {
        for (JsonNode one : made(api.get(api.path("/destinations"), "viewer"))) {
            if (one.at("/tableName").asString().equals(table)) {
                return one;
            }
        }
        throw new AssertionError("no destination " + table);
    }

    private TestApi.Got report(String path, String key, String body) {
        return api.send(api.request(path, "member")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private String database(String password) {
        URI at = address(api.test());
        return "{\"host\": \"127.0.0.1\", \"port\": " + at.getPort() + ", \"database\": \""
                + at.getPath().substring(1) + "\", \"user\": \"weir_app\", \"password\": \"" + password
                + "\", \"tls\": \"disable\"}";
    }

    private void line(UUID workflow, long company, String status, long batch, String table) {
        owner().sql(
                        "INSERT INTO weir.enrichment_results_log (workspace_id, result_id, workflow_id, workflow_slug, company_id,"
                                + " play_name, step_number, status, batch_id, row_index, result_table)"
                                + " VALUES (?, 1, ?, 'sized', ?, 'firms', 1, ?, ?, 0, ?)")
                .params(api.tenant().id(), workflow, company, status, batch, table)
                .update();
    }

    @Test
    void theLogIsReadByWhateverOneLooksForPageByPage() {
        UUID one = UUID.randomUUID();
        UUID two = UUID.randomUUID();
        for (int i = 0; i < 5; i++) {
            line(one, 900_000 + i, "stored", 7_000_000, "hq.firms");
        }
        line(two, 900_000, "failed_to_deliver", 7_000_001, "workspace.planted");

        String log = api.path("/results-log");
        List<Long> walked = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = api.get(log + "?workflowId=" + one + "&limit=2" + cursor, "viewer")
                    .json();
            assertThat(page.at("/pagination/total").asLong()).isEqualTo(5);
            page.at("/data").forEach(line -> walked.add(line.at("/companyId").asLong()));
            cursor = page.at("/pagination").has("nextCursor")
                    ? "&cursor=" + page.at("/pagination/nextCursor").asString()
                    : "";
        } while (!cursor.isEmpty());
        assertThat(walked).containsExactly(900_004L, 900_003L, 900_002L, 900_001L, 900_000L);

        assertThat(lines("?companyId=900000")).containsExactly("failed_to_deliver", "stored");
        assertThat(lines("?batchId=7000000")).hasSize(5);
        assertThat(lines("?resultTable=workspace.planted")).containsExactly("failed_to_deliver");
        assertThat(lines("?status=failed_to_deliver&workflowId=" + two)).hasSize(1);
        assertThat(lines("?status=stored&workflowId=" + two)).isEmpty();
        assertThat(api.get(log + "?status=lost", "viewer")
                        .json()
                        .at("/errors/0/detail")
                        .asString())
                .contains("stored, failed_to_enrich, failed_to_deliver, skipped");
        assertThat(api.get(log + "?workflowId=sized", "viewer").status()).isEqualTo(400);
        assertThat(api.get(api.other().path("/results-log"), api.other().key("owner"))
                        .json()
                        .at("/data"))
                .isEmpty();
    }

    private List<String> lines(String filter) {
        return made(api.get(api.path("/results-log") + filter, "viewer")).findValuesAsString("status");
    }

    @Test
    void completionsAreListedByCompanyOnceForEachPlayAndStep() {
        UUID step = UUID.randomUUID();
        for (int i = 0; i < 6; i++) {
            owner().sql(
                            "INSERT INTO weir.company_play_step_completions (workspace_id, company_id, play_name, workflow_id,"
                                    + " workflow_slug, step_number, result_id, batch_id, row_index) VALUES (?, ?, ?, ?, 'sized', 1, ?, 5, ?)")
                    .params(api.tenant().id(), 910_000 + i / 2, i % 2 == 0 ? "firms" : "manual", step, 60 - i, i)
                    .update();
        }

        String all = api.path("/step-completions") + "?workflowId=" + step;
        JsonNode first = api.get(all + "&limit=3", "viewer").json();
        JsonNode second = api.get(
                        all + "&limit=3&cursor="
                                + first.at("/pagination/nextCursor").asString(),
                        "viewer")
                .json();
        assertThat(first.at("/pagination/total").asLong()).isEqualTo(6);
        assertThat(first.at("/data").findValuesAsString("companyId")).containsExactly("910000", "910000", "910001");
        assertThat(first.at("/data/0/playName").asString()).isEqualTo("manual");
        assertThat(second.at("/data").findValuesAsString("companyId")).containsExactly("910001", "910002", "910002");
        assertThat(second.at("/pagination").has("nextCursor")).isFalse();
        assertThat(made(api.get(all + "&playName=manual&companyId=910001", "viewer")))
                .hasSize(1);
    }
}
