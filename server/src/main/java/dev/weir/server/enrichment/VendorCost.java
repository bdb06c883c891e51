package dev.weir.server.enrichment;

import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import org.jspecify.annotations.Nullable;

/**
 * What a call that was answered so has cost at its vendor, in 1/1000 of the vendor's unit.
 *
 * @param possible of an answer that cannot be read, which may have been charged
 * @param reported whether the vendor said it
 */
record VendorCost(long certain, long possible, boolean reported) {

    static final VendorCost NONE = new VendorCost(0, 0, false);

    static VendorCost of(Reply reply) {
        Receipt receipt = receipt(reply);
        if (receipt == null) {
            return NONE;
        }
        long cost = receipt.vendorCostMilli();
        return reply instanceof Reply.BadAnswer
                ? new VendorCost(0, cost, receipt.reported())
                : new VendorCost(cost, 0, receipt.reported());
    }

    private static @Nullable Receipt receipt(Reply reply) {
        return switch (reply) {
            case Reply.Found(Values _, Receipt receipt) -> receipt;
            case Reply.NotFound(Receipt receipt) -> receipt;
            case Reply.Blocked(Receipt receipt) -> receipt;
            case Reply.BadAnswer(String _, Receipt receipt) -> receipt;
            case Reply.InvalidInput _,
                    Reply.Throttled _,
                    Reply.OutOfCredits _,
                    Reply.AuthFailed _,
                    Reply.Again _,
                    Reply.Trouble _,
                    Reply.NotSent _,
                    Reply.Lost _ -> null;
        };
    }

    long all() {
        return certain + possible;
    }
}
