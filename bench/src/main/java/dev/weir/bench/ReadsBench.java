package dev.weir.bench;

import dev.weir.server.Weir;
import dev.weir.server.jobs.Job;
import dev.weir.server.workspace.ApiKey;
import dev.weir.server.workspace.Role;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Times every GET of the API while one large job that has run lies in the database, one request after another, each for
 * something that exists. Which endpoints there are is read from the OpenAPI document that the server itself gives; whose ids
 * are not known from what was made for it are found in the lists that the API shows.
 */
public final class ReadsBench {

    private static final String WORKSPACE = "/api/v1/workspaces/{workspaceId}";
    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");
    /** What whoever runs the server looks at. */
    private static final Set<String> INSTALLATION = Set.of("/api/v1/workspaces", "/metrics");

    private static final List<String> NAMES = List.of("id", "slug", "name", "provider", "version");
    private static final String CSV = "text/csv";
    private static final String JSON = "application/json";
    /** A page that has to be counted up to. */
    private static final int DEEP_PAGE = 100;

    private static final int WARM_UPS = 3;
    /** Of a stream: its beginning is what somebody waits for. */
    private static final long BEGINNING = 1_024;

    private static final String DELIVERY = """
            INSERT INTO weir.webhook_delivery (workspace_id, webhook_id, event_id, state, due_at, created_at, ended_at)
            SELECT w.workspace_id, w.id, (SELECT max(id) FROM weir.event), 1, weir.now(), weir.now(), weir.now()
            FROM weir.webhook w
            """;
    private static final String DESTINATION = """
            INSERT INTO weir.destination (workspace_id, db, table_name) VALUES (?, 'hq', 'people')
            """;

    /** One that nobody signs in to: no result goes there. */
    private static final String CONNECTED = """
            INSERT INTO weir.workspace_database (workspace_id, host, port, database_name, user_name, tls, set_by)
            VALUES (?, 'db.bench.example', 5432, 'results', 'weir', 'verify-full', 'bench')
            """;

    /** What was made for the endpoints to show: method, path below the workspace, body and its type. */
    private record Made(String method, String path, String body, String type) {}

    private static final List<Made> MADE = List.of(
            new Made(
                    "POST",
                    "/members",
                    "{\"name\": \"Ada\", \"email\": \"ada@bench.example\", \"role\": \"viewer\"}",
                    JSON),
            new Made(
                    "PUT",
                    "/credentials/" + LateBenchProvider.SLUG,
                    "{\"secrets\": {\"api_key\": \"" + BenchVendor.SECRET + "\"}}",
                    JSON),
            new Made(
                    "POST",
                    "/webhooks",
                    "{\"callbackUrl\": \"https://93.184.216.34/\", \"eventTypes\": [\"job.failed\"],"
                            + " \"isActive\": false}",
                    JSON),
            new Made("POST", "/companies", "{\"companies\": [{\"domain\": \"company0.example\"}]}", JSON),
            new Made("PUT", "/registry/steps/work-email", "{\"name\": \"work-email\", \"fields\": [\"FIELD\"]}", JSON),
            new Made("POST", "/blueprints", "{\"slug\": \"bench\", \"steps\": [\"work-email\"]}", JSON),
            new Made("POST", "/erasures", "{\"email\": \"nobody@nowhere.example\"}", JSON),
            new Made("POST", "/audience/sources", "{\"slug\": \"bench\", \"template\": \"generic\"}", JSON),
            new Made(
                    "PUT",
                    "/audience/icp",
                    "{\"criteria\": [{\"name\": \"big\", \"points\": 50, \"when\": \"company.employee_count > 100\"}],"
                            + " \"tiers\": {\"A\": 50}}",
                    JSON),
            new Made("POST", "/audience/uploads?name=bench", "email\nada@gmail.com\nbob@company0.example\n", CSV),
            new Made(
                    "PUT",
                    "/audience/triggers/bench",
                    "{\"slug\": \"bench\", \"blueprint\": \"bench\", \"condition\": \"true\"}",
                    JSON));

    /** An endpoint as it was asked, and how long its answers took. */
    private record Asked(String endpoint, Latencies latencies) {}

    private final ReadsOptions options;
    private final PrintStream progress;
    private final List<Asked> asked = new ArrayList<>();
    private final Map<String, String> leftOut = new TreeMap<>();
    private final Map<String, String> known = new LinkedHashMap<>();

    private ReadsBench(ReadsOptions options, PrintStream progress) {
        this.options = options;
        this.progress = progress;
    }

    /** Runs over a PostgreSQL of its own in that folder, which ends with it. */
    public static FigureReport run(ReadsOptions options, Path home, PrintStream progress) throws Exception {
        return OwnPostgres.run(home, target -> run(options, target, progress));
    }

