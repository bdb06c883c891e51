package dev.weir.server.audience;

import dev.weir.server.workspace.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes turns that are due, one after another, and has their duties done. Any number of nodes may do so: each turn is one
 * node's for as long as its lease lasts, and due again by itself when that node dies.
 */
public final class Upkeep implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Upkeep.class);

    /** Far longer than a duty takes at a time. */
    private static final Duration LEASE = Duration.ofMinutes(1);

    /** How often a lane looks by itself; it is told of what is due. */
    private static final Duration REST = Duration.ofMinutes(1);

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);

    /** One duty that takes its time keeps no other one waiting. */
    private static final int LANES = 2;

    private final Turns turns;
    private final TurnTable table;
    private final Transactions transactions;
    private final Map<Duty, Dutiful> duties;
    private final List<Semaphore> news = new ArrayList<>();
    private final Runnable told = () -> news.forEach(Semaphore::release);
    private final List<Thread> lanes = new ArrayList<>();
    private volatile boolean closed;

    private Upkeep(JdbcClient jdbc, Transactions transactions, Turns turns, Map<Duty, Dutiful> duties) {
        this.turns = turns;
        this.table = new TurnTable(jdbc);
        this.transactions = transactions;
        this.duties = Map.copyOf(duties);
        for (int i = 0; i < LANES; i++) {
            news.add(new Semaphore(0));
        }
    }

    /** @param duties who carries each out; the turns of others are left to nodes that know them */
    public static Upkeep start(JdbcClient jdbc, Transactions transactions, Turns turns, Map<Duty, Dutiful> duties) {
        Upkeep upkeep = new Upkeep(jdbc, transactions, turns, duties);
        turns.onWake(upkeep.told);
        for (int i = 0; i < LANES; i++) {
            Semaphore news = upkeep.news.get(i);
            upkeep.lanes.add(Thread.ofPlatform().name("audience-" + i).daemon().start(() -> upkeep.work(news)));
        }
        return upkeep;
    }

    private void work(Semaphore news) {
        while (!closed) {
            boolean worked = false;
            try {
                Optional<TurnTable.Claim> claim = transactions.inNone(() -> table.claim(LEASE, duties.keySet()));
                if (claim.isPresent()) {
                    told.run();
                    take(claim.get());
                    worked = true;
                }
            } catch (RuntimeException | Error e) {
                // Whatever it is: a lane that ended would leave its duties undone.
                LOG.warn("could not look after subscribers, trying again: {}", e.toString());
            }
            if (!worked) {
                pause(news);
            }
        }
    }

    private void take(TurnTable.Claim claim) {
        @Nullable Instant next;
        try {
            next = Objects.requireNonNull(duties.get(claim.duty())).work(claim.workspaceId());
        } catch (RuntimeException | Error e) {
            Duration pause = pause(claim.failures());
            LOG.warn(
                    "{} of workspace {} failed, again in {} s",
                    claim.duty(),
                    claim.workspaceId(),
                    pause.toSeconds(),
                    e);
            transactions.inNone(() -> {
                table.fail(claim, pause);
                return pause;
            });
            return;
        }
        @Nullable Instant then = next;
        transactions.inNone(() -> {
            table.end(claim, then);
            return claim;
        });
    }

    private static Duration pause(int failures) {
        Duration pause = Duration.ofSeconds(1L << Math.min(failures, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private void pause(Semaphore news) {
        try {
            if (news.tryAcquire(REST.toMillis(), TimeUnit.MILLISECONDS)) {
                news.drainPermits();
            }
        } catch (InterruptedException _) {
            // Nobody interrupts these threads; they end when this is closed.
            Thread.currentThread().interrupt();
            closed = true;
        }
    }

    /** Lets what is under way come to its end. */
    @Override
    public void close() {
        closed = true;
        turns.noMore(told);
        told.run();
        boolean interrupted = false;
        for (Thread lane : lanes) {
            try {
                lane.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
