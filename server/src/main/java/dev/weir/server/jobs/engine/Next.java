package dev.weir.server.jobs.engine;

import java.time.Duration;

/** When an engine is to come back to a batch it has run. */
public sealed interface Next {

    /** Every row is final. */
    record Done() implements Next {}

    /**
     * Some rows wait; come back after that time, or at once when woken. Zero means as soon as others had their turn.
     *
     * @param told whether whatever any of them waits for is told of by a wake, so that a run before that time need only look
     *     at rows that were woken
     */
    record Later(Duration after, boolean told) implements Next {

        /** Rows that look for themselves. */
        public Later(Duration after) {
            this(after, false);
        }
    }

    /** The run was stopped by pause, shutdown or the loss of its lease; whoever may run the batch next decides when. */
    record Stopped() implements Next {}
}
