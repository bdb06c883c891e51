package dev.weir.server.jobs;

import dev.weir.server.waterfall.Plan;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A job as it was submitted; nothing of it changes afterwards. Amounts in 1/1000 credit. */
public record Job(
        long id,
        long workspaceId,
        String name,
        Plan plan,
        @Nullable Long maxCreditsMilli,
        @Nullable Long maxRowCreditsMilli,
        long worstRowMilli,
        boolean fresh,
        Instant createdAt) {}
