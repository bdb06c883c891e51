package dev.weir.acceptance;

import dev.weir.sandbox.SandboxSettings;
import java.time.Duration;

/**
 * A run that is compared with the undisturbed one of the same rows: its vendors take their time, so that calls are in
 * flight when something happens, and a disturbance sees to it that something does.
 *
 * @param order of a worker that nothing happens to
 * @param deadline of the job's end
 */
record Disturbed(Stage stage, Order order, Undisturbed undisturbed, Deadline deadline, Showing showing) {

    static final Duration LOOK = Duration.ofMillis(10);

    private static final int CONCURRENCY = 64;
    private static final long LATENCY_FROM_MILLIS = 20;
    private static final long LATENCY_TO_MILLIS = 80;

    /** Starts workers, lets things happen to them, and returns when the job has closed or the deadline is over. */
    interface Disturbance {
        void on(Disturbed run);
    }

    /** Shows what came of it. A job that has not closed in time is left alone: nothing of it can be compared yet. */
    static void run(
            Arena arena,
            String kind,
            Assignment assignment,
            Deadline deadline,
            Showing showing,
            Disturbance disturbance) {
        SandboxSettings vendors = SandboxSettings.DEFAULT.withSeed(assignment.seed());
        arena.quickStart();
        Undisturbed undisturbed = Undisturbed.run(arena, assignment, vendors, showing);
        SandboxSettings slow = vendors.withAll(vendor -> vendor.withLatency(LATENCY_FROM_MILLIS, LATENCY_TO_MILLIS));
        try (Stage stage = arena.stage(kind, assignment, slow)) {
            Order order = stage.order(CONCURRENCY, false);
            long started = System.nanoTime();
            disturbance.on(new Disturbed(stage, order, undisturbed, deadline, showing));
            showing.figure(
                    "seconds", Duration.ofNanos(System.nanoTime() - started).toSeconds());
            if (stage.hasClosed()) {
                new Aftermath(stage, undisturbed, showing).look(order);
            } else {
                showing.mustHold(false, "the job has closed in time: it still runs, so there is nothing to compare");
            }
        }
    }
}
