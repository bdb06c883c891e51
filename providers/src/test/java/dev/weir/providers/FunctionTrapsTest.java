package dev.weir.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.provider.Call;
import dev.weir.provider.Callback;
import dev.weir.provider.Exchange;
import dev.weir.provider.FunctionProvider;
import dev.weir.provider.Heard;
import dev.weir.provider.Item;
import dev.weir.provider.LateOperation;
import dev.weir.provider.OperationSpec;
import dev.weir.provider.Reply;
import dev.weir.provider.Submission;
import dev.weir.provider.Submitted;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The traps of n8n's and Clay's pages, and the contract with users' own functions. */
class FunctionTrapsTest {

    private static final String KEY = "KEY-0123456789abcdef";

    private final LateOperation http = (LateOperation) FunctionsContractTest.operation(HttpFunction.provider());
    private final LateOperation n8n = (LateOperation) FunctionsContractTest.operation(N8n.provider());
    private final LateOperation clay = (LateOperation) FunctionsContractTest.operation(ClayTable.provider());
    private final LateOperation large = (LateOperation) FunctionsContractTest.operation(ClayLarge.provider());
    private final LateOperation routines = (LateOperation) FunctionsContractTest.operation(ClayRoutines.provider());

    private static Submission one(LateOperation operation, @org.jspecify.annotations.Nullable String callback) {
        var ask = Known.ask(operation);
        var keyed = new dev.weir.provider.Ask(ask.inputs(), ask.wanted(), "77:12:work-email:p");
        return new Submission("w", List.of(new Item(KEY, keyed)), callback == null ? null : URI.create(callback));
    }

    private static Submission one(LateOperation operation) {
        return one(operation, "https://weir.example/base/api/v1/callbacks/x/TOKEN");
    }

    private static Submitted submit(LateOperation operation, int status, String body) {
        return operation.submit(one(operation), ScriptedVendor.says(status, body));
    }

    private static Heard read(LateOperation operation, String body) {
        return operation.read(one(operation), new Callback(Map.of(), Map.of(), body.getBytes(StandardCharsets.UTF_8)));
    }

    private static Reply reply(LateOperation operation, String body) {
        return Objects.requireNonNull(read(operation, body).answers().get(KEY), "no answer");
    }

    // ------------------------------------------------------------------------------------------ what all share

    @Test
    void nothingIsSaidByAWorkerThatStoredItselfWhatItFound() {
        LateOperation done = (LateOperation) ((Functions) HttpFunction.provider())
                .operation(new FunctionProvider.Function(
                        "store-it", List.of(Set.of("company.domain")), Set.of(), List.of(), 0));
        assertThat(done.spec().outputs()).containsExactly(FunctionProvider.DONE);
        for (String body : List.of("", "{}", "{\"data\":{}}", "{\"data\":null,\"status\":\"done\"}")) {
            assertThat(reply(done, body))
                    .isInstanceOfSatisfying(
                            Reply.Found.class,
                            found -> assertThat(found.values().fields()).containsExactly(FunctionProvider.DONE));
        }
        // Two steps of a blueprint need a mark each: one whose fields are known asks nobody.
        LateOperation own = (LateOperation) ((Functions) HttpFunction.provider())
                .operation(new FunctionProvider.Function(
                        "store-it",
                        List.of(Set.of("company.domain")),
                        Set.of(),
                        List.of("custom.store_it.done", "custom.undone"),
                        0));
        assertThat(reply(own, ""))
                .isInstanceOfSatisfying(
                        Reply.Found.class,
                        found ->
                                assertThat(found.values().byField()).isEqualTo(Map.of("custom.store_it.done", "true")));
        // Where something was wanted, nothing is not it.
        assertThat(reply(http, "")).isInstanceOf(Reply.NotFound.class);
    }

    @ParameterizedTest
    @CsvSource({"person.work_email", "person_work_email", "work_email"})
    void aFieldIsNamedInThreeWays(String name) {
        Reply.Found found = (Reply.Found) reply(http, "{\"data\":{\"" + name + "\":\"ADA@example.com\",\"more\":1}}");
        assertThat(found.values().byField()).isEqualTo(Map.of("person.work_email", "ada@example.com"));
    }

