package dev.weir.server.enrichment;

import dev.weir.server.egress.RetryPolicy;
import java.time.Duration;

/**
 * What can be set about running batches.
 *
 * @param maxWait how long a cell waits for an unavailable provider before the next one is asked, counted from when the
 *     provider became unavailable
 * @param expiryLook how often is looked for doubts that have waited too long
 * @param linger how long questions are gathered that are handed over together and answered later
 * @param lateLook how often is looked for answers that are to be asked for, or are overdue; a server is told every second
 *     when there are any
 */
public record EnrichmentSettings(
        Duration maxWait, Duration expiryLook, Duration linger, Duration lateLook, RetryPolicy retry) {

    /** As DESIGN section 3 has it. */
    public static final EnrichmentSettings DEFAULT = new EnrichmentSettings(
            Duration.ofMinutes(2),
            Duration.ofMinutes(1),
            Duration.ofSeconds(2),
            Duration.ofMinutes(1),
            RetryPolicy.DEFAULT);

    public EnrichmentSettings withMaxWait(Duration other) {
        return new EnrichmentSettings(other, expiryLook, linger, lateLook, retry);
    }

    public EnrichmentSettings withExpiryLook(Duration other) {
        return new EnrichmentSettings(maxWait, other, linger, lateLook, retry);
    }

    public EnrichmentSettings withLinger(Duration other) {
        return new EnrichmentSettings(maxWait, expiryLook, other, lateLook, retry);
    }

    public EnrichmentSettings withLateLook(Duration other) {
        return new EnrichmentSettings(maxWait, expiryLook, linger, other, retry);
    }

    public EnrichmentSettings withRetry(RetryPolicy other) {
        return new EnrichmentSettings(maxWait, expiryLook, linger, lateLook, other);
    }
}
