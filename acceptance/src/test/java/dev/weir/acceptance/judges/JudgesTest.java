package dev.weir.acceptance.judges;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.weir.acceptance.Showing;
import dev.weir.acceptance.judges.Exchanges.Exchange;
import dev.weir.acceptance.judges.Schemathesis.Finding;
import dev.weir.acceptance.judges.Schemathesis.Round;
import dev.weir.acceptance.judges.Verifier.Heard;
import dev.weir.server.workspace.Role;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What each judge has to name, planted. */
class JudgesTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final String TRACE = "it failed\n\tat dev.weir.server.Weir.open(Weir.java:1)\n";
    private static final Path NOWHERE = Path.of("none.har");

    private static final JsonNode DOCUMENT = JSON.readTree("""
            {"paths": {
               "/things": {"get": {"description": "Needs the role viewer."},
                           "post": {"description": "A thing. Needs the role admin.",
                                    "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/c/Thing"}}}}}},
               "/things/{id}": {"get": {"description": "Needs any key."}},
               "/things/all": {"get": {"description": "Needs the installation's key."}},
               "/open": {"get": {"security": []}}},
             "c": {"Thing": {"type": "object", "properties": {
               "name": {"type": ["string", "null"]}, "size": {"type": "integer"},
               "parts": {"type": "array", "items": {"$ref": "#/c/Part"}}}},
                   "Part": {"type": "object", "properties": {"text": {"type": "string"}}}}}
            """);

    @TempDir
    Path folder;

    private static Optional<String> wrong(Caller caller, String method, String path, int status, String body) {
        Operations operations = new Operations(DOCUMENT);
        return OpenApiRun.wrong(new Exchange(method, path, status, body), operations.of(method, path), caller);
    }

    @Test
    void anAnswerOfTheServersOwnFaultOrThatTellsOfItsMakingIsNamed() {
        Caller owner = Caller.of(Role.OWNER, "key");

        assertThat(wrong(owner, "GET", "/things/7", 200, "{}")).isEmpty();
        assertThat(wrong(owner, "GET", "/things/7", 404, "{\"detail\": \"There is no field 'org.x'.\"}"))
                .isEmpty();
        assertThat(wrong(owner, "GET", "/things/7", 500, "{}")).contains("GET /things/{id} was answered with 500");
        assertThat(wrong(owner, "GET", "/things/7", 0, "")).contains("GET /things/{id} was not answered");
        for (String body : List.of(
                TRACE,
                "java.lang.IllegalStateException",
                "{\"detail\": \"org.springframework.web.Bad\"}",
                "IOException: closed",
                "org.postgresql.util.PSQLException")) {
            assertThat(wrong(owner, "GET", "/things/7", 400, body)).as(body).isPresent();
        }
    }

    @Test
    void successForWhoMayNotIsNamed() {
        Caller viewer = Caller.of(Role.VIEWER, "key");

        assertThat(wrong(viewer, "GET", "/things", 200, "")).isEmpty();
        assertThat(wrong(viewer, "POST", "/things", 201, "")).contains("POST /things was answered with 201 as viewer");
        assertThat(wrong(viewer, "POST", "/things", 403, "")).isEmpty();
        assertThat(wrong(viewer, "GET", "/things/all", 200, "")).isPresent();
        assertThat(wrong(Caller.installation("key"), "GET", "/things/all", 200, ""))
                .isEmpty();
        assertThat(wrong(Caller.stranger("key"), "GET", "/things", 200, "")).isPresent();
        assertThat(wrong(Caller.stranger("key"), "GET", "/things/7", 200, "")).isEmpty();
        assertThat(wrong(Caller.nobody(), "GET", "/things/7", 200, "")).isPresent();
        assertThat(wrong(Caller.nobody(), "GET", "/open", 200, "")).isEmpty();
    }

    @Test
    void whatSchemathesisFindsIsAFaultUnlessItIsNamedAsNone() {
        Round round = Schemathesis.read(JSON.readTree("""
                {"test_cases": {"generated": 12}, "operations": {"tested": 3}, "failures": [
                  {"code": "ST101", "title": "Server error", "operations": ["GET /a", "POST /b"]},
                  {"code": "ST201", "title": "Accepted", "operations": ["GET /a", "DELETE /a"]},
                  {"code": "ST205", "title": "Allow", "operations": ["OPTIONS /x/audience/triggers/try", "OPTIONS /x"]}],
                 "errors": ["no schema"]}"""), NOWHERE);

        assertThat(round.requests()).isEqualTo(12);
        assertThat(OpenApiRun.faults(round))
                .extracting(Finding::code, Finding::operation)
                .containsExactly(
                        tuple("ST101", "GET /a"),
                        tuple("ST101", "POST /b"),
                        tuple("ST201", "DELETE /a"),
                        tuple("ST205", "OPTIONS /x"),
                        tuple("error", "a part of the document"));
    }

    @Test
    void anArchiveIsReadEntryByEntry() throws IOException {
        Path archive = Files.writeString(folder.resolve("a.har"), """
                {"log": {"creator": {"name": "x"}, "entries": [
                  {"request": {"method": "GET", "url": "http://127.0.0.1:1/a%20b?q=1"},
                   "response": {"status": 500, "content": {"text": "x"}}},
                  {"request": {"method": "POST", "url": "http://127.0.0.1:1/c"}, "response": {}}]}}""");
        List<Exchange> read = new ArrayList<>();
        Exchanges.read(archive, read::add);

        assertThat(read).containsExactly(new Exchange("GET", "/a%20b", 500, "x"), new Exchange("POST", "/c", 0, ""));
    }

    @Test
    void anErrorOrATraceInALogIsFound() throws IOException {
        Path log = folder.resolve("log.txt");
        Files.writeString(log, "10:00:00.000 WARN  [x] y - an ERROR of somebody's\n10:00:00.001 INFO  z\n");
        assertThat(Leaks.inLogs(folder, log)).isEmpty();

        Files.writeString(folder.resolve("serve-1.txt"), "10:00:00.000 ERROR [x] Refusals - failed\n" + TRACE);
        assertThat(Leaks.inLogs(folder, log)).hasSize(2);
        Files.writeString(log, "! a thread still runs\n java.base/java.lang.Thread.run(Thread.java:1474)\n");
        assertThat(Leaks.inLogs(folder, log)).hasSize(3);
    }

    @Test
    void answersThatAreWrongAreNamedAtTheirDoor() {
        Answers answers = new Answers();
        answers.note("door", "a", 400, "{}", false);
        answers.note("door", "b", 503, "{}", false);
        assertThat(answers.wrong()).isEmpty();
        answers.note("door", "c", 500, "{}", true);
        answers.note("door", "d", 400, TRACE, true);
        answers.note("door", "e", 201, "{}", false);
        List<String> said = new ArrayList<>();
        answers.tell(new Showing(said::add));

        assertThat(answers.wrong()).hasSize(3);
        assertThat(said).anySatisfy(line -> assertThat(line).contains("door", "5 sent", "2xx=1"));
    }

    @Test
    void aBodyHasAllThatItsSchemaHasAndAnyTextOfItCanBeAnother() {
        Bodies.Body body = Bodies.of(DOCUMENT).getFirst();

        assertThat(body.body())
                .isEqualTo(JSON.readTree("{\"name\": \"x\", \"size\": 1, \"parts\": [{\"text\": \"x\"}]}"));
        assertThat(body.texts()).hasToString("[/name, /parts/0/text]");
        assertThat(JSON.readTree(body.with(body.texts().getLast(), "'"))
                        .at("/parts/0/text")
                        .asString())
                .isEqualTo("'");
        assertThat(body.body().at("/parts/0/text").asString()).isEqualTo("x");
    }

    @Test
    void theCorporaAreWhole() throws IOException {
        List<Texts.Text> json = Texts.json();

        assertThat(json).hasSize(318);
        assertThat(json.stream().map(text -> text.name().charAt(0)).distinct())
                .containsExactlyInAnyOrder('y', 'n', 'i');
        assertThat(json.stream().filter(text -> text.name().equals("n_string_invalid_utf8_after_escape.json")))
                .singleElement()
                .satisfies(text -> assertThat(text.bytes()).contains((byte) 0xFF));
        assertThat(Texts.addresses()).hasSize(746).contains(new Texts.Address("http://192.0x00A80001", "192.168.0.1"));
    }

    private static Heard heard(String id, long time, int signatures, boolean verified, int status, String type) {
        return new Heard(id, time, signatures, verified, status, signatures + "", "body", type, 7);
    }

    @Test
    void aDeliveryThatIsNotAsItShouldBeIsNamed() {
        Heard forged = new Heard("forged", 1, 1, false, 401, "1", "x", "", 0);
        List<Heard> good = List.of(
                heard("a", 1, 1, true, 500, "job.started"),
                heard("b", 2, 2, true, 204, "job.completed"),
                heard("a", 6, 1, true, 204, "job.started"),
                forged);
        assertThat(DeliveriesRun.wrong(good, Set.of(7L), "forged")).isEmpty();

        for (Heard planted : List.of(
                heard("b", 9, 1, true, 204, "job.completed"),
                heard("c", 9, 1, true, 204, "job.completed"),
                new Heard("d", 9, 1, false, 401, "1", "x", "", 0),
                new Heard("a", 7, 1, true, 204, "1", "other", "job.started", 7))) {
            List<Heard> bad = Stream.concat(good.stream(), Stream.of(planted)).toList();
            assertThat(DeliveriesRun.wrong(bad, Set.of(7L), "forged"))
                    .as(planted.toString())
                    .isNotEmpty();
        }
        List<Heard> sameTime = new ArrayList<>(good);
        sameTime.set(2, heard("a", 1, 1, true, 204, "job.started"));
        assertThat(DeliveriesRun.wrong(sameTime, Set.of(7L), "forged"))
                .containsExactly("a came again without a new time");
        assertThat(DeliveriesRun.wrong(good, Set.of(7L, 8L), "forged")).hasSize(2);
        assertThat(DeliveriesRun.wrong(good.subList(0, 3), Set.of(7L), "forged"))
                .containsExactly("the verifier did not refuse what nobody signed");
        assertThat(DeliveriesRun.wrong(good.subList(1, 4), Set.of(7L), "forged"))
                .contains("nothing came again, which shows nothing of retries");
    }

    @Test
    void whatSlowClientsDidIsReadFromTheToolsTable() {
        SlowRun.Statistics figures = SlowRun.Statistics.read(List.of(
                "Seconds,Closed,Pending,Connected,Service Available", "0,0,1,0,100", "1,0,1,90,0", "2,80,0,10,100"));

        assertThat(figures).isEqualTo(new SlowRun.Statistics(90, 10, 1));
        assertThat(Others.p99(List.of())).isZero();
        assertThat(Others.p99(Stream.iterate(1L, one -> one + 1).limit(200).toList()))
                .isEqualTo(198);
    }

    @Test
    void memoryBeyondItsBoundIsNamed() {
        List<String> said = new ArrayList<>();
        try (Watch watch = Watch.of(ProcessHandle.current().pid())) {
            while (watch.threads() == 0) {
                Thread.onSpinWait();
            }
            watch.judge(1, new Showing(said::add));
        }
        assertThat(said).anySatisfy(line -> assertThat(line).contains("memory stays within 1 MiB"));
    }
}