    @Test
    void anEmptyCellIsEmptyHoweverItIsWritten() {
        for (String empty : List.of("\"\"", "null", "\" \"", "[]", "{}")) {
            assertThat(reply(
                            clay,
                            "{\"request_id\":\"" + KEY + "\",\"status\":\"ok\",\"data\":{\"work_email\":" + empty
                                    + ",\"mobile_phone\":null}}"))
                    .isInstanceOf(Reply.NotFound.class);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"data\":{\"work_email\":\"nobody\"}}|data.work_email cannot be read as person.work_email",
                "{\"data\":{\"email\":\"ada@example.com\"}}|data names nothing that was wanted",
                "{\"data\":[1]}|data is a array, not an object",
                "{\"status\":\"perhaps\"}|is none of found, not_found and error",
            })
    void whatBreaksTheContractIsABadAnswerThatSaysWhy(String body, String why) {
        assertThat(reply(http, body))
                .isInstanceOfSatisfying(
                        Reply.BadAnswer.class, bad -> assertThat(bad.detail()).contains(why));
    }

    @Test
    void fieldsOfOnesOwnAreTextsAndListsStayLists() {
        LateOperation own = (LateOperation) ((Functions) HttpFunction.provider())
                .operation(new FunctionProvider.Function(
                        "own",
                        List.of(Set.of("company.domain")),
                        Set.of(),
                        List.of("custom.fit", "custom.hot", "custom.tags"),
                        0));
        Reply.Found found =
                (Reply.Found) reply(own, "{\"data\":{\"fit\":12.50,\"custom.hot\":true,\"custom_tags\":[\"a\",1]}}");
        assertThat(found.values().byField())
                .isEqualTo(Map.of("custom.fit", "12.50", "custom.hot", "true", "custom.tags", List.of("a", 1L)));
    }

    @Test
    void aFailureIsTroubleAndACostIsReported() {
        assertThat(reply(n8n, "{\"status\":\"error\",\"error\":{\"message\":\"no\\nidea\"}}"))
                .isEqualTo(new Reply.Trouble(0, "no idea"));
        Reply.Found found =
                (Reply.Found) reply(http, "{\"data\":{\"work_email\":\"a@example.com\"},\"creditsCharged\":0.25}");
        assertThat(found.receipt().vendorCostMilli()).isEqualTo(250);
        assertThat(found.receipt().reported()).isTrue();
        Reply.Found odd =
                (Reply.Found) reply(http, "{\"data\":{\"work_email\":\"a@example.com\"},\"credits_charged\":1e99}");
        assertThat(odd.receipt().reported()).isFalse();
    }

    @Test
    void whatNamesAnotherQuestionAnswersNone() {
        Heard heard =
                read(n8n, "{\"request_id\":\"OTHER\",\"status\":\"found\",\"data\":{\"work_email\":\"a@b.com\"}}");
        assertThat(heard.answers()).isEmpty();
        assertThat(heard.ended()).isFalse();
    }

    @Test
    void aFunctionIsPaidForWhenItsAnswerIsAcceptedOrCostsNothing() {
        assertThat(http.spec().chargeMilli()).isEqualTo(500);
        assertThat(http.spec().charge()).isEqualTo(OperationSpec.Charge.ACCEPTED);
        assertThat(HttpFunction.provider().operation("any").orElseThrow().spec().billable())
                .isFalse();
        assertThat(HttpFunction.provider().operation("../x")).isEmpty();
        assertThatThrownBy(() -> HttpFunction.provider()
                        .spec(new FunctionProvider.Function(
                                "a/b", List.of(Set.of("company.domain")), Set.of(), List.of(), 0)))
                .hasMessageContaining("is not a name");
    }

    // ------------------------------------------------------------------------------------------------- http-function

    @Test
    void aWorkerIsSentItsTicketItsIdsAndWhereToTell() {
        ScriptedVendor vendor = ScriptedVendor.says(202, "");
        http.submit(one(http), vendor);
        Call call = vendor.call();
        assertThat(call.path()).isEqualTo("/enrich-person");
        assertThat(call.headers()).containsEntry("Idempotency-Key", KEY);
        assertThat(call.headers()).containsEntry("Authorization", "Bearer " + ScriptedVendor.SECRET);
        assertThat(LateContract.sent(call))
                .contains("\"ticket\":\"" + KEY + "\"", "\"jobId\":77", "\"rowIndex\":12", "\"step\":\"work-email\"")
                .contains("\"stateUrl\":\"https://weir.example/base/api/v1/tickets/" + KEY + "\"")
                .contains("\"person.full_name\":\"Ada Example\"");
    }

