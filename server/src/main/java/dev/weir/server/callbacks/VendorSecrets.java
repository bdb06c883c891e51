package dev.weir.server.callbacks;

import java.time.Instant;
import java.util.List;

/** Finds what a vendor may have signed with. */
@FunctionalInterface
public interface VendorSecrets {

    /**
     * The values of that secret of the workspace's credential: the present one, and the one before it where the vendor was
     * asked before it was replaced.
     *
     * @param secret its name
     * @param askedAt when the vendor was asked
     * @return the present one first; empty when there is none
     */
    List<String> find(long workspaceId, String provider, String secret, Instant askedAt);
}
