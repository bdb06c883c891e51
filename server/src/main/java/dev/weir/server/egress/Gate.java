package dev.weir.server.egress;

import dev.weir.provider.Pace;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Lets callers of one credential through at its pace, in the order in which they came; those who repeat a call come
 * before those who begin one.
 *
 * <p>A caller passes when it is first in line, a slot is free and a token is; both are taken at that moment, so a queue
 * that built up behind slow answers does not rush out faster than the pace. Who would wait longer than memory allows is
 * told so at once.
 *
 * <p>The number of live nodes divides pace and slots, rounded down, a slot at least: with fewer slots than nodes the
 * vendor may see one call per node. While a node is not yet counted by all others the number is 0 and nobody passes;
 * that is how the limit holds while nodes join.
 */
final class Gate {

    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(100);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final Ticker ticker;
    private final IntSupplier liveNodes;
    private final Pace pace;
    private final long maxThrottled;
    private final @Nullable Tokens perSecond;
    private final @Nullable Tokens perMinute;

    private final ReentrantLock lock = new ReentrantLock();
    private final Slowdown slowdown;
    private final Deque<Caller> again = new ArrayDeque<>();
    private final Deque<Caller> fresh = new ArrayDeque<>();
    private int waiting;
    private int inFlight;
    private long lastLeft = Long.MIN_VALUE / 4;
    private Ticker.@Nullable Alarm alarm;
    private long alarmAt;

    Gate(Pace pace, IntSupplier liveNodes, Duration maxThrottled, Ticker ticker, RandomGenerator random) {
        this.pace = pace;
        this.liveNodes = liveNodes;
        this.maxThrottled = maxThrottled.toNanos();
        this.ticker = ticker;
        this.perSecond = pace.perSecond() == 0 ? null : new Tokens(pace.perSecond(), SECOND);
        this.perMinute = pace.perMinute() == 0 ? null : new Tokens(pace.perMinute(), MINUTE);
        this.slowdown = new Slowdown(pace, random);
    }

    /** What became of a caller. */
    sealed interface Turn {

        /** Its turn came at that time. */
        record Come(long at) implements Turn {}

        /** Its turn would come that much later, in nanoseconds. */
        record TooFar(long nanos) implements Turn {}
    }

    /** Nothing but throttling for too long, and the vendor's time is not over. @param since nanoseconds ago */
    record Starved(long since, long until) {}

    private static final class Caller {
        final boolean takesSlot;
        final CountDownLatch called = new CountDownLatch(1);
        long turnAt;
        boolean passed;
        boolean gone;

        Caller(boolean takesSlot) {
            this.takesSlot = takesSlot;
        }
    }

    /** Waits for a slot and a token; {@link #leave} gives the slot back. */
    Turn enter(long maxWait) throws InterruptedException {
        return await(new Caller(true), maxWait);
    }

    /** Waits for a token, for a caller that holds a slot. */
    Turn enterAgain(long maxWait) throws InterruptedException {
        return await(new Caller(false), maxWait);
    }

    /** Gives a slot back. */
    void leave() {
        lock.lock();
        try {
            inFlight--;
            callNext();
        } finally {
            lock.unlock();
        }
    }

    /** A throttled answer has come; answers how long its repeat has to wait, in nanoseconds. */
    long throttled(long leftAt, @Nullable Duration retryAfter) {
        lock.lock();
        try {
            long now = ticker.nanos();
            return slowdown.throttled(now, leftAt, retryAfter) - now;
        } finally {
            lock.unlock();
        }
    }

    /** Any other outcome has come. */
    void answered(long leftAt) {
        lock.lock();
        try {
            slowdown.answered(leftAt);
        } finally {
            lock.unlock();
        }
    }

    /** Null while there is hope. */
    @Nullable
    Starved starved() {
        lock.lock();
        try {
            long now = ticker.nanos();
            long throttledFor = slowdown.throttledFor(now);
            return throttledFor >= maxThrottled && now < slowdown.pausedUntil()
                    ? new Starved(throttledFor, slowdown.pausedUntil() - now)
                    : null;
        } finally {
            lock.unlock();
        }
    }

    int inFlight() {
        lock.lock();
        try {
            return inFlight;
        } finally {
            lock.unlock();
        }
    }

