package dev.weir.lists.files;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The columns of the enriched list: all of the input's, unchanged and in order, then those of the requested fields.
 *
 * <p>A field whose column stands in the input is filled in there, where the cell is blank; what the user brought is never
 * overwritten. Where a cell holds something that is no value of its field, and one is found, the cell stays and the found
 * value goes beside it, into a column {@code <field> (found)} that holds such values only. Under {@code refresh}, where a
 * new value is asked for in spite of the known one, it gets a column of its own. Every other field gets a column named
 * after it, and after each field's come its provenance columns, {@code <field>.<name>}. A name the input has already is
 * counted up ({@code company.domain (2)}).
 */
public final class OutputColumns {

    private static final int NONE = -1;

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
        return plan(mapping, requested, _ -> provenance, refresh, _ -> false);
    }

    /**
     * @param provenance the names after the dot, by field
     * @param beside the fields in whose column of the input cells may stand that are no values of it
     */
    public static OutputColumns plan(
            HeaderMapping mapping,
            List<String> requested,
            Function<String, List<String>> provenance,
            boolean refresh,
            Predicate<String> beside) {
        List<String> names = new ArrayList<>(mapping.header().names());
        Set<String> taken = new HashSet<>(names);
        List<Place> places = new ArrayList<>();
        for (String field : requested) {
            int own = refresh ? NONE : mapping.columnOf(field).orElse(NONE);
            int found = NONE;
            if (own == NONE) {
                own = names.size();
                names.add(ColumnNames.free(field, taken));
            } else if (beside.test(field)) {
                found = mapping.foundColumnOf(field).orElse(names.size());
                if (found == names.size()) {
                    names.add(ColumnNames.free(HeaderMapping.foundName(field), taken));
                }
            }
            List<String> about = provenance.apply(field);
            places.add(new Place(field, own, found, names.size(), about.size()));
            about.forEach(name -> names.add(ColumnNames.free(field + "." + name, taken)));
        }
        return new OutputColumns(names, places);
    }

    public List<String> names() {
        return names;
    }

    /** The column of values that are found where the input's own cell holds something else; empty for none. */
    public Optional<String> besideOf(String field) {
        return places.stream()
                .filter(place -> place.field.equals(field) && place.beside != NONE)
                .map(place -> names.get(place.beside))
                .findFirst();
    }

    /** Whether a value found for a row goes beside its own cell. */
    public boolean goesBeside(Row row, String field) {
        return places.stream()
                .anyMatch(place -> place.field.equals(field) && place.target(row.cells()) == place.beside);
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
    private record Place(String field, int column, int beside, int provenanceFrom, int provenanceCount) {

        void fill(List<String> cells, Set<Integer> json, FieldResult result) {
            int target = target(cells);
            if (cells.get(target).isBlank() && !result.text().isEmpty()) {
                cells.set(target, result.text());
                if (result.json()) {
                    json.add(target);
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

        private int target(List<String> cells) {
            // A column behind the row's own cells is one that was added.
            boolean taken = column < cells.size() && !cells.get(column).isBlank();
            return taken && beside != NONE ? beside : column;
        }
    }
}
