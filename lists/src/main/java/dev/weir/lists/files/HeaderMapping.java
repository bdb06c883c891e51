package dev.weir.lists.files;

import dev.weir.server.problem.Problem;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which column gives which canonical field.
 *
 * @param header the table's
 * @param fieldByColumn column index → field, in column order; a field comes from one column only
 * @param byValues columns that are taken for their field by what they hold, since their name does not say it
 * @param warnings why a column that looks like a field is not used, a sentence each
 */
public record HeaderMapping(
        Header header, Map<Integer, String> fieldByColumn, Set<Integer> byValues, List<String> warnings) {

    public HeaderMapping {
        fieldByColumn = Collections.unmodifiableMap(new LinkedHashMap<>(fieldByColumn));
        byValues = Set.copyOf(byValues);
        warnings = List.copyOf(warnings);
    }

    /** One that names alone have told. */
    public HeaderMapping(Header header, Map<Integer, String> fieldByColumn, List<String> warnings) {
        this(header, fieldByColumn, Set.of(), warnings);
    }

    /**
     * What the user says, then what the names say.
     *
     * <p>A header is taken for a field when it is the field's own name, one of its usual synonyms, or made of words that all
     * are known and together say it, whatever the case, spaces, accents and punctuation. Where two columns name one field
     * the one is used that says it best and is filled. A name that may belong to a person or a company ("Name", "LinkedIn",
     * "Phone") is used only when the other columns settle which; else it is left alone with a warning, for asking about the
     * wrong thing costs money.
     *
     * @param rules each {@code Header=field}; {@code Header=} leaves that column unused. Fails with a {@link Problem}
     *     ({@code map_malformed}, {@code unknown_header}, {@code unknown_field}, {@code map_conflict}) that suggests what
     *     was meant
     */
    public static HeaderMapping of(Header header, List<String> rules, FieldNames fields) {
        return of(header, rules, fields, List.of());
    }

    /**
     * As above, where the columns' texts are known too. They settle names that may mean several things ("URL", "Name"), and
     * a column whose name says nothing is taken for what it holds, if that is about those whom the other columns name.
     *
     * @param texts the first of each column, in the header's order
     */
    public static HeaderMapping of(Header header, List<String> rules, FieldNames fields, List<List<String>> texts) {
        return of(header, rules, fields, texts, ListWords.TYPED);
    }

    /** As above. @param words of the door through which the rules came */
    public static HeaderMapping of(
            Header header, List<String> rules, FieldNames fields, List<List<String>> texts, ListWords words) {
        return new HeaderMatcher(header, fields, texts, words).match(rules);
    }

    /** The column that gives a field. */
    public Optional<Integer> columnOf(String field) {
        return fieldByColumn.entrySet().stream()
                .filter(entry -> entry.getValue().equals(field))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** What a column is called that holds the values found for a field whose own cells hold something else. */
    public static String foundName(String field) {
        return field + " (found)";
    }

    /** The column of that name, as an enriched list has it that is enriched again; empty for none. */
    public Optional<Integer> foundColumnOf(String field) {
        int column = header.names().indexOf(foundName(field));
        return column < 0 || columnOf(field).isEmpty() ? Optional.empty() : Optional.of(column);
    }

    /** A column's name, safe for a terminal. */
    public String shown(int column) {
        return MappingTable.printable(header.names().get(column));
    }

    /** The texts a row gives, by field; those whose cell is blank are left out. */
    public Map<String, String> values(Row row) {
        Map<String, String> values = new LinkedHashMap<>();
        fieldByColumn.forEach((column, field) -> {
            String cell = row.cells().get(column);
            if (!cell.isBlank()) {
                values.put(field, cell);
            }
        });
        return values;
    }

    /**
     * The mapping for a terminal of so many columns: a line per mapped column with its first texts, and one for the
     * others.
     *
     * @param samples texts of each column, in the header's order; none for none
     */
    public String render(int width, List<List<String>> samples) {
        return MappingTable.render(this, width, samples);
    }
}
