package dev.weir.acceptance;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The program's server as a process, seen from outside by the owner of its first workspace. */
public final class Served implements AutoCloseable {

    private static final String JSON = "application/json";

    private static final String JOBS = "/enrichment-jobs";
    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final Pattern LISTENS = Pattern.compile("listens at (http\\S+)");
    private static final Pattern OWNER = Pattern.compile("owner key\\s+(weir_\\S+)");
    private static final Pattern INSTALLATION = Pattern.compile("installation key\\s+(weir_\\S+)");

    private final Running process;
    private final Keys keys;
    private final HttpClient client = HttpClient.newHttpClient();

    private Served(Running process, Keys keys) {
        this.process = process;
        this.keys = keys;
    }

    /** The keys of a new home: the owner's of its first workspace, and the installation's. */
    public record Keys(String owner, String installation) {

        /** The number of the workspace. */
        public long workspace() {
            // weir_<workspace>_<id>_<secret>
            return Long.parseLong(owner.split("_", -1)[1]);
        }
    }

    /** Makes a home's database and its first workspace, a sandbox. */
    public static Keys begin(Program weir) throws IOException, InterruptedException {
        return begin(weir, "init", "--sandbox");
    }

    /** The same with a workspace that asks whom its credentials name. */
    public static Keys beginReal(Program weir) throws IOException, InterruptedException {
        return begin(weir, "init");
    }

    private static Keys begin(Program weir, String... arguments) throws IOException, InterruptedException {
        Program.Ended ended = weir.run(arguments);
        Matcher owner = OWNER.matcher(ended.out());
        Matcher installation = INSTALLATION.matcher(ended.out());
        if (!owner.find() || !installation.find()) {
            throw new IOException("weir init ended with " + ended.code() + "; see " + weir.log());
        }
        return new Keys(owner.group(1), installation.group(1));
    }

    /** Starts a server on a home, at any free port; it listens when this returns. */
    public static Served start(Program weir, Keys keys) throws IOException, InterruptedException {
        return start(weir, keys, 0);
    }

    /** The same at that port. @param more options of {@code weir serve} */
    public static Served start(Program weir, Keys keys, int port, String... more)
            throws IOException, InterruptedException {
        String[] command = Stream.concat(Stream.of("serve", "--port", String.valueOf(port)), Stream.of(more))
                .toArray(String[]::new);
        return new Served(Running.start(weir, LISTENS, command), keys);
    }

    /** One that nobody listens at now, for a server whose address has to be known before it starts. */
    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Of the owner as whom it is seen, and the installation's. */
    public Keys keys() {
        return keys;
    }

    /** Where it listens. */
    public URI base() {
        return URI.create(process.said());
    }

    /** A request to the workspace's part of the API. @param rest behind {@code /api/v1/workspaces/<id>} */
    public HttpRequest.Builder request(String rest) {
        return HttpRequest.newBuilder(URI.create(base() + "/api/v1/workspaces/" + keys.workspace() + rest))
                .header("Authorization", "Bearer " + keys.owner());
    }

    /** The key of the workspace's owner. */
    public String owner() {
        return keys.owner();
    }

