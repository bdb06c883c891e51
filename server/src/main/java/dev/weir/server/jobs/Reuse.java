package dev.weir.server.jobs;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where the values are from of a cell that asked nobody, since its company had an earlier result of the same step.
 *
 * @param jobId the job whose cell found them; null where they were reported from outside
 * @param rowIndex of that cell
 * @param step of that cell, in the plan of its job
 * @param outsideId what was reported, of {@code weir.outside_result}
 * @param at when they were found or reported
 */
public record Reuse(
        @Nullable Long jobId,
        @Nullable Integer rowIndex,
        @Nullable Integer step,
        @Nullable Long outsideId,
        Instant at) {

    /** The reason of a cell that has completed so. */
    public static final String REASON = "reused";

    /** That a cell has found them. */
    public static Reuse of(long jobId, int rowIndex, int step, Instant at) {
        return new Reuse(jobId, rowIndex, step, null, at);
    }

    /** That they were reported. */
    public static Reuse reported(long outsideId, Instant at) {
        return new Reuse(null, null, null, outsideId, at);
    }

    /** For people. */
    public String text() {
        return jobId == null ? "reported from outside" : "job " + jobId + ", row " + rowIndex;
    }
}
