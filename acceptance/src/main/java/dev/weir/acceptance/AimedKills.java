package dev.weir.acceptance;

import dev.weir.sandbox.SandboxSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Two workers on one database, each of which dies at the failpoint it was told, is started again and told the next. Now
 * and then a worker comes back as another machine would: with a new home, so that what the dead one had leased is free
 * only when its lease has ended.
 *
 * @param kills of both together
 * @param strangers how many of the deaths are followed by such a worker
 */
record AimedKills(int rows, int kills, int strangers, long seed) {

    private static final int WORKERS = 2;
    private static final int CONCURRENCY = 64;
    private static final long LATENCY_FROM_MILLIS = 20;
    private static final long LATENCY_TO_MILLIS = 80;
    private static final Duration LOOK = Duration.ofMillis(10);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int MOST_BATCHES = 3;
    private static final int MOST_FLUSHES = 40;
    private static final long COMMIT_MICROS = 3_000;

    Showing run(Arena arena, Consumer<String> out) {
        Showing showing = new Showing(out);
        showing.say("failpoints: rows " + rows + ", kills " + kills + ", strangers " + strangers + ", seed " + seed);
        Assignment assignment = new Assignment(seed, rows);
        SandboxSettings vendors = SandboxSettings.DEFAULT.withSeed(seed);
        Undisturbed undisturbed = Undisturbed.run(arena, assignment, vendors, showing);
        SandboxSettings slow = vendors.withAll(vendor -> vendor.withLatency(LATENCY_FROM_MILLIS, LATENCY_TO_MILLIS));
        try (Stage stage = arena.stage("aimed", assignment, slow)) {
            Order order = stage.order(CONCURRENCY, false);
            new Killing(stage, order, undisturbed, showing).run();
            new Aftermath(stage, undisturbed, showing).look(order);
        }
        return showing;
    }

    private final class Killing {
        private final Stage stage;
        private final Showing showing;
        private final long callsInAll;
        private final SplittableRandom random = new SplittableRandom(seed);
        private final Map<String, Integer> deaths = new TreeMap<>();
        private final List<Life> lives = new ArrayList<>();
        private int armed;
        private int died;
        private int inFlight;

        Killing(Stage stage, Order order, Undisturbed undisturbed, Showing showing) {
            this.stage = stage;
            this.showing = showing;
            this.callsInAll = undisturbed.calls();
            for (int i = 0; i < WORKERS; i++) {
                lives.add(new Life(order.with(UUID.randomUUID(), Trap.NONE)));
            }
        }

        void run() {
            long started = System.nanoTime();
            try {
                lives.forEach(Life::begin);
                Waiting.until(this::allFinished, LOOK, PATIENCE);
            } finally {
                lives.forEach(Life::close);
            }
            showing.figure(
                    "seconds", Duration.ofNanos(System.nanoTime() - started).toSeconds());
            report();
        }

        private boolean allFinished() {
            lives.forEach(Life::look);
            return lives.stream().allMatch(life -> life.finished);
        }

        private void report() {
            showing.figure("deaths at failpoints", died);
            deaths.forEach((place, count) -> showing.figure("  at " + place, count));
            showing.figure("deaths with an open intent", inFlight);
            showing.mustHold(lives.stream().allMatch(life -> life.finished), "both workers have come to the job's end");
            showing.mustHold(died >= kills, kills + " deaths before the job had closed");
            int each = kills / (2 * Trap.PLACES.size());
            showing.mustHold(
                    Trap.PLACES.stream().allMatch(place -> deaths.getOrDefault(place, 0) >= each),
                    "at least " + each + " deaths at each failpoint");
        }

        /** One worker after another under one order. */
        private final class Life {
            private Order order;
            private @Nullable WorkerProcess worker;
            private boolean finished;

            Life(Order order) {
                this.order = order;
            }

            void begin() {
                order = order.with(order.home(), next());
                worker = stage.worker(order, WorkerProcess.SHORT_LIFE);
            }

            void look() {
                WorkerProcess now = worker;
                if (finished || now == null || now.isAlive()) {
                    return;
                }
                now.awaitEnd(PATIENCE);
                if (now.finished()) {
                    finished = true;
                    return;
                }
                died++;
                showing.say(
                        "  died at " + order.trap().text() + " (" + stage.calls() + " of " + callsInAll + " calls)");
                deaths.merge(order.trap().failpoint(), 1, Integer::sum);
                inFlight += stage.openIntents() > 0 ? 1 : 0;
                if (strangers > 0 && died % Math.max(1, kills / strangers) == 0) {
                    order = order.with(UUID.randomUUID(), Trap.NONE);
                }
                begin();
            }

            void close() {
                WorkerProcess now = worker;
                if (now != null) {
                    now.close();
                }
            }
        }

        /** Places take turns, so that each gets its share; how often one is passed before is drawn. */
        private Trap next() {
            if (armed >= kills + WORKERS - 1) {
                return Trap.NONE;
            }
            String place = Trap.PLACES.get(armed % Trap.PLACES.size());
            armed++;
            long callsLeft = Math.max(1, callsInAll - stage.calls());
            long share = Math.max(2, callsLeft / (kills - Math.min(armed, kills) + WORKERS));
            long most = switch (place) {
                case "enrichment.loaded" -> Math.min(MOST_BATCHES, Math.max(1, rows / 4_000));
                case Trap.BEFORE_COMMIT, Trap.DURING_COMMIT, "journal.committed" ->
                    Math.min(MOST_FLUSHES, 1 + share / 8);
                default -> share;
            };
            return new Trap(place, 1 + random.nextLong(most), random.nextLong(COMMIT_MICROS));
        }
    }
}
