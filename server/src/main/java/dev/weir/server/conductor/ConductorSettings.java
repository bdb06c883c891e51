package dev.weir.server.conductor;

import dev.weir.server.jobs.engine.Lease;
import java.time.Duration;

/**
 * How an engine looks and how much it takes on.
 *
 * @param poll how often it looks by itself; a server is told every second when something is due
 * @param renewal how often leases are renewed
 * @param maxRows rows of all batches being run at once, which bounds memory
 * @param roomForSmall how many of these only small batches may take
 * @param smallBatch rows of a small batch at most
 */
public record ConductorSettings(Duration poll, Duration renewal, int maxRows, int roomForSmall, int smallBatch) {

    public static final ConductorSettings DEFAULT =
            new ConductorSettings(Duration.ofSeconds(10), Duration.ofSeconds(5), 20_000, 2_000, Lease.SMALL_ROWS);

    public ConductorSettings withPoll(Duration other) {
        return new ConductorSettings(other, renewal, maxRows, roomForSmall, smallBatch);
    }

    public ConductorSettings withMaxRows(int other) {
        return new ConductorSettings(poll, renewal, other, roomForSmall, smallBatch);
    }
}
