package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RunRoutesTest {

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

    private JsonNode got(String path) {
        TestApi.Got got = api.get(api.path(path), "viewer");
        assertThat(got.status()).as(got.response().body()).isEqualTo(200);
        return got.json().at("/data");
    }

    /** Saves a step. @return its workflow's number */
    private String step(String name, String more) {
        TestApi.Got got = api.send(
                "PUT",
                api.path("/registry/steps/" + name),
                "admin",
                "{\"name\": \"" + name + "\", \"fields\": [\"company.industry\"], \"waterfall\": [\"hunter\"]" + more
                        + "}");
        assertThat(got.status()).as(got.response().body()).isIn(200, 201);
        return got.json().at("/data/workflowId").asString();
    }

    private long company(String domain) {
        return api.post(api.path("/companies"), "member", "{\"companies\": [{\"domain\": \"" + domain + "\"}]}")
                .json()
                .at("/data/0/id")
                .asLong();
    }

    private TestApi.Got run(String workflow, String body) {
        return api.post(api.path("/workflows/" + workflow + "/runs"), "member", body);
    }

    private JsonNode ended(TestApi.Got submitted) {
        assertThat(submitted.status()).as(submitted.response().body()).isEqualTo(201);
        JsonNode job = submitted.json().at("/data");
        api.test()
                .await(api.test()
                        .weir()
                        .jobs()
                        .get(api.tenant().id(), job.at("/id").asLong()));
        return job;
    }

    @Test
    void aStepRunByHandIsAJobOfItsNewestVersionForEachCompany() {
        String workflow = step("by-hand", "");
        assertThat(step("by-hand", ", \"title\": \"again\"")).isEqualTo(workflow);
        long known = company("known-by-hand.example");
        String body = "{\"companies\": [{\"companyId\": " + known
                + "}, {\"companyDomain\": \"https://New-by-hand.example/\", \"company.name\": \"New\"},"
                + " {\"companyDomain\": \"known-by-hand.example\"}], \"onDoubt\": \"skip\", \"maxCredits\": 5}";
        HttpRequest.Builder request = api.request(api.path("/workflows/" + workflow + "/runs"), "member")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "by hand, once")
                .POST(HttpRequest.BodyPublishers.ofString(body));

        JsonNode job = ended(api.send(request));
        TestApi.Got again = api.send(request);

        assertThat(again.json().at("/data/id").asLong()).isEqualTo(job.at("/id").asLong());
        assertThat(again.response().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(job.at("/name").asString()).isEqualTo("by-hand");
        assertThat(job.at("/blueprint").isNull()).isTrue();
        assertThat(job.at("/steps/0/workflowId").asString()).isEqualTo(workflow);
        assertThat(job.at("/steps/0/version").asInt()).isEqualTo(2);
        assertThat(job.at("/onDoubt").asString()).isEqualTo("skip");
        JsonNode rows = got("/enrichment-jobs/" + job.at("/id").asLong() + "/rows");
        long made = got("/companies?domain=new-by-hand.example").at("/0/id").asLong();
        assertThat(rows.findValuesAsString("companyId"))
                .containsExactly(String.valueOf(known), String.valueOf(made), String.valueOf(known));
        assertThat(rows.at("/0/input/company.domain").asString()).isEqualTo("known-by-hand.example");
        assertThat(rows.at("/1/input/company.name").asString()).isEqualTo("New");
        assertThat(rows.at("/1/cells/0/step").asString()).isEqualTo("by-hand");
        TestApi.Got other = api.send(api.request(api.path("/workflows/" + workflow + "/runs"), "member")
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", "by hand, once")
                .POST(HttpRequest.BodyPublishers.ofString("{\"companies\": [{\"companyId\": " + known + "}]}")));
        assertThat(other.status()).isEqualTo(422);
    }

    @Test
    void whatCannotBeRunIsRefusedAndMakesNoCompanyKnown() {
        String workflow = step("refused", "");
        long known = company("refused-run.example");
        Map.of(
                        "{\"companies\": []}",
                        List.of("no_rows", "/companies"),
                        "{}",
                        List.of("no_rows", "/companies"),
                        "{\"companies\": [{\"companyDomain\": \"left-out.example\"}, {\"company.domain\": \"x.example\"}]}",
                        List.of("bad_company", "/companies/1"),
                        "{\"companies\": [{\"companyDomain\": \"left-out.example\", \"companyId\": " + known + "}]}",
                        List.of("bad_company", "/companies/0"),
                        "{\"companies\": [{\"companyDomain\": \"no domain\"}]}",
                        List.of("bad_company", "/companies/0/companyDomain"),
                        "{\"companies\": [{\"companyId\": 777777}]}",
                        List.of("unknown_company", "/companies/0/companyId"),
                        "{\"companies\": [{\"companyDomain\": \"left-out.example\", \"compny.name\": \"x\"}]}",
                        List.of("unknown_field", "/companies/0/compny.name"))
                .forEach((body, says) -> {
                    TestApi.Got got = run(workflow, body);
                    assertThat(got.status()).as(body).isEqualTo(400);
                    assertThat(got.json().at("/code").asString()).as(body).isEqualTo(says.get(0));
                    assertThat(got.json().at("/errors/0/pointer").asString())
                            .as(body)
                            .isEqualTo(says.get(1));
                });
        assertThat(got("/companies?domain=left-out.example")).isEmpty();

        String some = "{\"companies\": [{\"companyDomain\": \"left-out.example\"}]}";
        assertThat(run(UUID.randomUUID().toString(), some).json().at("/code").asString())
                .isEqualTo("unknown_workflow");
        assertThat(run("5", some).status()).isEqualTo(404);
        assertThat(api.post(
                                api.other().path("/workflows/" + workflow + "/runs"),
                                api.other().key("member"),
                                some)
                        .json()
                        .at("/code")
                        .asString())
                .isEqualTo("unknown_workflow");
        api.send("DELETE", api.path("/registry/steps/refused"), "admin", null);
        TestApi.Got retired = run(workflow, some);
        assertThat(retired.status()).isEqualTo(409);
        assertThat(retired.json().at("/code").asString()).isEqualTo("step_retired");
        assertThat(got("/companies?domain=left-out.example")).isEmpty();
    }

    private void complete(long companyId, String play, String workflow, String name, int number) {
        api.test()
                .database()
                .ownerJdbc()
                .sql("INSERT INTO weir.company_play_step_completions (workspace_id, company_id, play_name, workflow_id,"
                        + " workflow_slug, step_number, result_id) VALUES (?, ?, ?, ?::uuid, ?, ?, -1)")
                .params(api.tenant().id(), companyId, play, workflow, name, number)
                .update();
    }

    @Test
    void playsSayWhichOfTheirStepsAreCompleteForWhom() {
        String first = step("play-first", "");
        String second = step("play-second", ", \"overallStepNumber\": 40");
        String gone = step("play-gone", "");
        assertThat(api.send(
                                "PUT",
                                api.path("/blueprints/two-steps"),
                                "admin",
                                "{\"slug\": \"two-steps\", \"steps\": [\"play-first\", \"play-second@1\"]}")
                        .status())
                .isIn(200, 201);
        long one = company("play-one.example");
        long two = company("play-two.example");
        complete(one, "two-steps", second, "play-second", 40);
        complete(two, "two-steps", first, "play-first", 1);
        complete(two, "two-steps", second, "play-second", 40);
        complete(two, "two-steps", gone, "play-gone", 3);
        complete(two, "manual", gone, "play-gone", 1);

        JsonNode plays = got("/companies/" + one + "/plays");
        JsonNode play = plays.valueStream()
                .filter(each -> each.at("/play").asString().equals("two-steps"))
                .findFirst()
                .orElseThrow();
        assertThat(play.at("/completedSteps").asInt()).isEqualTo(1);
        assertThat(play.at("/totalSteps").asInt()).isEqualTo(2);
        assertThat(play.at("/steps/0/workflowId").asString()).isEqualTo(first);
        assertThat(play.at("/steps/0/complete").asBoolean()).isFalse();
        assertThat(play.at("/steps/0/stepNumber").asInt()).isEqualTo(1);
        assertThat(play.at("/steps/1/complete").asBoolean()).isTrue();
        assertThat(play.at("/steps/1/stepNumber").asInt()).isEqualTo(40);
        assertThat(play.at("/steps/1/firstCompletedAt").asString()).endsWith("Z");
        assertThat(plays.findValuesAsString("play")).contains("manual");

        JsonNode page = got("/plays/two-steps/companies?limit=1");
        assertThat(page).hasSize(1);
        assertThat(page.at("/0/domain").asString()).isEqualTo("play-one.example");
        TestApi.Got whole = api.get(api.path("/plays/two-steps/companies"), "viewer");
        assertThat(whole.json().at("/pagination/total").asLong()).isEqualTo(2);
        assertThat(whole.json().at("/data/1/companyId").asLong()).isEqualTo(two);
        assertThat(whole.json().at("/data/1/completedSteps").asInt()).isEqualTo(2);
        assertThat(whole.json().at("/data/1/totalSteps").asInt()).isEqualTo(2);
        assertThat(got("/plays/manual/companies").findValuesAsString("companyId"))
                .contains(String.valueOf(two));
        assertThat(api.get(api.path("/plays/no-such/companies"), "viewer").status())
                .isEqualTo(404);
        assertThat(api.send(
                                "PUT",
                                api.path("/blueprints/manual"),
                                "admin",
                                "{\"slug\": \"manual\", \"steps\": [\"play-first\"]}")
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/slug");
        api.test()
                .database()
                .ownerJdbc()
                .sql("DELETE FROM weir.company_play_step_completions WHERE result_id = -1")
                .update();
    }

    private JsonNode play(long company, String named) {
        return got("/companies/" + company + "/plays")
                .valueStream()
                .filter(play -> play.at("/play").asString().equals(named))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aStepThatMayReuseAsksOnceForACompanyInWhateverPlay() {
        String workflow = step("once", ", \"reuse\": \"30d\"");
        assertThat(got("/registry/steps/once").at("/definition/reuse").asString())
                .isEqualTo("30d");
        api.send("PUT", api.path("/blueprints/with-once"), "admin", "{\"slug\": \"with-once\", \"steps\": [\"once\"]}");
        long company = company("once.example");
        JsonNode first = null;
        // Not every domain has an industry.
        for (int i = 0; first == null; i++) {
            JsonNode job = ended(run(
                    workflow,
                    "{\"companies\": [{\"companyId\": " + company + ", \"company.domain\": \"once" + i
                            + ".example\"}]}"));
            JsonNode row =
                    got("/enrichment-jobs/" + job.at("/id").asLong() + "/rows").at("/0");
            first = row.at("/state").asString().equals("completed") ? row : null;
        }
        long patience = System.nanoTime() + 30_000_000_000L;
        while (play(company, "manual").at("/completedSteps").asInt() == 0) {
            assertThat(System.nanoTime()).as("its completion is noted").isLessThan(patience);
            LockSupport.parkNanos(20_000_000);
        }

        JsonNode second = ended(api.post(
                api.path("/enrichment-jobs"),
                "member",
                "{\"blueprint\": \"with-once\", \"records\": [{\"companyId\": " + company
                        + ", \"company.domain\": \"another-once.example\"}]}"));

        String jobs = "/enrichment-jobs/" + second.at("/id").asLong();
        JsonNode row = got(jobs + "/rows").at("/0");
        assertThat(row.at("/cells/0/state").asString()).isEqualTo("completed");
        assertThat(row.at("/cells/0/reason").asString()).isEqualTo("reused");
        JsonNode value = row.at("/values/company.industry");
        assertThat(value.at("/value")).isEqualTo(first.at("/values/company.industry/value"));
        assertThat(value.at("/provider").asString()).isEqualTo("reused");
        assertThat(value.at("/reusedFrom/jobId").asLong())
                .isEqualTo(first.at("/values/company.industry/jobId").asLong());
        assertThat(got(jobs + "/records")).as("nobody was asked").isEmpty();
        assertThat(got(jobs).at("/spentCredits").decimalValue()).isEqualByComparingTo("0");
        while (play(company, "with-once").at("/completedSteps").asInt() == 0) {
            assertThat(System.nanoTime()).as("this play's, too").isLessThan(patience);
            LockSupport.parkNanos(20_000_000);
        }
        assertThat(api.send(
                                "PUT",
                                api.path("/registry/steps/never"),
                                "admin",
                                "{\"name\": \"never\", \"fields\": [\"company.industry\"], \"reuse\": \"4000d\"}")
                        .json()
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/reuse");
    }
}
