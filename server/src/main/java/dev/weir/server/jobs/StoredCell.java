package dev.weir.server.jobs;

import dev.weir.server.waterfall.CellState;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A cell as it is stored. See {@link CellWrite} for what the parts mean. @param at when it came to be so */
public record StoredCell(
        int rowIndex,
        int step,
        CellState state,
        @Nullable String reason,
        @Nullable String kept,
        @Nullable String missing,
        RowEnd rowEnd,
        Instant at) {

    /** The same, of another row: that for which this one's row stands. */
    StoredCell of(int otherRow) {
        return new StoredCell(otherRow, step, state, reason, kept, missing, rowEnd, at);
    }
}
