package dev.weir.server.insight;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be otherwise than in the job. Amounts in 1/1000 credit; null leaves the job's own.
 *
 * @param waterfalls by field, whom to ask in which order, as a command names them
 * @param minConfidence the least acceptable confidence, 0 to 100
 * @param refusedStatuses statuses that are not accepted, beside those the job refuses
 */
public record Change(
        Map<String, List<String>> waterfalls,
        @Nullable Long maxCreditsMilli,
        @Nullable Long maxRowCreditsMilli,
        @Nullable Integer minConfidence,
        Set<String> refusedStatuses) {

    public Change {
        waterfalls = Map.copyOf(waterfalls);
        refusedStatuses = Set.copyOf(refusedStatuses);
    }

    /** Nothing is. */
    public boolean isNone() {
        return waterfalls.isEmpty()
                && maxCreditsMilli == null
                && maxRowCreditsMilli == null
                && minConfidence == null
                && refusedStatuses.isEmpty();
    }
}
