package dev.weir.app.vendors;

import dev.weir.provider.Pace;
import dev.weir.provider.Provider;
import dev.weir.sandbox.Vendor;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.CredentialKey;
import dev.weir.server.egress.EgressSettings;
import java.net.URI;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A running sandbox, and how Weir reaches the vendors it plays. @param base such as {@code http://127.0.0.1:4711} */
public record SandboxAddress(URI base) {

    private static final String CREDENTIAL = "sandbox";

    /** Enough to keep two cores busy; more in flight only waits in the sandbox. */
    private static final int CONCURRENCY = 256;

    /** Whether the sandbox plays that provider. */
    public static boolean plays(Provider provider) {
        return Arrays.stream(Vendor.values()).anyMatch(vendor -> vendor.slug().equals(provider.slug()));
    }

    /** How to reach a played vendor: its own paths below the sandbox, any key, no pace limit. */
    public Optional<Access> access(long workspaceId, Provider provider) {
        if (provider.guesses()) {
            // It asks nobody, so nobody has to be played.
            return Optional.of(new Access(
                    new CredentialKey(workspaceId, provider.slug(), CREDENTIAL),
                    provider.baseUrl(),
                    Map.of(),
                    Pace.unlimited(CONCURRENCY)));
        }
        if (!plays(provider)) {
            return Optional.empty();
        }
        Map<String, String> secrets =
                provider.secrets().stream().collect(Collectors.toMap(secret -> secret, _ -> "sandbox-key"));
        return Optional.of(new Access(
                new CredentialKey(workspaceId, provider.slug(), CREDENTIAL),
                URI.create(base + "/" + provider.slug() + provider.baseUrl().getPath()),
                secrets,
                Pace.unlimited(CONCURRENCY)));
    }

    /** Nothing but this sandbox may be called. */
    public EgressSettings.Reach reach() {
        return EgressSettings.Reach.only(new EgressSettings.Target(base.getHost(), base.getPort()));
    }
}
