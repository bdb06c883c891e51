package dev.weir.server.webhooks;

import dev.weir.server.jobs.EventType;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A customer's address that is told of events: of all of its types, or of one job's end alone.
 *
 * @param jobId the job whose end it waits for; null for a subscription
 * @param disabledReason {@code gone} when its server said so (410); null when nobody but its owner made it inactive
 * @param previousSecretUntil until when the secret before the newest signs, too; null when only the newest does
 */
public record Webhook(
        long id,
        long workspaceId,
        @Nullable Long jobId,
        String callbackUrl,
        List<EventType> eventTypes,
        boolean isActive,
        @Nullable String disabledReason,
        @Nullable Instant previousSecretUntil,
        Instant createdAt,
        Instant updatedAt) {

    public Webhook {
        eventTypes = List.copyOf(eventTypes);
    }
}
