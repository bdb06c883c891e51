package dev.weir.server.insight;

import dev.weir.server.jobs.Job;
import dev.weir.server.waterfall.Plan;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a job would have been run. Amounts in 1/1000 credit.
 *
 * @param plan steps of the job's own names, in its order
 * @param order in which the rows of a batch compete for what a cap leaves; more than 0 is the seed of a shuffle
 * @param refundsGiveRoom whether a refund comes before another row's call could be refused for want of that room. Rows
 *     run side by side, so the truth lies between always and never
 */
record Scenario(
        Plan plan,
        @Nullable Long maxCreditsMilli,
        @Nullable Long maxRowCreditsMilli,
        int order,
        boolean refundsGiveRoom) {

    static final int AS_THEY_CAME = 0;
    static final int FROM_THE_LAST = -1;
    /** Those first that find most for their price: so it comes out where cheap calls of many rows overtake dear ones. */
    static final int BEST_FIRST = -2;

    static final int WORST_FIRST = -3;

    private static final int SHUFFLES = 6;

    /** One whose rows come as they stand in the list. */
    Scenario(Plan plan, @Nullable Long maxCreditsMilli, @Nullable Long maxRowCreditsMilli) {
        this(plan, maxCreditsMilli, maxRowCreditsMilli, AS_THEY_CAME, true);
    }

    /** As it was. */
    static Scenario of(Job job) {
        return new Scenario(job.plan(), job.maxCreditsMilli(), job.maxRowCreditsMilli());
    }

    Scenario uncapped() {
        return new Scenario(plan, null, maxRowCreditsMilli, order, true);
    }

    /** With the rows in another order. */
    Scenario inOrder(int other) {
        return new Scenario(plan, maxCreditsMilli, maxRowCreditsMilli, other, refundsGiveRoom);
    }

    Scenario with(Plan other) {
        return new Scenario(other, maxCreditsMilli, maxRowCreditsMilli, order, refundsGiveRoom);
    }

    /** Rows run side by side: under a cap, which of them come first is chance, and so is what has come back by then. */
    List<Scenario> inAllOrders() {
        if (maxCreditsMilli == null) {
            return List.of(this);
        }
        boolean refunds =
                plan.steps().stream().anyMatch(step -> !step.verifiers().isEmpty());
        return IntStream.rangeClosed(WORST_FIRST, SHUFFLES)
                .boxed()
                .flatMap(other -> (refunds ? Stream.of(true, false) : Stream.of(true))
                        .map(room -> new Scenario(plan, maxCreditsMilli, maxRowCreditsMilli, other, room)))
                .toList();
    }
}
