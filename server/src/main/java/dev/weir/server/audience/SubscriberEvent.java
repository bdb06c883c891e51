package dev.weir.server.audience;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came of a subscriber, and what it changed.
 *
 * @param kind {@code delivery, upload, api} or {@code enrichment}
 * @param sourceId null for enrichment's own
 * @param changes by field, and {@link News#STATUS}
 * @param reason why it was of no effect; null where it was, or said nothing new
 * @param jobId that found it; null for what a source said
 * @param occurredAt as the source says, else when it came
 * @param payload as it came; null where it is not asked for, is kept no longer, or there was none
 */
public record SubscriberEvent(
        long id,
        String kind,
        @Nullable Long sourceId,
        Arrived.Outcome outcome,
        Map<String, Change> changes,
        @Nullable String reason,
        @Nullable Long jobId,
        @Nullable Integer rowIdx,
        Instant occurredAt,
        Instant at,
        @Nullable String payload) {

    /** What something was before and is after; null for nothing. */
    public record Change(@Nullable Object before, @Nullable Object after) {}
}
