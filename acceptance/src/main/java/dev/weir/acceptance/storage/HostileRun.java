package dev.weir.acceptance.storage;

import dev.weir.acceptance.Program;
import dev.weir.acceptance.Served;
import dev.weir.acceptance.Waiting;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Hostile names and values, sent through every door to a database that writes down what it is sent.
 *
 * @param names that were tried, each in a place of its own
 * @param taken those that were not refused with 4xx, with what they were answered
 * @param values what became of each value
 * @param awkward names that are legal, and were refused or whose value is not there
 * @param strange shapes of statements that no innocent name or value gave rise to
 * @param spelled statements whose text holds a hostile text that was only to be bound
 * @param statements that the database was sent with hostile names and values
 * @param changed what of the database is otherwise than before and was not to be written to
 * @param verified what {@code weir verify} said; empty when it found nothing wrong
 */
record HostileRun(
        int names,
        List<String> taken,
        List<Value> values,
        List<String> awkward,
        Set<String> strange,
        List<String> spelled,
        int statements,
        Set<String> changed,
        String verified) {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final String STEP = "hostile";
    private static final String ASKED = "asked";

    private static final int TOO_MANY = 429;

    /** Anything shorter, and names alone, may stand in a statement that nobody forged. */
    private static final int SHORTEST_SIGN = 8;

    HostileRun {
        taken = List.copyOf(taken);
        values = List.copyOf(values);
        awkward = List.copyOf(awkward);
        strange = Set.copyOf(strange);
        spelled = List.copyOf(spelled);
        changed = Set.copyOf(changed);
    }

    /**
     * A value on its way.
     *
     * @param door by which it came
     * @param status that it was answered with
     * @param wanted what has to be there
     * @param found what is there; more than one text is more than one row
     */
    record Value(String door, String sent, int status, String wanted, List<String> found) {

        /** Refused outright, or stored as it is. */
        boolean isRight() {
            return status / 100 == 4 ? found.isEmpty() : status / 100 == 2 && found.equals(List.of(wanted));
        }
    }

    static HostileRun of(List<String> weir, Path folder, HostileStrings strings, Consumer<String> say)
            throws IOException, InterruptedException {
        Path unpack = folder.resolve("binaries");
        try (DestinationServer destination = DestinationServer.open(folder.resolve("destination"), unpack);
                HostileWorker worker = HostileWorker.open(strings.all())) {
            Program program = Program.in(folder, weir)
                    .with("WEIR_POSTGRES_BINARIES", unpack.toString())
                    .with("WEIR_REQUESTS_PER_MINUTE", "100000")
                    .with("WEIR_ALLOW_ADDRESSES", destination.address() + "," + worker.address());
            Served.Keys keys = Served.beginReal(program);
            try (Served server = Served.start(program, keys)) {
                return new Stage(program, server, destination, worker, strings, say).play();
            }
        }
    }

    private static final class Stage {
        private final Program program;
        private final Served server;
        private final DestinationServer destination;
        private final HostileWorker worker;
        private final HostileStrings strings;
        private final Consumer<String> say;
        private final WeirTables tables;
        private final Decoy decoy;
        private final Map<String, String> workflows = new LinkedHashMap<>();
        private final List<String> taken = new ArrayList<>();
        private final List<Value> values = new ArrayList<>();
        private int names;
        private long reported;

        Stage(
                Program program,
                Served server,
                DestinationServer destination,
                HostileWorker worker,
                HostileStrings strings,
                Consumer<String> say) {
            this.program = program;
            this.server = server;
            this.destination = destination;
            this.worker = worker;
            this.strings = strings;
            this.say = say;
            this.tables = new WeirTables(program.home());
            this.decoy = Decoy.in(destination, strings.injections());
        }

        HostileRun play() throws IOException, InterruptedException {
            furnish();
            Map<String, String> before = decoy.state();
            long beginning = DecoyLog.end(destination.log());
            innocents();
            long from = DecoyLog.end(destination.log());
            names();
            say.accept("  " + names + " names were tried");
            database();
            List<String> awkward = awkward();
            reports();
            answers();
            say.accept("  " + values.size() + " values were sent");
            List<DecoyLog.Sent> innocent = sent(beginning)
                    .subList(0, sent(beginning).size() - sent(from).size());
            List<DecoyLog.Sent> hostile = sent(from);
            Set<String> known = innocent.stream().map(DecoyLog.Sent::shape).collect(Collectors.toSet());
            Set<String> strange = hostile.stream()
                    .map(DecoyLog.Sent::shape)
                    .filter(shape -> !known.contains(shape))
                    .collect(Collectors.toCollection(TreeSet::new));
            Set<String> changed = Decoy.changed(before, decoy.state());
            server.close();
            return new HostileRun(
                    names,
                    taken,
                    values,
                    awkward,
                    strange,
                    spelled(hostile),
                    hostile.size(),
                    changed,
                    program.verified());
        }

        private List<DecoyLog.Sent> sent(long from) throws IOException {
            return DecoyLog.by(DestinationServer.WRITER, destination.log(), from);
        }

        private List<String> spelled(List<DecoyLog.Sent> statements) {
            List<String> signs = strings.all().stream()
                    .filter(text -> text.strip().length() >= SHORTEST_SIGN
                            && !text.replaceAll("[A-Za-z_.]", "").isEmpty())
                    .toList();
            return statements.stream()
                    .map(DecoyLog.Sent::text)
                    .distinct()
                    .filter(text -> signs.stream().anyMatch(text::contains))
                    .toList();
        }

        private void furnish() throws IOException, InterruptedException {
            server.grant(100_000);
            server.functionsAt(worker.address());
            server.put("/database", database("127.0.0.1", Decoy.DATABASE, DestinationServer.WRITER));
            for (String step : List.of(STEP, ASKED)) {
                JsonNode made = server.post("/registry/steps", """
                        {"name": "%s", "provider": "http-function", "function": "say", "fields": ["%s"],
                         "config": {"inputs": [["company.domain"]]}}""".formatted(step, HostileWorker.FIELD));
                workflows.put(step, made.at("/data/workflowId").asString());
            }
            server.post("/blueprints", "{\"slug\": \"hostile\", \"steps\": [\"" + ASKED + "\"]}");
        }

        private String database(String host, String database, String user) {
            return JsonMapper.shared()
                    .createObjectNode()
                    .put("host", host)
                    .put("port", destination.port())
                    .put("database", database)
                    .put("user", user)
                    .put("password", destination.password())
                    .put("tls", "disable")
                    .toString();
        }

        private static ObjectNode destination(String table, String field, String column) {
            ObjectNode body = JsonMapper.shared()
                    .createObjectNode()
                    .put("db", "workspace")
                    .put("tableName", table);
            body.putObject("fieldMappings").put(field, column);
            return body;
        }

        private static ObjectNode keyed(String table, String mode, String key) {
            ObjectNode body = destination(table, HostileWorker.FIELD, "value").put("mode", mode);
            body.putArray("keys").add(key);
            return body;
        }

        private int status(HttpRequest.Builder request) throws IOException, InterruptedException {
            int status = server.send(
                            request.header("Content-Type", "application/json").build(), BodyHandlers.discarding())
                    .statusCode();
            if (status == TOO_MANY) {
                throw new IOException("requests are refused for being many, which says nothing of what is in them");
            }
            return status;
        }

        private int destine(String step, ObjectNode destination) throws IOException, InterruptedException {
            return status(server.request("/registry/steps/" + step + "/destination")
                    .PUT(BodyPublishers.ofString(destination.toString())));
        }

        private void must(String step, ObjectNode destination) throws IOException, InterruptedException {
            int status = destine(step, destination);
            if (status / 100 != 2) {
                throw new IOException("the destination " + destination + " is answered with " + status);
            }
        }

        private void tell(String domain, String value) throws IOException, InterruptedException {
            int status = report(domain, HostileWorker.FIELD, value);
            if (status / 100 != 2) {
                throw new IOException("an innocent result is answered with " + status);
            }
        }

        private int report(String domain, String field, String value) throws IOException, InterruptedException {
            ObjectNode body = JsonMapper.shared().createObjectNode().put("companyDomain", domain);
            body.putObject("data").put(field, value);
            int status = status(server.request("/workflows/" + workflows.get(STEP) + "/results")
                    .POST(BodyPublishers.ofString(body.toString())));
            reported += status / 100 == 2 ? 1 : 0;
            return status;
        }

        /** Until all that was reported, and its table does not refuse, is there. */
        private void awaitReports() throws IOException, InterruptedException {
            Waiting.until(
                    "all that was reported is stored",
                    PATIENCE,
                    () -> tables.log().stream()
                                    .filter(line -> line.slug().equals(STEP)
                                            && line.status().equals("stored"))
                                    .count()
                            >= reported);
        }

        /** All that Weir says when nobody means harm: each mode, and a value that its table refuses. */
        private void innocents() throws IOException, InterruptedException {
            List<ObjectNode> destinations = List.of(
                    destination(Decoy.TABLE, HostileWorker.FIELD, "value"),
                    destination("narrow", HostileWorker.FIELD, "value"),
                    keyed("upserted", "upsert", "company_domain"),
                    keyed("blanks", "update_if_blank", "company_domain"));
            for (ObjectNode destination : destinations) {
                must(STEP, destination);
                for (int i = 0; i < 3; i++) {
                    tell("innocent" + i + ".example", "abc");
                }
                awaitReports();
            }
            must(STEP, destination("narrow", HostileWorker.FIELD, "value"));
            for (String value : List.of("ab", "too long", "cd")) {
                tell("narrow.example", value);
            }
            // A refused one is tried again for a while; the others need not wait for it.
            Waiting.until(
                    "the others are stored",
                    PATIENCE,
                    () -> decoy.values("narrow", "value", "narrow.example").size() == 2);
            reported--;
            status(server.request("/database")
                    .PUT(BodyPublishers.ofString(database("127.0.0.1", Decoy.DATABASE, DestinationServer.WRITER))));
            destine(STEP, destination("nowhere", HostileWorker.FIELD, "value"));
            destine(STEP, destination(Decoy.TABLE, HostileWorker.FIELD, "nowhere"));
        }

        private void names() throws IOException, InterruptedException {
            for (String name : strings.all()) {
                tried("table", name, destine(STEP, destination(name, HostileWorker.FIELD, "value")));
                tried(
                        "schema",
                        name,
                        destine(STEP, destination(name + "." + Decoy.TABLE, HostileWorker.FIELD, "value")));
                tried("column", name, destine(STEP, destination(Decoy.TABLE, HostileWorker.FIELD, name)));
                tried("field", name, destine(STEP, destination(Decoy.TABLE, name, "value")));
                tried("key", name, destine(STEP, keyed("upserted", "upsert", name)));
                tried("mode", name, destine(STEP, keyed("upserted", name, "company_domain")));
                tried(
                        "db",
                        name,
                        destine(
                                STEP,
                                destination(Decoy.TABLE, HostileWorker.FIELD, "value")
                                        .put("db", name)));
                tried(
                        "hq",
                        name,
                        destine(
                                STEP,
                                destination(name, HostileWorker.FIELD, "value").put("db", "hq")));
            }
            for (String ours :
                    List.of("weir.job", "job", "weir.enrichment_registry", "pg_class", "pg_catalog.pg_class")) {
                tried(
                        "hq",
                        ours,
                        destine(
                                STEP,
                                destination(ours, HostileWorker.FIELD, "value").put("db", "hq")));
            }
        }

        private void database() throws IOException, InterruptedException {
            for (String name : strings.injections()) {
                tried("database", name, connect("127.0.0.1", name, DestinationServer.WRITER));
                tried("user", name, connect("127.0.0.1", Decoy.DATABASE, name));
                tried("host", name, connect(name, Decoy.DATABASE, DestinationServer.WRITER));
            }
        }

        private int connect(String host, String database, String user) throws IOException, InterruptedException {
            return status(server.request("/database").PUT(BodyPublishers.ofString(database(host, database, user))));
        }

        private void tried(String place, String name, int status) {
            names++;
            if (status / 100 != 4) {
                taken.add(place + " " + name + ": " + status);
            }
        }

        private List<String> awkward() throws IOException, InterruptedException {
            List<String> wrong = new ArrayList<>();
            for (Map.Entry<String, String> one : Decoy.AWKWARD.entrySet()) {
                int status = destine(STEP, destination(one.getKey(), HostileWorker.FIELD, one.getValue()));
                if (status / 100 != 2) {
                    wrong.add(one.getKey() + "." + one.getValue() + ": " + status);
                    continue;
                }
                tell("awkward.example", "awkward");
                awaitReports();
                if (!decoy.values(one.getKey(), one.getValue(), "awkward.example")
                        .equals(List.of("awkward"))) {
                    wrong.add(one.getKey() + "." + one.getValue() + " does not have its value");
                }
            }
            int cut = destine(STEP, destination("a".repeat(64), HostileWorker.FIELD, "b".repeat(63)));
            if (cut / 100 != 4) {
                wrong.add("a name that PostgreSQL would cut to another's: " + cut);
            }
            return wrong;
        }

        /** As values, as fields of data, and as a company's domain, reported from outside. */
        private void reports() throws IOException, InterruptedException {
            must(STEP, destination(Decoy.TABLE, HostileWorker.FIELD, "value"));
            List<String> all = strings.all();
            int[] asValue = new int[all.size()];
            int[] asDomain = new int[all.size()];
            for (int i = 0; i < all.size(); i++) {
                asValue[i] = report("told" + i + ".example", HostileWorker.FIELD, all.get(i));
                asDomain[i] = report(all.get(i), HostileWorker.FIELD, "domain " + i);
            }
            for (String text : strings.injections()) {
                names++;
                int status = report("field.example", text, "x");
                if (status / 100 > 4) {
                    taken.add("field of data " + text + ": " + status);
                }
            }
            awaitReports();
            for (int i = 0; i < all.size(); i++) {
                values.add(new Value(
                        "reported value",
                        all.get(i),
                        asValue[i],
                        all.get(i),
                        decoy.values(Decoy.TABLE, "value", "told" + i + ".example")));
                values.add(new Value(
                        "reported domain",
                        all.get(i),
                        asDomain[i],
                        read(all.get(i), decoy.companies(Decoy.TABLE, "domain " + i)),
                        decoy.companies(Decoy.TABLE, "domain " + i)));
            }
        }

        /** A domain is stored as it is read, from an address of a page, say; nothing is in it that was not sent. */
        private static String read(String sent, List<String> found) {
            return found.size() == 1 && sent.toLowerCase(Locale.ROOT).contains(found.getFirst())
                    ? found.getFirst()
                    : sent;
        }

        /** As answers of a provider; what has to be there is what the job says was found. */
        private void answers() throws IOException, InterruptedException {
            must(ASKED, destination(Decoy.TABLE, HostileWorker.FIELD, "value"));
            StringBuilder list = new StringBuilder("Domain\n");
            for (int i = 0; i < strings.all().size(); i++) {
                list.append(HostileWorker.company(i)).append('\n');
            }
            String job = server.upload("hostile", list.toString());
            server.awaitClosed(job, PATIENCE);
            long rows = strings.all().size();
            Waiting.until(
                    "all answers are logged",
                    PATIENCE,
                    () -> tables.log().stream()
                                    .filter(line -> line.slug().equals(ASKED))
                                    .count()
                            == rows);
            Path export = program.home().resolve("answers.jsonl");
            server.export(job, export);
            for (String line : Files.readAllLines(export)) {
                JsonNode row = JsonMapper.shared().readTree(line);
                String domain = row.path("Domain").asString();
                String sent = strings.all().get(Integer.parseInt(domain.replaceAll("\\D", "")));
                JsonNode found = row.path(HostileWorker.FIELD);
                boolean none = found.isMissingNode()
                        || found.isNull()
                        || found.asString().isEmpty();
                values.add(new Value(
                        "answered value",
                        sent,
                        none ? 404 : 200,
                        none ? "" : found.asString(),
                        decoy.values(Decoy.TABLE, "value", domain)));
            }
        }
    }
}
