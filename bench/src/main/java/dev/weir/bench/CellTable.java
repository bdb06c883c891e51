package dev.weir.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The cells of a run, as they are shown, and what makes them doubtful.
 *
 * @param beside what the processes beside PostgreSQL and the JVM are called
 */
record CellTable(List<Cell> cells, String beside) {

    /** Others at work: from here on a figure is not to be believed. */
    private static final double FOREIGN_PERCENT = 10;

    CellTable {
        cells = List.copyOf(cells);
    }

    CellTable(List<Cell> cells) {
        this(cells, "sandbox");
    }

    /** One sentence for each cell that others have disturbed; empty on a quiet machine. */
    List<String> warnings() {
        List<String> warnings = new ArrayList<>();
        for (Cell cell : cells) {
            double foreign = cell.of(usage -> Math.max(usage.foreignPercent(), usage.foreignBeforePercent()))
                    .max();
            if (foreign > FOREIGN_PERCENT) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "%s: others used up to %.0f %% of the machine before or while it ran",
                        cell.name(),
                        foreign));
            }
        }
        return warnings;
    }

    List<Map<String, Object>> toList() {
        return cells.stream().map(Cell::toMap).toList();
    }

    void appendTo(StringBuilder text) {
        text.append(String.format(
                Locale.ROOT,
                "%n%-32s %26s %18s %18s %18s %10s %10s %6s %12s %12s %6s %9s%n",
                "cell",
                "rows/s",
                "PG µs/row",
                "JVM µs/row",
                beside + " µs/row",
                "WAL B/row",
                "commits/k",
                "HOT %",
                "group p50 ms",
                "group p99 ms",
                "CPU %",
                "foreign %"));
        cells.forEach(cell -> text.append(line(cell)));
        text.append('\n');
    }

    private static String line(Cell cell) {
        return String.format(
                Locale.ROOT,
                "%-32s %26s %18s %18s %18s %10s %10s %6s %12s %12s %6s %9s%n",
                cell.name(),
                cell.perSecond().text("%.0f"),
                each(cell, Usage::pgCpuMicros).text("%.1f"),
                each(cell, Usage::jvmCpuMicros).text("%.1f"),
                each(cell, Usage::besideCpuMicros).text("%.1f"),
                median(each(cell, Usage::walBytes), "%.0f"),
                median(each(cell, usage -> usage.commits() * 1_000), "%.2f"),
                median(cell.of(Usage::hotPercent), "%.0f"),
                median(cell.of(Usage::latencyP50Millis), "%.1f"),
                median(cell.of(Usage::latencyP99Millis), "%.1f"),
                median(cell.of(Usage::busyPercent), "%.0f"),
                median(cell.of(Usage::foreignPercent), "%.0f"));
    }

    private static Spread each(Cell cell, ToDoubleFunction<Usage> total) {
        return cell.of(usage -> usage.perUnit(total.applyAsDouble(usage)));
    }

    private static String median(Spread spread, String format) {
        return Figures.text(spread.median(), format);
    }
}
