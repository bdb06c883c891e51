package dev.weir.server.enrichment;

/**
 * What the tries of an asking may have cost at the vendor that was taken back and so leaves no record.
 *
 * @param ordinal which of its run's takings back it was, from 0
 * @param possible in 1/1000 of the vendor's unit, more than 0
 */
record StrayCost(
        long workspaceId,
        long jobId,
        int rowIndex,
        int step,
        int place,
        long epoch,
        int ordinal,
        int tries,
        long possible) {}
