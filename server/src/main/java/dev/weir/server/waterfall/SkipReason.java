package dev.weir.server.waterfall;

import java.util.Locale;

/** Why a cell asked nobody. */
public enum SkipReason {
    /** The step's condition is false for this row; the caller evaluates it before it asks what is next. */
    CONDITION_FALSE,
    /** All its fields are known. */
    ALREADY_KNOWN,
    /** Nobody could be asked: the subject is suppressed. */
    SUPPRESSED,
    /** Nobody could be asked: inputs are missing. */
    NO_INPUT,
    /** A step before it has failed, and the row stops there. */
    STOPPED,
    /** The job begins with a later step. */
    BEFORE_START;

    /** As stored and shown. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
