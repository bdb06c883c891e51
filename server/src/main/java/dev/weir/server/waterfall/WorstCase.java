package dev.weir.server.waterfall;

import dev.weir.provider.OperationSpec;

/** What a row can cost its customer at worst, which is what is held for it. */
public final class WorstCase {

    private WorstCase() {}

    /**
     * In 1/1000 credit: for each step, every price that is charged when answered, and of those charged when accepted
     * the dearest, or all of them where more than one answer can be accepted or stay in doubt.
     *
     * @throws ArithmeticException when the amount does not fit a long
     */
    public static long perRowMilli(Plan plan) {
        long sum = 0;
        for (Step step : plan.steps()) {
            sum = Math.addExact(sum, perCellMilli(step, plan.onDoubt()));
        }
        return sum;
    }

    /** The part of one step. @throws ArithmeticException when the amount does not fit a long */
    public static long perCellMilli(Step step, OnDoubt onDoubt) {
        long answered = 0;
        long acceptedSum = 0;
        long acceptedMax = 0;
        for (Place place : step.places()) {
            OperationSpec spec = place.spec();
            long price = spec.chargeMilli();
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
                || (step.completeness() == Completeness.MERGE && step.fields().size() > 1);
        return Math.addExact(answered, several ? acceptedSum : acceptedMax);
    }

    /**
     * What a job holds, in 1/1000 credit: the worst case of all its rows, or the lower cap.
     *
     * @param perRowMilli the worst case of one row
     * @param rowCapMilli {@link Long#MAX_VALUE} when there is none
     * @param jobCapMilli {@link Long#MAX_VALUE} when there is none
     * @throws ArithmeticException when the amount fits neither a long nor the job's cap
     */
    public static long holdMilli(long perRowMilli, long rows, long rowCapMilli, long jobCapMilli) {
        if (perRowMilli < 0 || rows < 0 || rowCapMilli < 0 || jobCapMilli < 0) {
            throw new IllegalArgumentException("amounts and counts are not negative: per row " + perRowMilli + ", rows "
                    + rows + ", caps " + rowCapMilli + " and " + jobCapMilli);
        }
        long row = Math.min(perRowMilli, rowCapMilli);
        if (rows > 0 && row > jobCapMilli / rows) {
            return Math.min(jobCapMilli, multiplyOr(row, rows, jobCapMilli));
        }
        return Math.multiplyExact(row, rows);
    }

    private static long multiplyOr(long row, long rows, long jobCapMilli) {
        if (jobCapMilli == Long.MAX_VALUE) {
            return Math.multiplyExact(row, rows);
        }
        return Math.multiplyHigh(row, rows) == 0 && row * rows >= 0 ? row * rows : jobCapMilli;
    }
}
