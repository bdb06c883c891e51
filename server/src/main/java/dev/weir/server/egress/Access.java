package dev.weir.server.egress;

import dev.weir.provider.Pace;
import java.net.URI;
import java.util.Map;

/**
 * All that is needed to reach a vendor for one asking. Its text form shows no secret.
 *
 * @param base the vendor's own address or the sandbox's, without a trailing slash
 * @param secrets by name, opened for the length of one call
 * @param pace over all nodes together; current, not pinned by a job
 * @param played whether the base is the sandbox's: then it alone can be reached, whatever else may be called, and nobody
 *     else reaches it for that
 */
public record Access(CredentialKey key, URI base, Map<String, String> secrets, Pace pace, boolean played) {

    /** To a vendor, by the rules of {@link EgressSettings#reach}. */
    public Access(CredentialKey key, URI base, Map<String, String> secrets, Pace pace) {
        this(key, base, secrets, pace, false);
    }

    /** The same, where the base is a sandbox's. */
    public Access asPlayed() {
        return new Access(key, base, secrets, pace, true);
    }

    public Access {
        secrets = Map.copyOf(secrets);
    }

    @Override
    public String toString() {
        return "Access[" + key + ", " + base.getHost() + ", secrets " + secrets.keySet() + "]";
    }
}
