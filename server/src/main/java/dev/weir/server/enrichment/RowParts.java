package dev.weir.server.enrichment;

import dev.weir.server.jobs.engine.Lease;

/**
 * What all that works on one row in a run shares.
 *
 * @param index of the row in its job
 * @param suppression whether anybody may be asked about it
 */
record RowParts(JobRun job, Lease lease, int index, History history, RowJournal journal, RowSuppression suppression) {}
