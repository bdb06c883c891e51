package dev.weir.server.jobs;

import dev.weir.server.jobs.engine.Lease;
import dev.weir.server.waterfall.CellState;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A cell that has become final, that waits, or that is in doubt and to be asked again.
 *
 * @param kept JSON, see {@link ValuesJson#writeSourced}; null when nothing was kept
 * @param missing fields that stayed empty, comma-separated; null when none did
 * @param rowEnd what the row has become by this cell
 * @param told the step's name where an event tells that it has failed; else null
 * @param workflowId of the registered step that it is of; null where it is of none, or waits
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
        @Nullable String told,
        @Nullable UUID workflowId) {

    /** A cell that waits. @param reason what it waits for */
    public static CellWrite waiting(Lease lease, int rowIndex, int step, String reason) {
        return new CellWrite(
                lease.workspaceId(),
                lease.jobId(),
                lease.batchId(),
                rowIndex,
                step,
                CellState.WAITING,
                reason,
                null,
                null,
                RowEnd.OPEN,
                lease.epoch(),
                null,
                null);
    }
}
