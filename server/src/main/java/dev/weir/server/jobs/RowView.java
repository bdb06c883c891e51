package dev.weir.server.jobs;

import dev.weir.server.waterfall.CellState;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row as it stands: what was found, by field, and the state of each of its cells.
 *
 * @param found what cells have kept; what was known from the start is not in it
 */
public record RowView(int index, Map<String, FoundValue> found, List<CellView> cells) {

    /** A value and where it came from. @param provider as {@link StoredRow.Kept#provider} says it */
    public record FoundValue(Object value, String provider) {}

    /**
     * A cell.
     *
     * @param step its step's name
     * @param fields that the step is for
     * @param state PENDING when nothing is stored yet
     */
    public record CellView(
            String step,
            List<String> fields,
            CellState state,
            @Nullable String reason) {

        /** That of a step which is named after its one field. */
        public CellView(String step, CellState state, @Nullable String reason) {
            this(step, List.of(step), state, reason);
        }
    }
}
