package dev.weir.server.storage;

import java.util.regex.Pattern;

/** Names of tables and columns: which are taken, and how they stand in a statement. */
final class Identifiers {

    /** No longer than PostgreSQL keeps them, so that no two become one by being cut off. */
    private static final Pattern TAKEN = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");

    static final String RULE = "names have at most 63 letters, digits and underscores, and do not begin with a digit";

    private Identifiers() {}

    static boolean isTaken(String name) {
        return TAKEN.matcher(name).matches();
    }

    /** As it stands in a statement. @throws IllegalArgumentException unless it is taken */
    static String quoted(String name) {
        if (!isTaken(name)) {
            throw new IllegalArgumentException("no name of ours: " + RULE);
        }
        return '"' + name + '"';
    }
}
