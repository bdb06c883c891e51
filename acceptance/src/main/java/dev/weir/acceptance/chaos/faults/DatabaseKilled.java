package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.chaos.HomeServer;
import dev.weir.acceptance.chaos.inside.Provocation;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.dao.DataAccessException;

/** SIGKILL of PostgreSQL, all of its processes, and its return. */
final class DatabaseKilled implements Fault {

    private static final String OPEN = "SELECT count(*) FROM weir.intent WHERE state = 0";
    private static final Duration SHORT = Duration.ofSeconds(3);
    private static final Duration LONG = Duration.ofSeconds(25);
    private static final int LONG_ONE_IN = 5;

    private final HomeServer database;
    private final Ending ending;
    private final AtomicLong open = new AtomicLong();

    DatabaseKilled(HomeServer database, Ending ending) {
        this.database = database;
        this.ending = ending;
    }

    @Override
    public String name() {
        return "database killed";
    }

    @Override
    public Duration bound() {
        return LONG.plusSeconds(60);
    }

    @Override
    public boolean hindersStarts() {
        return true;
    }

    @Override
    public Set<Provocation> provokes() {
        return Set.of(Provocation.COMMIT_UNHEARD);
    }

    @Override
    public String strike(SplittableRandom random) throws IOException, InterruptedException {
        long under = underWay();
        try {
            database.kill();
            ending.pause(Draw.between(random, Duration.ZERO, random.nextInt(LONG_ONE_IN) == 0 ? LONG : SHORT));
        } finally {
            database.ensureRunning();
        }
        open.addAndGet(under);
        return under + " calls were open";
    }

    private long underWay() {
        try {
            return database.sql().sql(OPEN).query(Long.class).single();
        } catch (DataAccessException away) {
            return 0;
        }
    }

    /** The calls that were under way when it was killed, over all times. */
    long open() {
        return open.get();
    }
}
