package dev.weir.acceptance;

import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One job, worked off by two workers that die and come back until enough have died, and then live to see its end. */
final class AimedRound {

    private static final int WORKERS = 2;
    /** Few, so that neither worker takes all batches and leaves the other nothing to die of. */
    private static final int BATCHES_AT_ONCE = 3;

    private static final int MOST_FLUSHES = 40;
    private static final long COMMIT_MICROS = 3_000;
    private static final Duration REAPING = Duration.ofSeconds(5);

    private final Disturbed run;
    private final Deaths deaths;
    private final int strangerEvery;
    private final SplittableRandom random;
    private final List<Life> lives;
    private final long started = System.nanoTime();

    /** @param strangerEvery after each so-manieth death a worker with a new home comes; 0 for never */
    AimedRound(Disturbed run, Deaths deaths, long seed, int strangerEvery) {
        this.run = run;
        this.deaths = deaths;
        this.strangerEvery = strangerEvery;
        this.random = new SplittableRandom(seed + deaths.count());
        Order order = run.order().withBatchesAtOnce(BATCHES_AT_ONCE);
        this.lives = Stream.generate(() -> new Life(order.with(UUID.randomUUID(), Trap.NONE)))
                .limit(WORKERS)
                .toList();
    }

    void run() {
        try {
            lives.forEach(Life::begin);
            Waiting.until(this::allFinished, Disturbed.LOOK, run.deadline().left());
        } finally {
            lives.forEach(Life::close);
        }
    }

    private boolean allFinished() {
        lives.forEach(Life::look);
        return lives.stream().allMatch(life -> life.finished);
    }

    /** The next place to die at; how often it is passed before is drawn. */
    private Trap next() {
        long left = Math.max(1, run.undisturbed().calls() - run.stage().calls());
        long share = Math.max(2, left / (deaths.owed() + WORKERS));
        String place = deaths.arm();
        if (place == null) {
            return Trap.NONE;
        }
        long most = switch (place) {
            case "enrichment.loaded" -> BATCHES_AT_ONCE;
            case Trap.BEFORE_COMMIT, Trap.DURING_COMMIT, "journal.committed" -> Math.min(MOST_FLUSHES, 1 + share / 8);
            default -> share;
        };
        return new Trap(place, 1 + random.nextLong(most), random.nextLong(COMMIT_MICROS));
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
            worker = run.stage().shortLived(order);
        }

        void look() {
            WorkerProcess now = worker;
            if (finished || now == null || now.isAlive()) {
                return;
            }
            now.awaitEnd(REAPING);
            if (now.finished()) {
                finished = true;
                close();
                return;
            }
            Trap trap = order.trap();
            deaths.died(trap.failpoint(), run.stage().openIntents() > 0);
            order = order.with(order.home(), Trap.NONE);
            run.showing()
                    .say(String.format(
                            "  %4d s, %3d. death, at %s (%d of %d calls)",
                            Duration.ofNanos(System.nanoTime() - started).toSeconds(),
                            deaths.count(),
                            trap.text(),
                            run.stage().calls(),
                            run.undisturbed().calls()));
            if (strangerEvery > 0 && deaths.count() % strangerEvery == 0) {
                order = order.with(UUID.randomUUID(), Trap.NONE);
            }
            begin();
        }

        /** Ends the worker, if it has not ended itself. */
        void close() {
            WorkerProcess now = worker;
            if (now == null) {
                return;
            }
            now.close();
            worker = null;
            if (order.trap().hit() > 0) {
                deaths.disarm(order.trap().failpoint());
            }
        }
    }
}