    @Test
    void aFunctionMayAnswerAtOnceButAWordThatItBeganIsNoAnswer() {
        assertThat(submit(http, 200, "{\"status\":\"done\",\"data\":{\"work_email\":\"a@example.com\"}}"))
                .isInstanceOfSatisfying(
                        Submitted.Accepted.class,
                        accepted -> assertThat(accepted.answered().get(KEY)).isInstanceOf(Reply.Found.class));
        for (String body :
                List.of("", "ok", "{}", "{\"status\":\"accepted\"}", "{\"data\":{\"work_email\":\"a@b.com\"}}")) {
            assertThat(submit(http, 202, body)).isEqualTo(new Submitted.Accepted("", Map.of()));
        }
    }

    // ----------------------------------------------------------------------------------------------------------- n8n

    @Test
    void theStandardMessageSaysOnlyThatItHasStarted() {
        assertThat(submit(n8n, 200, "{\"message\":\"Workflow was started\"}"))
                .isEqualTo(new Submitted.Accepted("", Map.of()));
    }

    @Test
    void aWorkflowAnswersWithAnObjectAListOfOneOrItsOwnStatus() {
        String result =
                "{\"request_id\":\"" + KEY + "\",\"status\":\"found\",\"data\":{\"work_email\":\"a@example.com\"}}";
        for (String body : List.of(result, "[" + result + "]")) {
            for (int status : List.of(200, 422)) {
                assertThat(submit(n8n, status, body))
                        .isInstanceOfSatisfying(
                                Submitted.Accepted.class,
                                one -> assertThat(one.answered().get(KEY)).isInstanceOf(Reply.Found.class));
            }
        }
        assertThat(submit(n8n, 404, "{\"request_id\":\"" + KEY + "\",\"status\":\"not_found\"}"))
                .isInstanceOfSatisfying(
                        Submitted.Accepted.class,
                        one -> assertThat(one.answered().get(KEY)).isInstanceOf(Reply.NotFound.class));
    }

    @Test
    void anAnswerWithoutItsMembersIsWaitedForOnlyWhereSomebodyCanCallBack() {
        assertThat(submit(n8n, 200, "{\"work_email\":\"a@example.com\"}"))
                .isEqualTo(new Submitted.Accepted("", Map.of()));
        assertThat(n8n.submit(one(n8n, null), ScriptedVendor.says(200, "{\"work_email\":\"a@example.com\"}")))
                .isInstanceOfSatisfying(
                        Submitted.Refused.class, why -> assertThat(why.reply()).isInstanceOf(Reply.BadAnswer.class));
    }

    @Test
    void aWrongHeaderIsA403InPlainTextAndAnInactiveWorkflowA404WithAHint() {
        assertThat(n8n.submit(
                        one(n8n),
                        ScriptedVendor.says(ScriptedVendor.answer(
                                403, Map.of("content-type", "text/plain"), "Authorization data is wrong!"))))
                .isInstanceOfSatisfying(
                        Submitted.Refused.class,
                        why -> assertThat(why.reply())
                                .isEqualTo(new Reply.AuthFailed("HTTP 403: Authorization data is wrong!")));
        assertThat(submit(
                        n8n,
                        404,
                        "{\"code\":404,\"message\":\"The requested webhook is not registered.\",\"hint\":\"x\"}"))
                .isInstanceOfSatisfying(
                        Submitted.Unusable.class,
                        unusable ->
                                assertThat(unusable.items().get(KEY)).contains("no active workflow", "enrich-person"));
        assertThat(submit(n8n, 500, "{\"message\":\"Error in workflow\"}"))
                .isEqualTo(new Submitted.Refused(new Reply.Trouble(500, "HTTP 500: Error in workflow")));
        assertThat(submit(n8n, 502, "<html>Bad gateway</html>")).isInstanceOf(Submitted.Refused.class);
        assertThat(submit(n8n, 524, "<html>timeout</html>")).isInstanceOf(Submitted.Refused.class);
    }

    @Test
    void theUsersHeaderIsSentAndTheCallBacksSecretIsDemandedWhereThereIsOne() {
        ScriptedVendor vendor = ScriptedVendor.says(200, "{}");
        n8n.submit(one(n8n), vendor);
        assertThat(vendor.call().path()).isEqualTo("/webhook/enrich-person");
        assertThat(vendor.call().headers()).containsEntry("X-Own-Header", ScriptedVendor.SECRET);
        var signature = n8n.signature().orElseThrow();
        assertThat(signature.required()).isFalse();
        assertThat(signature.isGenuine(
                        new Callback(Map.of("x-callback-token", "right"), Map.of(), new byte[0]),
                        "right",
                        Instant.EPOCH))
                .isTrue();
        assertThat(clay.signature().orElseThrow().required()).isTrue();
    }

