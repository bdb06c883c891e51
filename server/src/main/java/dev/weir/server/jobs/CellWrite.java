package dev.weir.server.jobs;

import dev.weir.server.waterfall.CellState;
import org.jspecify.annotations.Nullable;

/**
 * A cell that has become final, or a doubt that is to be asked again.
 *
 * @param kept JSON, see {@link ValuesJson#writeSourced}; null when nothing was kept
 * @param missing fields that stayed empty, comma-separated; null when none did
 * @param rowEnd what the row has become by this cell
 * @param told the step's name where an event tells that it has failed; else null
 */
public record CellWrite(
        long workspaceId,
        long jobId,
        long batchId,
        int rowIndex,
        int step,
        CellState state,
        @Nullable String reason,
        @Nullable String kept,
        @Nullable String missing,
        RowEnd rowEnd,
        long epoch,
        @Nullable String told) {}
