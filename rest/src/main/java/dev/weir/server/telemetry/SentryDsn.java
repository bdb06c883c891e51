package dev.weir.server.telemetry;

import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Where errors go: a receiver of Sentry's protocol and a project there.
 *
 * @param envelopes the address that takes them
 * @param publicKey who sends them, which is no secret to the receiver but is nobody else's business
 */
public record SentryDsn(URI envelopes, String publicKey) {

    /**
     * Reads {@code https://<public key>@<host>[:port][/path]/<project>}.
     *
     * @throws IllegalArgumentException when it is none; the message does not repeat it
     */
    public static SentryDsn parse(String text) {
        try {
            URI dsn = new URI(text.strip());
            String user = dsn.getUserInfo();
            String path = dsn.getPath();
            int slash = path == null ? -1 : path.lastIndexOf('/');
            if (isHttp(dsn.getScheme()) && dsn.getHost() != null && user != null && path != null && slash >= 0) {
                String key = user.split(":", 2)[0];
                String project = path.substring(slash + 1);
                if (!key.isEmpty() && project.matches("[A-Za-z0-9_-]+")) {
                    return new SentryDsn(
                            new URI(
                                    dsn.getScheme(),
                                    null,
                                    dsn.getHost(),
                                    dsn.getPort(),
                                    path.substring(0, slash) + "/api/" + project + "/envelope/",
                                    null,
                                    null),
                            key);
                }
            }
        } catch (URISyntaxException malformed) {
            // Its message would repeat the key.
        }
        throw new IllegalArgumentException("a DSN is https://<public key>@<host>/<project>");
    }

    private static boolean isHttp(@Nullable String scheme) {
        return "https".equals(scheme) || "http".equals(scheme);
    }

    /** Says no key. */
    @Override
    public String toString() {
        return "errors to " + envelopes.getHost();
    }
}
