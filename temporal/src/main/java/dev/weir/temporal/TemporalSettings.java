package dev.weir.temporal;

import dev.weir.server.jobs.engine.Lease;
import dev.weir.temporal.workflow.Queues;
import dev.weir.temporal.workflow.Tempo;
import java.time.Duration;

/**
 * How the engine looks, and how much it takes on.
 *
 * @param poll the longest it takes to notice what it was not told
 * @param renewal how often leases are renewed, and Temporal hears that runs live
 * @param gather the shortest time between two signals to one workflow
 * @param large how many batches of up to 1,000 rows a node runs at once
 * @param small how many of up to {@link Lease#SMALL_ROWS} beside them
 * @param works whether it runs batches; else it only tells workflows of them
 * @param tempo of workflows that begin
 */
public record TemporalSettings(
        Duration poll, Duration renewal, Duration gather, int large, int small, boolean works, Tempo tempo) {

    /** The slots bound the rows in a node's memory to 20,000. */
    public static final TemporalSettings DEFAULT = new TemporalSettings(
            Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMillis(500), 18, 20, true, Tempo.DEFAULT);

    public TemporalSettings {
        if (tempo.heartbeatMillis() > Duration.ofSeconds(20).toMillis()) {
            throw new IllegalArgumentException("a heartbeat time-out is no longer than a lease");
        }
    }

    /** Rows of all batches being run at once. */
    int rows() {
        return large * Lease.LARGE_ROWS + small * Lease.SMALL_ROWS;
    }

    /** Rows of a batch on a queue at most. */
    int rowsOn(String queue) {
        return queue.equals(Queues.SMALL) ? Lease.SMALL_ROWS : Lease.LARGE_ROWS;
    }

    public TemporalSettings working(boolean other) {
        return new TemporalSettings(poll, renewal, gather, large, small, other, tempo);
    }
}
