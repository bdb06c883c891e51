package dev.weir.server.audience;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A value that is known of a subscriber, and whose word that is.
 *
 * @param value in the canonical form of its field
 * @param at when it was said, or found
 * @param sourceId the source that said it; null for what was found
 * @param jobId the job that found it; null for what was said
 * @param provider who gave it, as provenance names them; null for what was said
 */
public record Kept(
        Object value,
        Instant at,
        @Nullable Long sourceId,
        @Nullable Long jobId,
        @Nullable String provider) {

    /** One that a source said. */
    public static Kept given(Object value, Instant at, long sourceId) {
        return new Kept(value, at, sourceId, null, null);
    }

    /** One that a job found. */
    public static Kept found(Object value, Instant at, long jobId, String provider) {
        return new Kept(value, at, null, jobId, provider);
    }
}
