package dev.weir.sandbox;

import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The manners of one vendor: how it takes its key, answers, refuses and counts. Knows nothing of sockets. */
interface Desk {

    /** The key as the vendor takes it; null when there is none. The header look-up answers null or the value. */
    @Nullable
    String key(Function<String, @Nullable String> header, Params params);

    Answer answer(Question question, Account account);

    /** A refusal in the vendor's own envelope. */
    Answer refusal(Refusal why, VendorOperation operation);

    /** A refusal before any work, where its form depends on what the caller accepts. */
    default Answer refusal(Refusal why, VendorOperation operation, Function<String, @Nullable String> header) {
        return refusal(why, operation);
    }

    /**
     * What a careful reader of the answer takes from it for that field, said without asking; null for nothing. Those of
     * the first three vendors stand in {@link Truth}.
     */
    default @Nullable String told(VendorOperation operation, Given given, String field) {
        return null;
    }

    /** Headers that depend on what has happened so far. */
    default void headers(Answer answer, int chargedMilli, Account account, BiConsumer<String, String> sink) {}

    /** Whether asking the same again costs nothing once it has been paid. */
    default boolean repeatsFree() {
        return false;
    }

    /** What a vendor says no to. */
    enum Refusal {
        UNAUTHORIZED(401, Outcome.UNAUTHORIZED),
        FORBIDDEN(403, Outcome.NOT_WORKED),
        WRONG_METHOD(405, Outcome.INVALID_INPUT),
        /** By the vendor's own pace limit, in the vendor's own way. */
        PACE(429, Outcome.THROTTLED),
        TOO_MANY(429, Outcome.NOT_WORKED),
        OUT_OF_CREDITS(402, Outcome.OUT_OF_CREDITS),
        SERVER_500(500, Outcome.NOT_WORKED),
        SERVER_502(502, Outcome.NOT_WORKED),
        SERVER_503(503, Outcome.NOT_WORKED),
        SERVER_504(504, Outcome.NOT_WORKED);

        final int status;
        final Outcome outcome;

        Refusal(int status, Outcome outcome) {
            this.status = status;
            this.outcome = outcome;
        }
    }

    /**
     * One asking.
     *
     * @param tryNumber how often this question has been asked, this time included
     * @param paidBefore whether an answer to it has been paid for
     * @param key as the caller gave it; empty for none
     */
    record Question(
            VendorOperation operation, Params params, String text, int tryNumber, boolean paidBefore, String key) {}

    /**
     * Where the account stands at this moment, for this operation.
     *
     * @param creditsMilli opening balance; negative for one without end
     * @param retryAfterSeconds until the vendor's pace limit lets the next call through
     */
    record Account(
            long creditsMilli,
            long spentMilli,
            long searches,
            long verifications,
            VendorSettings.Pace pace,
            Pacer.Usage usage,
            int retryAfterSeconds) {

        private static final long PLENTY = 1_000_000_000L;

        long availableMilli() {
            return creditsMilli < 0 ? PLENTY : creditsMilli;
        }

        long remainingMilli() {
            return Math.max(0, availableMilli() - spentMilli);
        }
    }
}