    // ---------------------------------------------------------------------------------------------------------- Clay

    @Test
    void aRowOfATableIsFlatAndCarriesWhereToCall() {
        ScriptedVendor vendor = ScriptedVendor.says(200, "");
        clay.submit(one(clay), vendor);
        assertThat(vendor.call().path()).isEqualTo("/v3/sources/webhook/enrich-person");
        assertThat(vendor.call().headers()).containsEntry("x-clay-webhook-auth", ScriptedVendor.SECRET);
        assertThat(LateContract.sent(vendor.call()))
                .contains("\"request_id\":\"" + KEY + "\"", "\"person_full_name\":\"Ada Example\"")
                .contains("\"callback_url\":\"https://weir.example");
        assertThat(clay.answersByTicket()).isFalse();
    }

    @Test
    void aRunsItemsMayFailAloneAndItsPagesAreAllRead() {
        Pages pages = new Pages(
                "{\"status\":\"complete\",\"data\":[{\"id\":\"OTHER\",\"status\":\"complete\",\"result\":{}}],\"cursor\":\"p2\"}",
                "{\"status\":\"complete\",\"data\":[{\"id\":\"" + KEY
                        + "\",\"status\":\"failed\",\"error\":{\"message\":\"no luck\"}}]}");
        Heard heard = routines.poll(one(routines), "run_1", pages);
        assertThat(heard.answers()).isEqualTo(Map.of(KEY, new Reply.Trouble(0, "no luck")));
        assertThat(heard.ended()).isTrue();
        assertThat(pages.asked)
                .isEqualTo(List.of(
                        "/routines/run/run_1/results?limit=100", "/routines/run/run_1/results?limit=100&cursor=p2"));
    }

    @Test
    void pagesThatDoNotEndAreLeft() {
        ScriptedVendor endless = ScriptedVendor.says(200, "{\"status\":\"complete\",\"data\":[],\"cursor\":\"again\"}");
        Heard heard = routines.poll(one(routines), "run_1", endless);
        assertThat(heard.ended()).isFalse();
        assertThat(heard.trouble()).isInstanceOf(Reply.BadAnswer.class);
        assertThat(endless.calls()).hasSizeLessThan(50);
    }

    @Test
    void aRoutineIsNamedAsClayNamesIt() {
        ScriptedVendor vendor = ScriptedVendor.says(202, "{\"routine_run_id\":\"r\"}");
        LateOperation routine =
                (LateOperation) ClayRoutines.provider().operation("t_0aBc").orElseThrow();
        routine.submit(
                new Submission(
                        "w",
                        List.of(new Item(
                                KEY,
                                new dev.weir.provider.Ask(
                                        Map.of("company.domain", "example.com"), List.of("custom.done"), "k"))),
                        null),
                vendor);
        assertThat(vendor.call().path()).isEqualTo("/routines/function:t_0aBc/run");
        assertThat(LateContract.sent(vendor.call())).contains("\"company_domain\":\"example.com\"");
        assertThat(routine.callsBack()).isFalse();
    }

    // ------------------------------------------------------------------------------------------------ large runs

    private static final String PLACE =
            "{\"upload_url\":\"https://files.example/up/f1?signature=a%2Fb\",\"file_id\":\"f1\"}";

    private static Submission two(LateOperation operation) {
        return new Submission(
                "w", List.of(new Item(KEY, Known.ask(operation)), new Item("OTHER", Known.ask(operation))), null);
    }

    @Test
    void aFileGoesUpWithoutTheKeyToTheAddressThatIsToldAndIsStarted() {
        Pages pages = new Pages(PLACE, "", "{\"routine_run_id\":\"run_9\"}");
        assertThat(large.submit(two(large), pages)).isEqualTo(new Submitted.Accepted("run_9", Map.of()));
        assertThat(pages.asked)
                .containsExactly(
                        "/routines/function:enrich-person/run-batch/upload-url",
                        "/up/f1?signature=a%2Fb",
                        "/routines/function:enrich-person/run-batch/start");
        Call upload = pages.calls.get(1);
        assertThat(upload.method()).isEqualTo("PUT");
        assertThat(upload.base(pages.base())).isEqualTo(URI.create("https://files.example"));
        assertThat(upload.headers()).isEmpty();
        assertThat(upload).hasToString("PUT https://files.example");
        assertThat(new String(Objects.requireNonNull(upload.body()), StandardCharsets.UTF_8).lines())
                .hasSize(2)
                .allMatch(line -> line.startsWith("{\"id\":\"") && line.contains("\"inputs\":{"));
        assertThat(new String(Objects.requireNonNull(pages.calls.get(2).body()), StandardCharsets.UTF_8))
                .isEqualTo("{\"file_id\":\"f1\"}");
    }

