package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.chaos.HomeServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Looks all the time at what became of the batches of servers that died or stood still, until closed. For any thread. */
final class Recoveries implements AutoCloseable {

    private static final Duration EVERY = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    // Behind the last death: a lease, and what two nodes need to get to it on a busy machine.
    private static final Duration LAST = Duration.ofSeconds(60);

    private static final String HELD = "SELECT id, epoch, progress FROM weir.batch WHERE state = 1 AND node = ?";

    private static final String OPEN = """
            SELECT count(*) FROM weir.batch b
            JOIN weir.intent i ON i.job_id = b.job_id AND i.row_idx >= b.lo AND i.row_idx < b.hi
            WHERE b.state = 1 AND b.node = ? AND i.state = 0
            """;

    private static final String LOOK = """
            SELECT b.id, b.epoch, b.progress, b.state = 2 OR s.phase = 'closed' AS over, s.paused
            FROM weir.batch b JOIN weir.job_state s ON s.job_id = b.job_id WHERE b.id = ANY (?)
            """;

    private final JdbcClient sql;
    private final BooleanSupplier possible;
    private final List<Left> left = new ArrayList<>();
    private final List<Duration> granted = new ArrayList<>();
    private final List<Duration> settled = new ArrayList<>();
    private final List<Duration> hindered = new ArrayList<>();
    private final Thread looker;
    private int never;
    private volatile boolean over;

    /** A batch of a death: how often it had been granted, and how far it was. */
    private static final class Left {
        private final Death death;
        private final long batch;
        private final long epoch;
        private final long progress;
        private boolean granted;

        Left(Death death, long batch, long epoch, long progress) {
            this.death = death;
            this.batch = batch;
            this.epoch = epoch;
            this.progress = progress;
        }
    }

    private static final class Death {
        private long from;
        private boolean hindered;
        private boolean settled;

        Death(long from) {
            this.from = from;
        }

        Duration since() {
            return Duration.ofNanos(System.nanoTime() - from);
        }
    }

    private record Found(long epoch, long progress, boolean over, boolean paused) {}

    private Recoveries(JdbcClient sql, BooleanSupplier possible) {
        this.sql = sql;
        this.possible = possible;
        this.looker = Thread.ofPlatform().name("chaos-recoveries").unstarted(this::goOn);
    }

    /** @param possible whether anybody could take a batch at this moment */
    static Recoveries watch(HomeServer database, BooleanSupplier possible) {
        Recoveries recoveries = new Recoveries(database.sql(), possible);
        recoveries.looker.start();
        return recoveries;
    }

    /**
     * A node has just died or stopped. What it had is read before anybody else can have taken it, unless the database is away
     * for longer.
     *
     * @param at when, by this machine's monotonic clock
     * @return the calls that may have been under way; negative when the database did not answer
     */
    long lost(long node, long at) {
        Death death = new Death(at);
        List<Left> had = new ArrayList<>();
        long[] open = {-1};
        boolean read = Waiting.until(
                () -> {
                    try {
                        open[0] = sql.sql(OPEN).param(node).query(Long.class).single();
                        had.addAll(sql.sql(HELD)
                                .param(node)
                                .query((row, _) -> new Left(death, row.getLong(1), row.getLong(2), row.getLong(3)))
                                .list());
                        return true;
                    } catch (DataAccessException away) {
                        return false;
                    }
                },
                EVERY,
                PATIENCE);
        if (read) {
            synchronized (this) {
                left.addAll(had);
            }
        }
        return open[0];
    }

    private void goOn() {
        while (!over) {
            look();
            Waiting.pause(EVERY);
        }
    }

    private void look() {
        Set<Long> wanted = new HashSet<>();
        synchronized (this) {
            left.forEach(one -> wanted.add(one.batch));
        }
        if (wanted.isEmpty()) {
            return;
        }
        Map<Long, Found> found = new HashMap<>();
        boolean could = possible.getAsBoolean();
        if (could) {
            try {
                sql.sql(LOOK).param(wanted.toArray(Long[]::new)).query(row -> {
                    found.put(
                            row.getLong(1),
                            new Found(row.getLong(2), row.getLong(3), row.getBoolean(4), row.getBoolean(5)));
                });
            } catch (DataAccessException away) {
                could = false;
            }
        }
        synchronized (this) {
            if (could) {
                left.removeIf(one -> wanted.contains(one.batch) && isOver(one, found.get(one.batch)));
            } else {
                left.forEach(one -> {
                    one.death.from = System.nanoTime();
                    one.death.hindered = true;
                });
            }
        }
    }

    private boolean isOver(Left one, @Nullable Found now) {
        if (now == null || (now.paused() && now.epoch() == one.epoch)) {
            // Its job is gone, or is not to be run.
            return true;
        }
        boolean anew = now.epoch() > one.epoch;
        if (!one.granted && (anew || now.over())) {
            one.granted = true;
            (one.death.hindered ? hindered : granted).add(one.death.since());
        }
        if (anew && now.progress() > one.progress && !one.death.settled) {
            one.death.settled = true;
            if (!one.death.hindered) {
                settled.add(one.death.since());
            }
        }
        return now.over() || (one.granted && one.death.settled) || now.paused();
    }

    synchronized Recovery recovery() {
        return new Recovery(granted, settled, hindered, never);
    }

    private synchronized boolean isDone() {
        return left.stream().allMatch(one -> one.granted);
    }

    /** Waits for what is left, and ends. */
    @Override
    public void close() {
        Waiting.until(this::isDone, EVERY, LAST);
        over = true;
        try {
            looker.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            never = (int) left.stream().filter(one -> !one.granted).count();
        }
    }
}
