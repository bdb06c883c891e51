package dev.weir.acceptance.audience;

import dev.weir.acceptance.HomeDatabase;
import dev.weir.acceptance.Program;
import dev.weir.acceptance.Running;
import dev.weir.acceptance.Served;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Truth;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A served workspace of made-up vendors with an audience; its server may die and comes back at its address. */
final class Site implements AutoCloseable {

    /** The trigger that comes along. */
    static final String TRIGGER = "created-personal";

    static final String BLUEPRINT = "subscriber-enrichment";

    /** That a run's clock goes on for. */
    private static final Duration LONGEST = Duration.ofHours(6);

    private static final String AUDIENCE = "/audience";
    private static final String TRIGGER_PATH = AUDIENCE + "/triggers/" + TRIGGER;

    /** FullEnrich answers soon, some of it twice, out of order, or behind a forgery, and until it is heard. */
    private static final String VENDORS = """
            {"fullenrich": {"later": {"minMillis": 100, "maxMillis": 600, "twice": 0.05, "shuffled": 0.05, "forged": 0.05,
             "retryMillis": 1000, "retries": 600}}}
            """;

    private final Program program;
    private final Served.Keys keys;
    private final int port;
    private final Running sandbox;
    private final AudienceTables tables;
    private Served server;
    private Duration ahead = Duration.ZERO;
    private int died;

    private Site(Program program, Served.Keys keys, int port, Running sandbox, Served server) {
        this.program = program;
        this.keys = keys;
        this.port = port;
        this.sandbox = sandbox;
        this.server = server;
        this.tables = new AudienceTables(program.home());
    }

    /**
     * Makes one.
     *
     * @param weir the program's command
     * @param folder homes and logs stay there
     * @param credits of the workspace
     */
    static Site open(List<String> weir, Path folder, long credits) throws IOException, InterruptedException {
        int port = Served.freePort();
        Program program = Program.in(folder, weir)
                .with("WEIR_PUBLIC_URL", "http://127.0.0.1:" + port)
                .with("WEIR_REQUESTS_PER_MINUTE", "100000");
        Path settings = Files.writeString(folder.resolve("sandbox.json"), VENDORS);
        Served.Keys keys = Served.begin(program);
        Running sandbox = Running.sandbox(program, settings);
        try {
            Site site = new Site(program, keys, port, sandbox, Served.start(program, keys, port));
            site.server.grant(credits);
            site.beginInTime();
            return site;
        } catch (IOException | InterruptedException | RuntimeException broken) {
            sandbox.close();
            throw broken;
        }
    }

    /** Caps are by day of UTC: near its end the clock is put into the next one, so that a run is all on one. */
    private void beginInTime() {
        Instant now = Instant.now();
        Duration left = Duration.between(now, now.truncatedTo(ChronoUnit.DAYS).plus(1, ChronoUnit.DAYS));
        if (left.compareTo(LONGEST) < 0) {
            ahead = left.plusMinutes(1);
            HomeDatabase.putClockForward(program.home(), ahead);
        }
    }

    Served server() {
        return server;
    }

    AudienceTables tables() {
        return tables;
    }

    /** SIGKILL of the server, and another one at its address. */
    void kill() throws IOException, InterruptedException {
        server.kill();
        died++;
        server = Served.start(program, keys, port);
    }

    int died() {
        return died;
    }

    /** Makes the source of the made-up tool. */
    Source source() throws IOException, InterruptedException {
        return Source.make(server, ahead);
    }

    /** Says what a subscriber is worth from now on. */
    void model(Worth worth) throws IOException, InterruptedException {
        server.put(AUDIENCE + "/icp", worth.content());
    }

    /** Switches the ready-made trigger on, with a call. */
    void enable() throws IOException, InterruptedException {
        server.post(TRIGGER_PATH + "/enable", "");
    }

