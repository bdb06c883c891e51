package dev.weir.app.files;

import java.util.List;

/** Shows a mapping on a terminal, also on a narrow one. */
final class MappingTable {

    private static final String ARROW = " → ";
    private static final String UNUSED = "(kept as it is)";

    /** Below this many characters a header is no longer recognised, and its field goes on a line of its own. */
    private static final int LEAST_HEADER = 12;

    private MappingTable() {}

    static String render(HeaderMapping mapping, int width) {
        List<String> names =
                mapping.header().names().stream().map(MappingTable::printable).toList();
        int longestName = names.stream().mapToInt(String::length).max().orElse(0);
        int longestField = mapping.fieldByColumn().values().stream()
                .mapToInt(String::length)
                .max()
                .orElse(0);
        int right = ARROW.length() + Math.max(longestField, UNUSED.length());
        int left = Math.min(longestName, Math.max(LEAST_HEADER, width - right - 2));
        boolean stacked = 2 + left + right > width;
        StringBuilder table = new StringBuilder();
        for (int column = 0; column < names.size(); column++) {
            String field = mapping.fieldByColumn().getOrDefault(column, UNUSED);
            if (stacked) {
                table.append(cut(names.get(column), Math.max(1, width)))
                        .append("\n ")
                        .append(ARROW);
            } else {
                String name = cut(names.get(column), left);
                table.append("  ")
                        .append(name)
                        .repeat(' ', left - name.length())
                        .append(ARROW);
            }
            table.append(field).append('\n');
        }
        return table.toString();
    }

    /** Without what would move a terminal's cursor, or colour it, or end the line. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }
}
