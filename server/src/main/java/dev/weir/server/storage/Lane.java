package dev.weir.server.storage;

/**
 * A table at a database, on which results go one batch after the other, whatever their steps.
 *
 * @param table as the registry has it
 */
record Lane(long workspaceId, Route.Db db, String table) {

    /** As the log names it. */
    String text() {
        return db.text() + "." + table;
    }
}
