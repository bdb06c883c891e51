package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.egress.EgressSettings;
import dev.weir.server.testing.TestWeir;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        String path = api.path("/database");
        assertThat(api.get(path, "admin").json().at("/code").asString()).isEqualTo("no_database");
        assertThat(api.post(path + "/test", "admin", "{}").json().at("/code").asString())
                .isEqualTo("no_database");
        assertThat(api.send("PUT", path, "admin", "{\"host\": \"x\", \"database\": \"d\", \"user\": \"u\"}")
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/password");
        assertThat(api.send("PUT", path, "admin", database("wrong-canary-71")).json().at("/code").asString())
                .isEqualTo("database_refused");
        assertThat(api.get(path, "admin").status()).isEqualTo(404);

        TestApi.Got set = api.send("PUT", path, "admin", database(api.test().database().appPassword()));
        assertThat(made(set).at("/serverVersion").asString()).startsWith("18");
        assertThat(made(api.get(path, "admin")).at("/tls").asString()).isEqualTo("disable");
        assertThat(made(api.post(path + "/test", "admin", "{}")).at("/result").asString())
                .isEqualTo("connected");
        assertThat(set.response().body() + api.get(path, "admin").response().body())
                .doesNotContain(api.test().database().appPassword());
        assertThat(api.get(api.path("/audit"), "admin").response().body())
                .contains("database.set", "database.tested")
                .doesNotContain(api.test().database().appPassword(), "wrong-canary-71");

        made(api.send("DELETE", path, "admin", null));
        assertThat(api.send("DELETE", path, "admin", null).status()).isEqualTo(404);
    }

    private String database(String password) {
        URI at = address(api.test());
        return "{\"host\": \"127.0.0.1\", \"port\": " + at.getPort() + ", \"database\": \""
                + at.getPath().substring(1) + "\", \"user\": \"weir_app\", \"password\": \"" + password
                + "\", \"tls\": \"disable\"}";
    }

    private void line(UUID workflow, long company, String status, long batch, String table) {
        owner().sql("INSERT INTO weir.enrichment_results_log (workspace_id, result_id, workflow_id, workflow_slug, company_id,"
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
        line(two, 900_000, "failed_to_deliver", 7_000_001, "workspace.firms");

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
        assertThat(lines("?resultTable=workspace.firms")).containsExactly("failed_to_deliver");
        assertThat(lines("?status=failed_to_deliver&workflowId=" + two)).hasSize(1);
        assertThat(lines("?status=stored&workflowId=" + two)).isEmpty();
        assertThat(api.get(log + "?status=lost", "viewer").json().at("/errors/0/detail").asString())
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
            owner().sql("INSERT INTO weir.company_play_step_completions (workspace_id, company_id, play_name, workflow_id,"
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
