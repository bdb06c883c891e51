package dev.weir.acceptance.chaos.load;

import java.util.Locale;

/** What a job wants done about a paid call whose answer was lost. */
public enum OnDoubt {
    /** Nothing until somebody says; in the end {@link Ending} has it asked again. */
    HOLD,
    SKIP,
    RETRY;

    /** As the API takes it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
