package dev.weir.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a run has shown. Ratios are medians over the repeats of what ran next to each other; what could not be measured
 * on this machine is absent ({@code null} in JSON, a dash in the table).
 */
public final class Report implements BenchReport {

    private final MachineCard card;
    private final Options options;
    private final String floorName;
    private final Spread engineOverFloor;
    private final Spread engineOverLeanest;
    private final Spread ingestOverFloor;
    private final Memory memory;
    private final CellTable cells;

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
        this.cells = new CellTable(cells);
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
        return cells.warnings();
    }

    @Override
    public String toJson() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        Figures.put(map, "engineOverFloor", engineOverFloor);
        Figures.put(map, "engineOverLeanestFloor", engineOverLeanest);
        Figures.put(map, "ingestOverFloor", ingestOverFloor);
        map.put("rssMiB", Usage.round(memory.rssMiB(), 0));
        map.put("rssRowsPerSecond", Usage.round(memory.rowsPerSecond(), 0));
        map.put("floor", floorName);
        map.put("rows", options.rows());
        map.put("ingestRows", options.ingestRows());
        map.put("memoryRows", options.memoryRows());
        map.put("repeats", options.repeats());
        map.put("warnings", warnings());
        map.put("machine", card.toMap());
        map.put("cells", cells.toList());
        return Figures.json(map);
    }

    @Override
    public String toTable() {
        StringBuilder text = new StringBuilder();
        card.lines().forEach(line -> text.append(line).append('\n'));
        cells.appendTo(text);
        Figures.row(text, "engineOverFloor", engineOverFloor.text("%.2f"), "≥ 0.5", "÷ " + floorName);
        Figures.row(
                text, "engine ÷ leanest floor", engineOverLeanest.text("%.2f"), "", "lease + ledger row + state only");
        Figures.row(text, "ingestOverFloor", ingestOverFloor.text("%.2f"), "≥ 0.6", options.ingestRows() + " rows");
        Figures.row(
                text,
                "rssMiB",
                Figures.text(memory.rssMiB(), "%.0f"),
                "≤ 1024",
                String.format(
                        Locale.ROOT,
                        "%d rows submitted and run, %.0f rows/s",
                        options.memoryRows(),
                        memory.rowsPerSecond()));
        warnings().forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        return text.toString();
    }
}
