package dev.weir.server.rest;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.Weir;
import dev.weir.server.problem.Problem;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.workspace.Caller;
import dev.weir.server.workspace.Role;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API over a database, a sandbox and an engine of its own. */
final class TestApi implements AutoCloseable {

    static final JsonMapper JSON = JsonMapper.shared();

    private final TestWeir test;
    private final Weir.Running running;
    private final RestServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    TestApi(Path folder) {
        this.test = new TestWeir(SandboxSettings.DEFAULT, folder);
        this.running = test.start();
        this.server = RestServer.start(RestSettings.local("test"), test.weir(), running, this::caller);
    }

    private Caller caller(String key) {
        for (Role role : Role.values()) {
            if (key.equals(role.name().toLowerCase(Locale.ROOT))) {
                return new Caller.Key(1, test.workspace(), role, null);
            }
        }
        throw new Problem(Problem.Kind.UNAUTHENTICATED, "bad_key", "No such key.");
    }

    TestWeir test() {
        return test;
    }

    /** An answer. @param body null when it is no JSON */
    record Got(HttpResponse<String> response, @Nullable JsonNode body) {
        int status() {
            return response.statusCode();
        }

        JsonNode json() {
            if (body == null) {
                throw new AssertionError("no JSON: " + response.body());
            }
            return body;
        }
    }

    Got get(String path, @Nullable String key) {
        return send(request(path, key).GET());
    }

    Got post(String path, @Nullable String key, String json) {
        return send(request(path, key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpRequest.Builder request(String path, @Nullable String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.base() + path));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return request;
    }

    Got send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            String type = response.headers().firstValue("Content-Type").orElse("");
            return new Got(response, type.contains("json") ? JSON.readTree(response.body()) : null);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        server.close();
        running.close();
        test.close();
    }
}
