package dev.weir.app.enrich;

import dev.weir.app.home.DatabaseChoice;
import dev.weir.app.home.Store;
import dev.weir.app.home.WeirHome;
import dev.weir.providers.Providers;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Where a command does its work, and whom it tells.
 *
 * @param environment in which keys are looked for
 * @param say takes lines for the user meanwhile
 */
public record Workplace(
        WeirHome home,
        DatabaseChoice database,
        Map<String, String> environment,
        Consumer<String> say,
        Interrupts interrupts) {

    public Workplace {
        environment = Map.copyOf(environment);
    }

    Providers providers() {
        return Providers.load(home.providers());
    }

    Store open() {
        return Store.open(home, database, say);
    }

    /** The home is one engine's at a time. */
    EngineHome lock() {
        return EngineHome.lock(home, database);
    }

    /** @param request whose wishes it has; null for the usual ones */
    Engines engines(boolean sandbox, @Nullable EnrichRequest request) {
        return Engines.of(home, environment, sandbox, request, say);
    }
}
