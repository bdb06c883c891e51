package dev.weir.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What customers build, as the pages of n8n and Clay have it, and workers. */
class OwnWorkFormsTest {

    @TempDir
    Path folder;

    private final Receiver receiver = new Receiver();
    private Caller caller;

    @BeforeEach
    void start() {
        caller = Caller.of(
                Caller.PLAIN.withAll(own -> own.withLater(LateSettings.DEFAULT.withDelay(0, 0))
                        .withHitRate(VendorOperation.N8N_WORKFLOW, 1)
                        .withHitRate(VendorOperation.CLAY_ROW, 1)
                        .withHitRate(VendorOperation.CLAY_ITEM, 1)),
                folder);
    }

    @AfterEach
    void stop() {
        caller.close();
        receiver.close();
    }

    private Caller.Got post(String path, String body, String... header) {
        HttpRequest.Builder request = caller.to(path).POST(HttpRequest.BodyPublishers.ofString(body));
        if (header.length > 0) {
            request.header(header[0], header[1]);
        }
        return caller.send(request);
    }

    private Caller.Got workflow(String path) {
        return post(
                "/n8n/webhook/" + path,
                "{\"request_id\":\"R1\",\"callback_url\":\"" + receiver.url("/cb")
                        + "\",\"input\":{\"person.full_name\":\"Ada Example\",\"company.domain\":\"northwind.com\"}}",
                "X-Weir-Token",
                "hush");
    }

    @Test
    void aWorkflowThatHasStartedCallsBackWithItsSecret() {
        assertThat(workflow("enrich").at("/message")).isEqualTo("Workflow was started");
        Receiver.Call call = receiver.next();
        assertThat(call.header("X-Callback-Token")).isEqualTo("hush");
        assertThat(call.json().at("/request_id").asString()).isEqualTo("R1");
        assertThat(call.json().at("/data/work_email").asString()).isEqualTo("ada.example@northwind.com");
    }

    @Test
    void aWorkflowExtractsCaseStudiesAsAListAndTheTruthKnowsThem() {
        post(
                "/n8n/webhook/extract-case-studies",
                "{\"request_id\":\"R2\",\"callback_url\":\"" + receiver.url("/cb")
                        + "\",\"input\":{\"company.domain\":\"northwind.com\",\"web.content_text\":\"# Northwind\"},"
                        + "\"wanted\":[\"custom.case_studies\"]}");
        JsonNode studies = receiver.next().json().at("/data/case_studies");
        assertThat(studies.path(0).path("title").asString()).startsWith("How Northwind served");
        assertThat(studies.path(0).path("url").asString()).startsWith("https://northwind.com/");
        String told = Truth.of(caller.server.settings())
                .value(
                        List.of(VendorOperation.N8N_WORKFLOW),
                        Map.of("company.domain", "northwind.com"),
                        "custom.case_studies")
                .orElseThrow()
                .value();
        assertThat(Caller.JSON.readTree(told)).isEqualTo(studies);
    }

    private Caller.Got put(String address, String file) {
        return caller.send(caller.to(address.substring(address.indexOf("/clay-large")))
                .PUT(HttpRequest.BodyPublishers.ofString(file)));
    }

    private Caller.Got large(String routine, String file) {
        String runs = "/clay-large/public/v0/routines/function:" + routine + "/run-batch/";
        Caller.Got place = post(runs + "upload-url", "", "clay-api-key", "k");
        assertThat(put(place.at("/upload_url"), file).status()).isEqualTo(200);
        Caller.Got begun = post(runs + "start", "{\"file_id\":\"" + place.at("/file_id") + "\"}", "clay-api-key", "k");
        assertThat(begun.status()).isEqualTo(202);
        return caller.send(
                caller.to("/clay-large/public/v0/routines/run-batch/" + begun.at("/routine_run_id") + "/results")
                        .header("clay-api-key", "k"));
    }

