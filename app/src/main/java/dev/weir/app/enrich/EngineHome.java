package dev.weir.app.enrich;

import dev.weir.app.home.DatabaseChoice;
import dev.weir.app.home.HomeLock;
import dev.weir.app.home.WeirHome;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The right to run an engine, and under which name the database knows it. Over the home's own database there is one at a
 * time, and workers beside it; over a server of its own several may run beside each other.
 */
public record EngineHome(@Nullable HomeLock lock, UUID id) implements AutoCloseable {

    /** @throws dev.weir.server.problem.Problem when another program runs one in this home */
    public static EngineHome lock(WeirHome home, DatabaseChoice database) {
        if (database.app() == null) {
            return new EngineHome(home.lockEngine(), home.id());
        }
        return home.tryLockEngine().map(lock -> new EngineHome(lock, home.id())).orElseGet(EngineHome::beside);
    }

    /** Of one that runs beside whoever is there: nobody's successor, since what the lock's holder has leased is not free. */
    public static EngineHome beside() {
        return new EngineHome(null, UUID.randomUUID());
    }

    @Override
    public void close() {
        if (lock != null) {
            lock.close();
        }
    }
}
