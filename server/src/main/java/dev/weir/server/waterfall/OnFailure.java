package dev.weir.server.waterfall;

import java.util.Locale;

/** What becomes of a row when a step of it has failed. */
public enum OnFailure {
    /** The row counts as failed; its other steps go on. */
    MARK,
    /** As MARK, and an event tells of it. */
    EVENT,
    /** The step is optional: its failure alone fails no row; the other steps go on. */
    CONTINUE,
    /** The row counts as failed, and its later steps are skipped. */
    STOP;

    /** As stored and shown. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
