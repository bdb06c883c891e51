package dev.weir.server.egress;

import dev.weir.provider.Pace;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What throttled answers do to the pace: nobody sends before the time the vendor asked for, and afterwards calls come
 * one by one, spaced out, until answers arrive again. Not thread-safe.
 *
 * <p>Calls in flight together are throttled together; that is one reason to slow down, not many. So only a call that
 * left after the last slowing counts as a new one.
 */
final class Slowdown {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final long LONGEST = TimeUnit.MINUTES.toNanos(10);
    private static final long LEAST_SPACING = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long MOST_SPACING = 5 * SECOND;
    private static final long NONE = -1;

    private final Pace pace;
    private final RandomGenerator random;

    private long pausedUntil;
    private long spacing;
    private int episodes;
    private long slowedAt = NONE;
    private long throttledSince = NONE;

    Slowdown(Pace pace, RandomGenerator random) {
        this.pace = pace;
        this.random = random;
    }

    /** A throttled answer has come to a call that left at that time; answers when its repeat may leave. */
    long throttled(long now, long leftAt, @Nullable Duration retryAfter) {
        if (throttledSince == NONE) {
            throttledSince = now;
        }
        boolean anew = slowedAt == NONE || leftAt > slowedAt;
        if (anew) {
            episodes++;
            slowedAt = now;
            spacing = Math.clamp(spacing * 2, LEAST_SPACING, MOST_SPACING);
        }
        if (retryAfter != null) {
            pausedUntil = Math.max(pausedUntil, now + Math.min(retryAfter.toNanos(), LONGEST));
        } else if (anew) {
            pausedUntil = Math.max(pausedUntil, now + guess());
        }
        return Math.max(now, pausedUntil);
    }

    /** Any other outcome has come to a call that left at that time. */
    void answered(long leftAt) {
        throttledSince = NONE;
        if (slowedAt != NONE && leftAt > slowedAt) {
            episodes = 0;
            spacing -= spacing / 8;
            if (spacing < LEAST_SPACING / 2) {
                spacing = 0;
                slowedAt = NONE;
            }
        }
    }

    /** The earliest time a call may leave, the last one having left at that time. */
    long freeAt(long lastLeftAt) {
        return spacing == 0 ? pausedUntil : Math.max(pausedUntil, lastLeftAt + spacing);
    }

    long spacing() {
        return spacing;
    }

    /** For how long there has been nothing but throttling; 0 when there has not. */
    long throttledFor(long now) {
        return throttledSince == NONE ? 0 : now - throttledSince;
    }

    long pausedUntil() {
        return pausedUntil;
    }

    /** The vendor names no time: its documented window, then twice that and so on, up to a minute, plus jitter. */
    private long guess() {
        long window = pace.perSecond() == 0 && pace.perMinute() > 0 ? MINUTE : SECOND;
        long wait = Math.min(window << Math.min(episodes - 1, 6), MINUTE);
        return wait + random.nextLong(wait / 4);
    }
}
