package dev.weir.acceptance.chaos.faults;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How long it took until what a server had under way when it died, or stood still, went on.
 *
 * @param granted of each of its batches until it was granted anew or had ended
 * @param settled of each death until the first settlement of one of those batches under a new grant
 * @param hindered of the batches for which nobody could have been found for a while, since no server was up or the database
 *     was away; counted from when that was over
 * @param never batches that nobody took though they were waited for until the end
 */
public record Recovery(List<Duration> granted, List<Duration> settled, List<Duration> hindered, int never) {

    private static final double MOST = 0.99;

    public Recovery {
        granted = granted.stream().sorted().toList();
        settled = settled.stream().sorted().toList();
        hindered = hindered.stream().sorted().toList();
    }

    /** A line for each. */
    List<String> lines() {
        return List.of(
                "  batches of the dead granted anew: " + spread(granted),
                "  first new settlement after a death: " + spread(settled),
                "  batches that nobody could have taken for a while: " + spread(hindered)
                        + (never == 0 ? "" : "; " + never + " were never granted again"));
    }

    /** The time below which that share of them is. @param sorted not empty */
    public static Duration share(List<Duration> sorted, double share) {
        return sorted.get(Math.max(0, (int) Math.ceil(sorted.size() * share) - 1));
    }

    private static String spread(List<Duration> sorted) {
        if (sorted.isEmpty()) {
            return "none";
        }
        return String.format(
                Locale.ROOT,
                "%d; median %.1f s, p99 %.1f s, longest %.1f s",
                sorted.size(),
                share(sorted, 0.5).toMillis() / 1e3,
                share(sorted, MOST).toMillis() / 1e3,
                sorted.getLast().toMillis() / 1e3);
    }
}
