package dev.weir.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long a number of equal things took, in milliseconds. */
final class Latencies {

    private final double[] sorted;

    Latencies(double[] millis) {
        if (millis.length == 0) {
            throw new IllegalArgumentException("nothing was timed");
        }
        this.sorted = millis.clone();
        Arrays.sort(sorted);
    }

    int count() {
        return sorted.length;
    }

    /** The least value that this share of all does not exceed (nearest rank). */
    double at(double share) {
        int rank = (int) Math.ceil(share * sorted.length);
        return sorted[Math.clamp(rank - 1, 0, sorted.length - 1)];
    }

    double most() {
        return sorted[sorted.length - 1];
    }

    Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("jobs", count());
        map.put("p50Millis", Usage.round(at(0.5), 1));
        map.put("p90Millis", Usage.round(at(0.9), 1));
        map.put("p99Millis", Usage.round(at(0.99), 1));
        map.put("maxMillis", Usage.round(most(), 1));
        return map;
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "p50 %.1f   p90 %.1f   p99 %.1f   max %.1f ms   (%d jobs)",
                at(0.5),
                at(0.9),
                at(0.99),
                most(),
                count());
    }
}
