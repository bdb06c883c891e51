package dev.weir.app.serving;

import dev.weir.app.vendors.Keys;
import dev.weir.provider.Nearest;
import dev.weir.provider.Provider;
import dev.weir.server.problem.Problem;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names that settings in the environment have: those of {@code docs/reference/settings.md} and the providers' keys of
 * the command line. One that is misspelled would be passed over in silence, so a server does not start with it.
 */
final class Settings {

    static final List<String> NAMES = List.of(
            "WEIR_HOME",
            "WEIR_MASTER_KEY",
            "WEIR_DB_URL",
            "WEIR_DB_PASSWORD",
            "WEIR_DB_ADMIN_URL",
            "WEIR_DB_ADMIN_PASSWORD",
            "WEIR_DATABASE_PASSWORD",
            "WEIR_PROVIDERS",
            "WEIR_POSTGRES_BINARIES",
            "WEIR_ALLOW_ADDRESSES",
            PublicUrl.VARIABLE,
            WebhookEnvironment.ADDRESSES,
            WebhookEnvironment.HTTP,
            WebhookEnvironment.LONG_RETRIES,
            RequestLimits.REQUESTS,
            RequestLimits.BAD_KEYS,
            RequestLimits.BODY,
            RequestLimits.CONNECTIONS,
            RequestLimits.CALLBACK,
            RequestLimits.RESULT_HOURS,
            TelemetryEnvironment.COLLECTOR,
            TelemetryEnvironment.HEADERS,
            TelemetryEnvironment.SHARE,
            TelemetryEnvironment.ERRORS,
            TemporalEnvironment.ENGINE,
            TemporalEnvironment.TARGET,
            TemporalEnvironment.NAMESPACE,
            TemporalEnvironment.TLS,
            TemporalEnvironment.AUTHORITIES,
            TemporalEnvironment.CERTIFICATE,
            TemporalEnvironment.KEY,
            TemporalEnvironment.SERVER_NAME,
            TemporalEnvironment.API_KEY,
            "WEIR_PLAIN",
            "WEIR_JAVA_OPTS",
            "WEIR_AOT");

    private Settings() {}

    /** @throws Problem {@code unknown_setting} with the nearest name that exists; it repeats no value */
    static void requireKnown(Map<String, String> environment, Collection<Provider> providers) {
        Set<String> known = new TreeSet<>(NAMES);
        providers.forEach(provider -> provider.secrets().forEach(secret -> known.add(Keys.variable(provider, secret))));
        environment.keySet().stream()
                .filter(name -> name.startsWith("WEIR_") && !known.contains(name))
                .sorted()
                .findFirst()
                .ifPresent(name -> {
                    throw new Problem(
                            Problem.Kind.INVALID,
                            "unknown_setting",
                            "There is no setting " + name + "." + Nearest.question(NAMES, name)
                                    + " docs/reference/settings.md lists all; unset it, or write it as it is there.");
                });
    }
}
