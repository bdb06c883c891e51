package dev.weir.app.vendors;

import dev.weir.provider.Provider;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.CredentialKey;
import dev.weir.server.problem.Problem;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The user's keys, from environment variables: {@code WEIR_HUNTER_API_KEY} holds Hunter's secret {@code api_key}, and so
 * on for every provider and secret. Its text form shows none of them.
 */
public final class Keys {

    /** The credential's name: there is one per provider, and it comes from the environment. */
    static final String CREDENTIAL = "environment";

    private final Map<String, String> environment;

    public Keys(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** Whether all secrets of that provider are there. One that needs none is always ready. */
    public boolean has(Provider provider) {
        return secretsOf(provider).isPresent();
    }

    /** Whether any provider that needs a secret has it. */
    public boolean anyFor(List<Provider> providers) {
        return providers.stream().anyMatch(provider -> !provider.secrets().isEmpty() && has(provider));
    }

    /** The environment variable that holds a secret. */
    public static String variable(Provider provider, String secret) {
        return ("WEIR_" + provider.slug() + "_" + secret).replace('-', '_').toUpperCase(Locale.ROOT);
    }

    /** How to reach the vendor itself; empty when a secret is missing. */
    public Optional<Access> access(long workspaceId, Provider provider) {
        return secretsOf(provider)
                .map(secrets -> new Access(
                        new CredentialKey(workspaceId, provider.slug(), CREDENTIAL),
                        address(provider, secrets),
                        secrets,
                        provider.pace()));
    }

    private static URI address(Provider provider, Map<String, String> secrets) {
        try {
            return provider.address(secrets);
        } catch (IllegalArgumentException none) {
            String variable = variable(provider, provider.addressSecret().orElseThrow());
            throw Problem.invalid(
                    "bad_address", variable + " is set, but " + none.getMessage() + ". Correct it, or leave it out.");
        }
    }

    private Optional<Map<String, String>> secretsOf(Provider provider) {
        Map<String, String> secrets = new LinkedHashMap<>();
        for (String secret : provider.secrets()) {
            String value =
                    environment.getOrDefault(variable(provider, secret), "").strip();
            if (value.isEmpty() && !provider.optionalSecrets().contains(secret)) {
                return Optional.empty();
            }
            secrets.put(secret, value);
        }
        return Optional.of(secrets);
    }

    @Override
    public String toString() {
        return "Keys[not shown]";
    }
}
