package dev.weir.server.enrichment;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one row has cost its customer so far, and may by calls in doubt, refunds taken off; in all and by step, under the
 * caps of both. Amounts in 1/1000 credit.
 */
final class RowSpending {

    private final @Nullable Long rowCap;
    private final Map<Integer, Long> bySteps;

    /** @param bySteps what earlier runs have spent */
    RowSpending(@Nullable Long rowCap, Map<Integer, Long> bySteps) {
        this.rowCap = rowCap;
        this.bySteps = new HashMap<>(bySteps);
    }

    /** Less, where the amount is negative. */
    void add(int step, long amount) {
        bySteps.merge(step, amount, Long::sum);
    }

    /** Whether an asking, and what verifies its find, would cost more than is left of what the step or the row may cost. */
    boolean isBeyondCap(Asking asking) {
        long more = asking.spec().chargeMilli() + asking.followMilli();
        long ofStep = bySteps.getOrDefault(asking.index(), 0L);
        return ofStep + more > asking.step().rules().cap().milli() || (rowCap != null && total() + more > rowCap);
    }

    private long total() {
        return bySteps.values().stream().mapToLong(Long::longValue).sum();
    }
}
