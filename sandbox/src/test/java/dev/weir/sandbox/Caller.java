package dev.weir.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A sandbox and somebody who calls it. */
final class Caller implements AutoCloseable {
    static final JsonMapper JSON = JsonMapper.builder().build();
    static final SandboxSettings PLAIN = SandboxSettings.DEFAULT.withAll(own -> own.withQuirks(Quirks.NONE));

    /** A clock that stands, so that no minute ends amid a test of a limit per minute. */
    static final InstantSource NOON = InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z"));

    final SandboxServer server;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();

    private Caller(SandboxServer server) {
        this.server = server;
    }

    static Caller of(SandboxSettings settings, Path folder) {
        return of(settings, folder, InstantSource.system());
    }

    static Caller of(SandboxSettings settings, Path folder, InstantSource clock) {
        try {
            return new Caller(SandboxServer.start(settings, folder, 0, clock));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    record Got(int status, HttpHeaders headers, String body) {
        JsonNode json() {
            return JSON.readTree(body);
        }

        String at(String pointer) {
            return json().at(pointer).asString("");
        }

        String header(String name) {
            return headers.firstValue(name).orElse("-");
        }
    }

    /** Asks with a good key in the header all three vendors take; pairs of name and value follow. */
    Got ask(VendorOperation operation, String... pairs) {
        return send(operation, "k", pairs);
    }

    Got send(VendorOperation operation, String key, String... pairs) {
        var builder = HttpRequest.newBuilder(URI.create(server.base() + operation.path() + query(pairs)))
                .method(operation.method(), HttpRequest.BodyPublishers.noBody());
        return send(key.isEmpty() ? builder : builder.header("X-Api-Key", key));
    }

    HttpRequest.Builder to(String pathAndQuery) {
        return HttpRequest.newBuilder(URI.create(server.base() + pathAndQuery));
    }

    Got send(HttpRequest.Builder request) {
        try {
            var response =
                    http.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
            return new Got(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String query(String... pairs) {
        var query = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            query.append(i == 0 ? "?" : "&").append(pairs[i]).append('=');
            query.append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
        }
        return query.toString();
    }

    @Override
    public void close() {
        http.shutdownNow();
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
