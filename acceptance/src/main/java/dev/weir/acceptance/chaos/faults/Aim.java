package dev.weir.acceptance.chaos.faults;

import dev.weir.acceptance.Waiting;
import dev.weir.acceptance.chaos.faults.Coverage.Cell;
import dev.weir.acceptance.chaos.inside.Arming;
import dev.weir.acceptance.chaos.inside.Fired;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Chooses cells of the matrix for one server, arms them there, and notes which happened. By one thread. */
final class Aim {

    private static final Duration LOOK = Duration.ofMillis(100);

    /** Until a process has seen that nothing is armed any more, and what it did before is written. */
    private static final Duration SEEN = Duration.ofMillis(200);

    private static final int HITS = 4;
    private static final int LATER_ONE_IN = 3;
    private static final int LATEST_MICROS = 3_000;

    private final Victim victim;
    private final Coverage coverage;
    private final Set<String> only;
    private final Ending ending;
    // Over all runs of a folder, none is used twice.
    private final String run = Long.toHexString(System.currentTimeMillis());
    private int armed;

    /** @param only points; empty for all, each in its turn */
    Aim(Victim victim, Coverage coverage, Set<String> only, Ending ending) {
        this.victim = victim;
        this.coverage = coverage;
        this.only = only;
        this.ending = ending;
    }

    /** What was armed and has come. @param at by this machine's monotonic clock */
    record Hit(Cell cell, long at) {}

    /**
     * Arms the next points, at most so many, whose turn it is. Waits until all have thrown, or until the server is halted or
     * stalled by the first of them, and no longer. What was waited for in vain is noted, too.
     *
     * @return what came, the first one first; one at most of what ends a server's life or stops it
     */
    List<Hit> shoot(Arming.Action action, int most, Duration patience, SplittableRandom random)
            throws IOException, InterruptedException {
        coverage.seen(victim.control().seen().keySet());
        Map<String, Cell> waited = choose(action, most, random);
        List<Arming> armings = new ArrayList<>();
        waited.forEach((id, cell) -> armings.add(arming(id, cell, random)));
        int enough = action == Arming.Action.THROW ? waited.size() : 1;
        victim.control().arm(armings);
        Waiting.until(
                () -> came(waited).size() >= enough || victim.server().hasDied() || ending.hasCome(), LOOK, patience);
        victim.control().disarm();
        Waiting.pause(SEEN);
        int up = victim.together();
        Map<String, Fired> came = came(waited);
        List<Hit> hits = came.values().stream()
                .sorted(Comparator.comparing(Fired::at))
                .limit(enough)
                .map(one -> new Hit(new Cell(one.point(), action, up), monotonic(one.at())))
                .toList();
        hits.forEach(hit -> coverage.reached(hit.cell()));
        if (hits.size() < enough) {
            waited.keySet().removeAll(came.keySet());
            waited.values().forEach(coverage::missed);
        }
        return hits;
    }

    private Map<String, Cell> choose(Arming.Action action, int most, SplittableRandom random) throws IOException {
        Map<String, Cell> chosen = new HashMap<>();
        Set<String> points = new HashSet<>();
        Set<String> here = only.isEmpty() ? victim.control().seen().keySet() : only;
        for (int i = 0; i < most; i++) {
            coverage.next(action, victim.together(), here, points, random).ifPresent(cell -> {
                points.add(cell.point());
                chosen.put(run + "-" + armed++, cell);
            });
        }
        return chosen;
    }

    /** Mostly at once, sometimes so soon after that whoever comes by is between two points. */
    private static Arming arming(String id, Cell cell, SplittableRandom random) {
        Duration after = cell.action() != Arming.Action.THROW && random.nextInt(LATER_ONE_IN) == 0
                ? Duration.ofNanos(1_000L * random.nextInt(LATEST_MICROS))
                : Duration.ZERO;
        return new Arming(id, cell.point(), cell.action(), 1 + random.nextInt(HITS), after);
    }

    private Map<String, Fired> came(Map<String, Cell> waited) {
        try {
            Map<String, Fired> came = new HashMap<>();
            victim.control().fired().stream()
                    .filter(one -> waited.containsKey(one.id()))
                    .forEach(one -> came.put(one.id(), one));
            return came;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static long monotonic(Instant at) {
        return System.nanoTime() - Duration.between(at, Instant.now()).toNanos();
    }
}
