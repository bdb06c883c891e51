package dev.weir.lists.files;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Shows a mapping on a terminal, also on a narrow one. */
final class MappingTable {

    private static final String ARROW = " → ";
    private static final String BEFORE_SAMPLES = "   ";

    /** Below this many characters a header is no longer recognised, and its field goes on a line of its own. */
    private static final int LEAST_HEADER = 12;

    /** Below this many a sample says nothing, and is left out. */
    private static final int LEAST_SAMPLE = 8;

    private MappingTable() {}

    static String render(HeaderMapping mapping, int width, List<List<String>> samples) {
        Map<Integer, String> fields = mapping.fieldByColumn();
        List<String> names =
                mapping.header().names().stream().map(MappingTable::printable).toList();
        int longestName = fields.keySet().stream()
                .mapToInt(column -> names.get(column).length())
                .max()
                .orElse(0);
        int longestField =
                fields.values().stream().mapToInt(String::length).max().orElse(0);
        int right = ARROW.length() + longestField;
        int left = Math.min(longestName, Math.max(LEAST_HEADER, width - right - 2));
        boolean stacked = 2 + left + right > width;
        StringBuilder table = new StringBuilder();
        fields.forEach((column, field) -> {
            if (stacked) {
                table.append(cut(names.get(column), Math.max(1, width)))
                        .append("\n ")
                        .append(ARROW)
                        .append(field);
            } else {
                String name = cut(names.get(column), left);
                table.append("  ")
                        .append(name)
                        .repeat(' ', left - name.length())
                        .append(ARROW)
                        .append(field);
                int room = width - 2 - left - right - BEFORE_SAMPLES.length();
                String shown = column < samples.size() ? samples(samples.get(column), room) : "";
                if (!shown.isEmpty()) {
                    table.repeat(' ', longestField - field.length())
                            .append(BEFORE_SAMPLES)
                            .append(shown);
                }
            }
            table.append('\n');
        });
        mapping.byValues().stream()
                .sorted()
                .forEach(column -> table.append(cut(
                                "  \"" + names.get(column) + "\" is taken for " + fields.get(column)
                                        + " by what it holds.",
                                Math.max(1, width)))
                        .append('\n'));
        return table.append(others(mapping, names, width)).toString();
    }

    /** As many as there is room for, and the first in any case, cut if need be. */
    private static String samples(List<String> texts, int room) {
        if (room < LEAST_SAMPLE) {
            return "";
        }
        StringBuilder shown = new StringBuilder();
        for (String text : texts) {
            String printable = printable(text);
            if (!shown.isEmpty() && shown.length() + 2 + printable.length() > room) {
                break;
            }
            shown.append(shown.isEmpty() ? "" : ", ").append(cut(printable, room));
        }
        return shown.toString();
    }

    private static String others(HeaderMapping mapping, List<String> names, int width) {
        List<String> kept = IntStream.range(0, names.size())
                .filter(column -> !mapping.fieldByColumn().containsKey(column))
                .mapToObj(names::get)
                .toList();
        if (kept.isEmpty()) {
            return "";
        }
        String columns = mapping.fieldByColumn().isEmpty() ? " column" : " further column";
        String counted = "  " + kept.size() + columns + (kept.size() == 1 ? " is" : "s are") + " kept: ";
        return cut(counted + String.join(", ", kept), Math.max(1, width)) + "\n";
    }

    /** Without what would move a terminal's cursor, or colour it, or end the line. */
    static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]+", " ").strip();
    }

    private static String cut(String text, int width) {
        return text.length() <= width ? text : text.substring(0, width - 1) + "…";
    }
}
