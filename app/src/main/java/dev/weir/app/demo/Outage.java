package dev.weir.app.demo;

import dev.weir.sandbox.FaultKind;
import dev.weir.sandbox.LedgerSummary;
import dev.weir.sandbox.SandboxServer;
import dev.weir.sandbox.Vendor;
import dev.weir.sandbox.VendorSettings;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** Takes Hunter down in the middle of a run, and up again. */
final class Outage implements AutoCloseable {

    /** Enough calls to see it work before it fails. */
    private static final long AFTER_CALLS = 100;

    private static final Duration LASTS = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofMillis(20);

    private final SandboxServer sandbox;
    private final Consumer<String> say;
    private final long callsBefore;
    private final Thread thread;
    private volatile boolean over;

    Outage(SandboxServer sandbox, Consumer<String> say) {
        this.sandbox = sandbox;
        this.say = say;
        this.callsBefore = calls();
        this.thread = Thread.ofPlatform().daemon().name("demo-outage").start(this::run);
    }

    private void run() {
        while (!over && calls() < callsBefore + AFTER_CALLS) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        if (over) {
            return;
        }
        set(new VendorSettings.Outage(true, 0, 0, FaultKind.SERVER_ERROR));
        say.accept("  >> Hunter is down: it answers 500 to everything");
        long until = System.nanoTime() + LASTS.toNanos();
        while (!over && System.nanoTime() < until) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        set(VendorSettings.Outage.NONE);
        say.accept("  >> Hunter is up again");
    }

    private void set(VendorSettings.Outage outage) {
        sandbox.settings(sandbox.settings().with(Vendor.HUNTER, own -> own.withOutage(outage)));
    }

    private long calls() {
        return sandbox.ledger().summary().lines().stream()
                .filter(line -> line.operation().vendor() == Vendor.HUNTER)
                .mapToLong(LedgerSummary.Line::calls)
                .sum();
    }

    @Override
    public void close() {
        over = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException again) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
