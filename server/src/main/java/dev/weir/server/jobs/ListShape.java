package dev.weir.server.jobs;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the rows of a list have in common.
 *
 * @param columns their names, at least one
 * @param fieldByColumn the canonical field that a column gives, by its place from 0
 * @param beside fields in whose column some cell holds what is no value of it; what is found for it goes beside
 * @param longestCell in characters
 */
public record ListShape(List<String> columns, Map<Integer, String> fieldByColumn, Set<String> beside, int longestCell) {

    public ListShape {
        columns = List.copyOf(columns);
        fieldByColumn = Collections.unmodifiableMap(new TreeMap<>(fieldByColumn));
        beside = Set.copyOf(beside);
        for (int column : fieldByColumn.keySet()) {
            if (column < 0 || column >= columns.size()) {
                throw new IllegalArgumentException("column " + column + " of " + columns.size());
            }
        }
    }
}
