package dev.weir.server.storage;

/**
 * A table at a database, on which results go one batch after the other, whatever their steps, and however they write it.
 *
 * @param table as the registry has it; in a database of the workspace's own without the schema that is meant when none is said
 */
record Lane(long workspaceId, Route.Db db, String table) {

    private static final String USUAL = Route.USUAL_SCHEMA + ".";

    Lane {
        if (db == Route.Db.WORKSPACE && table.startsWith(USUAL)) {
            table = table.substring(USUAL.length());
        }
    }

    /** As the log names it. */
    String text() {
        return db.text() + "." + table;
    }
}
