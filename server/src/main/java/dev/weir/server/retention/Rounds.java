package dev.weir.server.retention;

import dev.weir.server.workspace.Transactions;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Lets go, once a day and quietly, of what workspaces do not keep any longer. Of any number of nodes one does it; where it
 * dies, another one goes on.
 */
public final class Rounds implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private static final Duration DAY = Duration.ofHours(24);
    private static final Duration LEASE = Duration.ofMinutes(2);

    /** Between two steps, for so many times what the first one took: at most a fifth of a processor is spent. */
    private static final int REST = 4;

    private static final Duration LONGEST_REST = Duration.ofSeconds(10);

    private final Retention retention;
    private final Transactions transactions;
    private final RetentionTable table;
    private final Supplier<Collection<Long>> workspaces;
    private final Runnable besides;
    private final Duration look;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private long renewed;

    private Rounds(
            Retention retention,
            JdbcClient jdbc,
            Transactions transactions,
            Supplier<Collection<Long>> workspaces,
            Runnable besides,
            Duration look) {
        this.retention = retention;
        this.transactions = transactions;
        this.table = new RetentionTable(jdbc);
        this.workspaces = workspaces;
        this.besides = besides;
        this.look = look;
        this.thread = Thread.ofPlatform().name("retention").daemon().unstarted(this::work);
    }

    /**
     * Makes partitions at once; looks every {@code look}, give or take half of it, whether the round is due.
     *
     * @param workspaces all that there are, asked each time
     * @param besides done at each look, by every node: clears away what others left half done
     */
    public static Rounds start(
            Retention retention,
            JdbcClient jdbc,
            Transactions transactions,
            Supplier<Collection<Long>> workspaces,
            Runnable besides,
            Duration look) {
        Rounds rounds = new Rounds(retention, jdbc, transactions, workspaces, besides, look);
        rounds.thread.start();
        return rounds;
    }

    private void work() {
        attempt(retention::makePartitions);
        while (!rest(around(look))) {
            attempt(besides);
            attempt(() -> {
                if (transactions.inNone(() -> table.claim(LEASE))) {
                    round();
                }
            });
        }
    }

    private static void attempt(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.warn("could not let go of what is no longer kept, trying again: {}", e.getMessage());
        }
    }

    private void round() {
        renewed = System.nanoTime();
        boolean whole = false;
        boolean failed = false;
        try {
            for (long workspaceId : workspaces.get()) {
                if (closing.getCount() == 0) {
                    return;
                }
                try {
                    Pruned pruned = retention.prune(workspaceId, this::another);
                    if (!pruned.isNothing()) {
                        LOG.info("let go of what workspace {} keeps no longer: {}", workspaceId, pruned);
                    }
                } catch (RuntimeException e) {
                    // Nobody else's waits for it.
                    failed = true;
                    LOG.warn(
                            "could not let go of what workspace {} keeps no longer, trying again: {}",
                            workspaceId,
                            e.getMessage());
                }
            }
            int dropped = retention.partitions();
            if (dropped > 0) {
                LOG.info("dropped {} partitions of the results log in which nobody keeps anything", dropped);
            }
            whole = !failed && closing.getCount() > 0;
        } finally {
            boolean over = whole;
            transactions.inNone(() -> {
                if (over) {
                    table.done(DAY.minusMinutes(ThreadLocalRandom.current().nextInt(120)));
                } else {
                    table.giveUp();
                }
                return over;
            });
        }
    }

    private boolean another(long nanos) {
        if (System.nanoTime() - renewed > LEASE.toNanos() / 4) {
            transactions.inNone(() -> {
                table.renew(LEASE);
                return LEASE;
            });
            renewed = System.nanoTime();
        }
        return !rest(Duration.ofNanos(Math.min(REST * nanos, LONGEST_REST.toNanos())));
    }

    private static Duration around(Duration duration) {
        return Duration.ofMillis(
                duration.toMillis() * ThreadLocalRandom.current().nextInt(50, 151) / 100);
    }

    /** Returns whether it is to end. */
    private boolean rest(Duration rest) {
        try {
            return closing.await(rest.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException _) {
            return true;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
