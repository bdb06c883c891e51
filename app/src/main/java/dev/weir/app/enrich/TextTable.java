package dev.weir.app.enrich;

import java.util.ArrayList;
import java.util.List;

/** Columns that line up: the first to the left, the others to the right. */
public final class TextTable {

    private static final String INDENT = "   ";

    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String... titles) {
        rows.add(List.of(titles));
    }

    public TextTable row(Object... cells) {
        rows.add(java.util.Arrays.stream(cells).map(String::valueOf).toList());
        return this;
    }

    public List<String> lines() {
        int[] widths = new int[rows.getFirst().size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    boolean fits(int width) {
        return lines().stream().allMatch(line -> line.length() <= width);
    }

    /** A sentence, broken at blanks. @param indent of its first line; the others stand further in */
    static void wrap(String indent, String sentence, int width, List<String> to) {
        List<String> words = List.of(sentence.split(" ", -1));
        flow(indent + words.getFirst(), words.subList(1, words.size()), "", width, to);
    }

    /** Parts behind a beginning, on as many lines as they need; none is broken. @param between of all but the last */
    static void flow(String begin, List<String> parts, String between, int width, List<String> to) {
        StringBuilder line = new StringBuilder(begin);
        for (int i = 0; i < parts.size(); i++) {
            String part = " " + parts.get(i) + (i == parts.size() - 1 ? "" : between);
            if (line.length() + part.length() > width && line.length() > INDENT.length()) {
                to.add(line.toString());
                line = new StringBuilder(INDENT);
            }
            line.append(part);
        }
        to.add(line.toString());
    }

    private static String line(List<String> row, int[] widths) {
        StringBuilder line = new StringBuilder("  ");
        for (int i = 0; i < widths.length; i++) {
            String pad = " ".repeat(widths[i] - row.get(i).length());
            line.append(i == 0 ? row.get(i) + pad : "  " + pad + row.get(i));
        }
        return line.toString().stripTrailing();
    }
}
