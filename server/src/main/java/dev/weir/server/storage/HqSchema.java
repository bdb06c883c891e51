package dev.weir.server.storage;

import java.util.List;

/** A workspace's own schema inside Weir's database. */
final class HqSchema {

    /** The role that the program runs as, see {@code dev.weir.server.Database}. */
    private static final String ROLE = "weir_app";

    private HqSchema() {}

    static String name(long workspaceId) {
        return "hq_" + workspaceId;
    }

    /** What the owner of Weir's schema runs once, and may run again: tables that he makes there are the program's to fill. */
    static List<String> statements(long workspaceId) {
        String schema = Identifiers.quoted(name(workspaceId));
        return List.of(
                "CREATE SCHEMA IF NOT EXISTS " + schema,
                "GRANT USAGE ON SCHEMA " + schema + " TO " + ROLE,
                "ALTER DEFAULT PRIVILEGES IN SCHEMA " + schema + " GRANT SELECT, INSERT, UPDATE ON TABLES TO " + ROLE,
                "ALTER DEFAULT PRIVILEGES IN SCHEMA " + schema + " GRANT USAGE ON SEQUENCES TO " + ROLE);
    }

    /** For a table that was made there before the above, or by somebody else. */
    static String grant(String table) {
        return "GRANT SELECT, INSERT, UPDATE ON " + table + " TO " + ROLE;
    }
}
