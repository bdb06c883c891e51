package dev.weir.server.enrichment;

import dev.weir.provider.OperationSpec;
import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An answer to be remembered. */
record AnswerWrite(
        AnswerKey key,
        int kind,
        @Nullable String outputs,
        Packed body,
        @Nullable String requestId,
        long jobId,
        int rowIndex,
        int step,
        int place,
        long freshSeconds) {

    static final int FOUND = 1;
    static final int NOT_FOUND = 2;
    static final int BLOCKED = 3;

    /** An opt-out is no matter of freshness: it is remembered for a lifetime. */
    private static final long LIFETIME_SECONDS = 100L * 365 * 24 * 3600;

    /**
     * The memory of a reply; empty for one that says nothing about the subject.
     *
     * @param outputs the reply's values as they are stored
     */
    static Optional<AnswerWrite> of(
            OperationSpec spec,
            Reply reply,
            @Nullable String outputs,
            AnswerKey key,
            long jobId,
            int rowIndex,
            int step,
            int place) {
        return switch (reply) {
            case Reply.Found(Values _, Receipt receipt) ->
                Optional.of(new AnswerWrite(
                        key,
                        FOUND,
                        outputs,
                        Packed.of(receipt.body()),
                        receipt.requestId(),
                        jobId,
                        rowIndex,
                        step,
                        place,
                        spec.hitFresh().toSeconds()));
            case Reply.NotFound(Receipt receipt) ->
                Optional.of(miss(
                        NOT_FOUND,
                        receipt,
                        key,
                        jobId,
                        rowIndex,
                        step,
                        place,
                        spec.missFresh().toSeconds()));
            case Reply.Blocked(Receipt receipt) ->
                Optional.of(miss(BLOCKED, receipt, key, jobId, rowIndex, step, place, LIFETIME_SECONDS));
            case Reply.InvalidInput _,
                    Reply.Throttled _,
                    Reply.OutOfCredits _,
                    Reply.AuthFailed _,
                    Reply.Again _,
                    Reply.Trouble _,
                    Reply.BadAnswer _,
                    Reply.NotSent _,
                    Reply.Lost _ -> Optional.empty();
        };
    }

    private static AnswerWrite miss(
            int kind, Receipt receipt, AnswerKey key, long jobId, int rowIndex, int step, int place, long fresh) {
        return new AnswerWrite(
                key, kind, null, Packed.of(receipt.body()), receipt.requestId(), jobId, rowIndex, step, place, fresh);
    }
}
