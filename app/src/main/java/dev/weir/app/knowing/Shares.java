package dev.weir.app.knowing;

import dev.weir.app.enrich.Amounts;
import dev.weir.server.insight.Interval;
import dev.weir.server.insight.Range;
import java.time.Duration;
import java.util.Locale;

/** Parts of a whole, always with the whole. */
final class Shares {

    private Shares() {}

    /** {@code 12 of 40}. */
    static String of(long part, long whole) {
        return Amounts.count(part) + " of " + Amounts.count(whole);
    }

    /** {@code 12} or {@code 10 to 14}. */
    static String range(Range range) {
        return range.exact()
                ? Amounts.count(range.lo())
                : Amounts.count(range.lo()) + " to " + Amounts.count(range.hi());
    }

    /** The same of 1/1000 credits. */
    static String credits(Range range) {
        return range.exact()
                ? Amounts.credits(range.lo())
                : Amounts.credits(range.lo()) + " to " + Amounts.credits(range.hi());
    }

    /** {@code 17 to 48 in 100}. */
    static String interval(Interval interval) {
        return Math.round(100 * interval.lo()) + " to " + Math.round(100 * interval.hi()) + " in 100";
    }

    /** {@code 320 ms}, {@code 4.1 s}, {@code 12 min}. */
    static String time(long millis) {
        if (millis < 1_000) {
            return millis + " ms";
        }
        if (millis < 120_000) {
            return String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
        }
        return Amounts.count(Math.round(millis / 60_000.0)) + " min";
    }

    static String time(Duration duration) {
        return time(duration.toMillis());
    }

    static String times(Range millis) {
        return time(millis.lo()).equals(time(millis.hi()))
                ? time(millis.lo())
                : time(millis.lo()) + " to " + time(millis.hi());
    }
}
