package dev.weir.acceptance.large;

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
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The program's server as a process, seen from outside. */
final class Served implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern LISTENS = Pattern.compile("listens at (http\\S+)");
    private static final Pattern OWNER = Pattern.compile("owner key\\s+(weir_\\S+)");

    private final Process process;
    private final URI base;
    private final String key;
    private final HttpClient client = HttpClient.newHttpClient();

    private Served(Process process, URI base, String key) {
        this.process = process;
        this.base = base;
        this.key = key;
    }

    /** Makes a home's database and its first workspace, a sandbox. @return its owner's key */
    static String begin(List<String> weir, Path home, Path log) throws IOException, InterruptedException {
        Path out = Files.createTempFile(home, "init-", ".txt");
        Process process = start(weir, home, out, log, "init", "--sandbox");
        int code = process.waitFor();
        return printed(out, OWNER).orElseThrow(() -> new IOException("weir init ended with " + code + "; see " + log));
    }

    /** Starts a server on a home; it listens when this returns. */
    static Served start(List<String> weir, Path home, String key, Path log) throws IOException, InterruptedException {
        Path out = Files.createTempFile(home, "serve-", ".txt");
        Process process = start(weir, home, out, log, "serve", "--port", "0");
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

    private static Process start(List<String> weir, Path home, Path out, Path log, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(weir);
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("WEIR_HOME", home.toAbsolutePath().toString());
        builder.environment().keySet().removeAll(List.of("WEIR_DB_URL", "WEIR_DB_ADMIN_URL", "WEIR_PROVIDERS"));
        return builder.start();
    }

    private static Optional<String> printed(Path out, Pattern wanted) throws IOException {
        Matcher found = wanted.matcher(Files.readString(out));
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    /** A request to the workspace's part of the API. @param rest behind {@code /api/v1/workspaces/<id>} */
    HttpRequest.Builder request(String rest) {
        // weir_<workspace>_<id>_<secret>
        String workspace = key.split("_", -1)[1];
        return HttpRequest.newBuilder(URI.create(base + "/api/v1/workspaces/" + workspace + rest))
                .header("Authorization", "Bearer " + key);
    }

    <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return client.send(request, handler);
    }

    JsonNode get(String rest) throws IOException, InterruptedException {
        HttpResponse<String> got = send(request(rest).GET().build(), HttpResponse.BodyHandlers.ofString());
        if (got.statusCode() != 200) {
            throw new IOException(rest + ": " + got.statusCode() + " " + got.body());
        }
        return JsonMapper.shared().readTree(got.body());
    }

    /** The most resident memory it has had. */
    long peakKib() {
        return ProcFiles.peakKib(process.pid());
    }

    /** SIGKILL; returns when it is dead. */
    void kill() throws InterruptedException {
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
