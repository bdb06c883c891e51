package dev.weir.server.jobs.engine;

import java.time.Duration;

/** When an engine is to come back to a batch it has run. */
public sealed interface Next {

    /** Every row is final. */
    record Done() implements Next {}

    /** Some rows wait; come back after that time, or at once when woken. Zero means as soon as others had their turn. */
    record Later(Duration after) implements Next {}

    /** The run was stopped by pause, shutdown or the loss of its lease; whoever may run the batch next decides when. */
    record Stopped() implements Next {}
}
