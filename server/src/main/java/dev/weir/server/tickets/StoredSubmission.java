package dev.weir.server.tickets;

import dev.weir.provider.OperationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A submission as it is stored.
 *
 * @param vendorId the vendor's name of it; null as long as none is known
 * @param items how many it was made of
 * @param lost whether nobody knows that the vendor has it
 * @param pollAt when the vendor is asked next how far it is; null when it is not
 * @param vendorTotalMilli what the vendor says all of it cost, in 1/1000 of its unit; null when it has not said
 * @param detail why it was refused or lost, or what the vendor says is wrong
 */
public record StoredSubmission(
        long id,
        long workspaceId,
        OperationId operation,
        @Nullable String vendorId,
        int items,
        SubmissionState state,
        boolean lost,
        @Nullable Instant pollAt,
        int polls,
        Instant deadline,
        @Nullable Long vendorTotalMilli,
        @Nullable String detail,
        Instant createdAt,
        @Nullable Instant sentAt,
        @Nullable Instant endedAt) {

    /** What it is called outside, such as {@code weir-17}: ours, short, and without personal data. */
    public String reference() {
        return "weir-" + id;
    }
}
