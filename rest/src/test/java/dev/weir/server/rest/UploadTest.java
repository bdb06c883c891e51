package dev.weir.server.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.lists.files.FileFormat;
import dev.weir.lists.files.ListLimits;
import dev.weir.lists.files.Row;
import dev.weir.lists.files.RowWriter;
import dev.weir.lists.files.Table;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.jobs.Job;
import dev.weir.server.testing.NoEngine;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.waterfall.OnDoubt;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
class UploadTest {

    private static final String JOBS = "/enrichment-jobs";
    /** Keeps numbers as they are written. */
    private static final JsonMapper NUMBERS = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private static final int BYTES = 2_000_000;
    private static final int ROWS = 30_000;
    private static final int CELL = 1_000;
    private static final String HUNTER = "&waterfallConfig=" + encoded("{\"company.industry\":[\"hunter\"]}");
    private static final String INDUSTRY = "?fields=company.industry" + HUNTER;

    @TempDir
    Path folder;

    private Path uploads;
    private TestApi api;

    @BeforeAll
    void start(@TempDir Path home) {
        uploads = home.resolve("uploads");
        api = new TestApi(
                new TestWeir(SandboxSettings.DEFAULT, home),
                new UploadSettings(uploads, BYTES, new ListLimits(ROWS, 5, CELL), 8));
    }

