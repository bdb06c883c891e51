package dev.weir.server.callbacks;

import java.time.Instant;
import java.util.Optional;

/** Finds what a vendor may have signed with. Asked with no transaction open. */
public interface VendorSecrets {

    /** The value of that secret of the workspace's credential. @param secret its name */
    Optional<String> present(long workspaceId, String provider, String secret);

    /**
     * The value before the present one, where the vendor was asked before it was replaced.
     *
     * @param askedAt when the vendor was asked
     */
    Optional<String> before(long workspaceId, String provider, String secret, Instant askedAt);
}
