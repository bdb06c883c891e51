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
 */
public record Access(CredentialKey key, URI base, Map<String, String> secrets, Pace pace) {

    public Access {
        secrets = Map.copyOf(secrets);
    }

    @Override
    public String toString() {
        return "Access[" + key + ", " + base.getHost() + ", secrets " + secrets.keySet() + "]";
    }
}
