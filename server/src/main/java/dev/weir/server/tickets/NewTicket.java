package dev.weir.server.tickets;

import dev.weir.provider.Ask;
import dev.weir.provider.OperationId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A ticket that is to be opened. Made once for an asking: its key is drawn then, so that a flush which is run again opens
 * the same one.
 *
 * @param operation null where an event is awaited, as {@code ask} is then
 * @param linger how long it may be gathered before it is handed over
 * @param patience how long is waited for its answer, from when it is out
 */
public record NewTicket(
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
        Duration linger,
        Duration patience) {

    public NewTicket {
        events = List.copyOf(events);
        if ((operation == null) != (ask == null) || (operation == null) == events.isEmpty()) {
            throw new IllegalArgumentException("a ticket asks an operation something, or awaits events");
        }
        if (patience.isNegative() || patience.isZero() || linger.isNegative()) {
            throw new IllegalArgumentException("a ticket waits for a positive time: " + patience + ", " + linger);
        }
    }
}