    /**
     * Runs it; leaves no database and no process behind.
     *
     * @throws dev.weir.server.problem.Problem when the server is not durable or cannot be prepared
     * @throws Exception when the job does not complete or the server does not answer
     */
    public static FigureReport run(ReadsOptions options, Target target, PrintStream progress) throws Exception {
        MachineCard card = MachineCard.of(target);
        card.lines().forEach(progress::println);
        ReadsBench bench = new ReadsBench(options, progress);
        try (BenchDatabases databases = new BenchDatabases(target)) {
            BenchDatabase database = databases.prepared();
            try (Weir weir = BenchJob.weir(database)) {
                Job waiting = BenchJob.submit(weir, BenchVendor.INSTANT, options.rows(), 1, BenchJob.NOBODY);
                WaitingCells.of(weir, database, waiting, 1);
                bench.known.put("ticket", WaitingCells.ticket(waiting.workspaceId(), 0));
                bench.readOver(weir, database);
            }
        }
        return bench.report(card);
    }

    private void readOver(Weir weir, BenchDatabase database) throws Exception {
        try (ServerNodes nodes = ServerNodes.start(database, 1, () -> NodeWish.instant(true))) {
            progress.println("a job of " + options.rows() + " rows is run ...");
            Job job = BenchJob.submit(weir, options.rows());
            BenchJob.await(database, job, options.rows());
            database.settle();
            long workspace = job.workspaceId();
            known.put("workspaceId", Long.toString(workspace));
            known.put("jobId", Long.toString(job.id()));
            known.put("row", Integer.toString(options.rows() / 2));
            known.put("step", InstantProvider.FIELD);
            String key = weir.transactions()
                    .in(
                            workspace,
                            () -> weir.keys()
                                    .create(workspace, new ApiKey.Wish("bench", Role.OWNER, null, null), "bench"))
                    .clear();
            String installation = weir.installation().newKey("bench");
            try (ApiClient api = new ApiClient(nodes.all().getFirst().base(), key);
                    ApiClient installationApi = api.with(installation)) {
                make(api, database, workspace);
                known.put("recordId", record(api));
                readAll(api, installationApi);
            }
            nodes.end();
        }
    }

    private void make(ApiClient api, BenchDatabase database, long workspace)
            throws IOException, InterruptedException, SQLException {
        for (Made made : MADE) {
            String path = filled(WORKSPACE) + made.path();
            ApiClient.Got got =
                    api.send(made.method(), path, made.body().replace("FIELD", InstantProvider.FIELD), made.type());
            if (!got.isGood()) {
                progress.println("not made: " + made.method() + " " + path + ": " + got.status() + " " + got.body());
            }
            if (made.path().startsWith("/audience/sources")) {
                String address = got.body().at("/data/address").asString("");
                known.put("token", address.substring(address.lastIndexOf('/') + 1));
            }
        }
        try (Connection connection = database.owner();
                PreparedStatement delivery = connection.prepareStatement(DELIVERY);
                PreparedStatement destination = connection.prepareStatement(DESTINATION);
                PreparedStatement connected = connection.prepareStatement(CONNECTED)) {
            delivery.executeUpdate();
            connected.setLong(1, workspace);
            connected.executeUpdate();
            destination.setLong(1, workspace);
            destination.executeUpdate();
        }
    }

    /** Records have no list of their own: they are listed by their job. */
    private String record(ApiClient api) throws IOException, InterruptedException {
        return api.get(filled(WORKSPACE + "/enrichment-jobs/{jobId}/records"))
                .body()
                .at("/data/0/id")
                .asString("");
    }

    private void readAll(ApiClient api, ApiClient installation) throws IOException, InterruptedException {
        JsonNode paths = api.get("/api/v1/openapi.json").body().path("paths");
        for (Map.Entry<String, JsonNode> entry : paths.properties()) {
            JsonNode get = entry.getValue().path("get");
            if (get.isMissingNode()) {
                continue;
            }
            String template = entry.getKey();
            ApiClient by = INSTALLATION.contains(template) ? installation : api;
            String path = resolved(template, by);
            if (path == null) {
                leftOut.put(template, "nothing of it exists");
                continue;
            }
            time(by, template, path);
            boolean pages = false;
            for (JsonNode parameter : get.path("parameters")) {
                pages |= parameter.path("name").asString("").equals("page");
            }
            if (pages && isLarge(by, path)) {
                time(by, template + "?page=" + DEEP_PAGE, path + "?page=" + DEEP_PAGE);
            }
        }
    }

    private static boolean isLarge(ApiClient api, String path) throws IOException, InterruptedException {
        ApiClient.Got got = api.get(path + "?page=" + DEEP_PAGE);
        return got.isGood() && !got.body().path("data").isEmpty();
    }

