package dev.weir.acceptance;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * Two workers on one database, each of which dies at the failpoint it was told, is started again and told the next. Now
 * and then a worker comes back as another machine would: with a new home, so that what the dead one had leased is free
 * only when its lease has ended.
 *
 * <p>When a job has closed before all have died, further rounds, each with a job and vendors of its own, see to the rest.
 *
 * @param rows of the first round; later ones have as many as the deaths still owed need
 * @param kills of both workers and all rounds together
 * @param strangers how many of the deaths are followed by a worker with a new home
 * @param patience with all rounds together
 */
record AimedKills(int rows, int kills, int strangers, Duration patience, long seed) {

    private static final int LEAST_ROWS = 1_200;

    AimedKills {
        if (kills < 1 || strangers < 0 || strangers > kills) {
            throw new IllegalArgumentException("there is at least one kill, and no more strangers than kills");
        }
    }

    Showing run(Arena arena, Consumer<String> out) {
        Showing showing = new Showing(out);
        showing.say("failpoints: rows " + rows + ", kills " + kills + ", strangers " + strangers + ", seed " + seed);
        Deadline deadline = Deadline.in(patience);
        Deaths deaths = new Deaths(kills);
        int before;
        int round = 0;
        do {
            before = deaths.count();
            int some = round == 0 ? rows : Math.max(LEAST_ROWS, (int) ((long) rows * deaths.owed() / kills));
            showing.say("round " + (round + 1) + ": rows " + some + ", seed " + (seed + round) + ", deaths owed "
                    + deaths.owed());
            Disturbed.run(
                    arena,
                    "aimed",
                    new Assignment(seed + round, some),
                    deadline,
                    showing,
                    run -> new AimedRound(run, deaths, seed, every()).run());
            round++;
        } while (deaths.owed() > 0 && deaths.count() > before && showing.shown());
        deaths.report(showing);
        return showing;
    }

    /** After which deaths a stranger comes: each so-manieth; 0 for none. */
    private int every() {
        return strangers == 0 ? 0 : kills / strangers;
    }
}
