package dev.weir.server.insight;

import dev.weir.server.jobs.Job;
import dev.weir.server.waterfall.Plan;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How a job would have been run. Amounts in 1/1000 credit.
 *
 * @param plan steps of the job's own names, in its order
 * @param order in which the rows of a batch compete for what a cap leaves; more than 0 is the seed of a shuffle
 */
record Scenario(
        Plan plan, @Nullable Long maxCreditsMilli, @Nullable Long maxRowCreditsMilli, int order) {

    static final int AS_THEY_CAME = 0;
    static final int FROM_THE_LAST = -1;
    /** Those first that find most for their price: so it comes out where cheap calls of many rows overtake dear ones. */
    static final int BEST_FIRST = -2;

    static final int WORST_FIRST = -3;

    private static final int SHUFFLES = 6;

    /** As it was. */
    static Scenario of(Job job) {
        return new Scenario(job.plan(), job.maxCreditsMilli(), job.maxRowCreditsMilli(), AS_THEY_CAME);
    }

    Scenario uncapped() {
        return new Scenario(plan, null, maxRowCreditsMilli, order);
    }

    Scenario with(Plan other) {
        return new Scenario(other, maxCreditsMilli, maxRowCreditsMilli, order);
    }

    /** Rows run side by side: under a cap, which of them come first is chance. */
    List<Scenario> inAllOrders() {
        return maxCreditsMilli == null
                ? List.of(this)
                : IntStream.rangeClosed(WORST_FIRST, SHUFFLES)
                        .mapToObj(other -> new Scenario(plan, maxCreditsMilli, maxRowCreditsMilli, other))
                        .toList();
    }
}
