package dev.weir.app.enrich;

import dev.weir.lists.files.HeaderMapping;
import dev.weir.lists.files.Row;
import dev.weir.lists.reading.ReadRow;
import dev.weir.provider.FieldKind;
import dev.weir.provider.Fields;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Counts the numbers of a list that are written as {@code 1.000}, which half the world reads as a thousand. */
final class Thousands {

    private static final Set<FieldKind> NUMBERS =
            Set.of(FieldKind.INTEGER, FieldKind.COUNT, FieldKind.DECIMAL, FieldKind.SCORE);
    private static final Pattern GROUPED = Pattern.compile("\\d{1,3}\\.\\d{3}");

    private final HeaderMapping mapping;
    private final List<Integer> columns;
    private final Map<String, Asides.Cells> cells = new TreeMap<>();
    private final Map<String, Object> readAs = new TreeMap<>();

    Thousands(HeaderMapping mapping) {
        this.mapping = mapping;
        this.columns = mapping.fieldByColumn().entrySet().stream()
                .filter(entry -> Fields.find(entry.getValue())
                        .filter(field -> NUMBERS.contains(field.kind()))
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    void look(Row row, ReadRow read) {
        for (int column : columns) {
            String text = row.cells().get(column).strip();
            String field = String.valueOf(mapping.fieldByColumn().get(column));
            Object value = read.readable().get(field);
            if (value != null && GROUPED.matcher(text).matches()) {
                cells.computeIfAbsent(field, _ -> new Asides.Cells()).add(row, text);
                readAs.putIfAbsent(field, value);
            }
        }
    }

    List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        cells.forEach((field, some) -> sentences.add(some.rows() + (some.count() == 1 ? " has a " : " have a ") + field
                + " with a point before its last three digits (" + some.first()
                + "), which is read as a decimal point: "
                + Fields.toText(String.valueOf(readAs.get(field)))
                + ". If it is to mean thousands, write it without the point, or leave the column out with --map."));
        return sentences;
    }
}
