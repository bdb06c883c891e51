package dev.weir.acceptance.storage;

import com.sun.net.httpserver.HttpServer;
import dev.weir.acceptance.Program;
import dev.weir.acceptance.Running;
import dev.weir.acceptance.Served;
import dev.weir.acceptance.Waiting;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Truth;
import dev.weir.sandbox.VendorOperation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One person who is erased after a whole life in Weir, one who was on the suppression list from the beginning, one whose
 * address is found out to be on it, and one with whom nothing happens.
 *
 * @param before traces of the erased one before the erasure, by table or file
 * @param left the same after it
 * @param told how many rows of the erased one the erasure says are at the destination, where its owner removes them
 * @param heaps the database's own files that hold a trace when the erased one was asked for again: rows, dead ones, the log of
 *     writes
 * @param compacted the same after one more erasure, which had the files written anew
 * @param destination rows of the erased one at the destination, before and after
 * @param bystander rows of the one with whom nothing happens, at the destination and in the export, after all
 * @param calls of the vendors, by whom they were about: before the erasure, and after it for the erased one
 * @param verified what {@code weir verify} said; empty when it found nothing wrong
 */
record ErasedRun(
        Map<String, Long> before,
        Map<String, Long> left,
        long told,
        long heaps,
        long compacted,
        List<Long> destination,
        long bystander,
        Map<String, Long> calls,
        String verified) {

    static final String ERASED = "erased";
    static final String ERASED_AGAIN = "erased, asked for again";
    static final String SUPPRESSED = "suppressed";
    static final String FOUND = "suppressed by what is found";
    static final String BYSTANDER = "bystander";

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String DATABASE = "people";

    private static final String SETTINGS = """
            {"hunter": {"hitRates": {"hunter.email-finder": 1}, "quirks": {"blocked": 0, "sparse": 0}},
             "n8n": {"hitRates": {"n8n.webhook": 1}, "quirks": {"sparse": 0},
                     "later": {"minMillis": 100, "maxMillis": 300, "retryMillis": 1000, "retries": 60}}}
            """;

    private static final List<String> STEPS = List.of("""
            {"name": "mail", "fields": ["person.work_email"], "provider": "hunter", "onFailure": "continue"}""", """
            {"name": "role", "provider": "n8n", "function": "enrich-person", "timeOut": "10m", "onFailure": "continue",
             "fields": ["person.job_title", "person.mobile_phone", "person.linkedin_url"],
             "config": {"inputs": [["person.full_name", "company.domain"], ["person.work_email"]],
                        "alsoSend": ["person.work_email", "person.first_name", "person.last_name"]}}""", """
            {"name": "said", "kind": "await", "config": {"events": ["said"]}, "timeOut": "24h"}""");

    ErasedRun {
        before = Map.copyOf(before);
        left = Map.copyOf(left);
        destination = List.copyOf(destination);
        calls = Map.copyOf(calls);
    }

    /** Somebody, whose names nobody else has. */
    record Somebody(String first, String last) {

        static final String COMPANY = "northwind.example";

        private Map<String, String> inputs() {
            return Map.of("person.full_name", first + " " + last, "company.domain", COMPANY);
        }

        String email(Truth truth) {
            return truth.value(List.of(VendorOperation.HUNTER_EMAIL_FINDER), inputs(), "person.work_email")
                    .orElseThrow()
                    .value();
        }

        /** The first of such names whose address is known and takes mail. */
        static Somebody reachable(Truth truth, String first, String last) {
            return IntStream.range(0, 100)
                    .mapToObj(n -> new Somebody(first + letters(n), last + letters(n)))
                    .filter(one -> truth.value(
                                    List.of(VendorOperation.HUNTER_EMAIL_FINDER), one.inputs(), "person.work_email")
                            .isPresent())
                    .findFirst()
                    .orElseThrow();
        }

        private static String letters(int number) {
            return "" + (char) ('a' + number / 10) + (char) ('a' + number % 10);
        }
    }

    static ErasedRun of(List<String> weir, Path folder, Consumer<String> say) throws IOException, InterruptedException {
        Path unpack = folder.resolve("binaries");
        Path settings = Files.writeString(folder.resolve("sandbox.json"), SETTINGS);
        try (DestinationServer destination = DestinationServer.open(folder.resolve("destination"), unpack)) {
            int port = Served.freePort();
            HttpServer echo = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            String hook = "127.0.0.1:" + echo.getAddress().getPort();
            Program program = Program.in(folder, weir)
                    .with("WEIR_POSTGRES_BINARIES", unpack.toString())
                    .with("WEIR_PUBLIC_URL", "http://127.0.0.1:" + port)
                    .with("WEIR_WEBHOOK_ADDRESSES", hook)
                    .with("WEIR_REQUESTS_PER_MINUTE", "100000")
                    .with("WEIR_ALLOW_ADDRESSES", destination.address());
            Served.Keys keys = Served.begin(program);
            try (Running sandbox = Running.sandbox(program, settings);
                    Served server = Served.start(program, keys, port)) {
                return new Stage(program, server, sandbox, destination, echo, hook, say).play(folder);
            } finally {
                echo.stop(0);
            }
        }
    }

    private static final class Stage {
        private final Program program;
        private final Served server;
        private final Running sandbox;
        private final DestinationServer destination;
        private final HttpServer echo;
        private final String hook;
        private final Consumer<String> say;
        private final WeirTables tables;
        private final Truth truth = Truth.of(SandboxSettings.DEFAULT.changedBy(SETTINGS));
        private final Somebody erased = Somebody.reachable(truth, "Zyxwanda", "Quorvathi");
        private final Somebody suppressed = Somebody.reachable(truth, "Brimhild", "Ostrovian");
        private final Somebody found = Somebody.reachable(truth, "Cuthwine", "Ploverby");
        private final Somebody bystander = Somebody.reachable(truth, "Dorothea", "Wexcombe");

        Stage(
                Program program,
                Served server,
                Running sandbox,
                DestinationServer destination,
                HttpServer echo,
                String hook,
                Consumer<String> say) {
            this.program = program;
            this.server = server;
            this.sandbox = sandbox;
            this.destination = destination;
            this.echo = echo;
            this.hook = hook;
            this.say = say;
            this.tables = new WeirTables(program.home());
        }

        ErasedRun play(Path folder) throws IOException, InterruptedException {
            // Whoever is told of a job answers with what must not be kept of it.
            byte[] reply = ("thanks for " + erased.email(truth)).getBytes(StandardCharsets.UTF_8);
            echo.createContext("/", exchange -> {
                try (exchange) {
                    exchange.getRequestBody().readAllBytes();
                    exchange.sendResponseHeaders(200, reply.length);
                    exchange.getResponseBody().write(reply);
                }
            });
            echo.start();
            JdbcClient theirs = furnish();
            suppress(suppressed.email(truth));
            suppress(found.email(truth));
            String job = live();
            Traces traces = new Traces(List.of(erased.first(), erased.last(), mobile()));
            Map<String, Long> before = traces(traces);
            List<Long> rows = new ArrayList<>(List.of(rows(theirs, erased)));
            Map<String, Long> calls = new TreeMap<>();
            calls.put(ERASED, calls(erased));
            calls.put(SUPPRESSED, calls(suppressed));
            calls.put(FOUND, calls(found));
            calls.put(BYSTANDER, calls(bystander));
            say.accept("  before: " + before);

            long told = erase();
            Map<String, Long> left = traces(traces);
            rows.add(rows(theirs, erased));
            say.accept("  after:  " + left);
            Path export = folder.resolve("export.jsonl");
            server.export(job, export);
            long here = Files.readAllLines(export).stream()
                    .filter(line -> line.contains(bystander.last()))
                    .count();
            long before2 = calls(erased);
            String again = server.upload("people", list(erased, erased.email(truth)));
            server.awaitClosed(again, PATIENCE);
            calls.put(ERASED_AGAIN, calls(erased) - before2);
            server.close();
            long heaps = heaps(traces);
            Program.Ended ended = program.run("erase", "--email", erased.email(truth), "--yes", "--compact");
            if (ended.code() != 0) {
                throw new IOException("weir erase ended with " + ended.code() + "; see " + program.log());
            }
            long compacted = heaps(traces);
            return new ErasedRun(
                    before,
                    left,
                    told,
                    heaps,
                    compacted,
                    rows,
                    here + rows(theirs, bystander),
                    calls,
                    program.verified());
        }

        private JdbcClient furnish() throws IOException, InterruptedException {
            server.grant(10_000);
            JdbcClient theirs = destination.make(DATABASE);
            theirs.sql("CREATE TABLE people (company_domain text, weir_key text NOT NULL UNIQUE, email text)")
                    .update();
            theirs.sql("GRANT SELECT, INSERT, UPDATE, DELETE ON people TO " + DestinationServer.WRITER)
                    .update();
            server.put("/database", destination.connection(DATABASE));
            for (String step : STEPS) {
                server.post("/registry/steps", step);
            }
            server.put("/registry/steps/mail/destination", """
                    {"db": "workspace", "tableName": "people", "mode": "insert",
                     "fieldMappings": {"person.work_email": "email"}}""");
            server.post("/blueprints", "{\"slug\": \"people\", \"steps\": [\"mail\", \"role\", \"said\"]}");
            server.post(
                    "/webhooks",
                    "{\"callbackUrl\": \"http://" + hook
                            + "/\", \"eventTypes\": [\"job.started\", \"job.completed\", \"job.partially_completed\","
                            + " \"row.completed\"]}");
            return theirs;
        }

        private void suppress(String email) throws IOException, InterruptedException {
            server.post("/suppressions", "{\"values\": [\"" + email + "\"]}");
        }

        private static String list(Somebody one, String email) {
            return "First Name,Last Name,Company Domain,Email,Notes\n" + row(one, email);
        }

        private static String row(Somebody one, String email) {
            return String.join(",", one.first(), one.last(), Somebody.COMPANY, email, one.first() + " wrote to us")
                    + "\n";
        }

        /** A list is uploaded, asked for, told of, answered late, and delivered. */
        private String live() throws IOException, InterruptedException {
            String job = server.upload(
                    "people",
                    list(erased, "") + row(suppressed, suppressed.email(truth)) + row(found, "") + row(bystander, ""));
            Waiting.until(
                    "the erased one's row awaits the event",
                    PATIENCE,
                    () -> server.metric("weir_waiting_cells") == 2 && calls(erased) > 1 && calls(bystander) > 1);
            server.post(
                    job + "/signals", "{\"name\": \"said\", \"payload\": {\"by\": \"" + erased.email(truth) + "\"}}");
            server.awaitClosed(job, PATIENCE);
            Waiting.until(
                    "everything is delivered",
                    PATIENCE,
                    () -> tables.look().filter(look -> look.pending() == 0).isPresent()
                            && server.get("/webhooks").toString().contains("callbackUrl")
                            && tables.sql()
                                            .sql("SELECT count(*) FROM weir.webhook_attempt")
                                            .query(Long.class)
                                            .single()
                                    >= 2);
            return job;
        }

        /** Returns how many rows of theirs it says are at the destination. */
        private long erase() throws IOException, InterruptedException {
            long id = server.post("/erasures", "{\"email\": \"" + erased.email(truth) + "\"}")
                    .at("/data/id")
                    .asLong();
            Waiting.until(
                    "the erasure is done",
                    PATIENCE,
                    () -> server.get("/erasures/" + id).at("/data").hasNonNull("doneAt"));
            return server.get("/erasures/" + id)
                    .at("/data/delivered")
                    .path("workspace.people")
                    .asLong();
        }

        private long heaps(Traces traces) throws IOException {
            return traces.files(program.home().resolve("postgres").resolve("data"), _ -> true)
                    .size();
        }

        private String mobile() {
            return truth.value(List.of(VendorOperation.N8N_WORKFLOW), erased.inputs(), "person.mobile_phone")
                    .orElseThrow()
                    .value()
                    .replaceAll("\\D", "");
        }

        private static long rows(JdbcClient theirs, Somebody one) {
            return theirs.sql("SELECT count(*) FROM people WHERE lower(email) LIKE ?")
                    .param("%" + one.last().toLowerCase(Locale.ROOT) + "%")
                    .query(Long.class)
                    .single();
        }

        /** What Weir keeps: its tables, and its files but for those of the database and of the sandbox, which is no part of it. */
        private Map<String, Long> traces(Traces traces) throws IOException {
            Map<String, Long> found = new TreeMap<>(traces.tables(tables.sql()));
            Path data = program.home().resolve("postgres").resolve("data");
            Path vendors = program.home().resolve("sandbox");
            for (String file : traces.files(program.home(), one -> !one.equals(data) && !one.equals(vendors))) {
                found.put(file, 1L);
            }
            if (!traces.files(Objects.requireNonNull(program.log().getParent()), _ -> false)
                    .isEmpty()) {
                found.put("files beside the home", 1L);
            }
            return found;
        }

        /** Calls whose question names somebody. */
        private long calls(Somebody one) throws IOException, InterruptedException {
            try (HttpClient client = HttpClient.newHttpClient();
                    Stream<String> lines = client.send(
                                    HttpRequest.newBuilder(URI.create(sandbox.said() + "/_sandbox/ledger"))
                                            .build(),
                                    BodyHandlers.ofLines())
                            .body()) {
                return lines.filter(line -> !line.isBlank())
                        .map(JsonMapper.shared()::readTree)
                        .map(JsonNode::toString)
                        .filter(entry -> entry.toLowerCase(Locale.ROOT)
                                .contains(one.last().toLowerCase(Locale.ROOT)))
                        .count();
            }
        }
    }
}
