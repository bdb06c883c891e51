package dev.weir.server.waterfall;

import java.util.Locale;

/** The status of a job; {@code paused} and the phase stand beside it. */
public enum JobStatus {
    PENDING,
    RUNNING,
    COMPLETED,
    FAILED,
    PARTIALLY_COMPLETED,
    CANCELLED;

    /**
     * The status of a job whose rows are all final.
     *
     * @throws IllegalArgumentException when there is no row, or more are completed than there are
     */
    public static JobStatus ofFinal(long completedRows, long totalRows) {
        if (totalRows < 1 || completedRows < 0 || completedRows > totalRows) {
            throw new IllegalArgumentException(completedRows + " of " + totalRows + " rows completed");
        }
        if (completedRows == totalRows) {
            return COMPLETED;
        }
        return completedRows == 0 ? FAILED : PARTIALLY_COMPLETED;
    }

    public boolean isFinal() {
        return this != PENDING && this != RUNNING;
    }

    /** No final status is ever left: what evidence changes afterwards moves counters, not the status. */
    public boolean canBecome(JobStatus next) {
        return switch (this) {
            case PENDING -> next == RUNNING || next == CANCELLED;
            case RUNNING -> next.isFinal();
            case COMPLETED, FAILED, PARTIALLY_COMPLETED, CANCELLED -> false;
        };
    }

    /** As stored and shown. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
