package dev.weir.lists.files;

import java.util.ArrayList;
import java.util.List;

/** The first few texts of each column: different ones for showing, and all for telling what a column holds. */
final class Samples {

    private static final int PER_COLUMN = 3;

    /** Texts of a column that tell what it holds, as often as they stand there. */
    private static final int TELLING = 24;

    /** Rows that are looked at, and characters that are kept of a text. */
    private static final int ROWS = 200;

    private static final int LENGTH = 120;

    private final List<List<String>> shown = new ArrayList<>();
    private final List<List<String>> telling = new ArrayList<>();
    private int seen;

    void take(Row row) {
        if (seen++ >= ROWS) {
            return;
        }
        for (int column = 0; column < row.cells().size(); column++) {
            if (shown.size() == column) {
                shown.add(new ArrayList<>(PER_COLUMN));
                telling.add(new ArrayList<>());
            }
            String cell = row.cells().get(column);
            if (!cell.isBlank()) {
                take(cell.length() > LENGTH ? cell.substring(0, LENGTH) : cell, column);
            }
        }
    }

    private void take(String text, int column) {
        if (shown.get(column).size() < PER_COLUMN && !shown.get(column).contains(text)) {
            shown.get(column).add(text);
        }
        if (telling.get(column).size() < TELLING) {
            telling.get(column).add(text);
        }
    }

    /** Different ones. */
    List<List<String>> shown(int width) {
        return filled(shown, width);
    }

    /** The first ones, whether they differ or not. */
    List<List<String>> telling(int width) {
        return filled(telling, width);
    }

    private static List<List<String>> filled(List<List<String>> columns, int width) {
        List<List<String>> all = new ArrayList<>();
        for (int column = 0; column < width; column++) {
            all.add(column < columns.size() ? List.copyOf(columns.get(column)) : List.of());
        }
        return all;
    }
}
