package dev.weir.server.rest;

import dev.weir.sandbox.SandboxSettings;
import dev.weir.server.RunningWeir;
import dev.weir.server.telemetry.Telemetry;
import dev.weir.server.testing.TestWeir;
import dev.weir.server.workspace.ApiKey;
import dev.weir.server.workspace.Role;
import dev.weir.server.workspace.Workspace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The API over a database, a sandbox and an engine of its own. */
final class TestApi implements AutoCloseable {

    static final JsonMapper JSON = JsonMapper.shared();

    private final TestWeir test;
    private final RunningWeir running;
    private final RestServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Tenant tenant;
    private final Tenant other;
    private final String installation;

    // A test sends in a second what a customer sends in minutes.
    private static final RestSettings.Limits MANY =
            new RestSettings.Limits(1_000_000, 1_000_000, RestSettings.Limits.DEFAULT.bodyBytes());

    TestApi(Path folder) {
        this(folder, MANY);
    }

    TestApi(Path folder, RestSettings.Limits limits) {
        this(new TestWeir(SandboxSettings.DEFAULT, folder), limits);
    }

    /** Over that, which is closed with it. */
    TestApi(TestWeir test) {
        this(test, MANY, UploadSettings.usual());
    }

    TestApi(TestWeir test, UploadSettings uploads) {
        this(test, MANY, uploads);
    }

    private TestApi(TestWeir test, RestSettings.Limits limits) {
        this(test, limits, UploadSettings.usual());
    }

    /** Over that, which tells that telemetry of its requests, too. */
    TestApi(TestWeir test, Telemetry telemetry) {
        this(test, MANY, UploadSettings.usual(), telemetry);
    }

    private TestApi(TestWeir test, RestSettings.Limits limits, UploadSettings uploads) {
        this(test, limits, uploads, Telemetry.off());
    }

    private TestApi(TestWeir test, RestSettings.Limits limits, UploadSettings uploads, Telemetry telemetry) {
        this.test = test;
        this.running = test.start();
        this.server =
                RestServer.start(RestSettings.local("test").with(limits), uploads, test.weir(), running, telemetry);
        this.tenant = tenant(test.workspace());
        this.other = tenant(test.weir().workspaces().ensure("another tenant", true, true));
        this.installation = test.weir().installation().newKey("test");
    }

    /** A workspace, and a key of each role in it. */
    record Tenant(Workspace workspace, Map<String, String> keys) {

        long id() {
            return workspace.id();
        }

        /** @param role as {@link Role#text()} writes it */
        String key(String role) {
            return Objects.requireNonNull(keys.get(role), role);
        }

        /** {@code /api/v1/workspaces/<id>} and that. */
        String path(String rest) {
            return "/api/v1/workspaces/" + id() + rest;
        }
    }

    /** Keys of each role for one more workspace. */
    Tenant newTenant(Workspace workspace) {
        return tenant(workspace);
    }

    private Tenant tenant(Workspace workspace) {
        Map<String, String> keys = new HashMap<>();
        for (Role role : Role.values()) {
            keys.put(role.text(), newKey(workspace, new ApiKey.Wish(role.text(), role, null, null)));
        }
        return new Tenant(workspace, keys);
    }

    /** One more key, as it is shown. */
    String newKey(Workspace workspace, ApiKey.Wish wish) {
        return test.weir()
                .transactions()
                .in(workspace.id(), () -> test.weir().keys().create(workspace.id(), wish, "test"))
                .clear();
    }

    /** The workspace whose keys are called by their role alone. */
    Tenant tenant() {
        return tenant;
    }

    /** Somebody else's workspace. */
    Tenant other() {
        return other;
    }

    /** {@code /api/v1/workspaces/<id>} of the workspace under test, and that. */
    String path(String rest) {
        return tenant.path(rest);
    }

    /** The key's text: of a role's name, of {@code installation}, or itself. */
    String key(String named) {
        return named.equals("installation") ? installation : tenant.keys().getOrDefault(named, named);
    }

    TestWeir test() {
        return test;
    }

    RunningWeir running() {
        return running;
    }

    RestServer server() {
        return server;
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

    /**
     * Sends it as.
     *
     * @param key a role's name, {@code installation}, a key's text, or null for none
     */
    Got get(String path, @Nullable String key) {
        return send(request(path, key).GET());
    }

    Got post(String path, @Nullable String key, String json) {
        return send(request(path, key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    /** @param json null for no body */
    Got send(String method, String path, @Nullable String key, @Nullable String json) {
        HttpRequest.Builder request = request(path, key);
        if (json != null) {
            request.header("Content-Type", "application/json");
        }
        return send(request.method(
                method,
                json == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(json)));
    }

    HttpRequest.Builder request(String path, @Nullable String key) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(server.base() + path));
        if (key != null) {
            request.header("Authorization", "Bearer " + key(key));
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
