package dev.weir.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whole askings over HTTP beside the bare calls. */
public final class HttpReport implements BenchReport {

    /** Below this share of the processors a cell waited for something: the ratio is then one of waits. */
    private static final double BUSY_PERCENT = 90;

    private final MachineCard card;
    private final HttpOptions options;
    private final Spread ratio;
    private final Cell bare;
    private final Cell engine;
    private final CellTable cells;
    private final VendorProcess.Asked asked;

    HttpReport(MachineCard card, HttpOptions options, Cell bare, Cell engine, VendorProcess.Asked asked) {
        this.card = card;
        this.options = options;
        this.ratio = engine.over(bare);
        this.bare = bare;
        this.engine = engine;
        this.cells = new CellTable(List.of(bare, engine));
        this.asked = asked;
    }

    /** The engine's rows/s over HTTP ÷ the calls/s of the bare loop. */
    public double httpOverBare() {
        return ratio.median();
    }

    /** What makes the figures doubtful, one sentence each. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(cells.warnings());
        for (Cell cell : List.of(bare, engine)) {
            double busy = cell.of(Usage::busyPercent).min();
            if (busy < BUSY_PERCENT) {
                warnings.add(String.format(
                        Locale.ROOT,
                        "%s: the processors were busy for %.0f %% only, less than %.0f; try another --concurrency",
                        cell.name(),
                        busy,
                        BUSY_PERCENT));
            }
        }
        return warnings;
    }

    @Override
    public String toJson() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        Figures.put(map, "httpOverBare", ratio);
        Figures.put(map, "bareBusyPercent", bare.of(Usage::busyPercent));
        Figures.put(map, "engineBusyPercent", engine.of(Usage::busyPercent));
        map.put("rows", options.rows());
        map.put("concurrency", options.concurrency());
        map.put("repeats", options.repeats());
        map.put("sandboxCalls", asked.calls());
        map.put("sandboxMostAtOnce", asked.most());
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
        Figures.row(
                text, "httpOverBare", ratio.text("%.2f"), "≥ 0.5", "aim 0.7; calls/s of the engine ÷ of the bare loop");
        Figures.row(text, "CPU %, bare loop", bare.of(Usage::busyPercent).text("%.0f"), "≥ 90", "of the whole machine");
        Figures.row(text, "CPU %, engine", engine.of(Usage::busyPercent).text("%.0f"), "≥ 90", "of the whole machine");
        Figures.row(
                text,
                "calls at once",
                Long.toString(asked.most()),
                "",
                "the most the sandbox saw, of " + options.concurrency() + " allowed");
        warnings().forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        return text.toString();
    }
}