    @AfterAll
    void stop() {
        api.test().assertVerified();
        api.close();
        assertThat(uploads).isEmptyDirectory();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private TestApi.Got upload(String query, String type, String body, @Nullable String key) {
        return upload(query, type, body.getBytes(StandardCharsets.UTF_8), key);
    }

    private TestApi.Got upload(String query, String type, byte[] body, @Nullable String key) {
        HttpRequest.Builder request =
                api.request(api.path(JOBS + query), "member").header("Content-Type", type);
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        return api.send(request.POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private TestApi.Got csv(String query, String body) {
        return upload(query, "text/csv", body, null);
    }

    private long count(String table) {
        return api.test()
                .database()
                .ownerJdbc()
                .sql("SELECT count(*) FROM weir." + table)
                .query(Long.class)
                .single();
    }

    private static long id(TestApi.Got got) {
        assertThat(got.status()).as(got.response().body()).isEqualTo(201);
        return got.json().at("/data/id").asLong();
    }

    private Job job(long id) {
        return api.test().weir().jobs().get(api.tenant().id(), id);
    }

    private Path export(long id, String query) {
        try {
            String path = api.path(JOBS + "/" + id + "/export" + query);
            HttpResponse<Path> got = HttpClient.newHttpClient()
                    .send(
                            api.request(path, "viewer").GET().build(),
                            HttpResponse.BodyHandlers.ofFile(Files.createTempFile(folder, "export", "")));
            assertThat(got.statusCode()).isEqualTo(200);
            return got.body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static List<Row> rows(Path file) {
        List<Row> rows = new ArrayList<>();
        Table.open(file).forEach(rows::add);
        return rows;
    }

    private static List<List<String>> cells(Path file, int width) {
        return rows(file).stream().map(row -> row.cells().subList(0, width)).toList();
    }

    private void assertNothingIsLeft() {
        try (Stream<Path> files = Files.walk(uploads)) {
            assertThat(files.filter(file -> !file.toString().endsWith(".lock")))
                    .allSatisfy(file -> assertThat(file).isDirectory());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void anUploadedListIsUnderstoodRunsAndComesBackWhole() {
        String list = "Site;Company Name;Our note;Industry\r\n"
                + "https://www.company0.example/about;Acme;=1+1;\r\n"
                + "company1.example;N/A;\"two\nlines\";kept as it is\r\n"
                + ";;nobody can be asked;\r\n";
        TestApi.Got got = csv(INDUSTRY + "&name=Leads&mapping=" + encoded("{\"Site\":\"company.domain\"}"), list);

        JsonNode data = got.json().at("/data");
        long id = id(got);
        assertThat(got.response().headers().firstValue("Location")).contains(api.path(JOBS + "/" + id));
        assertThat(data.at("/name").asString()).isEqualTo("Leads");
        assertThat(data.at("/source").asString()).isEqualTo("upload");
        assertThat(data.at("/totalRecords").asInt()).isEqualTo(3);
        assertThat(data.at("/list/format").asString()).isEqualTo("csv");
        assertThat(data.at("/list/columns/0/field").asString()).isEqualTo("company.domain");
        assertThat(data.at("/list/columns/2/header").asString()).isEqualTo("Our note");
        assertThat(data.at("/list/columns/2/field").isNull()).isTrue();
        assertThat(data.at("/list/notAsked/count").asInt()).isEqualTo(1);
        assertThat(data.at("/list/notAsked/lines/0").asInt()).isEqualTo(5);
        assertThat(data.at("/list/unknownValues").asInt()).isEqualTo(1);
        assertThat(data.at("/warnings/0/pointer").asString()).isEqualTo("line 3, column Company Name");
        api.test().await(job(id));

        for (String format : List.of("csv", "jsonl", "xlsx")) {
            Path back = export(id, "?format=" + format);
            List<Row> rows = rows(back);
            assertThat(Table.open(back).header().names())
                    .as(format)
                    .containsExactly(
                            "Site",
                            "Company Name",
                            "Our note",
                            "Industry",
                            "company.industry.provider",
                            "company.industry.status",
                            "company.industry.reason");
            assertThat(rows.get(0).cells().subList(0, 3))
                    .containsExactly("https://www.company0.example/about", "Acme", "=1+1");
            assertThat(rows.get(1).cells())
                    .containsExactly(
                            "company1.example", "N/A", "two\nlines", "kept as it is", "", "skipped", "already_known");
            assertThat(rows.get(2).cells())
                    .containsExactly("", "", "nobody can be asked", "", "", "skipped", "no_input");
        }
        assertThat(rows(export(id, "?format=csv&provenance=false")).getFirst().cells())
                .hasSize(4);
    }

    @Test
    void inCsvACellThatASpreadsheetWouldRunIsGuardedAndTheAnswerSaysWhatItIs() throws Exception {
        long id = id(csv(INDUSTRY, "Domain,Note\ncompany0.example,=HYPERLINK(1)\n"));
        TestApi.Got got = api.get(api.path(JOBS + "/" + id + "/export"), "viewer");

        assertThat(got.response().body()).contains(",'=HYPERLINK(1)");
        assertThat(got.response().headers().firstValue("Content-Type")).contains("text/csv;charset=UTF-8");
        assertThat(got.response().headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"job-" + id + ".csv\"");
        TestApi.Got unknown = api.get(api.path(JOBS + "/" + id + "/export?format=pdf"), "viewer");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.json().at("/errors/0/pointer").asString()).isEqualTo("/format");
        assertThat(api.get(
                                api.other().path(JOBS + "/" + id + "/export"),
                                api.other().key("owner"))
                        .status())
                .isEqualTo(404);
    }

    @Test
    void linesOfJsonComeBackWithTheirNumbersListsAndOrder() {
        String lines = "{\"domain\":\"company0.example\",\"size\":1.50,\"tags\":[\"a\",{\"b\":1}],\"on\":true}\n"
                + "{\"size\":12345678901234567890,\"domain\":\"company1.example\",\"more\":\"x\"}\n";
        long id = id(upload(INDUSTRY, "application/x-ndjson", lines, null));

        List<JsonNode> back = lines(export(id, "?format=jsonl&provenance=false")).stream()
                .map(NUMBERS::readTree)
                .toList();
        assertThat(back.get(0).at("/size").toString()).isEqualTo("1.50");
        assertThat(back.get(0).at("/tags").toString()).isEqualTo("[\"a\",{\"b\":1}]");
        assertThat(back.get(0).at("/on").isBoolean()).isTrue();
        assertThat(back.get(1).at("/size").toString()).isEqualTo("12345678901234567890");
        assertThat(back.get(1).at("/more").asString()).isEqualTo("x");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aWorkbookIsUploadedAsAPart() throws IOException {
        Path book = folder.resolve("book.xlsx");
        try (RowWriter writer = RowWriter.to(book, FileFormat.XLSX, List.of("Website", "Zip"))) {
            writer.write(List.of("company0.example", "00123"), Set.of());
            writer.write(List.of("company1.example", "7"), Set.of(1));
            writer.commit();
        }
        TestApi.Got got = parts(
                "../so <b>.xlsx",
                Files.readAllBytes(book),
                "{\"fields\":[\"company.industry\"]," + "\"waterfallConfig\":{\"company.industry\":[\"hunter\"]}}");

        long id = id(got);
        assertThat(got.json().at("/data/list/format").asString()).isEqualTo("xlsx");
        assertThat(cells(export(id, "?format=xlsx"), 2))
                .containsExactly(List.of("company0.example", "00123"), List.of("company1.example", "7"));

        assertRefused(
                parts("a.csv", "a,b\n\"".getBytes(StandardCharsets.UTF_8), "{\"fields\":[\"company.industry\"]}"),
                400,
                "file_csv",
                "a.csv, line 2");
        assertRefused(
                parts("a.csv", "a\n1\n".getBytes(StandardCharsets.UTF_8), null), 400, "part_missing", "'options'");
        assertRefused(
                parts("a.csv", "a\n1\n".getBytes(StandardCharsets.UTF_8), "{\"feilds\":[]}"),
                400,
                "bad_options",
                "feilds");
    }

    @Test
    void aPartThatIsSentTwiceIsRefusedAndNotHalfTaken() {
        String file = "--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.csv\"\r\n\r\na\n1\n\r\n";
        String options = "--cut\r\nContent-Disposition: form-data; name=\"options\"\r\n\r\n{\"fields\":[]}\r\n";
        for (String body : List.of(file + file + options, file + options + options)) {
            assertRefused(
                    upload(
                            "",
                            "multipart/form-data; boundary=cut",
                            (body + "--cut--\r\n").getBytes(StandardCharsets.UTF_8),
                            null),
                    400,
                    "part_repeated",
                    "2 parts");
        }
    }

    private TestApi.Got parts(String name, byte[] file, @Nullable String options) throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(("--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"" + name
                        + "\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8));
        body.write(file);
        if (options != null) {
            body.write(("\r\n--cut\r\nContent-Disposition: form-data; name=\"options\"\r\n"
                            + "Content-Type: application/json\r\n\r\n" + options)
                    .getBytes(StandardCharsets.UTF_8));
        }
        body.write("\r\n--cut--\r\n".getBytes(StandardCharsets.UTF_8));
        return upload("", "multipart/form-data; boundary=cut", body.toByteArray(), null);
    }

    private static void assertRefused(TestApi.Got got, int status, String code, String words) {
        assertThat(got.status()).as(got.response().body()).isEqualTo(status);
        assertThat(got.json().at("/code").asString()).as(got.response().body()).isEqualTo(code);
        assertThat(got.json().at("/detail").asString()).contains(words);
    }

    @Test
    void whatIsWrongIsToldWithItsLineOrPlaceAndNothingIsMade() {
        long jobs = count("job");
        long stored = count("job_row");
        Map.of(
                        "a,b\n1,\"2\n", List.of("file_csv", "the list.csv, line 2"),
                        "", List.of("file_empty", "the list.csv"),
                        "a,b\n", List.of("file_no_rows", "no rows"),
                        "Note\nhello\n", List.of("no_usable_input", "They need one of"),
                        "\u001F\u008B0", List.of("file_not_text", "gunzip"))
                .forEach((body, says) -> assertRefused(
                        upload(INDUSTRY, "text/csv", body.getBytes(StandardCharsets.ISO_8859_1), null),
                        400,
                        says.get(0),
                        says.get(1)));
        Map.of(
                        "?fields=company.industry&mapping=" + encoded("{\"Donain\":\"company.domain\"}"),
                        List.of("unknown_header", "/mapping/Donain"),
                        "?fields=company.industry&mapping=" + encoded("{\"Domain\":\"company.domian\"}"),
                        List.of("unknown_field", "/mapping/Domain"),
                        "?fields=company.indstry",
                        List.of("unknown_field", "/fields/0"),
                        "?fields=company.industry&maxCredits=much",
                        List.of("bad_options", "/maxCredits"),
                        "?fields=company.industry&encoding=utf-9",
                        List.of("unknown_encoding", "/encoding"),
                        "?fields=company.industry&sheet=Leads",
                        List.of("no_sheets", "/sheet"),
                        "?fields=company.industry&country=XX",
                        List.of("unknown_country", "/country"),
                        "?fields=company.industry&records=" + encoded("[]"),
                        List.of("unknown_parameter", "/records"),
                        INDUSTRY + "&strict=true",
                        List.of("no_usable_input", "line 3"))
                .forEach((query, says) -> {
                    TestApi.Got got = csv(query, "Domain\ncompany0.example\n\"\"\n".replace("\"\"", "\" \""));
                    assertThat(got.status()).as(query + got.response().body()).isEqualTo(400);
                    assertThat(got.json().at("/code").asString()).as(query).isEqualTo(says.get(0));
                    assertThat(got.json().at("/errors/0/pointer").asString())
                            .as(query)
                            .isEqualTo(says.get(1));
                });
        assertRefused(
                csv(INDUSTRY + "&strict=true", "Domain\nno domain\n"),
                400,
                "unreadable_values",
                "line 2, column Domain");
        TestApi.Got taken = csv(INDUSTRY, "Company,Site\n,a.example\n");
        assertRefused(taken, 400, "no_usable_input", "'columns'");
        assertThat(taken.json().at("/columns").toString())
                .contains(
                        "{\"header\":\"Company\",\"field\":\"company.name\"}", "{\"header\":\"Site\",\"field\":null}");
        assertRefused(upload(INDUSTRY, "text/html", "<p>", null), 415, "unsupported_media_type", "");
        assertThat(api.send(api.request(api.path(JOBS + INDUSTRY), "viewer")
                                .header("Content-Type", "text/csv")
                                .POST(HttpRequest.BodyPublishers.ofString("a")))
                        .status())
                .isEqualTo(403);
        assertThat(count("job")).isEqualTo(jobs);
        assertThat(count("job_row")).isEqualTo(stored);
        assertNothingIsLeft();
    }

    @Test
    void aListAtTheLimitComesInAndOneBeyondDoesNot() {
        String rows = IntStream.range(0, ROWS)
                .mapToObj(i -> "c" + i + ".example,note " + i + "\n")
                .collect(Collectors.joining());
        String atLimit = "Domain,Note\n" + rows;
        long id = id(csv(INDUSTRY, atLimit));
        api.post(api.path(JOBS + "/" + id + "/cancel"), "member", "");
        assertThat(cells(export(id, "?format=csv"), 2))
                .isEqualTo(rows(write("sent.csv", atLimit)).stream()
                        .map(Row::cells)
                        .toList());

        long jobs = count("job");
        long stored = count("job_row");
        assertRefused(csv(INDUSTRY, atLimit + "one.example,more\n"), 413, "file_too_many_rows", "line 30002");
        assertRefused(csv(INDUSTRY, "Domain,b,c,d,e,f\n1\n"), 413, "file_too_many_columns", "6 columns");
        assertRefused(
                csv(INDUSTRY, "Domain,Note\na.example," + "x".repeat(CELL + 1) + "\n"),
                413,
                "file_cell_too_long",
                "line 2, column 2");
        String filler = "a.example,\"" + ("x".repeat(CELL - 1) + "\",\"").repeat(3) + "x\"\n";
        String large = "Domain,b,c,d,e\n" + filler.repeat((BYTES - 100) / filler.length());
        String full = large + "a.example," + "x".repeat(BYTES - large.length() - 11) + "\n";
        assertThat(full).hasSize(BYTES);
        assertRefused(csv(INDUSTRY, full + "\n"), 413, "upload_too_large", "2000000 bytes");
        // Without a length beforehand it is found out while it is read.
        assertRefused(
                api.send(api.request(api.path(JOBS + INDUSTRY), "member")
                        .header("Content-Type", "text/csv")
                        .POST(HttpRequest.BodyPublishers.ofInputStream(() ->
                                new java.io.ByteArrayInputStream((full + "\n").getBytes(StandardCharsets.UTF_8))))),
                413,
                "upload_too_large",
                "2000000 bytes");
        assertThat(count("job")).isEqualTo(jobs);
        assertThat(count("job_row")).isEqualTo(stored);
        id(csv(INDUSTRY, full));
        assertNothingIsLeft();
    }

    private Path write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void theSameListUnderOneKeyIsOneJobAndAnythingElseIsRefused() {
        String list = "Domain\nkeyed.example\n\n";
        TestApi.Got first = upload(INDUSTRY, "text/csv", list, "upload key");
        TestApi.Got again = upload(INDUSTRY, "text/csv; charset=utf-8", list, "upload key");

        assertThat(id(again)).isEqualTo(id(first));
        assertThat(again.response().headers().firstValue("Idempotent-Replayed")).contains("true");
        assertThat(again.json().at("/data/list")).isEqualTo(first.json().at("/data/list"));
        assertRefused(
                upload(INDUSTRY, "text/csv", list + "a.example\n", "upload key"), 422, "idempotency_mismatch", "job");
        assertRefused(
                upload(INDUSTRY + "&fresh=true", "text/csv", list, "upload key"), 422, "idempotency_mismatch", "job");
    }

    @Test
    void aSenderWhoBreaksOffLeavesNothingAndTheSameKeyThenMakesTheJob() throws Exception {
        long jobs = count("job");
        String list = "Domain,Note\n" + "half.example,sent in part\n".repeat(5_000);
        URI base = api.server().base();
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST " + api.path(JOBS + INDUSTRY) + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + api.key("member") + "\r\nIdempotency-Key: broken off\r\nContent-Type: text/csv\r\n"
                            + "Content-Length: " + list.length() + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(list.substring(0, list.length() / 2).getBytes(StandardCharsets.US_ASCII));
            out.flush();
            socket.setSoLinger(true, 0);
        }
        awaitNothingLeft();
        assertThat(count("job")).isEqualTo(jobs);

        assertThat(job(id(upload(INDUSTRY, "text/csv", list, "broken off"))).name())
                .isEqualTo("company.industry");
        assertThat(count("job")).isEqualTo(jobs + 1);
    }

    private void awaitNothingLeft() {
        long end = System.nanoTime() + 20_000_000_000L;
        while (true) {
            try {
                assertNothingIsLeft();
                return;
            } catch (AssertionError still) {
                if (System.nanoTime() > end) {
                    throw still;
                }
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    @Test
    void anExportThatBreaksOffIsCutAndDoesNotLookWhole() throws IOException {
        String list = "Domain,Note\n"
                + IntStream.range(0, 6_000)
                        .mapToObj(i -> "cut" + i + ".example," + "x".repeat(80) + "\n")
                        .collect(Collectors.joining());
        long id = id(csv(INDUSTRY, list));
        api.post(api.path(JOBS + "/" + id + "/cancel"), "member", "");
        var owner = api.test().database().ownerJdbc();
        owner.sql("UPDATE weir.job_row SET original = 'broken' WHERE job_id = ? AND row_idx = 5000")
                .param(id)
                .update();

        Path cut = folder.resolve("cut.jsonl");
        assertThatThrownBy(() -> HttpClient.newHttpClient()
                        .send(
                                api.request(api.path(JOBS + "/" + id + "/export?format=jsonl"), "viewer")
                                        .build(),
                                HttpResponse.BodyHandlers.ofFile(cut)))
                .isInstanceOf(IOException.class);
        assertThat(Files.readString(cut)).contains("cut1.example").doesNotContain("about:blank", "internal");
        owner.sql("UPDATE weir.job_row SET original = '[\"a\",\"b\"]' WHERE job_id = ? AND row_idx = 5000")
                .param(id)
                .update();
        assertThat(rows(export(id, ""))).hasSize(6_000);
    }

    @Test
    void aJobOfRecordsIsExportedByItsFields() {
        TestWeir test = api.test();
        Job job = test.submit(
                test.request(test.plan(OnDoubt.HOLD, List.of("company.industry"), "hunter")),
                List.of(
                        Map.of("company.domain", "rec0.example"),
                        Map.of("company.domain", "rec1.example", "company.name", "Rec")),
                NoEngine.INSTANCE);

        Path back = export(job.id(), "?format=csv");
        assertThat(Table.open(back).header().names())
                .startsWith("row", "company.domain", "company.name", "company.industry");
        assertThat(cells(back, 3))
                .containsExactly(List.of("1", "rec0.example", ""), List.of("2", "rec1.example", "Rec"));
        api.post(api.path(JOBS + "/" + job.id() + "/cancel"), "member", "");
        test.await(job);
    }

    @Test
    void whatADeadServerLeftIsTakenAwayAndALivingOnesIsNot() throws IOException {
        Path base = folder.resolve("spool");
        UploadSettings settings = UploadSettings.in(base);
        try (Spool living = Spool.open(settings);
                Spool.Place place = living.take(1)) {
            place.fill(new java.io.ByteArrayInputStream(new byte[] {1}));
            Files.createFile(base.resolve("dead.lock"));
            Files.writeString(Files.createDirectory(base.resolve("dead")).resolve("upload-1"), "left");

            Spool.open(settings).close();

            assertThat(base.resolve("dead")).doesNotExist();
            assertThat(base.resolve("dead.lock")).doesNotExist();
            assertThat(place.file()).exists();
        }
        assertThat(base).isEmptyDirectory();
    }
}
