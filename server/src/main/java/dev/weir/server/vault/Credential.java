package dev.weir.server.vault;

import java.time.Instant;
import java.util.List;

/**
 * What is known of a workspace's credential for a provider, without its secrets.
 *
 * @param version grows each time it is set, and is never used again
 * @param secrets the names of those that are set, in the provider's order
 * @param setBy as the audit writes it
 */
public record Credential(String provider, int version, List<String> secrets, String setBy, Instant setAt) {

    public Credential {
        secrets = List.copyOf(secrets);
    }
}
