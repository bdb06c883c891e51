package dev.weir.server.insight;

import dev.weir.server.waterfall.CatchAll;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is to be otherwise than in the job. Amounts in 1/1000 credit; null, or empty, leaves the job's own.
 *
 * @param waterfalls by field, whom to ask in which order, as a command names them
 * @param verifiers who verifies finds, in this order; an empty list is nobody
 * @param catchAll what is made of addresses at domains that take every name
 * @param minConfidence the least acceptable confidence, 0 to 100
 * @param refusedStatuses statuses that are not accepted, beside those the job refuses
 * @param conditions what has to be true of a value, by field, instead of what the job asks; blank for nothing
 */
public record Change(
        Map<String, List<String>> waterfalls,
        Optional<List<String>> verifiers,
        @Nullable CatchAll catchAll,
        @Nullable Long maxCreditsMilli,
        @Nullable Long maxRowCreditsMilli,
        @Nullable Integer minConfidence,
        Set<String> refusedStatuses,
        Map<String, String> conditions) {

    /** Nothing is. */
    public static final Change NONE =
            new Change(Map.of(), Optional.empty(), null, null, null, null, Set.of(), Map.of());

    public Change {
        waterfalls = Map.copyOf(waterfalls);
        verifiers = verifiers.map(List::copyOf);
        refusedStatuses = Set.copyOf(refusedStatuses);
        conditions = Map.copyOf(conditions);
    }

    /** Nothing is. */
    public boolean isNone() {
        return equals(NONE);
    }

    /** With another waterfall for these fields. */
    public Change asking(Map<String, List<String>> others) {
        return new Change(
                others,
                verifiers,
                catchAll,
                maxCreditsMilli,
                maxRowCreditsMilli,
                minConfidence,
                refusedStatuses,
                conditions);
    }

    /** With these who verify; an empty list is nobody. */
    public Change verifiedBy(List<String> others) {
        return new Change(
                waterfalls,
                Optional.of(others),
                catchAll,
                maxCreditsMilli,
                maxRowCreditsMilli,
                minConfidence,
                refusedStatuses,
                conditions);
    }

    /** With another policy for addresses at domains that take every name. */
    public Change catchAll(@Nullable CatchAll other) {
        return new Change(
                waterfalls,
                verifiers,
                other,
                maxCreditsMilli,
                maxRowCreditsMilli,
                minConfidence,
                refusedStatuses,
                conditions);
    }

    /** With other caps, for the whole job and for a row. */
    public Change capped(@Nullable Long job, @Nullable Long row) {
        return new Change(waterfalls, verifiers, catchAll, job, row, minConfidence, refusedStatuses, conditions);
    }

    /** With a stricter rule for what an answer says of its own value. */
    public Change accepting(@Nullable Integer least, Set<String> refused) {
        return new Change(
                waterfalls, verifiers, catchAll, maxCreditsMilli, maxRowCreditsMilli, least, refused, conditions);
    }

    /** With these conditions on values, by field. */
    public Change requiring(Map<String, String> others) {
        return new Change(
                waterfalls,
                verifiers,
                catchAll,
                maxCreditsMilli,
                maxRowCreditsMilli,
                minConfidence,
                refusedStatuses,
                others);
    }
}
