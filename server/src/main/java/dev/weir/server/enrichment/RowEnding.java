package dev.weir.server.enrichment;

import java.time.Duration;

/** How one row's part of a run ended. */
sealed interface RowEnding {

    /** The row is final. */
    record Final() implements RowEnding {}

    /** It waits for something that takes longer than memory is kept for. */
    record Parked(Duration after) implements RowEnding {}

    /**
     * It waits for an answer or an event that comes later, or for another row that does, and is told when there is one.
     *
     * @param look after that time it looks all the same
     */
    record Waiting(Duration look) implements RowEnding {

        private static final Duration USUAL = Duration.ofMinutes(10);

        /** With a ticket of its own, which says until when. */
        Waiting() {
            this(USUAL);
        }
    }

    /** The run was stopped: pause, shutdown, or a lost lease. */
    record Stopped() implements RowEnding {}
}
