package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.chaos.HomeServer;
import dev.weir.acceptance.chaos.inside.Provocation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Bursts of {@code pg_terminate_backend}: some connections of the program end in the middle of whatever they do. */
final class BackendsTerminated implements Fault {

    private static final String BACKENDS =
            "SELECT pid FROM pg_stat_activity WHERE usename = 'weir_app' AND state IS NOT NULL ORDER BY pid";
    private static final Duration LEAST = Duration.ofMillis(50);
    private static final Duration MOST = Duration.ofMillis(600);
    private static final int BURSTS = 10;
    private static final int AT_ONCE = 8;

    private final HomeServer database;
    private final Ending ending;

    BackendsTerminated(HomeServer database, Ending ending) {
        this.database = database;
        this.ending = ending;
    }

    @Override
    public String name() {
        return "backends terminated";
    }

    @Override
    public Duration bound() {
        return Duration.ofSeconds(40);
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
    public String strike(SplittableRandom random) throws InterruptedException {
        JdbcClient sql = database.sql();
        int bursts = 1 + random.nextInt(BURSTS);
        int ended = 0;
        for (int i = 0; i < bursts && !ending.hasCome(); i++) {
            List<Long> pids =
                    new ArrayList<>(sql.sql(BACKENDS).query(Long.class).list());
            for (int victims = 1 + random.nextInt(AT_ONCE); victims > 0 && !pids.isEmpty(); victims--) {
                long pid = pids.remove(random.nextInt(pids.size()));
                ended += sql.sql("SELECT pg_terminate_backend(?::int)")
                                .param(pid)
                                .query(Boolean.class)
                                .single()
                        ? 1
                        : 0;
            }
            ending.pause(Draw.between(random, LEAST, MOST));
        }
        return ended + " in " + bursts + " bursts";
    }
}
