package dev.weir.server.egress;

import java.time.Instant;
import java.util.List;

/** Where all nodes see the same breakers. */
interface BreakerStore {

    /** The state as it stands; {@link BreakerState#NEW} with version 0 when nothing was stored yet. */
    Seen read(CredentialKey key);

    /** Stores the next state, unless somebody has stored another one since that version. */
    boolean replace(CredentialKey key, long seenVersion, BreakerState next);

    /** All that were ever stored, for display. */
    List<CredentialState> all();

    /** @param now the store's clock at that moment */
    record Seen(BreakerState state, long version, Instant now) {}
}
