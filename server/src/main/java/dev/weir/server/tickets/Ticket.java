package dev.weir.server.tickets;

import dev.weir.provider.Ask;
import dev.weir.provider.Item;
import dev.weir.provider.OperationId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What stands for one cell's late answer: that of an operation, or an event that its step awaits.
 *
 * @param key names it outside, see {@link Tickets#workspaceOf}
 * @param operation null where an event is awaited, as {@code ask} is then
 * @param events any of these names answers it; empty where an operation does
 * @param submissionId in which it was handed over; null when it was not, or awaits an event
 * @param gatherGroup handed over with those of the same number alone, a part of what was refused as a whole; null: with any
 * @param tries submissions that were refused, told of trouble or of which nobody knows
 * @param dueAt not handed over before
 * @param deadline nobody waits beyond it; of a gathered one it begins to run when it is handed over
 */
public record Ticket(
        long id,
        long workspaceId,
        long jobId,
        int rowIndex,
        int step,
        int place,
        int attempt,
        String key,
        @Nullable OperationId operation,
        @Nullable Ask ask,
        List<String> events,
        @Nullable Long submissionId,
        @Nullable Long gatherGroup,
        TicketState state,
        int tries,
        Instant dueAt,
        Instant deadline,
        Instant createdAt,
        @Nullable Instant sentAt,
        @Nullable Instant endedAt) {

    /** The key of a question whose subject was erased; those of others have colons. */
    private static final String ERASED = "erased";

    public Ticket {
        events = List.copyOf(events);
    }

    /** How long is waited for its answer in all, from when it is out. */
    public Duration patience() {
        return Duration.between(sentAt == null ? createdAt : sentAt, deadline);
    }

    /** Whether its subject was erased: nothing is kept of what it was asked, or is answered. */
    public boolean isErased() {
        return ask != null && ask.idempotencyKey().equals(ERASED);
    }

    /** Whether an event is awaited. */
    public boolean awaitsEvent() {
        return operation == null;
    }

    /** Its question as it is handed over. @throws IllegalStateException when it awaits an event */
    public Item item() {
        return new Item(key, requireAsk());
    }

    /** @throws IllegalStateException when it awaits an event */
    public Ask requireAsk() {
        Ask question = ask;
        if (question == null) {
            throw new IllegalStateException("ticket " + id + " asks nobody");
        }
        return question;
    }

    /** The submission it was handed over in. @throws IllegalStateException when it was not */
    public long requireSubmission() {
        Long handedOver = submissionId;
        if (handedOver == null) {
            throw new IllegalStateException("ticket " + id + " was not handed over");
        }
        return handedOver;
    }

    /** @throws IllegalStateException when it awaits an event */
    public OperationId requireOperation() {
        OperationId asked = operation;
        if (asked == null) {
            throw new IllegalStateException("ticket " + id + " asks nobody");
        }
        return asked;
    }
}
