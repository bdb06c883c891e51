package dev.weir.server.storage;

/** Opens tables that results go to. */
@FunctionalInterface
interface Targets {

    /**
     * Connects, and holds the route against the catalog.
     *
     * @throws Target.Unavailable when the database cannot be reached, or has no such table or columns
     */
    Target open(long workspaceId, Route route) throws Target.Unavailable;
}
