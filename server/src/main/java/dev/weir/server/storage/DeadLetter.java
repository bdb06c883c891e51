package dev.weir.server.storage;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A result that was given up: its table refused it five times, or failed for as long as results are tried. Its values are kept;
 * it can be replayed.
 *
 * @param batchId the job; null for what was reported from outside
 * @param rowIndex of the row in its job, from 0
 * @param resultTable where it was to go when it was given up: {@code hq.<table>} or {@code workspace.<table>}
 * @param error why it is not there
 * @param settledAt when there was a result
 * @param givenUpAt when it was given up
 */
public record DeadLetter(
        long resultId,
        UUID workflowId,
        String workflowSlug,
        @Nullable Long batchId,
        @Nullable Integer rowIndex,
        @Nullable String resultTable,
        @Nullable String error,
        Instant settledAt,
        @Nullable Instant givenUpAt) {}
