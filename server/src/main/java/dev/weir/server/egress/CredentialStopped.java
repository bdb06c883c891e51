package dev.weir.server.egress;

import java.time.Instant;

/**
 * A credential was stopped, by the vendor's word that no row will fare better until a person acts.
 *
 * <p>Told once per stop in the whole cluster, by the node whose answer stopped it, after the stop was stored. A node that
 * dies in between tells nobody; {@link Egress#state} shows the stop all the same.
 *
 * @param why {@code KEY_REJECTED} or {@code OUT_OF_CREDITS}
 */
public record CredentialStopped(CredentialKey key, Permission.Why why, Instant at) {}
