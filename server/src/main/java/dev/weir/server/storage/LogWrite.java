package dev.weir.server.storage;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A line that is to be logged.
 *
 * @param step of the cell in its row, from 0
 * @param outsideId of what was reported; null for a cell's
 */
record LogWrite(
        long resultId,
        UUID workflowId,
        String workflowSlug,
        @Nullable Long companyId,
        @Nullable String companyDomain,
        String playName,
        int stepNumber,
        LoggedResult.Status status,
        @Nullable String resultTable,
        @Nullable Long batchId,
        @Nullable Integer rowIndex,
        int step,
        @Nullable Long outsideId,
        @Nullable String error) {

    /** The same with another end. */
    LogWrite as(LoggedResult.Status other, @Nullable String why) {
        return new LogWrite(
                resultId,
                workflowId,
                workflowSlug,
                companyId,
                companyDomain,
                playName,
                stepNumber,
                other,
                resultTable,
                batchId,
                rowIndex,
                step,
                outsideId,
                why);
    }
}
