package dev.weir.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a cell took. NaN where it could not be measured.
 *
 * @param units rows
 * @param pgCpuMicros of PostgreSQL's processes, all units together
 * @param jvmCpuMicros of the JVM that drove it
 * @param besideCpuMicros of the processes beside it, such as the one that played the vendor; NaN where there was none
 * @param hotPercent of updates
 * @param latencyP50Millis from the first statement to the last commit of a group; NaN where groups are not ours
 * @param busyPercent of the machine, by anybody, while it ran
 * @param foreignPercent of the machine, by others, while it ran
 * @param foreignBeforePercent the same in the moment before
 */
record Usage(
        long units,
        double seconds,
        double pgCpuMicros,
        double jvmCpuMicros,
        double besideCpuMicros,
        double walBytes,
        double commits,
        double hotPercent,
        double latencyP50Millis,
        double latencyP99Millis,
        double busyPercent,
        double foreignPercent,
        double foreignBeforePercent,
        double stealPercent,
        String loadBefore) {

    double perSecond() {
        return units / seconds;
    }

    /** The same, of that many units, for work that does not know before how much it will do. */
    Usage of(long done) {
        return new Usage(
                done,
                seconds,
                pgCpuMicros,
                jvmCpuMicros,
                besideCpuMicros,
                walBytes,
                commits,
                hotPercent,
                latencyP50Millis,
                latencyP99Millis,
                busyPercent,
                foreignPercent,
                foreignBeforePercent,
                stealPercent,
                loadBefore);
    }

    double perUnit(double total) {
        return total / units;
    }

    Map<String, @Nullable Object> toMap() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("units", units);
        map.put("seconds", round(seconds, 3));
        map.put("unitsPerSecond", round(perSecond(), 0));
        map.put("pgCpuMicrosPerUnit", round(perUnit(pgCpuMicros), 2));
        map.put("jvmCpuMicrosPerUnit", round(perUnit(jvmCpuMicros), 2));
        map.put("besideCpuMicrosPerUnit", round(perUnit(besideCpuMicros), 2));
        map.put("walBytesPerUnit", round(perUnit(walBytes), 0));
        map.put("commitsPerUnit", round(perUnit(commits), 5));
        map.put("hotPercent", round(hotPercent, 1));
        map.put("latencyP50Millis", round(latencyP50Millis, 1));
        map.put("latencyP99Millis", round(latencyP99Millis, 1));
        map.put("busyCpuPercent", round(busyPercent, 1));
        map.put("foreignCpuPercent", round(foreignPercent, 1));
        map.put("foreignCpuPercentBefore", round(foreignBeforePercent, 1));
        map.put("stealPercent", round(stealPercent, 1));
        map.put("loadAverageBefore", loadBefore);
        return map;
    }

    /** The number as it is shown; null, which JSON has, for NaN, which it has not. */
    static @Nullable Double round(double value, int digits) {
        if (!Double.isFinite(value)) {
            return null;
        }
        double scale = Math.pow(10, digits);
        return Math.round(value * scale) / scale;
    }
}
