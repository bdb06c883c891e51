package dev.weir.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API of a node, as a program of a customer's calls it. */
final class ApiClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .proxy(ProxySelector.of(null))
            .build();
    private final URI base;
    private final String key;

    ApiClient(URI base, String key) {
        this.base = base;
        this.key = key;
    }

    /** The same server, by another key. */
    ApiClient with(String other) {
        return new ApiClient(base, other);
    }

    /** An answer. @param body missing when it is no JSON */
    record Got(int status, JsonNode body) {

        boolean isGood() {
            return status >= 200 && status < 300;
        }
    }

    Got get(String path) throws IOException, InterruptedException {
        return send("GET", path, null, "application/json");
    }

    Got send(String method, String path, @Nullable String body, String type) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).header("Content-Type", type);
        request.method(
                method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
        return new Got(
                response.statusCode(),
                json && response.body().length > 0
                        ? JsonMapper.shared().readTree(response.body())
                        : JsonMapper.shared().missingNode());
    }

    /** Reads what comes line by line until it ends; returns the status. */
    int lines(String path, Consumer<String> line) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                client.send(request(path).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
            for (String next = reader.readLine(); next != null; next = reader.readLine()) {
                line.accept(next);
            }
        }
        return response.statusCode();
    }

    /** Reads until that many bytes have come, or the end; returns the status. */
    int read(String path, long most) throws IOException, InterruptedException {
        HttpResponse<InputStream> response =
                client.send(request(path).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            byte[] buffer = new byte[1 << 16];
            long read = 0;
            for (int some = in.read(buffer); some >= 0 && read < most; some = in.read(buffer)) {
                read += some;
            }
        }
        return response.statusCode();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(base.resolve(path)).timeout(PATIENCE).header("Authorization", "Bearer " + key);
    }

    @Override
    public void close() {
        client.close();
    }
}
