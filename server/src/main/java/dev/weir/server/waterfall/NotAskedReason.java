package dev.weir.server.waterfall;

import java.util.Locale;

/** Why a provider whose turn it was did not get asked. */
public enum NotAskedReason {
    /** What is known covers none of its input alternatives. */
    NO_INPUT,
    /** The subject is on a suppression list. */
    SUPPRESSED,
    /** Breaker open, credential stopped or out of credits, for longer than the step waits. */
    UNAVAILABLE,
    /** What is spent leaves no room for its price. */
    CAP_REACHED,
    /** The workspace has no key for it. */
    CREDENTIALS_MISSING,
    /** An input it lacks, or this very question, is in doubt elsewhere. */
    NEEDED_IN_DOUBT;

    /** As stored and shown. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
