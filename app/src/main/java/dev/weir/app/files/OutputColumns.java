package dev.weir.app.files;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The columns of the enriched list: all of the input's, unchanged and in order, then those of the requested fields.
 *
 * <p>A field whose column stands in the input is filled in there, where the cell is blank; what the user brought is never
 * overwritten. Under {@code refresh}, where a new value is asked for in spite of the known one, it gets a column of its
 * own beside it. Every other field gets a column named after it, and after each field's come its provenance columns,
 * {@code <field>.<name>}. A name the input has already is counted up ({@code company.domain (2)}).
 */
public final class OutputColumns {

    private final List<String> names;
    private final List<Place> places;

    private OutputColumns(List<String> names, List<Place> places) {
        this.names = List.copyOf(names);
        this.places = List.copyOf(places);
    }

    /**
     * @param requested canonical names, in the order wanted
     * @param provenance the names after the dot, such as {@code provider}, {@code status}; none for none
     * @param refresh whether values of the input count as unknown
     */
    public static OutputColumns plan(
            HeaderMapping mapping, List<String> requested, List<String> provenance, boolean refresh) {
        return plan(mapping, requested, provenance, _ -> refresh);
    }

    /** @param beside the fields that get a column of their own although the input has one */
    public static OutputColumns plan(
            HeaderMapping mapping, List<String> requested, List<String> provenance, Predicate<String> beside) {
        List<String> names = new ArrayList<>(mapping.header().names());
        Set<String> taken = new HashSet<>(names);
        List<Place> places = new ArrayList<>();
        for (String field : requested) {
            int own = beside.test(field) ? -1 : mapping.columnOf(field).orElse(-1);
            if (own < 0) {
                own = names.size();
                names.add(ColumnNames.free(field, taken));
            }
            places.add(new Place(field, own, names.size(), provenance.size()));
            provenance.forEach(name -> names.add(ColumnNames.free(field + "." + name, taken)));
        }
        return new OutputColumns(names, places);
    }

    public List<String> names() {
        return names;
    }

    /**
     * The enriched twin of a row.
     *
     * @param results by field; null where nothing is known of it
     */
    public Row merge(Row row, Function<String, @Nullable FieldResult> results) {
        List<String> cells = new ArrayList<>(row.cells());
        while (cells.size() < names.size()) {
            cells.add("");
        }
        Set<Integer> json = new HashSet<>(row.json());
        for (Place place : places) {
            FieldResult result = results.apply(place.field);
            if (result != null) {
                place.fill(cells, json, result);
            }
        }
        return new Row(row.index(), row.line(), cells, json);
    }

    /** Where one field's value and provenance stand. */
    private record Place(String field, int column, int provenanceFrom, int provenanceCount) {

        void fill(List<String> cells, Set<Integer> json, FieldResult result) {
            if (cells.get(column).isBlank() && !result.text().isEmpty()) {
                cells.set(column, result.text());
                if (result.json()) {
                    json.add(column);
                }
            }
            if (provenanceCount > 0 && result.provenance().size() != provenanceCount) {
                throw new IllegalArgumentException(field + ": "
                        + result.provenance().size() + " provenance texts for " + provenanceCount + " columns");
            }
            for (int i = 0; i < provenanceCount; i++) {
                cells.set(provenanceFrom + i, result.provenance().get(i));
            }
        }
    }
}
