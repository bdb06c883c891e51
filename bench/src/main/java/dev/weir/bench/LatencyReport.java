package dev.weir.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How long one-row jobs take, alone and beside a large one. */
public final class LatencyReport implements BenchReport {

    private static final double BUSY_LEAST = 60;
    private static final double BUSY_MOST = 85;

    private final MachineCard card;
    private final LatencyOptions options;
    private final String paced;
    private final Latencies idle;
    private final Latencies beside;
    private final CellTable cells;
    private final double busyPercent;

    LatencyReport(
            MachineCard card,
            LatencyOptions options,
            String paced,
            Latencies idle,
            Latencies beside,
            Cell idleCell,
            Cell besideCell) {
        this.card = card;
        this.options = options;
        this.paced = paced;
        this.idle = idle;
        this.beside = beside;
        this.cells = new CellTable(List.of(idleCell, besideCell));
        this.busyPercent = besideCell.of(Usage::busyPercent).median();
    }

    /** Of a one-row job beside the large one, in milliseconds. */
    public double p50Millis() {
        return beside.at(0.5);
    }

    public double p99Millis() {
        return beside.at(0.99);
    }

    /** What makes the figures doubtful, one sentence each. */
    public List<String> warnings() {
        List<String> warnings = new ArrayList<>(cells.warnings());
        if (busyPercent < BUSY_LEAST || busyPercent > BUSY_MOST) {
            warnings.add(String.format(
                    Locale.ROOT,
                    "beside the large job the machine was busy for %.0f %%, not for about 70",
                    busyPercent));
        }
        return warnings;
    }

    @Override
    public String toJson() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("oneRowP50Millis", Usage.round(beside.at(0.5), 1));
        map.put("oneRowP99Millis", Usage.round(beside.at(0.99), 1));
        map.put("besideLargeJob", beside.toMap());
        map.put("idle", idle.toMap());
        map.put("busyPercent", Usage.round(busyPercent, 1));
        map.put("paced", paced);
        map.put("largeRows", options.large());
        map.put("warnings", warnings());
        map.put("machine", card.toMap());
        map.put("cells", cells.toList());
        return Figures.json(map);
    }

    @Override
    public String toTable() {
        StringBuilder text = new StringBuilder();
        card.lines().forEach(line -> text.append(line).append('\n'));
        text.append('\n');
        Figures.row(text, "one-row job, idle engine", idle.text(), "", "");
        Figures.row(text, "one-row job, beside", beside.text(), "", "");
        Figures.row(
                text,
                "the large job",
                options.large() + " rows",
                "",
                String.format(Locale.ROOT, "paced to %s; machine busy for %.0f %%", paced, busyPercent));
        text.append('\n');
        Figures.row(text, "oneRowP50Millis", Figures.text(beside.at(0.5), "%.1f"), "≤ 15", "beside the large job");
        Figures.row(text, "oneRowP99Millis", Figures.text(beside.at(0.99), "%.1f"), "≤ 100", "beside the large job");
        warnings().forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        return text.toString();
    }
}
