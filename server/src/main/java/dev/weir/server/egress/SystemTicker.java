package dev.weir.server.egress;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The machine's monotonic clock and one thread for alarms. */
final class SystemTicker implements Ticker, AutoCloseable {

    private final long origin = System.nanoTime();
    private final ScheduledThreadPoolExecutor alarms = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("weir-egress-alarms").factory());

    SystemTicker() {
        alarms.setRemoveOnCancelPolicy(true);
    }

    @Override
    public long nanos() {
        return System.nanoTime() - origin;
    }

    @Override
    public Alarm alarm(long inNanos, Runnable action) {
        ScheduledFuture<?> coming = alarms.schedule(action, inNanos, TimeUnit.NANOSECONDS);
        return () -> coming.cancel(false);
    }

    @Override
    public void close() {
        alarms.shutdownNow();
    }
}
