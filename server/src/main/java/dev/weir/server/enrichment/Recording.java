package dev.weir.server.enrichment;

import dev.weir.provider.Receipt;
import dev.weir.provider.Reply;
import dev.weir.provider.Values;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One provider's outcome for one asking of one cell, as it stands in the books. Money in 1/1000: credits for the
 * customer, the vendor's own unit for the vendor.
 *
 * @param rowIndex from 0
 * @param step its index in the job's plan
 * @param place its index in the step's waterfall
 * @param verdict {@link dev.weir.server.waterfall.Verdict#text}
 * @param detail why, in a word or a sentence; never a value
 * @param outputs all that the provider gave
 * @param kept the fields of it that were accepted
 * @param key of the question; null when nobody was asked
 */
public record Recording(
        int rowIndex,
        int step,
        int place,
        Source source,
        String verdict,
        @Nullable String detail,
        Values outputs,
        List<String> kept,
        long charged,
        long vendorCertain,
        long vendorPossible,
        int attempt,
        int tries,
        int latencyMillis,
        @Nullable AnswerKey key,
        Instant at) {

    private static final Receipt NO_RECEIPT = Receipt.free(new byte[0]);

    /** Where an outcome came from, in the order of {@code enrichment_record.kind}. */
    public enum Source {
        /** A call of this row's own. */
        ASKED,
        /** An answer from before; nobody was called. */
        REMEMBERED,
        /** Another row's call of the same moment. */
        FOLLOWED,
        /** Its turn was passed over. */
        NOT_ASKED
    }

    public Recording {
        kept = List.copyOf(kept);
    }

    /** Something of it was accepted. */
    public boolean accepted() {
        return verdict.equals("accepted") || verdict.equals("partial");
    }

    /** It answered, and gave nothing that was accepted. */
    public boolean missed() {
        return switch (verdict) {
            case "rejected", "not_found", "bad_answer", "blocked" -> true;
            default -> false;
        };
    }

    /** Whether its answer was lost, and a person has ended that without one. */
    public boolean settledDoubt() {
        return verdict.equals("failed") && detail != null && detail.startsWith(Doubts.RESOLVED);
    }

    /** The reply that was judged, so that it can be judged again; empty when nobody was asked. */
    public Optional<Reply> reply() {
        String why = detail == null ? "" : detail;
        return switch (verdict) {
            case "accepted", "partial", "rejected" -> Optional.of(new Reply.Found(outputs, NO_RECEIPT));
            case "not_found" ->
                Optional.of(outputs.isEmpty() ? new Reply.NotFound(NO_RECEIPT) : new Reply.Found(outputs, NO_RECEIPT));
            case "bad_answer" -> Optional.of(new Reply.BadAnswer(why, NO_RECEIPT));
            case "failed" -> Optional.of(settledDoubt() ? new Reply.Lost(why) : new Reply.Trouble(500, why));
            case "blocked" -> Optional.of(new Reply.Blocked(NO_RECEIPT));
            case "timed_out" -> Optional.of(new Reply.Again(Duration.ZERO));
            case "in_doubt" -> Optional.of(new Reply.Lost(why));
            case "not_asked" -> Optional.empty();
            default -> throw new IllegalStateException("a record says '" + verdict + "'");
        };
    }
}
