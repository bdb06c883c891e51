package dev.weir.server.storage;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A company's step of a play that is complete: its result was stored.
 *
 * @param resultId of its newest result
 * @param batchId the job that the newest result is of; null for one reported from outside without one
 * @param completedAt for the first time
 * @param updatedAt when the newest result was stored
 */
public record Completion(
        long companyId,
        String playName,
        UUID workflowId,
        String workflowSlug,
        int stepNumber,
        long resultId,
        @Nullable Long batchId,
        @Nullable Integer rowIndex,
        Instant completedAt,
        Instant updatedAt) {}
