package dev.weir.providers;

import dev.weir.provider.OperationSpec.Billing;
import dev.weir.provider.Receipt;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What an answer costs at the vendor: the amount it names, else the price table.
 *
 * @param everySuccess whether every 2xx answer costs, found or not
 * @param reported where the vendor names the amount; null when it does not
 * @param times what that amount is multiplied by to be in our unit
 */
record CostRule(
        Billing billing,
        long milli,
        boolean everySuccess,
        @Nullable Place reported,
        int times,
        @Nullable Pointer requestId,
        @Nullable Pointer recordId) {

    private static final int MAX_ID = 200;

    /** @param ruled what the reading rule says such an answer costs; null when it says nothing */
    Receipt found(Answer answer, @Nullable Long ruled) {
        return receipt(answer, ruled != null ? ruled : billing == Billing.NOTHING ? 0 : milli);
    }

    /** @param ruled as for a find */
    Receipt missed(Answer answer, @Nullable Long ruled) {
        boolean costs = answer.success() && (billing == Billing.CALL || (billing == Billing.RESULT && everySuccess));
        return receipt(answer, ruled != null ? ruled : costs ? milli : 0);
    }

    /** The work may have been done, so the whole price may be due; nobody knows but the vendor. */
    Receipt unreadable(Answer answer) {
        return receipt(answer, answer.success() && billing != Billing.NOTHING ? milli : 0);
    }

    private Receipt receipt(Answer answer, long estimated) {
        BigDecimal stated = reported == null ? null : reported.number(answer);
        BigDecimal named = stated == null ? null : stated.multiply(BigDecimal.valueOf(times));
        boolean certain = named != null && named.precision() - named.scale() <= 9;
        long cost = certain && named != null
                ? named.movePointRight(3).setScale(0, RoundingMode.UP).longValue()
                : estimated;
        return new Receipt(cost, certain, id(requestId, answer), id(recordId, answer), answer.body());
    }

    private static @Nullable String id(@Nullable Pointer pointer, Answer answer) {
        String text = pointer == null ? null : answer.text(pointer);
        return text == null || text.length() > MAX_ID ? null : text;
    }

    /** A body too large to be read: the price is due for what may have been in it. */
    Receipt unread() {
        return new Receipt(billing == Billing.NOTHING ? 0 : milli, false, null, null, new byte[0]);
    }
}
