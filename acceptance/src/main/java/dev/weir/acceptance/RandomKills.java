package dev.weir.acceptance;

import dev.weir.sandbox.SandboxSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/**
 * One worker, killed by the system at moments that are uniform over the run's calls, and started again each time.
 *
 * @param kills how many
 * @param seed of rows, vendors and moments
 */
record RandomKills(int rows, int kills, long seed) {

    private static final int CONCURRENCY = 64;
    private static final long LATENCY_FROM_MILLIS = 20;
    private static final long LATENCY_TO_MILLIS = 80;
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long JITTER_MICROS = 40_000;
    private static final double ENOUGH_IN_FLIGHT = 0.8;

    Showing run(Arena arena, Consumer<String> out) {
        Showing showing = new Showing(out);
        showing.say("kills: rows " + rows + ", kills " + kills + ", seed " + seed);
        Assignment assignment = new Assignment(seed, rows);
        SandboxSettings vendors = SandboxSettings.DEFAULT.withSeed(seed);
        Undisturbed undisturbed = Undisturbed.run(arena, assignment, vendors, showing);
        SandboxSettings slow = vendors.withAll(vendor -> vendor.withLatency(LATENCY_FROM_MILLIS, LATENCY_TO_MILLIS));
        try (Stage stage = arena.stage("killed", assignment, slow)) {
            Order order = stage.order(CONCURRENCY, false);
            new Killing(stage, order, undisturbed, showing).run();
            new Aftermath(stage, undisturbed, showing).look(order);
        }
        return showing;
    }

    private final class Killing {
        private final Stage stage;
        private final Order order;
        private final Showing showing;
        private final SplittableRandom random = new SplittableRandom(seed);
        private final long[] moments;
        private final List<Long> recoveries = new ArrayList<>();
        private int done;
        private int inFlight;
        private long openIntents;

        Killing(Stage stage, Order order, Undisturbed undisturbed, Showing showing) {
            this.stage = stage;
            this.order = order;
            this.showing = showing;
            this.moments = random.longs(kills, 0, undisturbed.calls()).sorted().toArray();
        }

        void run() {
            long started = System.nanoTime();
            WorkerProcess worker = stage.worker(order, WorkerProcess.SHORT_LIFE);
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
                worker.awaitEnd(PATIENCE);
            } finally {
                worker.close();
            }
            showing.figure(
                    "seconds", Duration.ofNanos(System.nanoTime() - started).toSeconds());
            report();
        }

        private boolean awaitCalls(WorkerProcess worker, long calls) {
            Waiting.until(() -> stage.calls() >= calls || !worker.isAlive(), LOOK, PATIENCE);
            return worker.isAlive();
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
            WorkerProcess next = stage.worker(order, WorkerProcess.SHORT_LIFE);
            Waiting.until(() -> stage.progress() > before || !next.isAlive(), LOOK, PATIENCE);
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
