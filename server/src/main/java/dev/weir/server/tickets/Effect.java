package dev.weir.server.tickets;

import dev.weir.server.jobs.StoredCell;
import dev.weir.server.waterfall.JobStatus;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What an answer did.
 *
 * @param ticket as it stood before
 * @param cell as it stood before; null when none was stored
 * @param job its status
 */
public record Effect(Ticket ticket, Kind kind, @Nullable StoredCell cell, JobStatus job) {

    /** What it did. */
    public enum Kind {
        /** It ended the wait: it is filed, and the row's next run judges, charges and goes on. */
        ANSWERED,
        /** It came after the time-out, and the cell may still have use for it: it is filed, and judged by a run. */
        JUDGED_LATE,
        /** It came too late to count: it is kept as a record of kind late, and nobody is charged. */
        KEPT_LATE,
        /** The ticket has had its answer. Nothing has changed. */
        DUPLICATE;

        /** As stored and shown. */
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
