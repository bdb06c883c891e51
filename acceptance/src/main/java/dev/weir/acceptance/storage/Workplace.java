package dev.weir.acceptance.storage;

import dev.weir.acceptance.Program;
import dev.weir.acceptance.Running;
import dev.weir.acceptance.Served;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A workspace of made-up vendors with a database of its own, and the shipped steps, two of which write to either database.
 */
final class Workplace implements AutoCloseable {

    /** The workspace's own database. */
    static final String DATABASE = "acme";

    /** The blueprint of the shipped steps. */
    static final String PLAY = "company-research";

    private final Program program;
    private final Served.Keys keys;
    private final int port;
    private final Running sandbox;
    private final DestinationServer destination;
    private final WeirTables tables;
    private Served server;

    private Workplace(
            Program program,
            Served.Keys keys,
            int port,
            Running sandbox,
            DestinationServer destination,
            Served server) {
        this.program = program;
        this.keys = keys;
        this.port = port;
        this.sandbox = sandbox;
        this.destination = destination;
        this.server = server;
        this.tables = new WeirTables(program.home());
    }

    /**
     * Makes one.
     *
     * @param weir the program's command
     * @param folder homes and logs stay there
     * @param settings of the sandbox
     */
    static Workplace open(List<String> weir, Path folder, DestinationServer destination, Path unpack, Path settings)
            throws IOException, InterruptedException {
        int port = Served.freePort();
        Program program = Program.in(folder, weir)
                .with("WEIR_POSTGRES_BINARIES", unpack.toString())
                .with("WEIR_PUBLIC_URL", "http://127.0.0.1:" + port)
                .with("WEIR_REQUESTS_PER_MINUTE", "100000")
                .with("WEIR_ALLOW_ADDRESSES", destination.address());
        Served.Keys keys = Served.begin(program);
        Running sandbox = Running.sandbox(program, settings);
        try {
            return new Workplace(program, keys, port, sandbox, destination, Served.start(program, keys, port));
        } catch (IOException | InterruptedException | RuntimeException broken) {
            sandbox.close();
            throw broken;
        }
    }

    Served server() {
        return server;
    }

    Program program() {
        return program;
    }

    WeirTables tables() {
        return tables;
    }

    /** SIGKILL of the server, and another one at its address. */
    void killServer() throws IOException, InterruptedException {
        server.kill();
        server = Served.start(program, keys, port);
    }

    /** Its number. */
    long workspace() {
        // weir_<workspace>_<id>_<secret>
        return Long.parseLong(keys.owner().split("_", -1)[1]);
    }

    /** The schema of the workspace in Weir's own database. */
    String hqSchema() {
        return "hq_" + workspace();
    }

    /** Connects the workspace's database, and has the shipped steps made, half of which are to write to it. */
    void furnish() throws IOException, InterruptedException {
        JdbcClient theirs = destination.make(DATABASE);
        server.put("/database", destination.connection(DATABASE));
        Path registry = program.home().resolve("registry");
        run("export", "--templates", "-f", registry.toString());
        for (ShippedStep step : ShippedStep.values()) {
            Path file = registry.resolve("steps").resolve(step.slug() + ".yaml");
            if (step.isInWorkspace()) {
                Files.writeString(file, Files.readString(file).replace("db: hq", "db: workspace"));
                theirs.sql(run("destination", "create-table", file.toString())).update();
                theirs.sql("GRANT SELECT, INSERT, UPDATE ON " + step.table() + " TO " + DestinationServer.WRITER)
                        .update();
                Arrivals.keep(theirs, "public", step.table());
            } else {
                run("destination", "create-table", file.toString(), "--apply");
                Arrivals.keep(tables.sql(), hqSchema(), step.table());
            }
        }
        run("apply", "-f", registry.toString(), "--workspace", String.valueOf(workspace()));
    }

    private String run(String... arguments) throws IOException, InterruptedException {
        Program.Ended ended = program.run(arguments);
        if (ended.code() != 0) {
            throw new IOException(
                    "weir " + String.join(" ", arguments) + " ended with " + ended.code() + "; see " + program.log());
        }
        return ended.out();
    }

    /** Makes companies known. @return their ids, in order */
    List<Long> companies(List<String> domains) throws IOException, InterruptedException {
        List<String> made = domains.stream()
                .map(domain -> "{\"domain\": \"" + domain + "\"}")
                .toList();
        List<Long> ids = new ArrayList<>();
        server.post("/companies", "{\"companies\": [" + String.join(",", made) + "]}")
                .path("data")
                .forEach(company -> ids.add(company.path("id").asLong()));
        return ids;
    }

    /** Submits the blueprint over companies. @return the job's id */
    long submit(List<Long> companies) throws IOException, InterruptedException {
        List<String> records =
                companies.stream().map(id -> "{\"companyId\": " + id + "}").toList();
        return server.post(
                        "/enrichment-jobs",
                        "{\"blueprint\": \"" + PLAY + "\", \"onDoubt\": \"retry\", \"records\": ["
                                + String.join(",", records) + "]}")
                .at("/data/id")
                .asLong();
    }

    boolean isClosed(long job) throws IOException, InterruptedException {
        return server.job("/enrichment-jobs/" + job).path("phase").asString().equals("closed");
    }

    /** What came to a step's table. */
    Arrivals arrivals(ShippedStep step) {
        return step.isInWorkspace()
                ? Arrivals.of(destination.owner(DATABASE), "public", step.table())
                : Arrivals.of(tables.sql(), hqSchema(), step.table());
    }

    /** What the sandbox's vendors charged. */
    Map<ShippedStep, VendorBill> bills() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient();
                Stream<String> lines = client.send(
                                HttpRequest.newBuilder(URI.create(sandbox.said() + "/_sandbox/ledger"))
                                        .build(),
                                BodyHandlers.ofLines())
                        .body()) {
            return VendorBill.of(lines);
        }
    }

    /** Ends the server; its tables are no longer to be read. */
    void end() {
        server.close();
    }

    @Override
    public void close() {
        server.close();
        sandbox.close();
    }
}
