package dev.weir.server.egress;

import java.time.Instant;

/**
 * A credential was stopped, by the vendor's word that no row will fare better until a person acts.
 *
 * <p>Told once per stop in the whole cluster, by the node whose answer stopped it: durably through {@link StopNews}, and
 * to whoever runs that node after the stop was stored, unless it dies in between.
 *
 * @param why {@code KEY_REJECTED} or {@code OUT_OF_CREDITS}
 */
public record CredentialStopped(CredentialKey key, Permission.Why why, Instant at) {}
