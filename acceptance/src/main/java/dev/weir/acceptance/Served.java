package dev.weir.acceptance;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The program's server as a process, seen from outside. */
public final class Served implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern LISTENS = Pattern.compile("listens at (http\\S+)");
    private static final Pattern OWNER = Pattern.compile("owner key\\s+(weir_\\S+)");
    private static final Pattern INSTALLATION = Pattern.compile("installation key\\s+(weir_\\S+)");

    private final Process process;
    private final URI base;
    private final String key;
    private final HttpClient client = HttpClient.newHttpClient();

    private Served(Process process, URI base, String key) {
        this.process = process;
        this.base = base;
        this.key = key;
    }

    /** The keys of a new home: the owner's of its first workspace, and the installation's. */
    public record Keys(String owner, String installation) {}

    /** Makes a home's database and its first workspace, a sandbox. */
    public static Keys begin(List<String> weir, Path home, Path log) throws IOException, InterruptedException {
        Path out = Files.createTempFile(home, "init-", ".txt");
        Process process = start(weir, home, Map.of(), out, log, "init", "--sandbox");
        int code = process.waitFor();
        Optional<String> owner = printed(out, OWNER);
        Optional<String> installation = printed(out, INSTALLATION);
        if (owner.isEmpty() || installation.isEmpty()) {
            throw new IOException("weir init ended with " + code + "; see " + log);
        }
        return new Keys(owner.get(), installation.get());
    }

    /** Starts a server on a home; it listens when this returns. */
    public static Served start(List<String> weir, Path home, String key, Path log)
            throws IOException, InterruptedException {
        return start(weir, home, key, log, 0, Map.of());
    }

    /** The same, at that port, 0 for any free one. @param environment what it finds there beside the home */
    public static Served start(
            List<String> weir, Path home, String key, Path log, int port, Map<String, String> environment)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile(home, "serve-", ".txt");
        Process process = start(weir, home, environment, out, log, "serve", "--port", String.valueOf(port));
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Optional<String> listens = printed(out, LISTENS);
            if (listens.isPresent()) {
                return new Served(process, URI.create(listens.get()), key);
            }
            if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                throw new IOException("weir serve ended with " + process.exitValue() + "; see " + log);
            }
        }
        process.destroyForcibly();
        throw new IOException("weir serve does not listen; see " + log);
    }

    private static Process start(
            List<String> weir, Path home, Map<String, String> environment, Path out, Path log, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(weir);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("WEIR_HOME", home.toAbsolutePath().toString());
        builder.environment().keySet().removeAll(List.of("WEIR_DB_URL", "WEIR_DB_ADMIN_URL", "WEIR_PROVIDERS"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static Optional<String> printed(Path out, Pattern wanted) throws IOException {
        Matcher found = wanted.matcher(Files.readString(out));
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    /** Where it listens. */
    public URI base() {
        return base;
    }

    /** A request to the workspace's part of the API. @param rest behind {@code /api/v1/workspaces/<id>} */
    public HttpRequest.Builder request(String rest) {
        // weir_<workspace>_<id>_<secret>
        String workspace = key.split("_", -1)[1];
        return HttpRequest.newBuilder(URI.create(base + "/api/v1/workspaces/" + workspace + rest))
                .header("Authorization", "Bearer " + key);
    }

    /** Sends a request as it is. */
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return client.send(request, handler);
    }

    /** The answer's document. @throws IOException when it is no 200 */
    public JsonNode get(String rest) throws IOException, InterruptedException {
        HttpResponse<String> got = send(request(rest).GET().build(), HttpResponse.BodyHandlers.ofString());
        if (got.statusCode() != 200) {
            throw new IOException(rest + ": " + got.statusCode() + " " + got.body());
        }
        return JsonMapper.shared().readTree(got.body());
    }

    /** Of its process. */
    public long pid() {
        return process.pid();
    }

    /** SIGKILL; returns when it is dead. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(30, TimeUnit.SECONDS);
    }

    /** Tells it to end, and waits. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
