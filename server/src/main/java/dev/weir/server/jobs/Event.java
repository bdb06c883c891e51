package dev.weir.server.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that happened, as it is told: what is told of it never changes.
 *
 * @param publicId {@code evt_…}, by which receivers know an event they have heard before
 * @param jobId null when it is of no job
 * @param sequence 1, 2, … within the job, in the order of what happened; null when it is of no job
 * @param body JSON
 */
public record Event(
        long id,
        long workspaceId,
        String publicId,
        EventType type,
        @Nullable Long jobId,
        @Nullable Long sequence,
        String body,
        Instant at) {}
