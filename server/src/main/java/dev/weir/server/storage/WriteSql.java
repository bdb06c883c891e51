package dev.weir.server.storage;

import dev.weir.server.registry.TableNames;
import dev.weir.server.storage.Mapping.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The statements that write to one table. Made of the catalog's own names and types alone; all values come in one bound
 * parameter, a JSON list of {@link RowJson}.
 */
final class WriteSql {

    private final Mapping mapping;

    WriteSql(Mapping mapping) {
        this.mapping = mapping;
    }

    /** @param left parts whose columns are left to their default */
    String write(boolean[] left) {
        List<Integer> places = IntStream.range(0, mapping.parts().size())
                .filter(i -> !left[i])
                .boxed()
                .toList();
        String columns = places.stream().map(i -> quoted(part(i))).collect(Collectors.joining(", "));
        String values = places.stream().map(i -> "x.c" + i).collect(Collectors.joining(", "));
        String keys = mapping.keys().stream().map(Identifiers::quoted).collect(Collectors.joining(", "));
        return "INSERT INTO " + mapping.table().quoted() + " AS t (" + columns + ") SELECT " + values + " FROM "
                + rows(places) + " ON CONFLICT (" + keys + ") " + conflict(places);
    }

    /** Reads one column's value and does nothing with it. */
    String read(int place) {
        return "SELECT x.c" + place + " FROM " + rows(List.of(place));
    }

    /**
     * Empties what was written to rows that are found by our row key, or by a column that is, but for case, one of the texts
     * of the parameter, a JSON list. Empty when there is nothing to empty.
     */
    String empty() {
        List<String> set = new ArrayList<>();
        List<String> full = new ArrayList<>();
        List<String> found = new ArrayList<>();
        for (Part part : mapping.parts()) {
            String name = quoted(part);
            String text = "CAST(t." + name + " AS pg_catalog.text)";
            if (part.column().name().equals(TableNames.WEIR_KEY)) {
                found.add(text + isAmong());
                continue;
            }
            if (part.column().isText()) {
                found.add("pg_catalog.lower(" + text + ")" + isAmong());
            }
            if (isEmptied(part)) {
                boolean needed = part.column().notNull();
                set.add(name + (needed ? " = pg_catalog.concat('erased-', pg_catalog.gen_random_uuid())" : " = NULL"));
                full.add(needed ? text + " OPERATOR(pg_catalog.!~~) 'erased-%'" : "t." + name + " IS NOT NULL");
            }
        }
        if (set.isEmpty() || found.isEmpty()) {
            return "";
        }
        return "WITH known AS MATERIALIZED (SELECT k.value FROM"
                + " pg_catalog.json_array_elements_text(CAST(? AS pg_catalog.json)) AS k) UPDATE "
                + mapping.table().quoted() + " AS t SET " + String.join(", ", set) + " WHERE ("
                + String.join(" OR ", found) + ") AND (" + String.join(" OR ", full) + ")";
    }

    private static String isAmong() {
        return " OPERATOR(pg_catalog.=) ANY (SELECT value FROM known)";
    }

    /** Columns that {@link #empty} leaves as they are. */
    List<String> notEmptied() {
        return mapping.parts().stream()
                .filter(part -> !isEmptied(part)
                        && !Set.of(TableNames.WEIR_KEY, TableNames.COMPANY_ID)
                                .contains(part.column().name()))
                .map(part -> part.column().name())
                .toList();
    }

    private static boolean isEmptied(Part part) {
        return !Set.of(TableNames.WEIR_KEY, TableNames.COMPANY_ID)
                        .contains(part.column().name())
                && (!part.column().notNull() || part.column().isText());
    }

    private String rows(List<Integer> places) {
        return "pg_catalog.json_to_recordset(CAST(? AS pg_catalog.json)) AS x ("
                + places.stream()
                        .map(i -> "c" + i + " " + part(i).column().type())
                        .collect(Collectors.joining(", "))
                + ")";
    }

    private String conflict(List<Integer> places) {
        List<Part> set = places.stream()
                .map(this::part)
                .filter(part -> !mapping.isKey(part))
                .toList();
        if (mapping.mode() == WriteMode.INSERT || set.isEmpty()) {
            return "DO NOTHING";
        }
        if (mapping.mode() == WriteMode.UPSERT) {
            return set.stream()
                    .map(part -> quoted(part) + " = COALESCE(EXCLUDED." + quoted(part) + ", t." + quoted(part) + ")")
                    .collect(Collectors.joining(", ", "DO UPDATE SET ", ""));
        }
        List<String> fills = new ArrayList<>();
        List<String> some = new ArrayList<>();
        for (Part part : set) {
            fills.add(quoted(part) + " = CASE WHEN " + isBlank(part) + " THEN COALESCE(EXCLUDED." + quoted(part)
                    + ", t." + quoted(part) + ") ELSE t." + quoted(part) + " END");
            some.add("(" + isBlank(part) + " AND EXCLUDED." + quoted(part) + " IS NOT NULL)");
        }
        return "DO UPDATE SET " + String.join(", ", fills) + " WHERE " + String.join(" OR ", some);
    }

    private static String isBlank(Part part) {
        String column = "t." + quoted(part);
        return part.column().isText()
                ? "(" + column + " IS NULL OR CAST(" + column + " AS pg_catalog.text) OPERATOR(pg_catalog.=) '')"
                : column + " IS NULL";
    }

    private Part part(int place) {
        return mapping.parts().get(place);
    }

    private static String quoted(Part part) {
        return part.column().quoted();
    }
}
