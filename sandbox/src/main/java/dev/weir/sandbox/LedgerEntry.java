package dev.weir.sandbox;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One call and what it cost.
 *
 * @param sequence from 1, without gaps
 * @param question the parameters in order, trimmed and in lower case: equal for calls that ask the same
 * @param tryNumber how often that question had been asked, this call included
 * @param requestId the caller's {@code X-Request-Id}, else the vendor's own id of the call, else empty
 * @param status the HTTP status meant for the caller; 0 where none was to be sent
 * @param chargedMilli in 1/1000 of the vendor's credit
 * @param fault what was done to the answer on its way; null for nothing
 * @param sent false where the whole answer is known not to have left; what a killed sandbox was about to send counts as
 *     sent
 */
public record LedgerEntry(
        long sequence,
        Instant time,
        VendorOperation operation,
        String question,
        int tryNumber,
        String requestId,
        int status,
        Outcome outcome,
        int chargedMilli,
        @Nullable FaultKind fault,
        boolean sent) {

    public Vendor vendor() {
        return operation.vendor();
    }

    /** One line of JSON, as the control address gives it. */
    public byte[] toJson() {
        return Body.of(body -> body.with("sequence", sequence)
                .with("time", time.toString())
                .with("vendor", vendor().slug())
                .with("operation", operation.id())
                .with("question", question)
                .with("tryNumber", tryNumber)
                .with("requestId", requestId)
                .with("status", status)
                .with("outcome", outcome.name())
                .with("chargedMilli", chargedMilli)
                .with("fault", fault == null ? null : fault.name())
                .with("sent", sent));
    }
}
