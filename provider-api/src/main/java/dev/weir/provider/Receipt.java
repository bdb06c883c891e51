package dev.weir.provider;

import org.jspecify.annotations.Nullable;

/**
 * What an answer says of itself: the vendor's cost, its ids, and the body as it came.
 *
 * @param vendorCostMilli what the vendor charged, in 1/1000 of its unit; 0 or more
 * @param reported true when the vendor named that amount, false when it was derived from the price table
 * @param requestId the vendor's id of the call, as text
 * @param recordId the vendor's id of the person or company
 * @param body the raw bytes of the answer, kept for evidence; not copied, so never changed by anybody
 */
@SuppressWarnings("ArrayRecordComponent") // evidence is large; it is handed on, never compared
public record Receipt(
        long vendorCostMilli,
        boolean reported,
        @Nullable String requestId,
        @Nullable String recordId,
        byte[] body) {

    public Receipt {
        if (vendorCostMilli < 0) {
            throw new IllegalArgumentException("a cost is not negative: " + vendorCostMilli);
        }
    }

    /** An answer that cost nothing and names no ids. */
    public static Receipt free(byte[] body) {
        return new Receipt(0, false, null, null, body);
    }
}
