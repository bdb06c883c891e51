package dev.weir.server.enrichment;

import java.time.Duration;

/** How one row's part of a run ended. */
sealed interface RowEnding {

    /** The row is final. */
    record Final() implements RowEnding {}

    /** It waits for something that takes longer than memory is kept for. */
    record Parked(Duration after) implements RowEnding {}

    /** It waits for an answer or an event that comes later, with a ticket that says until when. */
    record Waiting() implements RowEnding {}

    /** The run was stopped: pause, shutdown, or a lost lease. */
    record Stopped() implements RowEnding {}
}
