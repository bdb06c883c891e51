package dev.weir.server.jobs;

/**
 * How far a job's rows have come.
 *
 * @param failed final rows that are not completed, those in doubt included
 * @param running batches being run just now
 */
public record RowCounts(int completed, int failed, int inDoubt, int running) {}
