package dev.weir.acceptance.chaos.faults;

import java.time.Duration;
import java.util.Locale;
import java.util.SplittableRandom;

/** What faults draw. */
final class Draw {

    private Draw() {}

    /** Evenly from one to the other. */
    static Duration between(SplittableRandom random, Duration least, Duration most) {
        return Duration.ofMillis(random.nextLong(least.toMillis(), most.toMillis() + 1));
    }

    /** As people read it. */
    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1e3);
    }
}
