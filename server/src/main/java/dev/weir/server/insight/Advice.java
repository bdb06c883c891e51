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
     * @param verification what a verification of its finds takes; empty where nothing is verified
     * @param now its waterfall as it ran
     * @param tried the other orders, the cheapest first
     * @param proposed the one to take; empty unless REORDER
     */
    public record StepAdvice(
            String step,
            Finding finding,
            String because,
            List<PlaceArithmetic> places,
            Optional<Verification> verification,
            Trial now,
            List<Trial> tried,
            Optional<Trial> proposed) {}

    /**
     * Those who verify what a step finds.
     *
     * @param finds that were to be verified
     * @param answers they gave for that, remembered and shared ones counted in
     * @param priceMilli of those answers together, as if none had been remembered
     */
    public record Verification(List<String> verifiers, long finds, long answers, long priceMilli) {

        /** For one find, whichever verifiers it took. */
        public double perFindMilli() {
            return finds == 0 ? 0 : (double) priceMilli / finds;
        }
    }

    /**
     * One place that finds, as the job's waterfall reached it.
     *
     * @param after the places that had missed before it
     * @param measured answers, and accepted ones that stood if they were verified, given that those had missed
     * @param found of the answers, those accepted when they came, which are all that is verified
     * @param priceMilli what one costs when its charge rule is met, and is not given back
     * @param verifyingMilli what verifying one find takes; 0 where nothing is verified
     */
    public record PlaceArithmetic(
            String provider,
            List<String> after,
            WhatIfReport.Measured measured,
            long found,
            long priceMilli,
            OperationSpec.Charge charge,
            double verifyingMilli) {

        /** Whether that is enough to go by. */
        public boolean enough() {
            return measured.asked() >= ENOUGH;
        }

        /** What is paid for each answer, accepted or not: its own price where that is charged so, and verifying. */
        public double perAnswerMilli() {
            double verifying = measured.asked() == 0 ? 0 : verifyingMilli * found / measured.asked();
            return (charge == OperationSpec.Charge.ANSWERED ? priceMilli : 0) + verifying;
        }

        /** What an accepted answer costs, if the share is that; empty when none is to be expected. */
        public Optional<Double> perAccepted(double share) {
            double own = charge == OperationSpec.Charge.ACCEPTED ? priceMilli : 0;
            double perAnswer = perAnswerMilli();
            if (perAnswer == 0) {
                return Optional.of(own);
            }
            return share == 0 ? Optional.empty() : Optional.of(own + perAnswer / share);
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
