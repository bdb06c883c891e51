package dev.weir.acceptance.judges;

import dev.weir.acceptance.judges.Operations.Operation;
import dev.weir.server.workspace.Role;
import java.util.Optional;

/**
 * Who sends the requests of a round.
 *
 * @param key that is shown; empty for none
 * @param role in the workspace that is asked for; empty when it has none there
 * @param installation whether it is the installation's key
 */
record Caller(String name, Optional<String> key, Optional<Role> role, boolean installation) {

    static Caller of(Role role, String key) {
        return new Caller(role.text(), Optional.of(key), Optional.of(role), false);
    }

    static Caller installation(String key) {
        return new Caller("installation", Optional.of(key), Optional.empty(), true);
    }

    /** The owner of another workspace. */
    static Caller stranger(String key) {
        return new Caller("stranger", Optional.of(key), Optional.empty(), false);
    }

    static Caller nobody() {
        return new Caller("nobody", Optional.empty(), Optional.empty(), false);
    }

    /** Whether an operation may answer it with success. */
    boolean may(Operation operation) {
        if (operation.open()) {
            return true;
        }
        if (key.isEmpty()) {
            return false;
        }
        if (operation.installation()) {
            return installation;
        }
        return operation.role().isEmpty()
                || role.filter(has -> has.covers(operation.role().get())).isPresent();
    }
}
