package dev.weir.lists.files;

import java.util.List;
import java.util.Set;

/**
 * One input item.
 *
 * @param index counted from 0, blank lines left out
 * @param line where it begins in the file, counted from 1
 * @param cells one text per column of the header; empty where the row says nothing
 * @param json the columns whose text is a JSON value (number, boolean, list, object) rather than a string; none in CSV
 */
public record Row(long index, long line, List<String> cells, Set<Integer> json) {

    public Row {
        cells = List.copyOf(cells);
        json = Set.copyOf(json);
    }
}
