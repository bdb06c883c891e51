package dev.weir.server.jobs;

/**
 * How the cells of one step stand in one batch.
 *
 * @param lo the batch's first row
 * @param step its place in the plan
 * @param found cells whose step has found what it names
 * @param known cells that were skipped because the row had it already
 * @param ended final cells, those two among them
 */
public record CellTally(int lo, int step, int found, int known, int ended) {}