    /** With everything filled in that it names; null when there is nothing of that kind. */
    private @Nullable String resolved(String template, ApiClient api) throws IOException, InterruptedException {
        String path = filled(template);
        Matcher variable = VARIABLE.matcher(path);
        while (variable.find()) {
            String value = first(path.substring(0, variable.start() - 1), variable.group(1), api);
            if (value == null) {
                return null;
            }
            path = path.substring(0, variable.start()) + value + path.substring(variable.end());
            variable = VARIABLE.matcher(path);
        }
        return path;
    }

    private String filled(String template) {
        String path = template;
        for (Map.Entry<String, String> one : known.entrySet()) {
            path = path.replace("{" + one.getKey() + "}", one.getValue());
        }
        return path;
    }

    /** What a list calls the first thing on it. */
    private static @Nullable String first(String list, String variable, ApiClient api)
            throws IOException, InterruptedException {
        // Plays are blueprints, seen from their companies, and have no list of their own.
        ApiClient.Got got = api.get(list.replace("/plays", "/blueprints"));
        JsonNode item = got.body().path("data").path(0);
        // What is registered says its name where it is defined.
        for (JsonNode part : List.of(item, item.path("definition"))) {
            if (part.hasNonNull(variable)) {
                return part.path(variable).asString();
            }
        }
        for (String name : NAMES) {
            if (item.hasNonNull(name)) {
                return item.path(name).asString();
            }
        }
        return null;
    }

    private void time(ApiClient api, String endpoint, String path) throws IOException, InterruptedException {
        boolean stream = endpoint.endsWith("/progress") || endpoint.endsWith("/export");
        int status = stream ? api.read(path, BEGINNING) : api.get(path).status();
        if (status != 200) {
            leftOut.put(endpoint, "answered with " + status);
            return;
        }
        for (int i = 1; i < WARM_UPS; i++) {
            ask(api, path, stream);
        }
        List<Double> millis = new ArrayList<>();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(options.seconds());
        while (millis.isEmpty() || millis.size() < options.requests() && System.nanoTime() < end) {
            long from = System.nanoTime();
            ask(api, path, stream);
            millis.add((System.nanoTime() - from) / 1e6);
        }
        Asked one = new Asked(
                endpoint,
                new Latencies(millis.stream().mapToDouble(Double::doubleValue).toArray()));
        asked.add(one);
        progress.println(line(one));
    }

    private static void ask(ApiClient api, String path, boolean stream) throws IOException, InterruptedException {
        int status = stream ? api.read(path, BEGINNING) : api.get(path).status();
        if (status != 200) {
            throw new HttpTimeoutException(path + " was answered with 200 first, and then with " + status);
        }
    }

    private static String line(Asked one) {
        return String.format(
                Locale.ROOT,
                "%8.1f %8.1f %8.1f  %5d  %s",
                one.latencies().at(0.5),
                one.latencies().at(0.99),
                one.latencies().most(),
                one.latencies().count(),
                one.endpoint().replace(WORKSPACE, "…"));
    }

    private FigureReport report(MachineCard card) {
        List<Asked> slowest = asked.stream()
                .sorted(Comparator.comparingDouble(
                        (Asked one) -> -one.latencies().at(0.99)))
                .toList();
        FigureReport.Parts parts =
                FigureReport.on(card).line("  p50 ms   p99 ms   max ms  times  endpoint (… is " + WORKSPACE + ")");
        slowest.forEach(one -> parts.line(line(one)));
        leftOut.forEach((endpoint, why) -> parts.line("not timed: " + endpoint.replace(WORKSPACE, "…") + ": " + why));
        Latencies all = new Latencies(
                slowest.stream().mapToDouble(one -> one.latencies().at(0.99)).toArray());
        return parts.figure(
                        "readsTimed", slowest.size(), "%.0f", Goal.NONE, "endpoints, some of them on a late page too")
                .figure("readsNotTimed", leftOut.size(), "%.0f", Goal.NONE, "endpoints; why stands above")
                .figure("readsMedianP99Millis", all.at(0.5), "%.1f", Goal.NONE, "of all endpoints")
                .figure(
                        "readsWorstP99Millis",
                        all.most(),
                        "%.1f",
                        Goal.NONE,
                        "of " + slowest.getFirst().endpoint().replace(WORKSPACE, "…"))
                .more("rows", options.rows())
                .more("endpoints", slowest.stream().map(ReadsBench::toMap).toList())
                .more("notTimed", leftOut)
                .report();
    }

    private static Map<String, Object> toMap(Asked one) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("endpoint", one.endpoint());
        map.put("times", one.latencies().count());
        map.put("p50Millis", Math.round(one.latencies().at(0.5) * 100) / 100.0);
        map.put("p99Millis", Math.round(one.latencies().at(0.99) * 100) / 100.0);
        return map;
    }
}
