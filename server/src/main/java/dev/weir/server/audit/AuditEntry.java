package dev.weir.server.audit;

import java.time.Instant;

/**
 * One act.
 *
 * @param actor as {@link dev.weir.server.workspace.Caller#text()} names who did it
 * @param act what was done, as {@code api_key.created}
 * @param subject to what, as {@code api_key 12}; never a secret
 */
public record AuditEntry(long id, Instant at, String actor, String act, String subject) {}
