package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.chaos.HomeServer;
import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;

/** The database's disk is full for a while, while somebody wants to write. PostgreSQL may give up, and is brought back. */
final class DiskFull implements Fault {

    private static final Duration LEAST = Duration.ofSeconds(4);
    private static final Duration MOST = Duration.ofSeconds(15);
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final HomeServer database;
    private final Servers servers;
    private final Ending ending;

    DiskFull(HomeServer database, Servers servers, Ending ending) {
        this.database = database;
        this.servers = servers;
        this.ending = ending;
    }

    @Override
    public String name() {
        return "disk full";
    }

    @Override
    public Duration bound() {
        return PATIENCE.plus(MOST).plusSeconds(60);
    }

    @Override
    public boolean hindersStarts() {
        return true;
    }

    @Override
    public String strike(SplittableRandom random) throws IOException, InterruptedException {
        if (!Waiting.until(() -> servers.up() > 0 || ending.hasCome(), Duration.ofMillis(100), PATIENCE)) {
            throw new IOException("no server came up, so that nobody would have written");
        }
        boolean alive;
        try {
            database.fillDisk();
            ending.pause(Draw.between(random, LEAST, MOST));
            alive = database.isAlive();
        } finally {
            database.freeDisk();
            database.ensureRunning();
        }
        return (database.hasVolume() ? "its file system" : "its files are bounded")
                + (alive ? "" : "; PostgreSQL had given up");
    }
}
