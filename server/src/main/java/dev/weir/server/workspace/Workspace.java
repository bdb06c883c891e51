package dev.weir.server.workspace;

/**
 * A tenant.
 *
 * @param sandbox its calls go to the sandbox; its answers and statistics never mix with real ones
 * @param autoGrant credits that a submit lacks are granted in the submitting transaction
 */
public record Workspace(long id, String name, boolean sandbox, boolean autoGrant) {}