    /** Until the start nothing is begun; a start whose answer is lost may have begun what costs. */
    @Test
    void onlyALostStartIsADoubt() {
        for (String place : List.of("{}", PLACE.replace("https", "ftp"), PLACE.replace("https://files.example", ""))) {
            assertThat(large.submit(two(large), new Pages(place, "", "{}")))
                    .isInstanceOfSatisfying(
                            Submitted.Refused.class,
                            refused -> assertThat(refused.reply()).isInstanceOf(Reply.Trouble.class));
        }
        assertThat(large.submit(two(large), new Pages(PLACE, "", "{}")))
                .isInstanceOfSatisfying(
                        Submitted.Refused.class,
                        refused -> assertThat(refused.reply()).isInstanceOf(Reply.Lost.class));
    }

    @Test
    void resultsAreReadAsLinesAsAListAndUnderData() {
        String found =
                "{\"id\":\"" + KEY + "\",\"status\":\"complete\",\"result\":{\"work_email\":\"ada@example.com\"}}";
        String failed = "{\"id\":\"OTHER\",\"status\":\"failed\",\"error\":{\"message\":\"no luck\"}}";
        for (String file : List.of(
                found + "\n" + failed + "\n",
                "[" + failed + "," + found + "]",
                "{\"data\":[" + found + "," + failed + "]}")) {
            Pages pages = new Pages("{\"status\":\"complete\",\"result_url\":\"https://files.example/r?s=1\"}", file);
            Heard heard = large.poll(two(large), "run_9", pages);
            assertThat(heard.ended()).isTrue();
            assertThat(heard.answers().get(KEY)).as(file).isInstanceOf(Reply.Found.class);
            assertThat(heard.answers().get("OTHER")).isEqualTo(new Reply.Trouble(0, "no luck"));
            assertThat(pages.asked).containsExactly("/routines/run-batch/run_9/results", "/r?s=1");
            assertThat(pages.calls.get(1).headers()).isEmpty();
        }
    }

    @Test
    void anEndThatIsNoSuccessIsToldByRowWhereItIsTold() {
        Heard invalid = large.poll(
                two(large),
                "run_9",
                new Pages(
                        "{\"status\":\"validation_failed\",\"error\":{\"message\":\"bad\",\"total_invalid_rows\":1,"
                                + "\"details\":[{\"line_number\":2,\"field\":\"company_domain\",\"message\":\"is required\"}]}}"));
        assertThat(invalid.answers().get("OTHER")).isEqualTo(new Reply.InvalidInput("company_domain: is required"));
        assertThat(invalid.answers().get(KEY)).isInstanceOf(Reply.Trouble.class);
        for (String status : List.of("processing_failed", "withdrawn")) {
            Heard heard = large.poll(
                    two(large),
                    "run_9",
                    new Pages("{\"status\":\"" + status + "\",\"error\":{\"message\":\"out of order\"}}"));
            assertThat(heard.ended()).isTrue();
            assertThat(heard.answers().values())
                    .hasSize(2)
                    .containsOnly(new Reply.Trouble(0, "the run ended as '" + status + "': out of order"));
        }
        assertThat(large.poll(two(large), "run_9", new Pages("{\"status\":\"complete\"}"))
                        .answers()
                        .values())
                .allMatch(Reply.BadAnswer.class::isInstance);
    }

    /** Answers with one body after the other. */
    private static final class Pages implements Exchange {
        private final Deque<String> bodies;
        private final java.util.List<String> asked = new java.util.ArrayList<>();
        private final java.util.List<Call> calls = new java.util.ArrayList<>();

        Pages(String... bodies) {
            this.bodies = new ArrayDeque<>(List.of(bodies));
        }

        @Override
        public URI base() {
            return URI.create("https://vendor.example");
        }

        @Override
        public String secret(String name) {
            return "secret";
        }

        @Override
        public Sent send(Call call) {
            asked.add(call.target());
            calls.add(call);
            return ScriptedVendor.json(200, bodies.removeFirst());
        }
    }
}
