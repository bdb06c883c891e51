package dev.weir.app.commands;

import dev.weir.app.vendors.Reachable;
import dev.weir.server.egress.Dialer;
import java.util.function.Function;

/** The door to databases that workspaces connect, for commands. */
final class DatabaseDoor {

    private DatabaseDoor() {}

    /** Does some work with it open. Databases in one's own network have to be allowed, as for a server. */
    static <T> T with(Terminal terminal, Function<Dialer, T> work) {
        try (Dialer dialer = Dialer.open(Reachable.of(terminal.environment()))) {
            return work.apply(dialer);
        }
    }
}
