package dev.weir.lists.reading;

import dev.weir.lists.files.HeaderMapping;
import dev.weir.lists.files.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The column of a list that says which company of the workspace a row is about: one that is mapped to {@code company_id},
 * else one of that name, or called {@code companyId}.
 *
 * @param column its index
 * @param said whether somebody mapped it; what is merely called so may be numbers of another system
 */
public record CompanyColumn(int column, boolean said) {

    /** What it gives, which is no field's value. */
    public static final String NAME = "company_id";

    private static final List<String> NAMES = List.of(NAME, "companyid");

    /** Whether a column may be mapped to it by that name, in lower case. */
    static boolean isName(String field) {
        return NAMES.contains(field);
    }

    /** The one of a mapping that has it among the columns that give fields. @param rules each {@code Header=field} */
    static Optional<CompanyColumn> of(HeaderMapping mapping, List<String> rules) {
        return NAMES.stream()
                .flatMap(name -> mapping.columnOf(name).stream())
                .findFirst()
                .map(column -> new CompanyColumn(
                        column,
                        rules.stream()
                                .anyMatch(rule -> isName(rule.substring(rule.lastIndexOf('=') + 1)
                                        .strip()
                                        .toLowerCase(Locale.ROOT)))));
    }

    /** The same mapping with the columns alone that give fields. */
    static HeaderMapping fieldsOf(HeaderMapping mapping) {
        Map<Integer, String> fields = new LinkedHashMap<>(mapping.fieldByColumn());
        fields.values().removeIf(CompanyColumn::isName);
        return new HeaderMapping(mapping.header(), fields, mapping.byValues(), mapping.warnings());
    }

    /** What a row says there; empty for nothing. */
    public String text(Row row) {
        return row.cells().get(column).strip();
    }

    /** The number that such a text is; null where it is none. */
    public static @Nullable Long id(String text) {
        try {
            return Long.valueOf(text);
        } catch (NumberFormatException none) {
            return null;
        }
    }
}