    /** The same, off. */
    void disable() throws IOException, InterruptedException {
        server.post(TRIGGER_PATH + "/disable", "");
    }

    /**
     * Changes the ready-made trigger.
     *
     * @param condition null for the one it has
     * @param cap subscribers a day; null for any number
     */
    void trigger(String mode, @Nullable String condition, @Nullable Integer cap)
            throws IOException, InterruptedException {
        JsonNode now = server.get(TRIGGER_PATH).path("data");
        ObjectNode form = JsonMapper.shared().createObjectNode();
        form.put("slug", TRIGGER).put("mode", mode).put("maxPerDay", cap);
        form.put("condition", condition == null ? now.path("condition").asString() : condition);
        form.set("on", now.path("on"));
        form.set("blueprint", now.path("blueprint"));
        form.set("title", now.path("title"));
        server.put(TRIGGER_PATH, form.toString());
    }

    /** Of the ready-made trigger. */
    String condition() throws IOException, InterruptedException {
        return server.get(TRIGGER_PATH).at("/data/condition").asString();
    }

    /** @param cap subscribers that may be submitted a day, whatever for; null for any number */
    void settings(@Nullable Integer cap, int gatherSeconds) throws IOException, InterruptedException {
        ObjectNode wish = JsonMapper.shared().createObjectNode();
        wish.put("maxSubmittedPerDay", cap).put("gatherSeconds", gatherSeconds);
        server.put(AUDIENCE, wish.toString());
    }

    /** Uploads a list. @return how its upload is found again; empty when nobody answered */
    String upload(String csv) throws IOException, InterruptedException {
        JsonNode made = server.post(AUDIENCE + "/uploads", "text/csv", csv);
        return AUDIENCE + "/uploads/" + made.at("/data/id").asLong();
    }

    /** What a request of the workspace's is answered with. @param body posted as JSON */
    HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return server.send(
                server.request(AUDIENCE + path)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    /** How many subscribers the API counts. */
    long counted() throws IOException, InterruptedException {
        return server.get(AUDIENCE + "/subscribers?limit=1")
                .at("/pagination/total")
                .asLong();
    }

    /** What FullEnrich wrote down. */
    VendorLedger vendor() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient();
                Stream<String> lines = client.send(
                                HttpRequest.newBuilder(
                                                URI.create(sandbox.said() + "/_sandbox/ledger?vendor=fullenrich"))
                                        .build(),
                                BodyHandlers.ofLines())
                        .body()) {
            return VendorLedger.of(lines);
        }
    }

    /** FullEnrich answers every call with 5xx, or does not any more. */
    void outage(boolean on) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<String> got = client.send(
                    HttpRequest.newBuilder(URI.create(sandbox.said() + "/_sandbox/outage?vendor=fullenrich&on=" + on))
                            .PUT(BodyPublishers.noBody())
                            .build(),
                    BodyHandlers.ofString());
            if (got.statusCode() != 200) {
                throw new IOException("the sandbox answered " + got.statusCode() + " " + got.body());
            }
        }
    }

    /** What has become of what was sent. Ends the server, and has its books looked at. */
    Facts facts(Sender sender) throws IOException, InterruptedException {
        VendorLedger vendor = vendor();
        Facts found = new Facts(
                tables.subscribers(),
                counted(),
                tables.created(),
                tables.requests(),
                tables.jobs(),
                vendor.asked(),
                vendor.refused(),
                sender.statuses(),
                tables.deliveries(),
                "");
        return found.verified(verified());
    }

    /** Ends the server, and has its books looked at. @return what {@code weir verify} says; empty for nothing */
    String verified() throws IOException, InterruptedException {
        server.close();
        return program.verified();
    }

    /** What the vendors of a run can say. */
    static Truth truth() {
        return Truth.of(SandboxSettings.DEFAULT.changedBy(VENDORS));
    }

    @Override
    public void close() {
        server.close();
        sandbox.close();
    }
}
