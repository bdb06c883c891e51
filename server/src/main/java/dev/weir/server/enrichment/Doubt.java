package dev.weir.server.enrichment;

import java.time.Instant;

/**
 * A call that may have been charged and whose answer nobody has. Amounts in 1/1000.
 *
 * @param rowIndex from 0
 * @param step its step's name
 * @param provider the place's key
 * @param amount what stays held for it
 * @param vendorCost what the vendor may have charged for it, in its own unit
 */
public record Doubt(
        long jobId,
        int rowIndex,
        String step,
        String provider,
        int attempt,
        long amount,
        long vendorCost,
        Instant since) {}
