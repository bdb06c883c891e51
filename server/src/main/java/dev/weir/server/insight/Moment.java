package dev.weir.server.insight;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One thing that happened to a job or a row of it.
 *
 * @param rowIndex from 0; null for what happened to the job
 * @param step its name; null where none is meant
 * @param provider the place's key, such as {@code hunter} or {@code hunter.email_verifier}; null where none is meant
 * @param detail a code or a sentence, as it was kept; null for none
 * @param creditsMilli what it moved, in 1/1000 credit: charged, or given back when negative
 * @param vendorCertainMilli what it cost at the vendor for certain, in 1/1000 of {@code unit}
 * @param vendorPossibleMilli what it may have cost there besides
 * @param unit the vendor's; null where nothing was asked
 * @param tookMillis how long it took; null where that says nothing
 * @param number what the kind says: a submission, copies of a call-back, calls of an asking; null for none
 */
public record Moment(
        Instant at,
        @Nullable Integer rowIndex,
        @Nullable String step,
        @Nullable String provider,
        Kind kind,
        @Nullable String detail,
        long creditsMilli,
        long vendorCertainMilli,
        long vendorPossibleMilli,
        @Nullable String unit,
        @Nullable Long tookMillis,
        @Nullable Long number) {

    /** What happened. */
    public enum Kind {
        /** To the job, in {@code detail} as its event is called. */
        JOB("job"),
        /** A provider was asked; {@code detail} is the verdict, {@code number} the calls. */
        ASKED("asked"),
        /** What it had answered before was used. */
        REMEMBERED("remembered"),
        /** Another row's call of the same moment was used. */
        FOLLOWED("followed"),
        /** A provider was passed over; {@code detail} says why. */
        NOT_ASKED("not_asked"),
        /** Its answer came too late to count, and is kept. */
        KEPT_LATE("kept_late"),
        /** What was charged for a find that does not stand came back. */
        REFUNDED("refunded"),
        /** Tries that ended in nothing may have cost the vendor's customer something. */
        STRAY_COST("stray_cost"),
        /** A call is under way, is waited for, is in doubt or is to be repeated, as {@code detail} says. */
        CALL("call"),
        /** A ticket was opened: the cell waits. */
        TICKET_OPENED("ticket_opened"),
        /** The ticket went out with the submission {@code number}. */
        TICKET_OUT("ticket_out"),
        /** The ticket ended, as {@code detail} says. */
        TICKET_ENDED("ticket_ended"),
        /** A submission was about to leave; {@code number} items, the provider's place beside. */
        SUBMISSION_LEAVING("submission_leaving"),
        /** The vendor had it, or nobody knows, as {@code detail} says. */
        SUBMISSION_OUT("submission_out"),
        /** Nothing more was expected of it, or it was refused, as {@code detail} says. */
        SUBMISSION_ENDED("submission_ended"),
        /** A call-back came, {@code number} times; {@code detail} says what was made of it. */
        CALLBACK("callback"),
        /** A worker's result came, {@code number} times; {@code detail} says what was made of it. */
        WORKER_RESULT("worker_result"),
        /** A worker said that it cannot do it. */
        WORKER_FAILURE("worker_failure"),
        /** A worker said how far it is, in {@code detail}. */
        WORKER_PROGRESS("worker_progress"),
        /** An answer was filed, for the row's next run to judge. */
        ANSWER_FILED("answer_filed"),
        /** An event came from outside; {@code detail} is its name. */
        SIGNAL("signal"),
        /** The row is asked again by the job {@code number}. */
        RERUN("rerun"),
        /** The job's rows were let go of, with all that happened to them. */
        ROWS_PRUNED("rows_pruned"),
        /** The cell is in the state that {@code detail} begins with, for the reason behind it. */
        CELL("cell");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        /** As stored and shown. */
        public String text() {
            return text;
        }

        static Kind of(String text) {
            for (Kind kind : values()) {
                if (kind.text.equals(text)) {
                    return kind;
                }
            }
            throw new IllegalArgumentException("nothing happens called '" + text + "'");
        }
    }
}
