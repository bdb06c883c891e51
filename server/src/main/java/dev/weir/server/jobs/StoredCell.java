package dev.weir.server.jobs;

import dev.weir.server.waterfall.CellState;
import org.jspecify.annotations.Nullable;

/** A cell as it is stored. See {@link CellWrite} for what the parts mean. */
public record StoredCell(
        int rowIndex,
        int step,
        CellState state,
        @Nullable String reason,
        @Nullable String kept,
        @Nullable String missing) {}
