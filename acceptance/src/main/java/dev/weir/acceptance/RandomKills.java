package dev.weir.acceptance;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * One worker, killed by the system at moments that are uniform over the run's calls, and started again each time.
 *
 * @param kills how many
 * @param patience until the job has closed
 * @param seed of rows, vendors and moments
 */
record RandomKills(int rows, int kills, Duration patience, long seed) {

    private static final long JITTER_MICROS = 40_000;
    private static final double ENOUGH_IN_FLIGHT = 0.8;

    Showing run(Arena arena, Consumer<String> out) {
        Showing showing = new Showing(out);
        showing.say("kills: rows " + rows + ", kills " + kills + ", seed " + seed);
        Disturbed.run(
                arena,
                "killed",
                new Assignment(seed, rows),
                Deadline.in(patience),
                showing,
                run -> new Killing(run).run());
        return showing;
    }

    private final class Killing {
        private final Disturbed run;
        private final Stage stage;
        private final Showing showing;
        private final SplittableRandom random = new SplittableRandom(seed);
        private final long[] moments;
        private final List<Long> recoveries = new ArrayList<>();
        private int done;
        private int inFlight;
        private long openIntents;

        Killing(Disturbed run) {
            this.run = run;
            this.stage = run.stage();
            this.showing = run.showing();
            this.moments =
                    random.longs(kills, 0, run.undisturbed().calls()).sorted().toArray();
        }

        void run() {
            WorkerProcess worker = stage.shortLived(run.order());
            try {
                for (long moment : moments) {
                    // A life that is over before it has asked anything would show nothing.
                    long least = stage.calls() + 1 + random.nextInt(10);
                    if (!awaitCalls(worker, Math.max(moment, least))) {
                        break;
                    }
                    Waiting.pause(Duration.ofNanos(1_000 * random.nextLong(JITTER_MICROS)));
                    worker = killAndRestart(worker);
                }
                worker.endsWithin(run.deadline().left());
            } finally {
                worker.close();
            }
            report();
        }

        private boolean awaitCalls(WorkerProcess worker, long calls) {
            return Waiting.until(
                            () -> stage.calls() >= calls || !worker.isAlive(),
                            Disturbed.LOOK,
                            run.deadline().left())
                    && worker.isAlive();
        }

        private WorkerProcess killAndRestart(WorkerProcess worker) {
            worker.kill();
            if (!worker.died()) {
                return worker;
            }
            done++;
            long open = stage.openIntents();
            openIntents += open;
            inFlight += open > 0 ? 1 : 0;
            long before = stage.progress();
            long killed = System.nanoTime();
            WorkerProcess next = stage.shortLived(run.order());
            Waiting.until(
                    () -> stage.progress() > before || !next.isAlive(),
                    Disturbed.LOOK,
                    run.deadline().left());
            recoveries.add(Duration.ofNanos(System.nanoTime() - killed).toMillis());
            return next;
        }

        private void report() {
            showing.figure("kills", done);
            showing.figure("kills with an open intent", inFlight);
            showing.figure("open intents at kills, in all", openIntents);
            recoveries.sort(Long::compare);
            if (!recoveries.isEmpty()) {
                showing.figure(
                        "kill to first new settlement, ms, median, JVM start included",
                        recoveries.get(recoveries.size() / 2));
                showing.figure("kill to first new settlement, ms, worst", recoveries.getLast());
            }
            showing.mustHold(done == kills, "the worker was killed " + kills + " times before the job had closed");
            showing.mustHold(inFlight >= kills * ENOUGH_IN_FLIGHT, "at least 80 % of the kills met an open intent");
        }
    }
}
