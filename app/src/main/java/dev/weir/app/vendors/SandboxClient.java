package dev.weir.app.vendors;

import dev.weir.server.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Talks to a running sandbox's own address: its ledger, its settings. */
public final class SandboxClient {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int TIMEOUT_MILLIS = 30_000;

    private final URI base;

    private SandboxClient(URI base) {
        this.base = base;
    }

    /** The sandbox that runs in that folder and answers, if one does. */
    public static Optional<SandboxClient> running(Path folder) {
        Path note = folder.resolve("sandbox.json");
        try {
            if (!Files.exists(note)) {
                return Optional.empty();
            }
            JsonNode read = JSON.readTree(Files.readString(note));
            SandboxClient client =
                    new SandboxClient(URI.create(read.path("baseUrl").asString("")));
            client.call("GET", "settings", null, _ -> {});
            return Optional.of(client);
        } catch (IOException | JacksonException | IllegalArgumentException stale) {
            return Optional.empty();
        }
    }

    public SandboxAddress address() {
        return new SandboxAddress(base);
    }

    /** Totals per operation: {@code {"hunter.email-finder": {"calls": …, "chargedMilli": …}}}. */
    public JsonNode summary() {
        return JSON.readTree(text("ledger/summary"));
    }

    /** What decides its answers. */
    public String settings() {
        return text("settings");
    }

    /** Puts a document of changes over its settings. @throws Problem {@code sandbox_settings} when it is refused */
    public void change(String settings) {
        try {
            call("PUT", "settings", settings, _ -> {});
        } catch (IOException refused) {
            throw Problem.invalid(
                    "sandbox_settings",
                    "The sandbox refused the settings: " + refused.getMessage()
                            + ". Run 'weir sandbox settings --usual' to see what there is.");
        }
    }

    /** Copies the ledger, a line of JSON per call, to {@code sink}. */
    public void ledger(Consumer<InputStream> sink) {
        try {
            call("GET", "ledger", null, sink);
        } catch (IOException gone) {
            throw gone(gone);
        }
    }

    private String text(String path) {
        StringBuilder text = new StringBuilder();
        try {
            call("GET", path, null, body -> text.append(read(body)));
        } catch (IOException gone) {
            throw gone(gone);
        }
        return text.toString();
    }

    private static String read(InputStream body) {
        try {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Problem gone(IOException why) {
        return new Problem(
                Problem.Kind.UNAVAILABLE,
                "sandbox_unavailable",
                "The sandbox does not answer: " + why.getMessage()
                        + ". Run the same command again: it starts another one.");
    }

    private void call(
            String method, String path, @org.jspecify.annotations.Nullable String body, Consumer<InputStream> sink)
            throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create(base + "/_sandbox/" + path).toURL().openConnection(Proxy.NO_PROXY);
        connection.setRequestMethod(method);
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        if (body != null) {
            connection.setDoOutput(true);
            connection.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
        }
        try {
            if (connection.getResponseCode() != 200) {
                InputStream error = connection.getErrorStream();
                throw new IOException(error == null ? "status " + connection.getResponseCode() : read(error));
            }
            try (InputStream answer = connection.getInputStream()) {
                sink.accept(answer);
            }
        } finally {
            connection.disconnect();
        }
    }
}
