package dev.weir.acceptance.chaos.load;

/** What becomes of a job beside its rows. */
public enum Twist {
    NONE,

    /** Is paused, and resumed after a while. */
    PAUSE,

    CANCEL,

    /** When it has closed, the rows that failed are done again. */
    RERUN_FAILED,

    /** When it has closed, its first rows are asked about once more, whatever is known of them: their questions are paid for twice. */
    RERUN_FRESH,

    /** Is submitted over several connections at once, and once more when it has closed, always under one key. */
    RESUBMIT;

    boolean isRerun() {
        return this == RERUN_FAILED || this == RERUN_FRESH;
    }
}
