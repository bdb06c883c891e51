package dev.weir.server.jobs;

import dev.weir.server.waterfall.Plan;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A job as it was submitted; nothing of it changes afterwards. Amounts in 1/1000 credit.
 *
 * @param fresh whether nothing is reused that was answered before it
 * @param rerun whether it does rows of another job again: misses of before it are asked anew, finds are reused
 */
public record Job(
        long id,
        long workspaceId,
        String name,
        Plan plan,
        @Nullable Long maxCreditsMilli,
        @Nullable Long maxRowCreditsMilli,
        long worstRowMilli,
        boolean fresh,
        boolean rerun,
        Instant createdAt) {}