    @Test
    void aLargeRunTakesAFileAndGivesOneByItsAddressAlone() {
        String row =
                "{\"id\":\"A\",\"inputs\":{\"person_full_name\":\"Ada Example\",\"company_domain\":\"northwind.com\"}}\n";
        Caller.Got ended = large("t_1", row + row.replace("\"A\"", "\"B\""));
        assertThat(ended.at("/status")).isEqualTo("complete");
        String address = ended.at("/result_url");
        String file = caller.send(caller.to(address.substring(address.indexOf("/clay-large"))))
                .body();
        assertThat(file.lines()).hasSize(2).allMatch(line -> line.contains("\"result\":{"));
        assertThat(caller.send(caller.to(address.substring(address.indexOf("/clay-large"))
                                .replace("of-", "no-")))
                        .status())
                .isEqualTo(403);

        Caller.Got invalid = large("t_1", row + "{\"inputs\":{}}\n");
        assertThat(invalid.at("/status")).isEqualTo("validation_failed");
        assertThat(invalid.at("/error/details/0/line_number")).isEqualTo("2");
        assertThat(large("broken-1", row).at("/status")).isEqualTo("processing_failed");
        assertThat(post(
                                "/clay-large/public/v0/routines/function:t_1/run-batch/start",
                                "{\"file_id\":\"nowhere\"}",
                                "clay-api-key",
                                "k")
                        .status())
                .isEqualTo(404);
        assertThat(post("/clay-large/public/v0/routines/function:t_1/run-batch/upload-url", "")
                        .status())
                .isEqualTo(401);
    }

