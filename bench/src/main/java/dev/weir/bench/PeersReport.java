package dev.weir.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Our engine beside other people's: a ratio for each of them, and what each keeps of the work. */
public final class PeersReport implements BenchReport {

    /** What one contender has done. @param rows of each of its runs */
    record Line(Contender contender, int rows, Cell cell) {}

    private final MachineCard card;
    private final PeersOptions options;
    private final Cell ours;
    private final List<Line> lines;
    private final Map<Contender, String> leftOut;
    private final CellTable cells;

    PeersReport(MachineCard card, PeersOptions options, Cell ours, List<Line> lines, Map<Contender, String> leftOut) {
        this.card = card;
        this.options = options;
        this.ours = ours;
        this.lines = List.copyOf(lines);
        this.leftOut = new LinkedHashMap<>(leftOut);
        List<Cell> all = new ArrayList<>();
        all.add(ours);
        lines.forEach(line -> all.add(line.cell()));
        this.cells = new CellTable(all, "beside");
    }

    /**
     * Our rows/s ÷ that contender's; the median over the repeats.
     *
     * @throws IllegalArgumentException when it did not run
     */
    public double over(String slug) {
        return ratio(lines.stream()
                        .filter(line -> line.contender().slug().equals(slug))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("did not run: " + slug)))
                .median();
    }

    private Spread ratio(Line line) {
        return ours.over(line.cell());
    }

    @Override
    public String toJson() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        lines.forEach(line -> all.add(toMap(
                line.contender(),
                ratio(line),
                line.rows(),
                line.contender().note().orElse(null))));
        leftOut.forEach((contender, why) -> all.add(toMap(contender, Spread.of(List.of()), 0, "left out: " + why)));
        map.put("contenders", all);
        map.put("rows", options.rows());
        map.put("repeats", options.repeats());
        map.put("warnings", cells.warnings());
        map.put("machine", card.toMap());
        map.put("cells", cells.toList());
        return Figures.json(map);
    }

    private static Map<String, @Nullable Object> toMap(
            Contender contender, Spread ratio, int rows, @Nullable String note) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put("slug", contender.slug());
        map.put("title", contender.title());
        Figures.put(map, "oursOverTheirs", ratio);
        map.put("goal", Usage.round(contender.goal(), 1));
        map.put("rows", rows);
        map.put("keeps", contender.keeps());
        map.put("note", note);
        return map;
    }

    @Override
    public String toTable() {
        StringBuilder text = new StringBuilder();
        card.lines().forEach(line -> text.append(line).append('\n'));
        cells.appendTo(text);
        text.append(String.format(
                Locale.ROOT, "%-32s %-22s %-8s %9s  %s%n", "ours ÷", "ratio", "goal", "rows", "keeps of a row"));
        for (Line line : lines) {
            Contender contender = line.contender();
            text.append(String.format(
                    Locale.ROOT,
                    "%-32s %-22s %-8s %9d  %s%n",
                    contender.title(),
                    ratio(line).text("%.1f"),
                    Double.isNaN(contender.goal()) ? "" : String.format(Locale.ROOT, "≥ %.0f", contender.goal()),
                    line.rows(),
                    contender.keeps()));
        }
        lines.forEach(line -> line.contender()
                .note()
                .ifPresent(note -> text.append(line.contender().title())
                        .append(": ")
                        .append(note)
                        .append('\n')));
        leftOut.forEach((contender, why) -> text.append(contender.title())
                .append(" is left out: ")
                .append(why)
                .append('\n'));
        cells.warnings()
                .forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        return text.toString();
    }
}
