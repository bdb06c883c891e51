package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.Narration;
import dev.weir.acceptance.chaos.Installation;
import dev.weir.acceptance.chaos.Relay;
import dev.weir.acceptance.chaos.faults.Schedule.Move;
import dev.weir.acceptance.chaos.faults.Schedule.Phase;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Breaks an installation until it is stopped: each server in a thread of its own, and what they share in a third. What must not
 * meet is kept apart, see {@link Apart}.
 */
public final class Torment {

    private final Installation site;
    private final Servers servers;
    private final TormentPlan plan;
    private final Schedule schedule;
    private final Ending ending = new Ending();
    private final Apart apart = new Apart();
    private final Toll toll = new Toll();
    private final FaultLog log;
    private final Recoveries recoveries;
    private final DatabaseKilled databaseKilled;
    private final List<Victim> victims = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final long began = System.nanoTime();

    private Torment(Installation site, Servers servers, long seed, TormentPlan plan, Consumer<String> say) {
        this.site = site;
        this.servers = servers;
        this.plan = plan;
        this.schedule = new Schedule(seed, servers.count(), plan.phase(), plan.wanted());
        this.log = new FaultLog(site.folder(), Narration.to(say));
        this.recoveries = Recoveries.watch(site.database(), () -> servers.up() > 0 && !apart.isAway());
        this.databaseKilled = new DatabaseKilled(site.database(), ending);
        for (int i = 0; i < servers.count(); i++) {
            victims.add(new Victim(i, !plan.wanted().isEmpty(), servers, apart, recoveries, toll, log, ending));
        }
    }

    /**
     * Starts the servers that do not run, and begins.
     *
     * @param seed of what is done when
     * @param say is told of every fault when it is over
     * @throws IOException when a server does not start, or the database would lose what it has acknowledged
     */
    public static Torment begin(Installation site, Servers servers, long seed, TormentPlan plan, Consumer<String> say)
            throws IOException, InterruptedException {
        requireDurable(site);
        servers.startAll();
        Torment torment = new Torment(site, servers, seed, plan, say);
        for (Victim victim : torment.victims) {
            torment.run(victim.name(), () -> torment.torment(victim));
        }
        torment.run("shared", torment::tormentShared);
        return torment;
    }

