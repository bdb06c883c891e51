package dev.weir.sandbox;

import java.util.concurrent.atomic.AtomicLong;

/** Counts one operation's calls in fixed windows of a second, a minute, an hour and a day. Safe for many threads. */
final class Pacer {
    private static final long SECOND = 1_000;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    private final Window second = new Window(SECOND);
    private final Window minute = new Window(MINUTE);
    private final Window hour = new Window(HOUR);
    private final Window day = new Window(DAY);

    /** Calls so far in the current windows. */
    record Usage(int minute, int hour, int day, int secondsLeftInMinute) {}

    /** Whole seconds until the next call may come; 0 when this one was let through and counted. */
    int take(VendorSettings.Pace pace, long nowMillis) {
        if (pace.perSecond() > 0 || pace.perMinute() > 0) {
            return takeLimited(pace, nowMillis);
        }
        count(nowMillis);
        return 0;
    }

    private synchronized int takeLimited(VendorSettings.Pace pace, long nowMillis) {
        if (pace.perSecond() > 0 && second.count(nowMillis) >= pace.perSecond()) {
            return 1;
        }
        if (pace.perMinute() > 0 && minute.count(nowMillis) >= pace.perMinute()) {
            return secondsLeft(nowMillis);
        }
        second.add(nowMillis);
        count(nowMillis);
        return 0;
    }

    private void count(long nowMillis) {
        minute.add(nowMillis);
        hour.add(nowMillis);
        day.add(nowMillis);
    }

    Usage usage(long nowMillis) {
        return new Usage(minute.count(nowMillis), hour.count(nowMillis), day.count(nowMillis), secondsLeft(nowMillis));
    }

    private static int secondsLeft(long nowMillis) {
        return (int) ((MINUTE - nowMillis % MINUTE + SECOND - 1) / SECOND);
    }

    /** The window's number in the upper half, its calls in the lower: one compare-and-set moves both. */
    private static final class Window {
        private final long length;
        private final AtomicLong state = new AtomicLong();

        Window(long length) {
            this.length = length;
        }

        int count(long nowMillis) {
            long now = state.get();
            return (int) (now >>> 32) == (int) (nowMillis / length) ? (int) now : 0;
        }

        void add(long nowMillis) {
            int number = (int) (nowMillis / length);
            state.updateAndGet(now -> (int) (now >>> 32) == number ? now + 1 : ((long) number << 32) + 1);
        }
    }
}
