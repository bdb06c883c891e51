package dev.weir.server.jobs;

import dev.weir.server.waterfall.CellState;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who is to hear of cells of registered steps that have become final.
 *
 * <p>Called in the transaction that makes them final, once for each time one becomes so, with those alone that were not
 * final before; a failure there fails the change.
 */
@FunctionalInterface
public interface Results {

    /** Nobody listens. */
    Results UNHEARD = _ -> {};

    /**
     * A cell that has become final.
     *
     * @param workflowId of its step, over all its versions
     * @param reason as the cell has it
     */
    record Result(
            long workspaceId,
            UUID workflowId,
            long jobId,
            int rowIndex,
            int step,
            CellState state,
            @Nullable String reason) {}

    /** Notes them durably. @param results never empty */
    void note(List<Result> results);
}
