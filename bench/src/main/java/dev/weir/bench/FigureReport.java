package dev.weir.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A report that is figures beside their goals, the cells they come from, and whatever else there is to see. */
public final class FigureReport implements BenchReport {

    private final MachineCard card;
    private final List<Figure> figures;
    private final @Nullable CellTable cells;
    private final List<String> lines;
    private final Map<String, @Nullable Object> more;
    private final List<String> warnings;

    private FigureReport(Parts parts) {
        this.card = parts.card;
        this.figures = List.copyOf(parts.figures);
        this.cells = parts.cells;
        this.lines = List.copyOf(parts.lines);
        this.more = new LinkedHashMap<>(parts.more);
        this.warnings = new ArrayList<>(parts.warnings);
        if (cells != null) {
            warnings.addAll(cells.warnings());
        }
    }

    static Parts on(MachineCard card) {
        return new Parts(card);
    }

    /** What a report is put together of. */
    static final class Parts {

        private final MachineCard card;
        private final List<Figure> figures = new ArrayList<>();
        private @Nullable CellTable cells;
        private final List<String> lines = new ArrayList<>();
        private final Map<String, @Nullable Object> more = new LinkedHashMap<>();
        private final List<String> warnings = new ArrayList<>();

        private Parts(MachineCard card) {
            this.card = card;
        }

        Parts figure(String key, Spread reached, String format, Goal goal, String note) {
            figures.add(new Figure(key, reached, format, goal, note));
            return this;
        }

        Parts figure(String key, double reached, String format, Goal goal, String note) {
            figures.add(Figure.of(key, reached, format, goal, note));
            return this;
        }

        Parts cells(CellTable table) {
            cells = table;
            return this;
        }

        /** A line of the table, above the figures. */
        Parts line(String line) {
            lines.add(line);
            return this;
        }

        /** What stands in JSON alone: how much was asked for, or what the lines show. */
        Parts more(String key, @Nullable Object value) {
            more.put(key, value);
            return this;
        }

        /** What makes the figures doubtful, one sentence. */
        Parts warning(String warning) {
            warnings.add(warning);
            return this;
        }

        FigureReport report() {
            return new FigureReport(this);
        }
    }

    /** The median of that figure. @throws IllegalArgumentException when there is none */
    double reached(String key) {
        return figures.stream()
                .filter(figure -> figure.key().equals(key))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no figure " + key))
                .reached()
                .median();
    }

    @Override
    public String toJson() {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        figures.forEach(figure -> Figures.put(map, figure.key(), figure.reached()));
        map.putAll(more);
        map.put("warnings", warnings);
        map.put("machine", card.toMap());
        if (cells != null) {
            map.put("cells", cells.toList());
        }
        return Figures.json(map);
    }

    @Override
    public String toTable() {
        StringBuilder text = new StringBuilder();
        card.lines().forEach(line -> text.append(line).append('\n'));
        if (cells == null) {
            text.append('\n');
        } else {
            cells.appendTo(text);
        }
        lines.forEach(line -> text.append(line).append('\n'));
        if (!lines.isEmpty()) {
            text.append('\n');
        }
        for (Figure figure : figures) {
            Figures.row(
                    text,
                    figure.key(),
                    figure.reached().text(figure.format()),
                    figure.goal().text(),
                    figure.note());
        }
        warnings.forEach(warning -> text.append("warning: ").append(warning).append('\n'));
        return text.toString();
    }
}
