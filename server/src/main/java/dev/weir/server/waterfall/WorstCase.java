package dev.weir.server.waterfall;

import dev.weir.provider.OperationSpec;

/** What a row can cost its customer at worst, which is what is held for it. */
public final class WorstCase {

    private WorstCase() {}

    /**
     * In 1/1000 credit: for each step, every price that is charged when answered, those of all verifications, and of
     * finds charged when accepted the dearest, or all of them where more than one answer can be accepted or stay in
     * doubt; but no more than the step's cap. A find that is given up when it is verified gives its charge back before
     * the next is asked.
     *
     * @throws ArithmeticException when the amount does not fit a long
     */
    public static long perRowMilli(Plan plan) {
        long sum = 0;
        for (Step step : plan.steps().subList(plan.from(), plan.steps().size())) {
            sum = Math.addExact(sum, perCellMilli(step, plan.onDoubt()));
        }
        return sum;
    }

    /** The part of one step, or its cap if that is lower. @throws ArithmeticException when the amount does not fit a long */
    public static long perCellMilli(Step step, OnDoubt onDoubt) {
        return Math.min(fromMilli(0, step, onDoubt), step.rules().cap().milli());
    }

    /** What prices alone can make of a step from that place on. */
    public static long fromMilli(int first, Step step, OnDoubt onDoubt) {
        long answered = 0;
        long acceptedSum = 0;
        long acceptedMax = 0;
        for (Place place : step.places().subList(first, step.places().size())) {
            OperationSpec spec = place.spec();
            long price = spec.chargeMilli();
            if (place.verifies()) {
                answered = Math.addExact(answered, price);
                continue;
            }
            switch (spec.charge()) {
                case ANSWERED -> answered = Math.addExact(answered, price);
                case ACCEPTED -> {
                    acceptedSum = Math.addExact(acceptedSum, price);
                    acceptedMax = Math.max(acceptedMax, price);
                }
                case NEVER -> {}
            }
        }
        boolean several = onDoubt == OnDoubt.SKIP
                || (step.completeness() != Completeness.COMPLETE
                        && step.fields().size() > 1);
        return Math.addExact(answered, several ? acceptedSum : acceptedMax);
    }

    /**
     * What a job holds, in 1/1000 credit: the worst case of all its rows, or the lower cap.
     *
     * @param perRowMilli the worst case of one row
     * @throws ArithmeticException when the worst case does not fit a long and no cap is below it
     */
    public static long holdMilli(long perRowMilli, long rows, Cap perRow, Cap perJob) {
        if (perRowMilli < 0 || rows < 0) {
            throw new IllegalArgumentException(
                    "amounts and counts are not negative: per row " + perRowMilli + ", rows " + rows);
        }
        long row = Math.min(perRowMilli, perRow.milli());
        boolean capped = !perJob.equals(Cap.NONE) && rows > 0 && row > perJob.milli() / rows;
        return capped ? perJob.milli() : Math.multiplyExact(row, rows);
    }
}