    /** Sends a request as it is. */
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return client.send(request, handler);
    }

    /** Makes another workspace of made-up vendors, and gives the same server as that one's owner sees it. */
    public Served withWorkspace(String name) throws IOException, InterruptedException {
        String body = "{\"name\": \"" + name + "\", \"sandbox\": true}";
        HttpRequest.Builder making = HttpRequest.newBuilder(URI.create(base() + "/api/v1/workspaces"))
                .header("Authorization", "Bearer " + keys.installation())
                .header("Content-Type", JSON)
                .POST(BodyPublishers.ofString(body));
        String owner = MAPPER.readTree(answer(making)).at("/data/ownerKey/key").asString();
        return new Served(process, new Keys(owner, keys.installation()));
    }

    /** The answer's document. @throws IOException when it is no success */
    public JsonNode get(String rest) throws IOException, InterruptedException {
        return MAPPER.readTree(answer(request(rest).GET()));
    }

    /** A document of somebody else's, such as a worker's. @throws IOException when the answer is no success */
    public JsonNode document(URI address) throws IOException, InterruptedException {
        return MAPPER.readTree(answer(HttpRequest.newBuilder(address)));
    }

    /** Posts a document, and gives the answer's. @throws IOException when it is no success */
    public JsonNode post(String rest, String body) throws IOException, InterruptedException {
        return post(rest, JSON, body);
    }

    /** Puts a document, and gives the answer's. @throws IOException when it is no success */
    public JsonNode put(String rest, String body) throws IOException, InterruptedException {
        return MAPPER.readTree(answer(request(rest).header("Content-Type", JSON).PUT(BodyPublishers.ofString(body))));
    }

    /** Posts a body of that type, and gives the answer's document. @throws IOException when it is no success */
    public JsonNode post(String rest, String type, String body) throws IOException, InterruptedException {
        return MAPPER.readTree(answer(posting(rest, type, body)));
    }

    /** The installation gives the workspace credits. */
    public void grant(long credits) throws IOException, InterruptedException {
        answer(posting("/credits/grants", JSON, "{\"credits\": " + credits + "}")
                .setHeader("Authorization", "Bearer " + keys.installation()));
    }

    /** Where {@code http-function} finds functions from now on. @param address host and port */
    public void functionsAt(String address) throws IOException, InterruptedException {
        put("/credentials/http-function", "{\"secrets\": {\"base_url\": \"http://" + address + "\"}}");
    }

    /** Uploads a list for a blueprint. @return the job's path */
    public String upload(String blueprint, String csv) throws IOException, InterruptedException {
        JsonNode made = post(JOBS + "?blueprint=" + blueprint, "text/csv", csv);
        return JOBS + "/" + made.at("/data/id").asLong();
    }

    /** How a job stands. @param path of it */
    public JsonNode job(String path) throws IOException, InterruptedException {
        return get(path).path("data");
    }

    /** Waits until a job has closed. @throws IOException when it has not in time */
    public void awaitClosed(String path, Duration patience) throws IOException, InterruptedException {
        Waiting.until(
                "the job has closed",
                patience,
                () -> job(path).path("phase").asString().equals("closed"));
    }

    /** Writes a job's export as JSON lines. @throws IOException when it is refused */
    public void export(String path, Path into) throws IOException, InterruptedException {
        HttpResponse<Path> got =
                send(request(path + "/export?format=jsonl").GET().build(), BodyHandlers.ofFile(into));
        if (got.statusCode() != 200) {
            throw new IOException("the export was answered with " + got.statusCode());
        }
    }

    /** A figure of the server's metrics without labels or with one set of them; -1 when it has none of that name. */
    public double metric(String name) throws IOException, InterruptedException {
        String all = answer(HttpRequest.newBuilder(URI.create(base() + "/metrics"))
                .header("Authorization", "Bearer " + keys.installation()));
        Matcher found = Pattern.compile("(?m)^" + Pattern.quote(name) + "(?:\\{[^}]*\\})? ([0-9.E]+)$")
                .matcher(all);
        return found.find() ? Double.parseDouble(found.group(1)) : -1;
    }

    private HttpRequest.Builder posting(String rest, String type, String body) {
        return request(rest)
                .header("Content-Type", type)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(body));
    }

    private String answer(HttpRequest.Builder builder) throws IOException, InterruptedException {
        HttpRequest request = builder.build();
        HttpResponse<String> got = send(request, BodyHandlers.ofString());
        if (got.statusCode() / 100 != 2) {
            throw new IOException(request.uri().getPath() + ": " + got.statusCode() + " " + got.body());
        }
        return got.body();
    }

    /** Of its process. */
    public long pid() {
        return process.pid();
    }

    /** SIGKILL; returns when it is dead. */
    public void kill() throws InterruptedException {
        process.kill();
    }

    /** Tells it to end, and waits. */
    @Override
    public void close() {
        process.close();
    }
}
