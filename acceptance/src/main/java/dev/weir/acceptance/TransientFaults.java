package dev.weir.acceptance;

import dev.weir.sandbox.FaultKind;
import dev.weir.sandbox.FaultRule;
import dev.weir.sandbox.SandboxSettings;
import dev.weir.sandbox.Vendor;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * One call in twenty fails and would be answered if it were made again: server errors everywhere, and lost answers where
 * the vendor repeats for free. Nothing of that may be seen in the result, and all of it must be seen in the costs.
 */
record TransientFaults(int rows, long seed) {

    private static final double RATE = 0.05;
    private static final double LOST = 0.01;
    /** The policy makes three tries, so two may fail. */
    private static final int HEALS_AFTER = 2;

    private static final int CONCURRENCY = 512;
    private static final int HEAP_MIB = 512;
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    Showing run(Arena arena, Consumer<String> out) {
        Showing showing = new Showing(out);
        showing.say("transient: rows " + rows + ", seed " + seed);
        Assignment assignment = new Assignment(seed, rows);
        SandboxSettings vendors = SandboxSettings.DEFAULT.withSeed(seed);
        Undisturbed undisturbed = Undisturbed.run(arena, assignment, vendors, showing);
        try (Stage stage = arena.stage("faulty", assignment, faulty(vendors))) {
            work(stage, showing);
            compare(stage, undisturbed, showing);
        }
        return showing;
    }

    private static SandboxSettings faulty(SandboxSettings vendors) {
        FaultRule errors = FaultRule.of(FaultKind.SERVER_ERROR, RATE).healingAfter(HEALS_AFTER);
        return vendors.withAll(vendor -> vendor.withFaults(errors))
                .with(
                        Vendor.HUNTER,
                        hunter -> hunter.withFaults(
                                FaultRule.of(FaultKind.SERVER_ERROR, RATE - LOST)
                                        .healingAfter(HEALS_AFTER),
                                FaultRule.of(FaultKind.RESET_BEFORE_FIRST_BYTE, LOST / 2)
                                        .healingAfter(HEALS_AFTER),
                                FaultRule.of(FaultKind.TRUNCATED, LOST / 2).healingAfter(HEALS_AFTER)));
    }

    private void work(Stage stage, Showing showing) {
        long started = System.nanoTime();
        try (WorkerProcess worker = stage.worker(stage.order(CONCURRENCY, true), "-Xmx" + HEAP_MIB + "m")) {
            worker.awaitEnd(PATIENCE);
            long millis = Duration.ofNanos(System.nanoTime() - started).toMillis();
            showing.figure("seconds", millis / 1_000);
            showing.figure("rows a second", rows * 1_000L / Math.max(1, millis));
            showing.figure("peak memory of the worker, MiB (heap " + HEAP_MIB + " at most)", worker.peakRssKib() >> 10);
            showing.mustHold(worker.finished(), "the worker has come to the job's end");
        }
    }

    private void compare(Stage stage, Undisturbed undisturbed, Showing showing) {
        Books books = stage.books();
        Bills bills = stage.bills();
        long struck = stage.sandbox().ledger().entries().stream()
                .filter(entry -> entry.fault() != null)
                .count();
        showing.figure("calls", bills.calls());
        showing.figure("calls that met a fault", struck);
        showing.figure("charged by vendors (1/1000)", bills.charged());
        showing.figure("certain vendor cost (1/1000)", books.certain());
        showing.figure("possible vendor cost (1/1000)", books.possible());
        showing.mustHold(struck > bills.calls() * RATE / 2, "about one call in twenty met a fault");
        showing.mustHold(bills.charged() == undisturbed.charged(), "vendors charged what they charge without faults");
        showing.mustHold(books.certain() == bills.charged(), "the certain vendor cost is what vendors charged");
        showing.mustHold(bills.chargedRepeats() == 0, "nothing is charged twice");
        showing.discrepancies(
                "under faults",
                Reconciliation.of(books, bills, undisturbed.table(), stage.table(), Reconciliation.Doubts.RESOLVED));
        showing.discrepancies("in verify", stage.verify());
    }
}
