package dev.weir.lists.files;

import java.util.ArrayList;
import java.util.List;

/** The first few different texts of each column, for showing and for telling what a column holds. */
final class Samples {

    private static final int PER_COLUMN = 3;

    /** Rows that are looked at, and characters that are kept of a text. */
    private static final int ROWS = 200;

    private static final int LENGTH = 120;

    private final List<List<String>> columns = new ArrayList<>();
    private int seen;

    void take(Row row) {
        if (seen++ >= ROWS) {
            return;
        }
        for (int column = 0; column < row.cells().size(); column++) {
            if (columns.size() == column) {
                columns.add(new ArrayList<>(PER_COLUMN));
            }
            List<String> texts = columns.get(column);
            String cell = row.cells().get(column);
            if (texts.size() < PER_COLUMN && !cell.isBlank()) {
                String text = cell.length() > LENGTH ? cell.substring(0, LENGTH) : cell;
                if (!texts.contains(text)) {
                    texts.add(text);
                }
            }
        }
    }

    List<List<String>> ofColumns(int width) {
        List<List<String>> all = new ArrayList<>();
        for (int column = 0; column < width; column++) {
            all.add(column < columns.size() ? List.copyOf(columns.get(column)) : List.of());
        }
        return all;
    }
}
