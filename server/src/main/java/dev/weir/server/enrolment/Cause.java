package dev.weir.server.enrolment;

import java.util.Locale;

/** Why a blueprint is run for subscribers. */
public enum Cause {
    /** A trigger wanted it, and it is submitted by itself. */
    TRIGGER,
    /** Somebody wanted it, or had what was pending run. */
    HAND,
    /** The time of their source had come. */
    SCHEDULE,
    /** They were enriched too long ago. */
    REFRESH;

    /** As it is stored and shown. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Cause of(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
