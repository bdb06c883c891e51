package dev.weir.server.webhooks;

import dev.weir.server.jobs.EventType;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One event on its way to one webhook.
 *
 * @param eventId as its receiver reads it
 * @param tries since it was made, or last replayed
 * @param dueAt when it is tried next; null unless it is pending
 * @param endedAt when it was delivered, or given up; null while neither
 * @param last the newest try; null before the first
 */
public record Delivery(
        long id,
        long webhookId,
        String eventId,
        EventType type,
        @Nullable Long jobId,
        @Nullable Long sequence,
        State state,
        int tries,
        @Nullable Instant dueAt,
        Instant createdAt,
        @Nullable Instant endedAt,
        @Nullable Attempt last) {

    /** Where a delivery stands. */
    public enum State {
        /** To be tried at its time, or being tried. */
        PENDING,
        DELIVERED,
        /** Given up after its last try; it can be replayed. */
        DEAD,
        /** It waits for its webhook to be active again. */
        HELD;

        /** As the API writes it. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One try.
     *
     * @param status of the answer; null when there was none
     * @param detail why there was none; null when there was one
     * @param response how the answer's body begins, as text
     */
    public record Attempt(
            Instant at,
            @Nullable Integer status,
            @Nullable String detail,
            @Nullable String response,
            int tookMillis) {}
}
