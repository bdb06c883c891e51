package dev.weir.server.enrichment;

import java.time.Duration;

/**
 * What a node's journal has written since it started.
 *
 * @param flushes transactions that were tried
 * @param entries what they carried; an entry counts again where its flush is run again
 * @param took all flushes together
 */
public record JournalCounts(long flushes, long entries, Duration took) {}
