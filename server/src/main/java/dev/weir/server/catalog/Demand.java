package dev.weir.server.catalog;

import dev.weir.server.waterfall.CatchAll;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a value of one field needs to count, beyond what any does.
 *
 * @param minConfidence in percent; 0 for any
 * @param catchAll what is made of addresses at domains that take mail for every name
 * @param verify who verifies what is found, in this order; nobody when it is empty
 * @param condition an expression that has to be true of the value; null for none
 */
public record Demand(
        int minConfidence,
        CatchAll catchAll,
        List<String> verify,
        @Nullable String condition) {

    /** Every find counts that its own provider does not call invalid. */
    public static final Demand USUAL = new Demand(0, CatchAll.ACCEPT_AND_FLAG, List.of());

    /** One without a condition. */
    public Demand(int minConfidence, CatchAll catchAll, List<String> verify) {
        this(minConfidence, catchAll, verify, null);
    }

    public Demand {
        verify = List.copyOf(verify);
        if (minConfidence < 0 || minConfidence > 100) {
            throw new IllegalArgumentException("a confidence is 0 to 100, not " + minConfidence);
        }
    }
}
