package dev.weir.server.enrichment;

import dev.weir.server.egress.Access;
import java.util.Optional;

/** Finds the credential and address under which a workspace reaches a provider. */
@FunctionalInterface
public interface AccessBook {

    /** Empty when the workspace has no credential for it. Asked for every call, so that changes act at once. */
    Optional<Access> find(long workspaceId, String provider);

    /** Whether there is one, without opening what is sealed where that can be told. */
    default boolean has(long workspaceId, String provider) {
        return find(workspaceId, provider).isPresent();
    }
}
