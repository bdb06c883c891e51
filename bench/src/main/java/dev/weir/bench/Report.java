package dev.weir.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a run has shown. Ratios are medians over the repeats of what ran next to each other; what could not be measured
 * on this machine is absent ({@code null} in JSON, a dash in the table).
 */
public final class Report {

    /** Others at work: from here on a figure is not to be believed. */
    private static final double FOREIGN_PERCENT = 10;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final MachineCard card;
    private final Options options;
    private final String floorName;
    private final Spread engineOverFloor;
    private final Spread engineOverLeanest;
    private final Spread ingestOverFloor;
    private final Memory memory;
    private final List<Cell> cells;

    Report(
            MachineCard card,
            Options options,
            String floorName,
            Spread engineOverFloor,
            Spread engineOverLeanest,
            Spread ingestOverFloor,
            Memory memory,
            List<Cell> cells) {
        this.card = card;
        this.options = options;
        this.floorName = floorName;
        this.engineOverFloor = engineOverFloor;
        this.engineOverLeanest = engineOverLeanest;
        this.ingestOverFloor = ingestOverFloor;
        this.memory = memory;
        this.cells = List.copyOf(cells);
    }

    /** The engine's rows/s ÷ those of the best floor. */
    public double engineOverFloor() {
        return engineOverFloor.median();
    }

    /** The submit's rows/s ÷ those of bare insertion. */
    public double ingestOverFloor() {
        return ingestOverFloor.median();
    }

    /** Peak resident memory of the server's JVM; NaN where the system does not tell. */
    public double rssMiB() {
        return memory.rssMiB();
    }

    /** What makes the figures doubtful, one sentence each; empty on a quiet machine. */
    public List<String> warnings() {
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

    /** For programs: one object, the figures first. */
    public String toJson() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        figure(map, "engineOverFloor", engineOverFloor);
        figure(map, "engineOverLeanestFloor", engineOverLeanest);
        figure(map, "ingestOverFloor", ingestOverFloor);
        map.put("rssMiB", Usage.round(memory.rssMiB(), 0));
        map.put("rssRowsPerSecond", Usage.round(memory.rowsPerSecond(), 0));
        map.put("floor", floorName);
        map.put("rows", options.rows());
        map.put("ingestRows", options.ingestRows());
        map.put("memoryRows", options.memoryRows());
        map.put("repeats", options.repeats());
        map.put("warnings", warnings());
        map.put("machine", card.toMap());
        map.put("cells", cells.stream().map(Cell::toMap).toList());
        return JSON.writeValueAsString(map);
    }

    /** For people. */
    public String toTable() {
        StringBuilder text = new StringBuilder();
        card.lines().forEach(line -> text.append(line).append('\n'));
        text.append(String.format(
                Locale.ROOT,
                "%n%-32s %26s %18s %18s %10s %10s %6s %12s %12s %9s%n",
                "cell",
                "rows/s",
                "PG µs/row",
                "JVM µs/row",
                "WAL B/row",
                "commits/k",
                "HOT %",
                "group p50 ms",
                "group p99 ms",
                "foreign %"));
        cells.forEach(cell -> text.append(line(cell)));
        text.append('\n');
        row(text, "engineOverFloor", engineOverFloor.text("%.2f"), "≥ 0.5", "÷ " + floorName);
        row(text, "engine ÷ leanest floor", engineOverLeanest.text("%.2f"), "", "lease + ledger row + state only");
        row(text, "ingestOverFloor", ingestOverFloor.text("%.2f"), "≥ 0.6", options.ingestRows() + " rows");
        row(
                text,
                "rssMiB",
                new Spread(memory.rssMiB(), memory.rssMiB(), memory.rssMiB()).text("%.0f"),
                "≤ 1024",
                String.format(
                        Locale.ROOT,
                        "%d rows submitted and run, %.0f rows/s",
                        options.memoryRows(),
                        memory.rowsPerSecond()));
        warnings().forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        return text.toString();
    }

    private static void row(StringBuilder text, String name, String value, String goal, String note) {
        text.append(String.format(Locale.ROOT, "%-24s %-22s %-8s %s%n", name, value, goal, note));
    }

    private static String line(Cell cell) {
        return String.format(
                Locale.ROOT,
                "%-32s %26s %18s %18s %10s %10s %6s %12s %12s %9s%n",
                cell.name(),
                cell.perSecond().text("%.0f"),
                each(cell, Usage::pgCpuMicros).text("%.1f"),
                each(cell, Usage::jvmCpuMicros).text("%.1f"),
                median(each(cell, Usage::walBytes), "%.0f"),
                median(each(cell, usage -> usage.commits() * 1_000), "%.2f"),
                median(cell.of(Usage::hotPercent), "%.0f"),
                median(cell.of(Usage::latencyP50Millis), "%.1f"),
                median(cell.of(Usage::latencyP99Millis), "%.1f"),
                median(cell.of(Usage::foreignPercent), "%.0f"));
    }

    private static Spread each(Cell cell, ToDoubleFunction<Usage> total) {
        return cell.of(usage -> usage.perUnit(total.applyAsDouble(usage)));
    }

    private static String median(Spread spread, String format) {
        return new Spread(spread.median(), spread.median(), spread.median()).text(format);
    }

    private static void figure(Map<String, @Nullable Object> map, String name, Spread spread) {
        map.put(name, Usage.round(spread.median(), 3));
        map.put(name + "Min", Usage.round(spread.min(), 3));
        map.put(name + "Max", Usage.round(spread.max(), 3));
    }
}
