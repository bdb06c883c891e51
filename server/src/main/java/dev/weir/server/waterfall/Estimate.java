package dev.weir.server.waterfall;

import dev.weir.provider.OperationId;
import dev.weir.provider.OperationSpec;
import java.util.List;
import java.util.Map;

/**
 * What rows are likely to cost, from how often the same places' answers were accepted before.
 *
 * <p>It takes rows and places for independent of each other, every place for one that can be asked, and no answer for
 * remembered: whoever repeats a list pays less. Where a place was never measured, the share of finds that its operation
 * declares counts as much as a few calls would, so that the bound stays wide. It never exceeds the worst case.
 *
 * @param expectedMilli the mean, in 1/1000 credit
 * @param p90Milli in nine of ten such jobs it is no more, the uncertainty of few measurements included
 */
public record Estimate(long expectedMilli, long p90Milli) {

    /** The standard normal distribution's 90th percentile: a job is a sum of many rows. */
    private static final double P90 = 1.2815515655446004;

    /**
     * Rows that are to be asked one step.
     *
     * @param measured by operation, for this step; for those it has nothing of, what they declare is taken
     */
    public record Share(Step step, long rows, Map<OperationId, HitRate> measured) {
        public Share {
            measured = Map.copyOf(measured);
            if (rows < 0) {
                throw new IllegalArgumentException("there are no " + rows + " rows");
            }
        }
    }

    /** What one cell costs: its mean, its mean square, and what not knowing the rates better adds to the mean's variance. */
    private record Cost(double mean, double square, double unsure) {
        static Cost sure(double amount) {
            return new Cost(amount, amount * amount, 0);
        }

        double variance() {
            return Math.max(0, square - mean * mean);
        }
    }

    /** For all shares together. */
    public static Estimate of(List<Share> shares, OnDoubt onDoubt) {
        double mean = 0;
        double variance = 0;
        long worst = 0;
        for (Share share : shares) {
            double rows = share.rows();
            Cost cell = costFrom(0, share, onDoubt);
            mean += rows * cell.mean();
            variance += rows * cell.variance() + rows * rows * cell.unsure();
            worst = Math.addExact(
                    worst, Math.multiplyExact(share.rows(), WorstCase.perCellMilli(share.step(), onDoubt)));
        }
        long expected = Math.min(worst, Math.round(mean));
        long p90 = Math.min(worst, (long) Math.ceil(mean + P90 * Math.sqrt(variance)));
        return new Estimate(expected, Math.max(expected, p90));
    }

    /** Neither is more than that, such as a cap. */
    public Estimate atMost(long milli) {
        return new Estimate(Math.min(expectedMilli, milli), Math.min(p90Milli, milli));
    }

    /** From the last place back: what is spent from this one on. */
    private static Cost costFrom(int place, Share share, OnDoubt onDoubt) {
        Step step = share.step();
        if (place == step.places().size()) {
            return Cost.sure(0);
        }
        OperationSpec spec = step.place(place).spec();
        HitRate measured = share.measured().get(spec.id());
        HitRate rate = measured == null ? HitRate.declared(spec.prior()) : measured;
        if (step.isVerified(place)) {
            return verifiedFrom(place, rate, share, onDoubt);
        }
        Cost rest = costFrom(place + 1, share, onDoubt);
        double answered = spec.charge() == OperationSpec.Charge.ANSWERED ? spec.chargeMilli() : 0;
        double hit = spec.charge() == OperationSpec.Charge.ACCEPTED ? spec.chargeMilli() : 0;
        // Laplace's rule, a made-up call for each outcome there is: what has not happened in a few calls may in the
        // next.
        boolean several = step.fields().size() > 1;
        double samples = rate.asked() + (several ? 3.0 : 2.0);
        double all = (rate.accepted() + (several ? 0 : rate.partial()) + 1) / samples;
        double some = several ? (rate.partial() + 1) / samples : 0;
        double none = 1 - all - some;
        double mean = answered + (all + some) * hit + (some + none) * rest.mean();
        double square = all * square(answered + hit)
                + some * squareWith(answered + hit, rest)
                + none * squareWith(answered, rest);
        double unsure = square(hit - rest.mean()) * all * (1 - all) / samples
                + square(hit) * some * (1 - some) / samples
                + square(some + none) * rest.unsure();
        return new Cost(mean, square, unsure);
    }

    /**
     * From a place whose find is verified. How often verifiers say yes is not measured: a find counts as what is dearer,
     * kept or given up, and every verifier as asked.
     */
    private static Cost verifiedFrom(int place, HitRate rate, Share share, OnDoubt onDoubt) {
        Step step = share.step();
        OperationSpec spec = step.place(place).spec();
        int next = place + 1;
        double verified = 0;
        while (next < step.places().size() && step.place(next).verifies()) {
            verified += step.place(next++).spec().chargeMilli();
        }
        Cost rest = costFrom(next, share, onDoubt);
        double answered = spec.charge() == OperationSpec.Charge.ANSWERED ? spec.chargeMilli() : 0;
        double hit = spec.charge() == OperationSpec.Charge.ACCEPTED ? spec.chargeMilli() : 0;
        double samples = rate.asked() + 2.0;
        double found = (rate.accepted() + rate.partial() + 1) / samples;
        Cost after = hit > rest.mean() ? Cost.sure(hit) : rest;
        double mean = answered + found * (verified + after.mean()) + (1 - found) * rest.mean();
        double square = found * squareWith(answered + verified, after) + (1 - found) * squareWith(answered, rest);
        double unsure = square(verified + after.mean() - rest.mean()) * found * (1 - found) / samples + rest.unsure();
        return new Cost(mean, square, unsure);
    }

    private static double square(double amount) {
        return amount * amount;
    }

    /** The mean square of a fixed amount and a cost together. */
    private static double squareWith(double amount, Cost cost) {
        return amount * amount + 2 * amount * cost.mean() + cost.square();
    }
}
