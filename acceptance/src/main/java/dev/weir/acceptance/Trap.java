package dev.weir.acceptance;

import dev.weir.server.egress.Failpoint;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Where a worker dies: at the so-manieth time it comes to a failpoint, at once and without any clearing up, as
 * {@code kill -9} would have it.
 *
 * @param failpoint one of {@link #PLACES}
 * @param hit from 1; 0 is a trap that never springs
 * @param delayMicros how long after; only for {@link #DURING_COMMIT}
 */
record Trap(String failpoint, long hit, long delayMicros) {

    /** Between the sending of a COMMIT and its answer, as nearly as one can aim from outside the database. */
    static final String DURING_COMMIT = "journal.duringCommit";

    static final String BEFORE_COMMIT = "journal.beforeCommit";

    /** Where one can die, the place between two failpoints included. */
    static final List<String> PLACES = List.of(
            "enrichment.loaded",
            "enrichment.afterIntent",
            "egress.afterSend",
            "enrichment.beforeSettle",
            BEFORE_COMMIT,
            DURING_COMMIT,
            "journal.committed");

    static final Trap NONE = new Trap("", 0, 0);

    /** What a process that the system kills says too. */
    static final int EXIT_CODE = 137;

    Failpoint armed() {
        if (hit == 0) {
            return Failpoint.NONE;
        }
        AtomicLong seen = new AtomicLong();
        boolean duringCommit = failpoint.equals(DURING_COMMIT);
        String name = duringCommit ? BEFORE_COMMIT : failpoint;
        return reached -> {
            if (!reached.equals(name) || seen.incrementAndGet() != hit) {
                return;
            }
            if (duringCommit) {
                Thread.ofPlatform().start(this::dieSoon);
            } else {
                die();
            }
        };
    }

    private void dieSoon() {
        LockSupport.parkNanos(Duration.of(delayMicros, ChronoUnit.MICROS).toNanos());
        die();
    }

    private static void die() {
        Runtime.getRuntime().halt(EXIT_CODE);
    }

    String text() {
        return failpoint + "," + hit + "," + delayMicros;
    }

    static Trap of(String text) {
        String[] parts = text.split(",", -1);
        return new Trap(parts[0], Long.parseLong(parts[1]), Long.parseLong(parts[2]));
    }
}
