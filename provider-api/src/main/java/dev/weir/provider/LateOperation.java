package dev.weir.provider;

import java.time.Duration;
import java.util.Optional;

/**
 * An operation whose answers come later: it is handed many questions at once and answers by a call-back, when it is asked
 * how far it is, or both. Immutable and thread-safe; {@link OperationSpec#mode()} is ASYNC.
 *
 * <p>None of its methods waits, retries or charges, and none throws for anything the vendor does. Answers are joined to
 * questions by identity (the key of an {@link Item}, or the subject itself), never by their position.
 */
public interface LateOperation extends Operation {

    /**
     * Hands questions over, with at most one billable call.
     *
     * @param submission at most {@link OperationSpec#batchSize()} items
     */
    Submitted submit(Submission submission, Exchange exchange);

    /**
     * Asks once how far a submission is.
     *
     * @param vendorId as {@link Submitted.Accepted#vendorId()} told it
     * @throws UnsupportedOperationException when it has no {@link #polling()}
     */
    Heard poll(Submission submission, String vendorId, Exchange exchange);

    /**
     * Reads what a call-back for that submission says. It has been found genuine before, by {@link #signature()} where
     * there is one.
     */
    Heard read(Submission submission, Callback callback);

    /** When to ask how far it is; empty when the vendor cannot be asked, so that only a call-back tells. */
    Optional<Polling> polling();

    /** Whether the vendor calls back. False when it can only be asked. */
    boolean callsBack();

    /**
     * Whether its answers come through this server's state API, to which the item's key is the ticket: who works on them
     * knows this server's address, so that it needs no call-back and cannot be polled either.
     */
    default boolean answersByTicket() {
        return false;
    }

    /**
     * Whether it is of no use where vendors do not reach this server: because only a call-back tells, or because the vendor
     * takes no question without an address to call.
     */
    default boolean needsCallback() {
        return polling().isEmpty() && !answersByTicket();
    }

    /** How its call-backs are signed; empty when the unguessable address is all that tells them from forgeries. */
    Optional<CallbackSignature> signature();

    /** How long handing a submission over may take: every call of {@link #submit} to its own deadline. */
    default Duration handingOver() {
        return spec().deadline();
    }

    /** How long an answer may take before nobody waits for it any more. */
    Duration patience();

    /**
     * How long an answer usually takes. When nobody knows whether the vendor has a submission, and it may be asked again, it is
     * not before that has passed, so that no answer on its way is crossed.
     */
    default Duration typical() {
        return Duration.ofMinutes(10);
    }

    /** Whether what is asked again after {@link #typical()} costs nothing, unless it is worked on still. */
    default boolean againIsFree() {
        return spec().repeat() == OperationSpec.Repeat.FREE;
    }

    /** It is handed over in a submission; asked alone it has nothing to say. */
    @Override
    default Reply ask(Ask ask, Exchange exchange) {
        return new Reply.InvalidInput(spec().id() + " answers later: it takes submissions only");
    }

    /**
     * When a vendor is asked how far it is.
     *
     * @param first after the submission
     * @param factor by which each pause is longer than the one before, at least 1
     * @param longest no pause is longer
     */
    record Polling(Duration first, double factor, Duration longest) {
        public Polling {
            if (!first.isPositive() || factor < 1 || longest.compareTo(first) < 0) {
                throw new IllegalArgumentException(
                        "polling begins after a positive time, grows by a factor of 1 or more"
                                + " and its longest pause is no shorter than its first: " + first + ", " + factor + ", "
                                + longest);
            }
        }
    }
}
