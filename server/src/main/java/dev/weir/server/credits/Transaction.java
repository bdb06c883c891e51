package dev.weir.server.credits;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One movement of credits, as it stands in the ledger for ever.
 *
 * @param amount in 1/1000 credit, more than 0
 * @param jobId null when no job is concerned
 * @param asking what was asked; null when it is about no single asking
 */
public record Transaction(
        long id,
        Kind kind,
        long amount,
        @Nullable Long jobId,
        @Nullable Asking asking,
        Instant at) {

    /** Where in a job. @param step its index in the plan @param place its index in the step */
    public record Asking(int rowIndex, int step, int place) {}

    /** From where to where. */
    public enum Kind {
        /** To the workspace, from outside. */
        GRANT("outside", "workspace"),
        /** What a job may spend, set aside. */
        HOLD("workspace", "job"),
        /** A charge. */
        POST("job", "revenue"),
        /** The rest of a hold. */
        RELEASE("job", "workspace"),
        /** A charge given back to its job, because what was found is given up. */
        REFUND("revenue", "job"),
        /** A charge given back to the workspace, because somebody decided so. */
        REPAYMENT("revenue", "workspace");

        private final String from;
        private final String to;

        Kind(String from, String to) {
            this.from = from;
            this.to = to;
        }

        public String from() {
            return from;
        }

        public String to() {
            return to;
        }
    }

    /** What comes after it in a list, newest first. */
    public Mark mark() {
        return new Mark(at, id);
    }

    /** A point in the ledger. */
    public record Mark(Instant at, long id) {}
}