    int waiting() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    private Turn await(Caller caller, long maxWait) throws InterruptedException {
        Ticker.Alarm timeout;
        lock.lock();
        try {
            long wait = paceWait(caller);
            if (wait > maxWait) {
                return new Turn.TooFar(wait);
            }
            (caller.takesSlot ? fresh : again).add(caller);
            waiting++;
            callNext();
            if (caller.passed) {
                return new Turn.Come(caller.turnAt);
            }
            timeout = ticker.alarm(maxWait, () -> giveUp(caller));
        } finally {
            lock.unlock();
        }
        try {
            caller.called.await();
        } catch (InterruptedException interrupted) {
            withdraw(caller);
            throw interrupted;
        } finally {
            timeout.cancel();
        }
        lock.lock();
        try {
            return caller.passed
                    ? new Turn.Come(caller.turnAt)
                    : new Turn.TooFar(Math.max(paceWait(caller), LOOK_AGAIN));
        } finally {
            lock.unlock();
        }
    }

    private void giveUp(Caller caller) {
        lock.lock();
        try {
            if (!caller.passed) {
                drop(caller);
                caller.called.countDown();
            }
        } finally {
            lock.unlock();
        }
    }

    private void withdraw(Caller caller) {
        lock.lock();
        try {
            if (!caller.passed) {
                drop(caller);
            } else if (caller.takesSlot) {
                inFlight--;
            }
            callNext();
        } finally {
            lock.unlock();
        }
    }

    /** It stays in line, where it is passed over: removing from the middle would cost its length. */
    private void drop(Caller caller) {
        if (!caller.gone) {
            caller.gone = true;
            waiting--;
        }
    }

    /** Calls all whose turn it is, and sets the alarm for the next one's. */
    private void callNext() {
        while (true) {
            Caller next = first();
            if (next == null) {
                return;
            }
            long now = ticker.nanos();
            int nodes = liveNodes.getAsInt();
            long at = nodes < 1 ? now + LOOK_AGAIN : freeAt(now, 0, nodes);
            if (at > now) {
                wakeAt(at, now);
                return;
            }
            (next.takesSlot ? fresh : again).poll();
            waiting--;
            takeTokens(now);
            if (next.takesSlot) {
                inFlight++;
            }
            next.turnAt = now;
            next.passed = true;
            next.called.countDown();
        }
    }

    private @Nullable Caller first() {
        Caller repeating = firstOf(again);
        if (repeating != null) {
            return repeating;
        }
        return inFlight < slots() ? firstOf(fresh) : null;
    }

    private static @Nullable Caller firstOf(Deque<Caller> line) {
        while (true) {
            Caller caller = line.peek();
            if (caller == null || !caller.gone) {
                return caller;
            }
            line.poll();
        }
    }

    private void wakeAt(long at, long now) {
        if (alarm != null) {
            if (alarmAt <= at) {
                return; // it looks again then
            }
            alarm.cancel();
        }
        alarmAt = at;
        alarm = ticker.alarm(at - now, this::wake);
    }

    private void wake() {
        lock.lock();
        try {
            alarm = null;
            callNext();
        } finally {
            lock.unlock();
        }
    }

    private void takeTokens(long now) {
        lastLeft = now;
        if (perSecond != null) {
            perSecond.take(now);
        }
        if (perMinute != null) {
            perMinute.take(now);
        }
    }

    private long freeAt(long now, int ahead, int nodes) {
        long at = Math.max(now, slowdown.freeAt(lastLeft) + ahead * slowdown.spacing());
        if (perSecond != null) {
            at = Math.max(at, perSecond.freeAt(now, ahead, nodes));
        }
        if (perMinute != null) {
            at = Math.max(at, perMinute.freeAt(now, ahead, nodes));
        }
        return at;
    }

    /**
     * How long the pace alone would keep a caller who joins the line now. What slots will be free by then nobody can
     * foretell: for those it waits, and comes back soon when it has waited too long, so that none of them lies idle.
     */
    private long paceWait(Caller caller) {
        long now = ticker.nanos();
        int ahead = caller.takesSlot ? waiting : again.size();
        return freeAt(now, ahead, Math.max(1, liveNodes.getAsInt())) - now;
    }

    private int slots() {
        boolean starving = slowdown.throttledFor(ticker.nanos()) >= maxThrottled;
        return starving ? 1 : Math.max(1, pace.concurrency() / Math.max(1, liveNodes.getAsInt()));
    }
}
