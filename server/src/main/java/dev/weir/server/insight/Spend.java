package dev.weir.server.insight;

import java.util.List;

/**
 * What was spent on one provider, field or job, or on one day: the customer's credits, and beside them what vendors charged.
 * Amounts in 1/1000.
 *
 * @param key of the provider, of the step's fields, of the job, or the day
 * @param calls that left and were answered, or settled by somebody's word: what all other counts are of
 * @param posted charged, by {@code posts} calls
 * @param refunded given back of this or earlier charges, by {@code refunds} transactions
 * @param inDoubt held still for {@code doubts} calls that fell in doubt in that time
 * @param vendors by unit
 */
public record Spend(
        String key,
        long calls,
        long posted,
        long posts,
        long refunded,
        long refunds,
        long inDoubt,
        long doubts,
        List<Vendor> vendors) {

    public Spend {
        vendors = List.copyOf(vendors);
    }

    /**
     * What vendors charged in one unit.
     *
     * @param certain charged by {@code chargedCalls} of {@code calls}, and as adjusted
     * @param possible may have been charged beside, also by tries of {@code unrecorded} askings that were taken back
     * @param adjusted of what is certain, by how much more vendors said that submissions cost than their items did; less than 0
     *     when it was less
     */
    public record Vendor(
            String unit, long calls, long chargedCalls, long certain, long possible, long unrecorded, long adjusted) {}
}
