package dev.weir.server.enrolment;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * That a blueprint is to be run for a subscriber, over all its runs.
 *
 * @param sourceId of the arrival that it was wanted for, else the subscriber's first
 * @param triggerId that wanted it; null when somebody did, or it is a refresh
 * @param automatic whether it is submitted by itself; else somebody, or its source's time, has it run
 * @param again wanted once more while it was submitted
 * @param jobId of the latest run; null before the first
 * @param rowIndex in that job, from 0
 * @param runs how many there were
 * @param reason why it failed; null unless it has
 */
public record EnrichmentRequest(
        long id,
        long subscriberId,
        String blueprint,
        long sourceId,
        @Nullable Long triggerId,
        Cause cause,
        State state,
        boolean automatic,
        boolean again,
        @Nullable Long jobId,
        @Nullable Integer rowIndex,
        int runs,
        @Nullable String reason,
        Instant createdAt,
        Instant pendingSince,
        @Nullable Instant submittedAt,
        @Nullable Instant endedAt) {

    /** Where it stands. */
    public enum State {
        PENDING,
        SUBMITTED,
        COMPLETED,
        FAILED;

        /** As it is shown. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** As it is stored. */
        int code() {
            return ordinal();
        }

        static State of(int code) {
            return values()[code];
        }
    }
}
