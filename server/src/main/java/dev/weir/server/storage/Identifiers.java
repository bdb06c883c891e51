package dev.weir.server.storage;

import dev.weir.server.registry.TableNames;

/** How names of tables and columns stand in a statement. */
final class Identifiers {

    private Identifiers() {}

    /** As it stands in a statement. @throws IllegalArgumentException unless it is taken */
    static String quoted(String name) {
        if (!TableNames.isTaken(name)) {
            throw new IllegalArgumentException("no name of ours: " + TableNames.RULE);
        }
        return '"' + name + '"';
    }
}
