package dev.weir.bench;

import dev.weir.provider.Pace;
import dev.weir.provider.Provider;
import dev.weir.providers.Providers;
import dev.weir.server.WeirSettings;
import dev.weir.server.egress.Access;
import dev.weir.server.egress.CredentialKey;
import dev.weir.server.egress.EgressSettings;
import dev.weir.server.enrichment.AccessBook;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/**
 * Who is asked for a bench's rows, for {@link InstantProvider#FIELD}, and how.
 *
 * @param base where it is reached
 * @param concurrency calls in flight at once; there is no other limit
 */
record BenchVendor(Provider provider, URI base, int concurrency, WeirSettings settings) {

    static final String SECRET = "bench-key";

    /** In our own process, answering at once. */
    static final BenchVendor INSTANT = new BenchVendor(
            new InstantProvider(), URI.create("https://instant.example"), 10_000, WeirSettings.defaults("bench"));

    /** A shipped provider that a sandbox plays, over HTTP; nothing else may be called. */
    static BenchVendor played(URI sandbox, int concurrency) {
        Provider provider = Providers.shipped().find(VendorProgram.VENDOR).orElseThrow();
        EgressSettings.Reach reach =
                EgressSettings.Reach.only(new EgressSettings.Target(sandbox.getHost(), sandbox.getPort()));
        WeirSettings usual = WeirSettings.defaults("bench");
        return new BenchVendor(
                provider,
                URI.create(sandbox + "/" + provider.slug() + provider.baseUrl().getPath()),
                concurrency,
                usual.with(usual.egress().with(reach)));
    }

    AccessBook access() {
        Map<String, String> secrets = provider.secrets().isEmpty() ? Map.of() : Map.of(secretName(), SECRET);
        return (workspaceId, slug) -> Optional.of(
                new Access(new CredentialKey(workspaceId, slug, "bench"), base, secrets, Pace.unlimited(concurrency)));
    }

    private String secretName() {
        return provider.secrets().getFirst();
    }
}
