package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.chaos.HomeServer;
import dev.weir.acceptance.chaos.inside.Provocation;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;

/** SIGSTOP of PostgreSQL for some seconds: connections stay open and nobody answers. */
final class DatabaseHeld implements Fault {

    private static final Duration LEAST = Duration.ofSeconds(1);
    private static final Duration MOST = Duration.ofSeconds(8);

    private final HomeServer database;
    private final Ending ending;

    DatabaseHeld(HomeServer database, Ending ending) {
        this.database = database;
        this.ending = ending;
    }

    @Override
    public String name() {
        return "database held still";
    }

    @Override
    public Duration bound() {
        return MOST.plusSeconds(30);
    }

    @Override
    public boolean hindersStarts() {
        return true;
    }

    @Override
    public Set<Provocation> provokes() {
        return Set.of(Provocation.COMMIT_SLOW);
    }

    @Override
    public String strike(SplittableRandom random) throws IOException, InterruptedException {
        try {
            database.hold();
            ending.pause(Draw.between(random, LEAST, MOST));
        } finally {
            database.release();
            database.ensureRunning();
        }
        return "";
    }
}
