package dev.weir.app.enrich;

import dev.weir.lists.files.HeaderMapping;
import dev.weir.lists.files.Row;
import dev.weir.provider.Fields;
import dev.weir.provider.Nearest;
import dev.weir.server.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/** What makes two rows of a list the same, as the user says: fields in their canonical form, or plain columns. */
final class RowKey {

    private static final Pattern BLANKS = Pattern.compile("[\\s\\p{Z}]+");

    private final List<BiFunction<Row, Map<String, Object>, String>> parts;

    private final boolean ofCompanies;

    private RowKey(List<BiFunction<Row, Map<String, Object>, String>> parts, boolean ofCompanies) {
        this.parts = List.copyOf(parts);
        this.ofCompanies = ofCompanies;
    }

    /** Whether rows about different people share it. */
    boolean isOfCompanies() {
        return ofCompanies;
    }

    /**
     * @param names fields that {@code known} holds, or headers
     * @throws Problem {@code unknown_key}
     */
    static RowKey of(List<String> names, HeaderMapping mapping, List<String> known) {
        List<BiFunction<Row, Map<String, Object>, String>> parts = new ArrayList<>();
        boolean ofCompanies = !names.isEmpty();
        for (String name : names) {
            int column = column(mapping.header().names(), name);
            String field = column < 0
                    ? name.toLowerCase(Locale.ROOT)
                    : mapping.fieldByColumn().get(column);
            ofCompanies &= field != null && field.startsWith("company.");
            if (field != null && known.contains(field)) {
                parts.add((_, values) -> text(values.get(field)));
            } else if (column >= 0) {
                parts.add((row, _) -> plain(row.cells().get(column)));
            } else {
                List<String> headers = mapping.header().names();
                throw new Problem(
                        Problem.Kind.INVALID,
                        "unknown_key",
                        "--dedupe-by " + name
                                + " is neither a column of the list nor a field that one gives. Name one of those."
                                + Nearest.question(headers, name),
                        List.of(
                                "its columns: "
                                        + String.join(
                                                ", ", headers.stream().limit(30).toList()),
                                "its fields: " + String.join(", ", known)));
            }
        }
        return new RowKey(parts, ofCompanies);
    }

    /** The column of exactly that name, else the only one that differs in case alone; -1 for none. */
    private static int column(List<String> headers, String name) {
        int exact = headers.indexOf(name);
        List<String> alike = headers.stream()
                .filter(header -> header.strip().equalsIgnoreCase(name.strip()))
                .toList();
        return exact >= 0 || alike.size() != 1 ? exact : headers.indexOf(alike.getFirst());
    }

    /** @return empty when the row lacks a part of it, so that it repeats no other */
    List<String> of(Row row, Map<String, Object> values) {
        List<String> key = new ArrayList<>(parts.size());
        for (var part : parts) {
            String text = part.apply(row, values);
            if (text.isEmpty()) {
                return List.of();
            }
            key.add(text);
        }
        return key;
    }

    private static String text(@org.jspecify.annotations.Nullable Object value) {
        return value == null ? "" : plain(Fields.toText(value));
    }

    /** Case and blanks do not make two things of one. */
    private static String plain(String text) {
        return BLANKS.matcher(text).replaceAll(" ").strip().toLowerCase(Locale.ROOT);
    }
}
