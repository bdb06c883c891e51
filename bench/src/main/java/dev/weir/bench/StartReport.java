package dev.weir.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long starts of the server took. */
public final class StartReport implements BenchReport {

    private final String machine;
    private final List<Double> cached;
    private final List<Double> bare;

    /** @param cached in seconds; empty when there is no cache */
    StartReport(String machine, List<Double> cached, List<Double> bare) {
        this.machine = machine;
        this.cached = List.copyOf(cached);
        this.bare = List.copyOf(bare);
    }

    static String machine() {
        return String.format(
                Locale.ROOT,
                "%d cores, %s; Java %s; load %s",
                Runtime.getRuntime().availableProcessors(),
                Proc.cpuModel(),
                System.getProperty("java.runtime.version"),
                Proc.loadAverage());
    }

    /** Median of the starts with a cache; NaN without one. */
    public double seconds() {
        return Spread.of(cached).median();
    }

    @Override
    public String toJson() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("startSeconds", Usage.round(seconds(), 2));
        map.put("withCache", cached.stream().map(one -> Usage.round(one, 2)).toList());
        map.put("withoutCache", bare.stream().map(one -> Usage.round(one, 2)).toList());
        map.put("machine", machine);
        return Figures.json(map);
    }

    @Override
    public String toTable() {
        StringBuilder text = new StringBuilder(machine).append("\n\n");
        Figures.row(
                text,
                "startSeconds",
                Spread.of(cached).text("%.2f"),
                "≤ 3",
                cached.isEmpty()
                        ? "there is no cache: 'weir serve' makes one"
                        : "with AOT cache, to the first /health");
        Figures.row(text, "without cache", Spread.of(bare).text("%.2f"), "", "");
        return text.toString();
    }
}
