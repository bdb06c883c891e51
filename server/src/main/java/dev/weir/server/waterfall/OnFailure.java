package dev.weir.server.waterfall;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

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

    /** Whether a cell that has ended so fails no row. A doubt that was settled as not charged does, whatever the step. */
    public boolean forgives(CellState state, @Nullable String reason) {
        return this == CONTINUE
                && state == CellState.FAILED
                && !CellReason.IN_DOUBT.text().equals(reason);
    }

    /** As stored and shown. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
