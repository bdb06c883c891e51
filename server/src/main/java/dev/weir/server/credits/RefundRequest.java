package dev.weir.server.credits;

import dev.weir.server.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Wishes a charge of a closed job to be given back to its workspace.
 *
 * @param key of the request: a second one of the same key is the same refund
 * @param transactionId of the post
 * @param amount in 1/1000 credit; null for all that is left of it
 */
public record RefundRequest(
        long workspaceId,
        String key,
        long transactionId,
        @Nullable Long amount,
        String reason) {

    public RefundRequest {
        if (amount != null && amount <= 0) {
            throw Problem.invalid(
                    "bad_amount", "A refund is of more than 0 credits, not of " + Credits.text(amount) + ".");
        }
    }
}
