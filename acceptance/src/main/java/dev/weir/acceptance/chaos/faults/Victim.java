package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.ProcFiles;
import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.chaos.ServerNode;
import dev.weir.acceptance.chaos.inside.Control;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/** One of the servers, as faults of servers use it; by one thread. */
final class Victim {

    /** A lease, which is the longest that anything waits for a server. */
    static final Duration LEASE = Duration.ofSeconds(20);

    /** What a start takes on a machine with much to do, the wait for the database included. */
    static final Duration START = Duration.ofMinutes(4);

    private static final Duration LEAST_LONG = LEASE.plusSeconds(2);
    private static final Duration MOST_LONG = LEASE.plusSeconds(10);
    private static final Duration MOST_SHORT = Duration.ofSeconds(3);
    private static final Duration BETWEEN_STARTS = Duration.ofSeconds(2);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Duration SOON = Duration.ofSeconds(3);
    private static final int LONG_ONE_IN = 3;
    private static final int STARTS = 3;

    private final int index;
    private final boolean briefly;
    private final Servers servers;
    private final Apart apart;
    private final Recoveries recoveries;
    private final Toll toll;
    private final FaultLog log;
    private final Ending ending;
    private Duration clock = Duration.ZERO;

    /** @param briefly whether it is never away for long, so that it dies more often */
    Victim(
            int index,
            boolean briefly,
            Servers servers,
            Apart apart,
            Recoveries recoveries,
            Toll toll,
            FaultLog log,
            Ending ending) {
        this.index = index;
        this.briefly = briefly;
        this.servers = servers;
        this.apart = apart;
        this.recoveries = recoveries;
        this.toll = toll;
        this.log = log;
        this.ending = ending;
    }

    String name() {
        return "server " + index;
    }

    ServerNode server() {
        return servers.server(index);
    }

    Control control() {
        return servers.control(index);
    }

    /** How many servers move when this one does. */
    int together() {
        return servers.up() + (server().isUp() ? 0 : 1);
    }

    boolean isAlone() {
        return together() == 1;
    }

    /** Whether it is its turn to fall, so that the other one takes over; who was told so says {@link #isBack} in the end. */
    boolean mayFall() {
        return apart.mayFall(() -> !isAlone());
    }

    boolean mayFallOutOfTurn() {
        return apart.mayFallOutOfTurn();
    }

    void isBack() {
        apart.isBack();
    }

    /** Whether nothing more is to be done to it. */
    boolean isOver() {
        return ending.hasCome();
    }

    /** Pauses that long, or until the end. */
    void pause(Duration time) throws InterruptedException {
        ending.pause(time);
    }

    /** SIGKILL. @return the calls that were under way; negative when nobody knows */
    long kill() throws InterruptedException {
        long at = System.nanoTime();
        server().kill();
        return died(at);
    }

    /** It has died. @param at when, by this machine's monotonic clock */
    long died(long at) throws InterruptedException {
        server().kill();
        long open = recoveries.lost(servers.node(index), at);
        toll.death(open);
        return open;
    }

    /** Has it stand still for so long, or longer than its lease, and then go on. @return the calls that were under way */
    long standStill(long since, SplittableRandom random) throws IOException, InterruptedException {
        long open;
        Instant from = Instant.now();
        try {
            server().hold();
            open = recoveries.lost(servers.node(index), since);
            toll.stall(open);
            // Also in the end: one that is shorter than the lease shows nothing.
            Waiting.pause(Draw.between(random, LEASE.plusSeconds(1), MOST_LONG));
        } finally {
            goOn();
            toll.stood(from);
        }
        return open;
    }

    /** It moves again, also when it had still to stop by itself. */
    private void goOn() throws IOException, InterruptedException {
        OptionalLong pid = server().pid();
        server().release();
        if (pid.isPresent()
                && Waiting.until(() -> ProcFiles.isStopped(pid.getAsLong()), LOOK, SOON)
                && server().isAlive()) {
            server().release();
        }
    }

    /** How long it stays away: for moments, and when another one is there every third time longer than its lease. */
    Duration absence(SplittableRandom random) {
        return !briefly && random.nextInt(LONG_ONE_IN) == 0 && !isAlone()
                ? Draw.between(random, LEAST_LONG, MOST_LONG)
                : Draw.between(random, Duration.ZERO, MOST_SHORT);
    }

    void start() throws IOException, InterruptedException {
        start(Duration.ZERO);
    }

    /** Starts it when what it needs is there, once more if it refuses, which is noted. */
    void start(Duration ahead) throws IOException, InterruptedException {
        clock = ahead;
        for (int tries = 1; ; tries++) {
            try {
                apart.starting(() -> {
                    servers.start(index, ahead);
                    return index;
                });
                return;
            } catch (IOException refused) {
                if (tries == STARTS) {
                    throw refused;
                }
                log.trouble(name() + " did not start: " + refused.getMessage());
            }
            Thread.sleep(BETWEEN_STARTS);
        }
    }

    /** Has it there and moving, with the right clock. That it had died by itself is noted. */
    void ensureUp() throws IOException, InterruptedException {
        if (server().hasDied()) {
            log.trouble(name() + " died by itself, or by what was no longer to happen");
            died(System.nanoTime());
        }
        if (!server().isUp() && server().isAlive()) {
            goOn();
        }
        if (!clock.isZero() && server().isAlive()) {
            kill();
        }
        if (!server().isAlive()) {
            start();
        }
    }
}
