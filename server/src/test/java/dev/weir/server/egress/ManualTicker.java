package dev.weir.server.egress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;

/** Time that stands still until a test cranks it. */
final class ManualTicker implements Ticker {

    private record Due(long at, Runnable action) {}

    private final List<Due> alarms = new ArrayList<>();
    private long now;

    @Override
    public synchronized long nanos() {
        return now;
    }

    @Override
    public synchronized Alarm alarm(long inNanos, Runnable action) {
        Due due = new Due(now + inNanos, action);
        alarms.add(due);
        return () -> {
            synchronized (this) {
                alarms.removeIf(other -> other == due);
            }
        };
    }

    void advance(Duration by) {
        long end = nanos() + by.toNanos();
        while (ringBefore(end)) {
            // the next one may be due too
        }
        synchronized (this) {
            now = end;
        }
    }

    /** Runs the action on a virtual thread and cranks time whenever that thread waits for it. */
    <T> T crank(Callable<T> action) throws Exception {
        FutureTask<T> task = new FutureTask<>(action);
        Thread thread = Thread.ofVirtual().start(task);
        while (!task.isDone()) {
            if (isWaiting(thread)) {
                ringBefore(Long.MAX_VALUE);
            }
            Thread.yield();
        }
        return task.get();
    }

    static boolean isWaiting(Thread thread) {
        return thread.getState() == Thread.State.WAITING;
    }

    private boolean ringBefore(long end) {
        Due first;
        synchronized (this) {
            first = alarms.stream().min(Comparator.comparingLong(Due::at)).orElse(null);
            if (first == null || first.at > end) {
                return false;
            }
            alarms.remove(first);
            now = Math.max(now, first.at);
        }
        first.action.run();
        return true;
    }
}
