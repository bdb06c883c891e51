package dev.weir.app.serving;

import dev.weir.server.problem.Problem;
import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where vendors reach this server, so that they can call back: {@code WEIR_PUBLIC_URL}. */
final class PublicUrl {

    static final String VARIABLE = "WEIR_PUBLIC_URL";

    private PublicUrl() {}

    /** Without a trailing slash; null when it is not set. @throws Problem when it is no address */
    static @Nullable URI read(Map<String, String> environment) {
        String said = environment.getOrDefault(VARIABLE, "").strip().replaceAll("/+$", "");
        if (said.isEmpty()) {
            return null;
        }
        try {
            URI url = URI.create(said);
            boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            if (http
                    && url.getHost() != null
                    && url.getRawUserInfo() == null
                    && url.getRawQuery() == null
                    && url.getRawFragment() == null) {
                return url;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // Told below, without the value.
        }
        throw Problem.invalid(
                "bad_setting",
                VARIABLE
                        + " is no address that vendors could call. Write it like https://weir.example.com, without a query"
                        + " and without a name before the host, or leave it out.");
    }
}
