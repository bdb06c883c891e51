package dev.weir.server.rest;

import dev.weir.server.workspace.Caller;

/** Says who somebody is who shows a key. */
@FunctionalInterface
public interface Callers {

    /** @throws dev.weir.server.problem.Problem of kind UNAUTHENTICATED for a key that is wrong, expired or revoked */
    Caller authenticate(String key);
}
