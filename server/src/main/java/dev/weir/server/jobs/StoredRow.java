package dev.weir.server.jobs;

import dev.weir.provider.Values;
import java.util.List;

/**
 * A row with all that is stored of it.
 *
 * @param index from 0, among the job's rows
 * @param listIndex from 0, among the rows of the list, of which the job may have left some out
 * @param input what it knew from the start
 * @param cells those that are not merely pending, by step
 */
public record StoredRow(int index, int listIndex, Values input, List<StoredCell> cells) {

    public StoredRow {
        cells = List.copyOf(cells);
    }
}
