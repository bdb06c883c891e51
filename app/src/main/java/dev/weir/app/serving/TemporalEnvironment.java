package dev.weir.app.serving;

import dev.weir.server.problem.Problem;
import dev.weir.temporal.TemporalAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which engine brings batches to workers, {@code WEIR_ENGINE}: {@code postgres}, which needs nothing else, or {@code
 * temporal}, with what {@code WEIR_TEMPORAL_…} says of a cluster.
 */
final class TemporalEnvironment {

    static final String ENGINE = "WEIR_ENGINE";
    static final String TARGET = "WEIR_TEMPORAL_TARGET";
    static final String NAMESPACE = "WEIR_TEMPORAL_NAMESPACE";
    static final String TLS = "WEIR_TEMPORAL_TLS";
    static final String AUTHORITIES = "WEIR_TEMPORAL_TLS_CA";
    static final String CERTIFICATE = "WEIR_TEMPORAL_TLS_CERT";
    static final String KEY = "WEIR_TEMPORAL_TLS_KEY";
    static final String SERVER_NAME = "WEIR_TEMPORAL_TLS_SERVER_NAME";
    static final String API_KEY = "WEIR_TEMPORAL_API_KEY";

    /** All that say something of a cluster. */
    static final List<String> OF_CLUSTERS =
            List.of(TARGET, NAMESPACE, TLS, AUTHORITIES, CERTIFICATE, KEY, SERVER_NAME, API_KEY);

    private static final List<String> OF_TLS = List.of(AUTHORITIES, CERTIFICATE, KEY, SERVER_NAME);

    private TemporalEnvironment() {}

    /** @throws Problem when it is an engine that there is not */
    static boolean isChosen(Map<String, String> environment) {
        return switch (said(environment, ENGINE)) {
            case "", "postgres" -> false;
            case "temporal" -> true;
            case String other ->
                throw bad(ENGINE + " is '" + other
                        + "'. Write postgres, or leave it out; or temporal, where a Temporal cluster runs.");
        };
    }

    /** What of a cluster is said though none is used, so that who forgot to say {@code temporal} is told. */
    static Optional<String> unused(Map<String, String> environment) {
        return OF_CLUSTERS.stream()
                .filter(name -> !said(environment, name).isEmpty())
                .findFirst()
                .map(name -> "! " + name + " has no effect: jobs run without Temporal unless " + ENGINE + "=temporal.");
    }

    /** @throws Problem when a variable cannot be read, or two do not go together; it repeats no key */
    static TemporalAddress read(Map<String, String> environment) {
        String namespace = said(environment, NAMESPACE);
        String apiKey = said(environment, API_KEY);
        return new TemporalAddress(
                target(said(environment, TARGET)),
                namespace.isEmpty() ? "default" : namespace,
                tls(environment, !apiKey.isEmpty()),
                apiKey.isEmpty() ? null : apiKey);
    }

    private static String target(String said) {
        if (said.isEmpty()) {
            return "127.0.0.1:7233";
        }
        int colon = said.lastIndexOf(':');
        String host = said.substring(0, Math.max(0, colon));
        boolean whole = !host.isEmpty() && !host.contains("/") && (host.startsWith("[") || !host.contains(":"));
        try {
            int port = Integer.parseInt(said.substring(colon + 1));
            if (whole && port > 0 && port < 65_536) {
                return said;
            }
        } catch (NumberFormatException e) {
            // Said below, as for what lacks a part.
        }
        throw bad(TARGET + " is '" + said
                + "'. Write host and port of the cluster's frontend, such as temporal.internal:7233.");
    }

    private static TemporalAddress.@Nullable Tls tls(Map<String, String> environment, boolean byKey) {
        Optional<String> detail = OF_TLS.stream()
                .filter(name -> !said(environment, name).isEmpty())
                .findFirst();
        boolean plain = switch (said(environment, TLS)) {
            case "" -> detail.isEmpty() && !byKey;
            case "true" -> false;
            case "false" -> true;
            case String other -> throw bad(TLS + " is '" + other + "'. Write true or false, or leave it out.");
        };
        if (!plain) {
            String serverName = said(environment, SERVER_NAME);
            return new TemporalAddress.Tls(
                    file(environment, AUTHORITIES),
                    file(environment, CERTIFICATE),
                    file(environment, KEY),
                    serverName.isEmpty() ? null : serverName);
        }
        if (byKey) {
            throw bad(TLS + " is false, but " + API_KEY + " is set, and would be sent in plain text. Leave one out.");
        }
        detail.ifPresent(name -> {
            throw bad(TLS + " is false, but " + name + " is set. Leave one of them out.");
        });
        return null;
    }

    private static @Nullable Path file(Map<String, String> environment, String name) {
        String said = said(environment, name);
        try {
            return said.isEmpty() ? null : Path.of(said);
        } catch (InvalidPathException e) {
            throw bad(name + " is no path of a file.");
        }
    }

    private static String said(Map<String, String> environment, String name) {
        return environment.getOrDefault(name, "").strip();
    }

    private static Problem bad(String sentence) {
        return Problem.invalid("bad_setting", sentence);
    }
}
