package dev.weir.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What a row costs in a large job beside a small one, and along the large one. */
public final class GrowthReport implements BenchReport {

    private final MachineCard card;
    private final GrowthOptions options;
    private final Spread ratio;
    private final Spread lastOverFirst;
    private final CellTable cells;
    private final List<List<Slices.Slice>> slices;

    GrowthReport(
            MachineCard card,
            GrowthOptions options,
            Cell before,
            Cell large,
            Cell after,
            List<List<Slices.Slice>> slices) {
        this.card = card;
        this.options = options;
        this.ratio = ratio(before, large, after);
        this.lastOverFirst =
                Spread.of(slices.stream().map(GrowthReport::lastOverFirst).toList());
        this.cells = new CellTable(List.of(before, large, after));
        this.slices = slices.stream().map(List::copyOf).toList();
    }

    private static Spread ratio(Cell before, Cell large, Cell after) {
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < large.runs().size(); i++) {
            // Small jobs' rows over small jobs' seconds: what a neighbour did to one of them weighs as it lasted.
            double rows =
                    (double) before.runs().get(i).units() + after.runs().get(i).units();
            double seconds =
                    before.runs().get(i).seconds() + after.runs().get(i).seconds();
            ratios.add(large.runs().get(i).perSecond() / (rows / seconds));
        }
        return Spread.of(ratios);
    }

    /** The first tenth holds the engine's start, the last its end; those next to them do not. */
    private static double lastOverFirst(List<Slices.Slice> slices) {
        return slices.get(slices.size() - 2).perSecond() / slices.get(1).perSecond();
    }

    /** Rows/s of the large job ÷ those of the small one. */
    public double largeOverSmall() {
        return ratio.median();
    }

    List<List<Slices.Slice>> slices() {
        return slices;
    }

    @Override
    public String toJson() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        Figures.put(map, "largeOverSmall", ratio);
        Figures.put(map, "ninthTenthOverSecond", lastOverFirst);
        map.put("smallRows", options.small());
        map.put("largeRows", options.large());
        map.put("repeats", options.repeats());
        map.put("warnings", cells.warnings());
        map.put("machine", card.toMap());
        map.put(
                "slices",
                slices.stream()
                        .map(run -> run.stream().map(Slices.Slice::toMap).toList())
                        .toList());
        map.put("cells", cells.toList());
        return Figures.json(map);
    }

    @Override
    public String toTable() {
        StringBuilder text = new StringBuilder();
        card.lines().forEach(line -> text.append(line).append('\n'));
        cells.appendTo(text);
        text.append(String.format(
                Locale.ROOT, "%-24s %22s %18s %18s%n", "rows of the large job", "rows/s", "PG µs/row", "JVM µs/row"));
        for (int i = 0; i < slices.getFirst().size(); i++) {
            Slices.Slice first = slices.getFirst().get(i);
            text.append(String.format(
                    Locale.ROOT,
                    "%-24s %22s %18s %18s%n",
                    first.from() + " to " + first.to(),
                    slice(i, Slices.Slice::perSecond).text("%.0f"),
                    slice(i, slice -> slice.pgMicros() / slice.rows()).text("%.1f"),
                    slice(i, slice -> slice.jvmMicros() / slice.rows()).text("%.1f")));
        }
        text.append('\n');
        String sizes = options.large() + " rows ÷ " + options.small();
        Figures.row(text, "largeOverSmall", ratio.text("%.2f"), "≥ 0.9", sizes);
        Figures.row(
                text,
                "ninth tenth ÷ second",
                lastOverFirst.text("%.2f"),
                "",
                "within the large job, its beginning and end left out");
        cells.warnings()
                .forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        return text.toString();
    }

    private Spread slice(int index, ToDoubleFunction<Slices.Slice> figure) {
        return Spread.of(
                slices.stream().map(run -> figure.applyAsDouble(run.get(index))).toList());
    }
}
