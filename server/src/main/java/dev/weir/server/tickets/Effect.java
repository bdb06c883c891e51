package dev.weir.server.tickets;

import dev.weir.server.jobs.StoredCell;
import dev.weir.server.waterfall.CellReason;
import dev.weir.server.waterfall.CellState;
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

    /** What use a cell has for an answer that comes when its ticket has timed out. */
    public enum Want {
        /** It has no end yet: somebody else is asked, or is about to be. */
        OPEN,
        /** It failed because nobody answered in time. */
        TIMED_OUT,
        /** It has another end. */
        NONE;

        static Want of(@Nullable StoredCell cell) {
            if (cell == null || !cell.state().isFinal()) {
                return OPEN;
            }
            return cell.state() == CellState.FAILED
                            && CellReason.TIMED_OUT.text().equals(cell.reason())
                    ? TIMED_OUT
                    : NONE;
        }
    }

    /**
     * What an answer does, whatever brought it: the rule behind {@code docs/reference/late-answers.md}.
     *
     * @param before whether there was an answer to the same asking before; of an answered one, by the same handing over
     * @param jobOver whether the job's status is final
     */
    public static Kind of(TicketState ticket, boolean before, boolean jobOver, Want cell) {
        return switch (ticket) {
            case GATHERED, OUT -> jobOver ? Kind.KEPT_LATE : Kind.ANSWERED;
            case ANSWERED -> before ? Kind.DUPLICATE : Kind.KEPT_LATE;
            case TIMED_OUT ->
                before ? Kind.DUPLICATE : !jobOver && cell != Want.NONE ? Kind.JUDGED_LATE : Kind.KEPT_LATE;
            case CANCELLED -> before ? Kind.DUPLICATE : Kind.KEPT_LATE;
        };
    }
}
