package dev.weir.app.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Rows under titles: a table where the terminal is wide enough, else a block for each row with a line for each cell. */
public final class Listing {

    private final List<String> titles;
    private final List<List<String>> rows = new ArrayList<>();

    public Listing(String... titles) {
        this.titles = List.of(titles);
    }

    public Listing row(Object... cells) {
        if (cells.length != titles.size()) {
            throw new IllegalArgumentException(cells.length + " cells for " + titles.size() + " titles");
        }
        rows.add(Arrays.stream(cells).map(String::valueOf).toList());
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** @param width of the terminal, in characters */
    public List<String> lines(int width) {
        return table(width).orElseGet(() -> blocks(width));
    }

    /** The table; empty when the terminal is too narrow for it. */
    public Optional<List<String>> table(int width) {
        TextTable table = new TextTable(titles.toArray(String[]::new));
        rows.forEach(row -> table.row(row.toArray()));
        List<String> lines = table.lines();
        return lines.stream().allMatch(line -> line.length() <= width) ? Optional.of(lines) : Optional.empty();
    }

    private List<String> blocks(int width) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            lines.addAll(Wrapped.lines("  ", row.getFirst(), width));
            for (int i = 1; i < row.size(); i++) {
                if (!row.get(i).isEmpty()) {
                    lines.addAll(Wrapped.lines("    ", titles.get(i) + ": " + row.get(i), width));
                }
            }
        }
        return lines;
    }
}
