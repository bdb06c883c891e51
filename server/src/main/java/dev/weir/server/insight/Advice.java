package dev.weir.server.insight;

import dev.weir.provider.OperationSpec;
import java.util.List;
import java.util.Optional;

/**
 * What the books of a job say about the order of its providers. Amounts in 1/1000 credit, as if nothing had been
 * remembered from before.
 *
 * @param rowsUsed of the job's rows, the first ones, on which the orders were tried out
 */
public record Advice(long jobId, int rows, int rowsUsed, List<StepAdvice> steps) {

    /** Fewer answers than this tell nothing worth acting on. */
    public static final long ENOUGH = 30;

    /** What to do. */
    public enum Finding {
        /** Another order finds as much, never for more and perhaps for less, whatever the unknown answers are. */
        REORDER,
        /** No other order can be cheaper. */
        KEEP,
        /** Others may be cheaper, but what would tell was never asked. */
        DATA_DO_NOT_SUFFICE,
        /** No two places answered. */
        NO_CHOICE
    }

    /**
     * One step, of whose places only those count that had an answer to give in the job.
     *
     * @param now its waterfall as it ran
     * @param tried the other orders, the cheapest first
     * @param proposed the one to take; empty unless REORDER
     */
    public record StepAdvice(
            String step,
            Finding finding,
            String because,
            List<PlaceArithmetic> places,
            Trial now,
            List<Trial> tried,
            Optional<Trial> proposed) {}

    /**
     * One place, as the job's waterfall reached it.
     *
     * @param after the places that had missed before it
     * @param measured answers and accepted ones, given that those had missed
     * @param priceMilli what one costs when its charge rule is met
     */
    public record PlaceArithmetic(
            String provider,
            List<String> after,
            WhatIfReport.Measured measured,
            long priceMilli,
            OperationSpec.Charge charge) {

        /** Whether that is enough to go by. */
        public boolean enough() {
            return measured.asked() >= ENOUGH;
        }

        /** What an accepted answer costs, if the share is that; empty when none is to be expected. */
        public Optional<Double> perAccepted(double share) {
            return switch (charge) {
                case NEVER -> Optional.of(0.0);
                case ACCEPTED -> Optional.of((double) priceMilli);
                case ANSWERED -> share == 0 ? Optional.empty() : Optional.of(priceMilli / share);
            };
        }
    }

    /**
     * A waterfall tried out on the books.
     *
     * @param neverAsked rows in which it puts a question nobody ever put
     */
    public record Trial(List<String> waterfall, Range completed, Range costMilli, long neverAsked) {}

    public Advice {
        steps = List.copyOf(steps);
    }
}
