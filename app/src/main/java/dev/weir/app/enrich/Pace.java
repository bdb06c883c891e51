package dev.weir.app.enrich;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How fast a count grows, over the latest stretch of time. */
final class Pace {

    /** A stretch shorter than this says nothing yet. */
    private static final Duration LEAST = Duration.ofSeconds(1);

    private record Sample(long nanos, long count) {}

    private final long window;
    private final Deque<Sample> samples = new ArrayDeque<>();

    /** @param window how far back it looks */
    Pace(Duration window) {
        this.window = window.toNanos();
    }

    /** The count stands there at that moment, in nanoseconds of a clock that never goes back. */
    void at(long nanos, long count) {
        samples.addLast(new Sample(nanos, count));
        while (samples.size() > 2 && nanos - samples.peekFirst().nanos() > window) {
            samples.removeFirst();
        }
    }

    /** Over the window, 0 while it is too short to tell. */
    double perSecond() {
        Sample first = samples.peekFirst();
        Sample last = samples.peekLast();
        if (first == null || last == null || last.nanos() - first.nanos() < LEAST.toNanos()) {
            return 0;
        }
        return Math.max(0, last.count() - first.count()) * 1e9 / (last.nanos() - first.nanos());
    }
}