    /** As the program's own connections have it. */
    private static void requireDurable(Installation site) throws IOException {
        JdbcClient sql = JdbcClient.create(site.asProgram());
        for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            String value = sql.sql("SHOW " + setting).query(String.class).single();
            if (!value.equals("on")) {
                throw new IOException("the database runs with " + setting + " = " + value + "; nothing would be shown");
            }
        }
    }

    /** What a thread does until the end. */
    @FunctionalInterface
    private interface Part {
        void run() throws InterruptedException;
    }

    private void run(String name, Part part) {
        threads.add(Thread.ofPlatform().name("chaos-" + name).start(() -> {
            try {
                part.run();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException broken) {
                log.trouble("the torment of " + name + " ended: " + broken);
            }
        }));
    }

    // ------------------------------------------------------------------------------------------------- each server

    private void torment(Victim victim) throws InterruptedException {
        int index = victim.server().index();
        Aim aim = new Aim(victim, plan.coverage(), plan.at(), ending);
        Thrown thrown = new Thrown(aim);
        Map<Move, Fault> faults = new EnumMap<>(Move.class);
        faults.put(Move.THROWS, thrown);
        faults.put(Move.HALT, new HaltedAtPoint(victim, aim));
        faults.put(Move.STALL, new StalledAtPoint(victim, aim));
        faults.put(Move.KILL, new ServerKilled(victim));
        faults.put(Move.HOLD, new ServerHeld(victim));
        faults.put(Move.CLOCK, new ClockWrong(victim, thrown, plan.phase().plus(Victim.START)));
        Fault away = new ServerAway(victim, () -> phase().left(), plan.phase());
        while (!ending.hasCome()) {
            Phase phase = phase();
            if (!phase.isOf(index)) {
                leave(away, victim);
            } else if (phase.alone() == index) {
                strike(faults, schedule.next(index, true), victim);
            } else {
                strikeOfTwo(faults, victim);
            }
            heal(victim);
            ending.pause(schedule.gap(index));
        }
    }

    private Phase phase() {
        return schedule.at(Duration.ofNanos(System.nanoTime() - began));
    }

    /** Leaves the other one alone, as soon as that one is up. */
    private void leave(Fault away, Victim victim) throws InterruptedException {
        if (victim.mayFall()) {
            try {
                log.strike(away, victim.name(), schedule.random(victim.server().index()));
            } finally {
                victim.isBack();
            }
        }
    }

    /** Mostly in its turn, and when it is not its turn, nothing that takes it away. */
    private void strikeOfTwo(Map<Move, Fault> faults, Victim victim) throws InterruptedException {
        int index = victim.server().index();
        Move move = schedule.next(index, false);
        boolean outOfTurn = schedule.outOfTurn(index);
        if (!move.fells() || (outOfTurn && victim.mayFallOutOfTurn())) {
            strike(faults, move, victim);
        } else if (!outOfTurn && victim.mayFall()) {
            try {
                strike(faults, move, victim);
                heal(victim);
            } finally {
                victim.isBack();
            }
        } else {
            strike(faults, Move.THROWS, victim);
        }
    }

    private void strike(Map<Move, Fault> faults, Move move, Victim victim) throws InterruptedException {
        boolean holds = move.holds() && apart.mayHold();
        try {
            Move then = move.holds() && !holds ? Move.HALT : move;
            Fault fault = faults.get(then);
            if (fault == null) {
                throw new IllegalStateException("nothing does " + then);
            }
            log.strike(fault, victim.name(), schedule.random(victim.server().index()));
        } finally {
            if (holds) {
                apart.moves();
            }
        }
    }

    private void heal(Victim victim) throws InterruptedException {
        try {
            victim.ensureUp();
        } catch (IOException | RuntimeException broken) {
            log.trouble(victim.name() + " is not up: " + broken);
        }
    }

    // ------------------------------------------------------------------------------------------------- what they share

    private void tormentShared() throws InterruptedException {
        List<Fault> faults = sharedFaults();
        while (!faults.isEmpty() && !ending.hasCome()) {
            ending.pause(schedule.quiet());
            if (!ending.hasCome()) {
                strikeShared(faults.get(schedule.nextShared(faults.size())));
            }
        }
    }

    private void strikeShared(Fault fault) throws InterruptedException {
        String whom = "all";
        if (!fault.hindersStarts()) {
            log.strike(fault, whom, schedule.shared());
            return;
        }
        try {
            apart.away(() -> log.strike(fault, whom, schedule.shared()));
        } catch (IOException broken) {
            log.trouble(fault.name() + ": " + broken);
        }
    }

    private List<Fault> sharedFaults() {
        List<Fault> faults = new ArrayList<>(List.of(
                databaseKilled,
                new DatabaseHeld(site.database(), ending),
                new DiskFull(site.database(), servers, ending),
                new BackendsTerminated(site.database(), ending),
                new DestinationGone(site.destination(), ending),
                new DestinationHeld(site.destination(), ending),
                new ReceiverIll(site.receiver(), ending)));
        lines(faults, "database's line", site.databaseLine(), true);
        lines(faults, "front's line", site.frontLine(), false);
        plan.cluster().ifPresent(cluster -> faults.add(new TemporalGone(cluster, ending)));
        vendors(faults, VendorsFail.Way.DOWN, plan.vendors().brittle());
        vendors(faults, VendorsFail.Way.LEAKING, plan.vendors().leaky());
        vendors(faults, VendorsFail.Way.UNHEARD, plan.vendors().late());
        vendors(faults, VendorsFail.Way.POOR, plan.vendors().poor());
        faults.removeIf(
                fault -> !plan.wanted().isEmpty() && fault.provokes().stream().noneMatch(plan.wanted()::contains));
        return faults;
    }

    private void lines(List<Fault> faults, String name, Relay relay, boolean toDatabase) {
        faults.add(new LineDropped(name, relay, toDatabase, ending));
        faults.add(new LineCut(name, relay, toDatabase, ending));
        faults.add(new LineSlow(name, relay, toDatabase, ending));
    }

    private void vendors(List<Fault> faults, VendorsFail.Way way, List<String> slugs) {
        if (!slugs.isEmpty()) {
            faults.add(new VendorsFail(way, slugs, plan.vendors().usual(), site, ending));
        }
    }

    // ------------------------------------------------------------------------------------------------- the end

    /**
     * Ends it: all that was broken is healed, both servers are up, with the right clock and nothing armed in them, when this
     * returns; and whatever the dead had was waited for.
     *
     * @throws IOException when something cannot be healed
     */
    public Ordeal stop() throws IOException, InterruptedException {
        ending.come();
        for (Thread thread : threads) {
            thread.join();
        }
        healAll();
        Duration lasted = Duration.ofNanos(System.nanoTime() - began);
        recoveries.close();
        for (int i = 0; i < servers.count(); i++) {
            plan.coverage().seen(servers.control(i).seen().keySet());
            servers.control(i).failed().forEach(why -> log.trouble("the agent ended a server: " + why));
        }
        return new Ordeal(
                lasted,
                log.struck(),
                toll.deaths(),
                toll.stalls(),
                toll.openAtDeaths() + databaseKilled.open(),
                toll.openAtStalls(),
                toll.still(),
                Instant.now(),
                toll.uncounted(),
                recoveries.recovery(),
                plan.coverage(),
                log.troubles());
    }

    /** Each fault has healed what it broke; one that failed in that has not. */
    private void healAll() throws IOException, InterruptedException {
        site.databaseLine().mend();
        site.frontLine().mend();
        site.receiver().heal();
        try {
            site.database().freeDisk();
            site.database().release();
            site.database().ensureRunning();
            site.destination().release();
            site.destination().start();
            site.vendors(plan.vendors().usual());
        } catch (DataAccessException broken) {
            throw new IOException("the installation does not heal", broken);
        }
        for (Victim victim : victims) {
            victim.control().disarm();
            victim.ensureUp();
        }
    }
}
