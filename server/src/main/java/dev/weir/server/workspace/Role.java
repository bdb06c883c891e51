package dev.weir.server.workspace;

import java.util.Locale;

/** What somebody may do in a workspace; each role may do what the ones before it may. */
public enum Role {
    /** Reads. */
    VIEWER,
    /** Runs and cancels jobs. */
    MEMBER,
    /** Definitions, credentials, keys, webhooks. */
    ADMIN,
    /** Members. */
    OWNER;

    /** Whether this role may do what {@code needed} may. */
    public boolean covers(Role needed) {
        return compareTo(needed) >= 0;
    }

    /** As the API writes it. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
