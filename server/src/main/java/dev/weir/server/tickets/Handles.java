package dev.weir.server.tickets;

import dev.weir.provider.Sha256;
import dev.weir.server.workspace.SecretNames;
import java.util.OptionalLong;

/** What the outside calls submissions and tickets by. */
final class Handles {

    private static final SecretNames SUBMISSIONS = new SecretNames("cb");
    private static final SecretNames TICKETS = new SecretNames("tk");

    private Handles() {}

    /** A token for a call-back address. */
    static String token(long workspaceId) {
        return SUBMISSIONS.fresh(workspaceId);
    }

    /** A ticket's key. */
    static String key(long workspaceId) {
        return TICKETS.fresh(workspaceId);
    }

    /** Whose a token or key says it is; empty for what is none. */
    static OptionalLong workspaceOf(String handle) {
        OptionalLong workspace = SUBMISSIONS.workspaceOf(handle);
        return workspace.isPresent() ? workspace : TICKETS.workspaceOf(handle);
    }

    /** All that is kept of a token. */
    static byte[] hash(String token) {
        return Sha256.of(token);
    }
}
