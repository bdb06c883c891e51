package dev.weir.server.enrichment;

import dev.weir.server.egress.RetryPolicy;
import java.time.Duration;

/**
 * How batches are run.
 *
 * @param lanes journal flushes at once
 * @param flushEntries rows of one flush at most
 * @param workingRows rows at work in memory at once, those that wait for a vendor not counted
 * @param maxWait how long a cell waits for an unavailable provider before the next one is asked, counted from when the
 *     provider became unavailable
 * @param memoryWait no row waits longer than this in memory
 * @param lastSend no call is started when the lease has less than this left
 * @param expiryLook how often is looked for doubts that have waited too long
 * @param linger how long questions are gathered that are handed over together and answered later
 * @param lateLook how often is looked for answers that are to be asked for, or are overdue
 * @param doubtAttempts sends of one asking at most under the policy {@code retry}; after that it is held in doubt
 */
public record EnrichmentSettings(
        int lanes,
        int flushEntries,
        int workingRows,
        Duration maxWait,
        Duration memoryWait,
        Duration lastSend,
        Duration expiryLook,
        Duration linger,
        Duration lateLook,
        int doubtAttempts,
        RetryPolicy retry) {

    /** As DESIGN section 3 has it. */
    public static final EnrichmentSettings DEFAULT = new EnrichmentSettings(
            2,
            2_000,
            2_000,
            Duration.ofMinutes(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(5),
            Duration.ofMinutes(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(2),
            3,
            RetryPolicy.DEFAULT);

    public EnrichmentSettings withRetry(RetryPolicy other) {
        return new EnrichmentSettings(
                lanes,
                flushEntries,
                workingRows,
                maxWait,
                memoryWait,
                lastSend,
                expiryLook,
                linger,
                lateLook,
                doubtAttempts,
                other);
    }

    public EnrichmentSettings withExpiryLook(Duration other) {
        return new EnrichmentSettings(
                lanes,
                flushEntries,
                workingRows,
                maxWait,
                memoryWait,
                lastSend,
                other,
                linger,
                lateLook,
                doubtAttempts,
                retry);
    }

    public EnrichmentSettings withLinger(Duration other) {
        return new EnrichmentSettings(
                lanes,
                flushEntries,
                workingRows,
                maxWait,
                memoryWait,
                lastSend,
                expiryLook,
                other,
                lateLook,
                doubtAttempts,
                retry);
    }

    public EnrichmentSettings withMaxWait(Duration other) {
        return new EnrichmentSettings(
                lanes,
                flushEntries,
                workingRows,
                other,
                memoryWait,
                lastSend,
                expiryLook,
                linger,
                lateLook,
                doubtAttempts,
                retry);
    }

    public EnrichmentSettings withLateLook(Duration other) {
        return new EnrichmentSettings(
                lanes,
                flushEntries,
                workingRows,
                maxWait,
                memoryWait,
                lastSend,
                expiryLook,
                linger,
                other,
                doubtAttempts,
                retry);
    }
}
