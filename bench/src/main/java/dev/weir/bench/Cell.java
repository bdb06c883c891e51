package dev.weir.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** One thing that is measured, and its runs so far. Those of one index in two cells ran next to each other. */
final class Cell {

    private final String name;
    private final List<Usage> runs = new ArrayList<>();

    Cell(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    List<Usage> runs() {
        return List.copyOf(runs);
    }

    void add(Usage usage) {
        runs.add(usage);
    }

    /** The same, and tells of it in a line. */
    void add(Usage usage, PrintStream progress) {
        add(usage);
        progress.printf(
                Locale.ROOT,
                "%-32s %9.0f rows/s  PG %5.1f µs  JVM %5.1f µs  load %s%n",
                name,
                usage.perSecond(),
                usage.perUnit(usage.pgCpuMicros()),
                usage.perUnit(usage.jvmCpuMicros()),
                usage.loadBefore());
    }

    Spread of(ToDoubleFunction<Usage> figure) {
        return Spread.of(runs.stream().map(figure::applyAsDouble).toList());
    }

    Spread perSecond() {
        return of(Usage::perSecond);
    }

    /** Ours ÷ theirs, repeat by repeat. */
    Spread over(Cell other) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(runs.size(), other.runs.size()); i++) {
            ratios.add(runs.get(i).perSecond() / other.runs.get(i).perSecond());
        }
        return Spread.of(ratios);
    }

    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", name);
        map.put("runs", runs.stream().map(Usage::toMap).toList());
        return map;
    }
}