    @Test
    void anExecutionThatWaitsIsResumedOnceAndBySignatureWhereItHasOne() {
        assertThat(post("/n8n/webhook-waiting/231", "{\"type\":\"job.completed\"}")
                        .status())
                .isEqualTo(200);
        assertThat(post("/n8n/webhook-waiting/231", "{\"type\":\"job.completed\"}")
                        .status())
                .isEqualTo(404);
        Caller.Got stripped = post("/n8n/webhook-waiting/signed-7", "{}");
        assertThat(stripped.status()).isEqualTo(401);
        assertThat(stripped.at("/error")).isEqualTo("Invalid token");
        assertThat(post("/n8n/webhook-waiting/signed-8?signature=" + N8nDesk.signature("signed-8"), "{}")
                        .status())
                .isEqualTo(200);
        assertThat(post("/n8n/webhook-waiting/early-1", "{}").status()).isEqualTo(404);
        assertThat(post("/n8n/webhook-waiting/early-1", "{}").status()).isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "sync-x, 200, /status, found",
        "list-x, 200, /0/status, found",
        "broken-x, 500, /message, Error in workflow"
    })
    void aWorkflowAnswersAsItsPathSays(String path, int status, String pointer, String word) {
        Caller.Got got = workflow(path);
        assertThat(got.status()).isEqualTo(status);
        assertThat(got.at(pointer)).isEqualTo(word);
        assertThat(receiver.all).isEmpty();
    }

    @Test
    void aWorkflowMayBeInactiveEmptyOrRefuseTheHeader() {
        assertThat(workflow("inactive-x").at("/hint")).isNotEmpty();
        assertThat(workflow("empty-x").body()).isEmpty();
        caller.server.settings(Caller.PLAIN.withAll(own -> own.withRejectedKeys(Set.of("hush"))));
        assertThat(workflow("enrich").status()).isEqualTo(403);
        assertThat(workflow("enrich").body()).isEqualTo("Authorization data is wrong!");
    }

    @Test
    void aRowOfATableCallsBackWithEmptyCellsUnlessTheTableIsFullOrGone() {
        String row = "{\"request_id\":\"R1\",\"callback_url\":\"" + receiver.url("/cb")
                + "\",\"person_full_name\":\"Ada Example\"}";
        assertThat(post("/clay/v3/sources/webhook/deleted-1", row).status()).isEqualTo(404);
        assertThat(post("/clay/v3/sources/webhook/full-1", row).status()).isEqualTo(200);
        assertThat(post("/clay/v3/sources/webhook/leads-1", "[1]").status()).isEqualTo(422);
        assertThat(post("/clay/v3/sources/webhook/leads-1", row, "x-clay-webhook-auth", "t")
                        .status())
                .isEqualTo(200);
        Receiver.Call call = receiver.next();
        assertThat(call.header("X-Callback-Token")).isEqualTo("t");
        assertThat(call.json().at("/data/work_email").asString("-")).isEmpty();
        assertThat(receiver.all).hasSize(1);
    }

    @Test
    void aTableAboutCompaniesHasTheirColumns() {
        post(
                "/clay/v3/sources/webhook/enrich-company",
                "{\"request_id\":\"R3\",\"callback_url\":\"" + receiver.url("/cb")
                        + "\",\"company_domain\":\"northwind.com\"}");
        JsonNode data = receiver.next().json().path("data");
        assertThat(data.path("name").asString()).isEqualTo("Northwind");
        assertThat(data.path("employee_count").asString()).matches("\\d+");
        assertThat(data.has("work_email")).isFalse();
    }

    @Test
    void aRoutineIsAskedPageByPage() {
        StringBuilder items = new StringBuilder("{\"id\":\"none\",\"inputs\":{}}");
        for (int i = 1; i < 60; i++) {
            items.append(",{\"id\":\"r")
                    .append(i)
                    .append("\",\"inputs\":{\"person_linkedin_url\":")
                    .append("\"https://www.linkedin.com/in/ada-example--northwind\"}}");
        }
        Caller.Got begun = post(
                "/clay-routines/public/v0/routines/function:t_1/run",
                "{\"items\":[" + items + "]}",
                "clay-api-key",
                "k");
        assertThat(begun.status()).isEqualTo(202);
        String results = "/clay-routines/public/v0/routines/run/" + begun.at("/routine_run_id") + "/results";
        Caller.Got first = caller.send(caller.to(results).header("clay-api-key", "k"));
        assertThat(first.at("/data/0/status")).isEqualTo("failed");
        assertThat(first.json().at("/data").size()).isEqualTo(50);
        Caller.Got second = caller.send(
                caller.to(results + "?cursor=" + first.at("/cursor")).header("clay-api-key", "k"));
        assertThat(second.json().at("/data").size()).isEqualTo(10);
        assertThat(second.json().has("cursor")).isFalse();
        assertThat(second.at("/data/9/result/work_email")).isEqualTo("ada.example@northwind.example");
        assertThat(caller.send(caller.to(results)).status()).isEqualTo(401);
    }

    private static final String TICKET = "{\"ticket\":\"T%d\",\"inputs\":{},\"wanted\":[\"custom.done\"]}";

    private Caller.Got ticket(WorkerServer worker, String body) {
        return caller.send(HttpRequest.newBuilder(worker.base().resolve("/research"))
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void aWorkerTellsThroughTheStateApiUntilItIsHeard() throws IOException {
        receiver.answer(503);
        try (WorkerServer worker = WorkerServer.start(
                WorkerSettings.after(0).withServer(receiver.url("")).withProgress(), SandboxSettings.DEFAULT, 0)) {
            assertThat(ticket(worker, TICKET.formatted(1)).status()).isEqualTo(202);
            assertThat(receiver.next().path()).isEqualTo("/api/v1/tickets/T1/progress");
            Receiver.Call result = receiver.next();
            assertThat(result.path()).isEqualTo("/api/v1/tickets/T1/result");
            assertThat(result.body()).isEmpty();
            receiver.answer(200);
            assertThat(receiver.next().path()).isEqualTo("/api/v1/tickets/T1/result");
            assertThat(ticket(worker, "{\"ticket\":\"\"}").status()).isEqualTo(400);
        }
    }

    @Test
    void aWorkerMayFailForgetAndRepeat() throws IOException {
        WorkerSettings odd = WorkerSettings.after(0)
                .withServer(receiver.url(""))
                .withData()
                .withFailing(0.3)
                .withNever(0.3)
                .withTwice(0.5);
        try (WorkerServer worker = WorkerServer.start(odd, SandboxSettings.DEFAULT, 0)) {
            for (int i = 0; i < 40; i++) {
                ticket(worker, TICKET.formatted(i));
            }
            Set<String> kinds = new HashSet<>();
            while (kinds.size() < 2) {
                kinds.add(receiver.next().path().replaceAll(".*/", ""));
            }
            assertThat(kinds).containsExactlyInAnyOrder("result", "failure");
            assertThat(worker.taken()).isEqualTo(40);
        }
    }
}
