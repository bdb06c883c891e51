package dev.weir.server.enrichment;

import java.time.Instant;

/**
 * A call that may have been charged and whose answer nobody has. Amounts in 1/1000.
 *
 * @param rowIndex from 0
 * @param step its step's name
 * @param provider the place's key
 * @param amount what stays held for it
 * @param vendorCost what the vendor may have charged for it
 * @param vendorUnit in which it counts
 * @param mark what leads to those after it
 */
public record Doubt(
        long jobId,
        int rowIndex,
        String step,
        String provider,
        int attempt,
        long amount,
        long vendorCost,
        String vendorUnit,
        Instant since,
        Mark mark) {

    /** A point in the list of doubts. */
    public record Mark(Instant at, long jobId, int rowIndex, int step, int place) {}

    /** When it will be settled if nobody says anything: the customer does not pay then. */
    public Instant expires() {
        return since.plus(Doubts.EXPIRY);
    }
}
